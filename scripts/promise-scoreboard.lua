#!/usr/bin/env dateline
--[[---
title: Who keeps their dates
---]]
-- Promises against what came of them, from timeline files, as they stood on a day.

local given = args:parse [[
Usage: promise-scoreboard.lua [OPTION...] TIMELINE...

Counts promises by who made them, and lists each with its verdict. A TIMELINE is a file of events
(TSV, CSV or JSON, as `dateline help timeline` has it).

  -b, --by WHOM      actor or speaker (actor)
  -a, --as-of DATE   the day to judge on (today)
  -o, --open         only promises without an outcome; status 4 when any is past its due date
  -h, --help         this
]]
if #given == 0 then args:fail("a timeline was expected") end
local by = given.by or "actor"
if by ~= "actor" and by ~= "speaker" then args:fail("--by " .. by .. ": actor or speaker was expected") end
local day = today()
if given.as_of then
  local ok, read = pcall(date, given.as_of)
  if not ok then args:fail("--as-of " .. given.as_of .. ": a date was expected, as in 2024-12-31") end
  day = read
end

local all = timeline{}
for _, file in ipairs(given) do
  local ok, read = pcall(timeline.load, file)
  if not ok then
    warn(tostring(read))
    exit(2)
  end
  all = all:merge(read)
end

local function show(rows, columns)
  rows.columns = columns
  display(rows)
end

if given.open then
  local rows, past = {}, 0
  for _, slip in ipairs(all:open{as_of = day}) do
    local over = slip.due and slip.due:before(day) == "certain"
    rows[#rows + 1] = {promise = slip.promise, [by] = slip[by] or slip.actor, due = slip.due,
      past = over and "yes" or "no"}
    past = past + (over and 1 or 0)
  end
  if #rows == 0 then print("No promise is open.") else show(rows, {"promise", by, "due", "past"}) end
  exit(past > 0 and 4 or 0)
end

local scores = all:scoreboard{by = by, as_of = day}
if #scores == 0 then
  print("There are no promises.")
  exit(0)
end
show(scores, {by, "promises", "kept", "early", "late", "open", "no_outcome", "share_kept"})
print("")
show(all:slips{as_of = day}, {"promise", "actor", "due", "came", "verdict", "slip"})
