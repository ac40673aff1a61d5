-- Calls of one key under several limits that travel together: runs of equal calls. KEYS:
-- one per limit. ARGV: per run the terms of one call, per limit, then how many calls there
-- are and how many of them a quota can hold, unless it has but one. See together.lua and
-- several.lua.
local operation, later, replies, all = nil, 0, {}, ARGV
for run = 0, #all - 1, #KEYS + 1 do
  local ARGV = {}
  for i = 1, #KEYS do
    ARGV[i] = all[run + i]
  end
  local calls, most = 1, 1
  if all[run + #KEYS + 1] ~= '' then
    calls, most = cmsgpack.unpack(all[run + #KEYS + 1])
  end
  while calls > 0 do
    local admitted, read, fewer, parts = true, {}, most, {}
    for round = 1, 2 do
      for i, key in ipairs(KEYS) do
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
      --- tell
    end
  end
end
return table.concat(replies)
