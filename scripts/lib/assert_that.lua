-- assert_that(condition, message): a check of the notebook; its message says what did not hold.

function assert_that(condition, message)
  if not condition then error(message or "a check did not hold", 2) end
  return condition
end
