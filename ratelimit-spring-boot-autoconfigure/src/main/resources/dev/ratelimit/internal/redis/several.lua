-- A call under several limits, all or nothing: they are asked, and in a second round told.
-- One that only observes has no vote, and is charged only if it admits; where the cost is
-- beyond its quota, it is asked for 0 permits. None is charged ahead of time.
local operation, later = ARGV[#KEYS + 1], 0
local admitted, read, parts = not operation, {}, {}
for round = 1, 2 do
  for i, key in ipairs(KEYS) do
    --- limits
  end
end
return table.concat(parts)
