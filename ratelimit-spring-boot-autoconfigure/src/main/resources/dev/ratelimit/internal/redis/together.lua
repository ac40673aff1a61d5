-- Calls under one limit that travel together: runs of equal calls, in the order in which
-- they came. KEYS: one per run, and where keys can be blocked another per run. ARGV: the
-- terms of one call, per run or once for all, then per run how many calls there are and how
-- many of them a quota can hold, unless each has but one. As many as fit are charged in one
-- step and the others are asked after them, which comes to what they would be told one by
-- one. Reply, per run: for so many calls this answer, until all have theirs; one that was
-- charged is that of the last of them.
local operation, later, replies, limits = nil, 0, {}, #KEYS
--- halves
local counts = ARGV[#ARGV] ~= '' and { cmsgpack.unpack(ARGV[#ARGV]) }
for run = 1, limits do
  local key, i = KEYS[run], #ARGV == 2 and 1 or run
  local calls, most = 1, 1
  if counts then
    calls, most = counts[2 * run - 1], counts[2 * run]
  end
  local stored
  while calls > 0 do
    --- takes
    --- scale
    if stored == nil then
      --- read
    end
    --- ask
    --- block
    local charged, fewer = wait == 0, most
    --- fit
    if fewer < most then
      most = fewer
    else
      --- decide
      --- told
      --- begun
      --- tell
      stored = nil
    end
  end
end
return table.concat(replies)
