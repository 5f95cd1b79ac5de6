-- store.put: rows into a table of the notebook's own, made for them when it is not there.

local function quoted(name)
  if type(name) ~= "string" or not name:match("^[%a_][%w_]*$") then
    error("'" .. tostring(name) .. "' is no name for a table or column: letters, digits, _", 3)
  end
  return '"' .. name .. '"'
end

-- The SQLite type that all values of a column fit.
local function type_of(rows, column)
  local kind
  for _, row in ipairs(rows) do
    local value = row[column]
    local this = math.type(value) == "integer" and "INTEGER"
      or math.type(value) == "float" and "REAL"
      or type(value) == "boolean" and "INTEGER"
      or value ~= nil and "TEXT" or nil
    if kind and this and this ~= kind then
      kind = (kind ~= "TEXT" and this ~= "TEXT") and "REAL" or "TEXT"
    else
      kind = kind or this
    end
  end
  return kind or "TEXT"
end

local function columns_of(rows)
  if rows.columns then return rows.columns end
  local seen, columns = {}, {}
  for _, row in ipairs(rows) do
    for column in pairs(row) do
      if not seen[column] then
        seen[column] = true
        columns[#columns + 1] = column
      end
    end
  end
  table.sort(columns)
  return columns
end

local function insert_statement(name, columns, key)
  local names, places, updates = {}, {}, {}
  for i, column in ipairs(columns) do
    names[i] = quoted(column)
    places[i] = "?"
    updates[i] = names[i] .. " = excluded." .. names[i]
  end
  local sql = ("INSERT INTO %s (%s) VALUES (%s)"):format(
    quoted(name), table.concat(names, ", "), table.concat(places, ", "))
  if key then
    sql = sql .. (" ON CONFLICT (%s) DO UPDATE SET %s"):format(
      quoted(key), table.concat(updates, ", "))
  end
  return sql
end

function store.put(name, rows, options)
  local key = options and options.key
  local columns = columns_of(rows)
  if #columns == 0 then return 0 end
  local definitions = {}
  for i, column in ipairs(columns) do
    definitions[i] = quoted(column) .. " " .. type_of(rows, column)
      .. (column == key and " PRIMARY KEY" or "")
  end
  store.exec(("CREATE TABLE IF NOT EXISTS %s (%s)"):format(
    quoted(name), table.concat(definitions, ", ")))
  local sql = insert_statement(name, columns, key)
  for _, row in ipairs(rows) do
    local values = {}
    for i, column in ipairs(columns) do
      local value = row[column]
      values[i] = value == nil and store.null or value
    end
    store.exec(sql, values)
  end
  return #rows
end

-- A column's or table's name as SQL and `quoted` take it: what is no letter or digit is "_".
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

function store.import(file, options)
  options = options or {}
  local rows = with_plain_names(store.rows(file, options))
  local stem = file:match("([^/]*)$"):gsub("%.%w+$", "")
  local name, key = options.table or plain(stem), options.key and plain(options.key)
  return store.transaction(function() return put(name, rows, {key = key}) end)
end
