-- store.import: a file's rows as a table of the notebook's own.

-- A column's or table's name as SQL and store.put take it: what is no letter or digit is "_".
local function plain(name)
  name = name:gsub("[^%w_]+", "_"):gsub("^_+", ""):gsub("_+$", "")
  if not name:match("^[%a_]") then name = "_" .. name end
  return name
end

local function with_plain_names(rows)
  local renamed, columns, seen = {}, {}, {}
  for i, column in ipairs(rows.columns) do
    columns[i] = plain(column)
    local lower = columns[i]:lower()
    if seen[lower] then
      error(("the columns '%s' and '%s' have the same name in a table"):format(seen[lower], column), 3)
    end
    seen[lower] = column
  end
  for r, row in ipairs(rows) do
    local made = {}
    for i, column in ipairs(rows.columns) do made[columns[i]] = row[column] end
    renamed[r] = made
  end
  renamed.columns = columns
  return renamed
end

local put = store.put

local known = {table = true, key = true, format = true}

function store.import(file, options)
  options = options or {}
  if type(options) ~= "table" then
    error(("bad argument #2 to 'import' (table expected, got %s)"):format(type(options)), 2)
  end
  for name in pairs(options) do
    if not known[name] then
      error(("there is no option '%s'; there are table, key and format"):format(tostring(name)), 2)
    end
  end
  local rows = with_plain_names(store.rows(file, {format = options.format}))
  local stem = file:match("([^/]*)$"):gsub("%.%w+$", "")
  local name, key = options.table or plain(stem), options.key and plain(options.key)
  return put(name, rows, {key = key})
end
