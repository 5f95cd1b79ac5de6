std = "lua54"
-- what the engine gives to the Lua half of the API, and what that half adds
globals = {"store", "assert_that", "try"}
read_globals = {"date", "args", "exit", "warn", "today", "fetch", "read", "timeline", "display"}
