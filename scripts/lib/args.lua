-- args:parse and args:fail: a script's options, as its usage text has them.
if not args then return end

local methods = {}

-- The options of a usage text, by each of their names: of each line that begins with a dash, what
-- stands before two blanks. "-d, --days N  how far back" is days, a number.
local function options_of(usage)
  local options, names = {}, {}
  for line in usage:gmatch("[^\r\n]+") do
    local head = line:match("^%s+(%-.*)$")
    if head then
      head = head:match("^(.-)%s%s") or head:gsub("%s+$", "")
      local option = { value = head:match("[ =]([A-Z][A-Z_:/-]*)"), many = head:find("%.%.%.$") ~= nil }
      for dashes, name in head:gmatch("(%-%-?)(%w[%w-]*)") do
        option.name = name
        options[dashes .. name] = option
        names[#names + 1] = dashes .. name
      end
      if option.name then option.key = option.name:gsub("-", "_") end
    end
  end
  return options, names
end

-- How many letters are to be changed to make one word of the other.
local function distance(a, b)
  local row = {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local before = row[0]
    row[0] = i
    for j = 1, #b do
      local same = a:byte(i) == b:byte(j) and 0 or 1
      before, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, before + same)
    end
  end
  return row[#b]
end

local function unknown(self, word, names)
  local near, least = nil, 3
  for _, name in ipairs(names) do
    local far = #name > 2 and distance(word, name) or least
    if far < least then near, least = name, far end
  end
  self:fail("there is no option " .. word .. (near and "; do you mean " .. near .. "?" or ""))
end

local function set(self, given, option, word, value)
  if option.value == "N" then
    value = tonumber(value) or self:fail(word .. " " .. value .. ": a number was expected")
  end
  if option.many then
    given[option.key] = given[option.key] or {}
    table.insert(given[option.key], value)
  else
    given[option.key] = value
  end
end

-- "-qn5" as {"-q", "-n", "5"}: options of one letter, the last of which may have its value behind it.
local function letters(word, options)
  local apart = {}
  for i = 2, #word do
    local name = "-" .. word:sub(i, i)
    apart[#apart + 1] = name
    if options[name] and options[name].value and i < #word then
      apart[#apart + 1] = word:sub(i + 1)
      break
    end
  end
  return apart
end

function methods:parse(usage)
  local options, names = options_of(usage)
  local given, words, at = {}, { table.unpack(self) }, 1
  self.usage = usage
  while words[at] do
    local word = words[at]
    at = at + 1
    if word == "--" then
      table.move(words, at, #words, #given + 1, given)
      break
    elseif not word:find("^%-.") then
      given[#given + 1] = word
    elseif word:find("^%-[^-].") then
      for i, letter in ipairs(letters(word, options)) do table.insert(words, at + i - 1, letter) end
    else
      local name, value = word:match("^(%-%-[^=]+)=(.*)$")
      local option = options[name or word]
      local help = not option or option.name == "help" -- -h may be another's
      if help and (word == "--help" or word == "-h") then
        print((usage:gsub("%s+$", "")))
        exit()
      elseif not option then
        unknown(self, name or word, names)
      elseif not option.value then
        if value then self:fail(name .. " takes no value") end
        given[option.key] = true
      else
        if not value then
          value = words[at] or self:fail(word .. " needs a value: " .. option.value)
          at = at + 1
        end
        set(self, given, option, name or word, value)
      end
    end
  end
  return given
end

function methods:fail(message)
  local name = self[0]:match("[^/]+$") or self[0]
  warn(name .. ": " .. message)
  if self.usage then warn((self.usage:match("[^\r\n]+") or "") .. "\n`" .. name .. " --help` has more") end
  exit(2)
end

setmetatable(args, { __index = methods })
