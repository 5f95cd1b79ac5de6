#!/usr/bin/env dateline
--[[---
title: What changed at sources
net: ["*"]
---]]
-- For cron: captures pages again and tells what changed at each since the capture before. Silent, with
-- status 0, when nothing did; 4 when something did, 5 when a page could not be asked and nothing changed.

local given = args:parse [[
Usage: source-changes.lua [OPTION...] URL...

Captures each page again and tells what changed. From cron, mail comes only when something did:
  dateline --allow-net --store watch.db source-changes.lua https://example.org/terms

  -l, --list FILE...  a file with an address a line; - is standard input
  -c, --cosmetic      tell of markup and counters as well
  -h, --help          this
]]
local urls = {}
for _, url in ipairs(given) do urls[#urls + 1] = url end
for _, file in ipairs(given.list or {}) do
  for line in read(file):gmatch("[^\r\n]+") do
    local url = line:match("^%s*(.-)%s*$")
    if url ~= "" and not url:find("^#") then urls[#urls + 1] = url end
  end
end
if #urls == 0 then args:fail("an address was expected, or --list FILE") end

local quiet = {none = true, cosmetic = not given.cosmetic, counters = not given.cosmetic}
local changed, failed = 0, 0

local function tell(url, change)
  changed = changed + 1
  print(url .. "\n  " .. change:words())
  for _, flag in ipairs(change.flags) do print("  ! " .. flag) end
  for _, row in ipairs(change.reworded) do print("  ~ " .. tostring(row.words)) end
  for _, row in ipairs(change.added) do print("  + " .. tostring(row.after)) end
  for _, row in ipairs(change.removed) do print("  - " .. tostring(row.before)) end
end

for _, url in ipairs(urls) do
  local before = store.snapshots(url)[1]
  local ok, page = pcall(fetch, url, {refresh = true})
  local after = store.snapshots(url)[1]
  if not ok then
    failed = failed + 1
    warn(url .. ": " .. tostring(page))
  elseif before and after.id ~= before.id then
    local change = store.diff(before.id, after.id)
    if not quiet[change.class] then tell(url, change) end
  end
end
exit(changed > 0 and 4 or failed > 0 and 5 or 0)
