#!/usr/bin/env dateline
--[[---
title: What competitors told in a week
net: ["*"]
---]]
-- The entries of feeds in the last days, by feed, newest first, each by its own date. A feed that
-- cannot be had is told on standard error, and the status is 5 when none could.

local given = args:parse [[
Usage: weekly-digest.lua [OPTION...] FEED...

Tells what feeds had in the last days, as Markdown. A FEED is an address or a file. So, from cron:
  dateline --allow-net weekly-digest.lua https://example.org/feed.xml

  -d, --days N       how far back, today included (7)
  -m, --match WORD   only entries whose title or summary has the word
  -h, --help         this
]]
if #given == 0 then args:fail("a feed was expected") end
local days = given.days or 7
if days < 1 then args:fail("--days " .. days .. ": one day or more was expected") end
local since = today():add{days = 1 - days}

local function wanted(entry)
  local words = ((entry.title or "") .. " " .. (entry.summary or "")):lower()
  return entry.date and entry.date:before(since) ~= "certain" and entry.date:after(today()) ~= "certain"
    and (not given.match or words:find(given.match:lower(), 1, true))
end

local function newest_first(a, b)
  local x, y = tostring(a.date), tostring(b.date)
  if x ~= y then return x > y end
  return (a.title or "") < (b.title or "")
end

-- On one line, and nothing in it that Markdown would read.
local function plain(text)
  return (text:gsub("%s+", " "):gsub("[%[%]\\`*_<>]", "\\%0"))
end

local had, told = 0, 0
print("# " .. since:words() .. " to " .. today():words())
for _, address in ipairs(given) do
  local ok, feed = pcall(fetch.feed, address, {refresh = true})
  if not ok then
    warn(address .. ": " .. tostring(feed))
  else
    had = had + 1
    local entries = {}
    for _, entry in ipairs(feed.entries) do
      if wanted(entry) then entries[#entries + 1] = entry end
    end
    table.sort(entries, newest_first)
    print("\n## " .. plain(feed.title or address) .. "\n")
    if #entries == 0 then print("Nothing.") end
    for _, entry in ipairs(entries) do
      local title = plain(entry.title or "without a title")
      print("- " .. entry.date:words() .. ": " ..
        (entry.link and "[" .. title .. "](<" .. entry.link:gsub("[<>%s]", "") .. ">)" or title))
      told = told + 1
    end
  end
end
print("\n" .. told .. (told == 1 and " entry" or " entries") .. " of " .. had ..
  (had == 1 and " feed" or " feeds") .. ".")
exit(had > 0 and 0 or 5)
