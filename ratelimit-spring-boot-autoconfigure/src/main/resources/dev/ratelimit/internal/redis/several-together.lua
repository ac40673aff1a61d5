-- Calls of one key under several limits that travel together: runs of equal calls. KEYS:
-- one per limit, and where keys can be blocked another per limit. ARGV: per run the terms of
-- one call, per limit, then how many calls there are and how many of them a quota can hold,
-- unless it has but one. See together.lua and several.lua.
--- count
local operation, later, replies, all = nil, 0, {}, ARGV
for run = 0, #all - 1, limits + 1 do
  local ARGV = {}
  for i = 1, limits do
    ARGV[i] = all[run + i]
  end
  local calls, most = 1, 1
  if all[run + limits + 1] ~= '' then
    calls, most = cmsgpack.unpack(all[run + limits + 1])
  end
  while calls > 0 do
    local admitted, read, fewer, parts = true, {}, most, {}
    for round = 1, 2 do
      for i = 1, limits do
        local key = KEYS[i]
        --- limits
      end
      if fewer < most then
        break
      end
    end
    if fewer < most then
      most = fewer
    else
      local charged, reply = admitted, table.concat(parts)
      --- told
      --- begun
      --- tell
    end
  end
end
return table.concat(replies)
