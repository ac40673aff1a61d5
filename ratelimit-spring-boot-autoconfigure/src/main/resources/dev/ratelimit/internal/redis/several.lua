-- A call under several limits, all or nothing: they are asked, and in a second round told.
-- One that only observes has no vote, and is charged only if it admits; where the cost is
-- beyond its quota, it is asked for 0 permits. None is charged ahead of time.
--- count
local operation, later = ARGV[limits + 1], 0
local admitted, read, parts = not operation, {}, {}
for round = 1, 2 do
  for i = 1, limits do
    local key = KEYS[i]
    --- limits
  end
end
return table.concat(parts)
