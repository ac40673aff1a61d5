-- Changes at run time, shared by all nodes: KEYS[1] is a hash of the limits' changes, each
-- behind its version, and of the last time they were all taken back, under '~'. ARGV: for
-- how long to keep it, then what this node knows: field, version or '' for new, value.
-- The latest version wins. Reply: all fields and values,
-- a line each.
local key = KEYS[1]
local time = redis.call('TIME')
local latest = time[1] * 1000000 + time[2]

local function version(stored)
  return stored and tonumber(string.match(stored, '^%d+')) or 0
end

for _, stored in ipairs(redis.call('HVALS', key)) do
  latest = math.max(latest, version(stored))
end
for i = 2, #ARGV, 3 do
  local known = tonumber(ARGV[i + 1])
  if not known then
    latest = latest + 1
    known = latest
  end
  if known > version(redis.call('HGET', key, ARGV[i])) then
    redis.call('HSET', key, ARGV[i], string.format('%.0f %s', known, ARGV[i + 2]))
  end
end

local all = redis.call('HGETALL', key)
local back = version(redis.call('HGET', key, '~'))
for i = 1, #all, 2 do
  if all[i] ~= '~' and version(all[i + 1]) <= back then
    redis.call('HDEL', key, all[i])
  end
end
if #all > 0 then
  redis.call('PEXPIRE', key, ARGV[1])
end
return table.concat(redis.call('HGETALL', key), '\n')
