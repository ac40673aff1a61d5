-- Calls under one limit that travel together: runs of equal calls, in the order in which
-- they came. KEYS: one per run. ARGV: per run the terms of one call, then per run how many
-- calls there are and how many of them a quota can hold. As many as fit are charged in one
-- step and the others are asked after them, which comes to what they would be told one by
-- one. Reply, per run: for so many calls this answer, until all have theirs; one that was
-- charged is that of the last of them.
local operation, later, replies = nil, 0, {}
for i, key in ipairs(KEYS) do
  local calls = tonumber(ARGV[#KEYS + 2 * i - 1])
  local most = tonumber(ARGV[#KEYS + 2 * i])
  local stored
  while calls > 0 do
    --- takes
    --- scale
    if stored == nil then
      --- read
    end
    --- ask
    local charged, fewer = wait == 0, most
    --- fit
    if fewer < most then
      most = fewer
    else
      --- decide
      --- tell
      stored = nil
    end
  end
end
return table.concat(replies)
