-- try(f, ...): what the outside world refuses comes back as nil, message, kind.

-- What the code did wrong, what passed a limit and what stopped the cell is raised again.
local passed_on = {
  usage = true, cell = true, check = true, interrupted = true, unknown = true,
  ["limit.time"] = true, ["limit.memory"] = true, ["limit.output"] = true,
}

local function kind_of(failure) return failure.kind end

local function settle(good, ...)
  if good then return ... end
  local failure = ...
  local known, kind = false, nil
  if type(failure) == "userdata" then known, kind = pcall(kind_of, failure) end
  if not known or type(kind) ~= "string" or passed_on[kind] then error(failure, 0) end
  return nil, failure.message, kind
end

function try(f, ...)
  return settle(pcall(f, ...))
end
