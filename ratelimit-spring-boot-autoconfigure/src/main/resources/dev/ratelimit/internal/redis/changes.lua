-- Changes at run time, shared by all nodes: KEYS[1] is a hash of changes, each behind its
-- version and the time when a node last held it. ARGV: for how many milliseconds to keep what no node holds, then what
-- this node holds: field, version or '' for new, value. The latest version wins.
-- Reply: all fields, and versions with values, a line each.
local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local latest = now

local function read(stored)
  local version, held, value = string.match(stored or '', '^(%d+) (%d+) (.*)$')
  return tonumber(version) or 0, tonumber(held) or 0, value
end

for _, stored in ipairs(redis.call('HVALS', key)) do
  latest = math.max(latest, (read(stored)))
end
for i = 2, #ARGV, 3 do
  local version = tonumber(ARGV[i + 1])
  if version then
    -- Of a Redis whose clock was ahead, if this one has forgotten it
    latest = math.max(latest, version)
  else
    latest = latest + 1
    version = latest
  end
  if version >= read(redis.call('HGET', key, ARGV[i])) then
    redis.call('HSET', key, ARGV[i], string.format('%.0f %.0f %s', version, now, ARGV[i + 2]))
  end
end

local all = redis.call('HGETALL', key)
local lines = {}
for i = 1, #all, 2 do
  local version, held, value = read(all[i + 1])
  if held < now - ARGV[1] * 1000 then
    redis.call('HDEL', key, all[i])
  else
    lines[#lines + 1] = all[i]
    lines[#lines + 1] = string.format('%.0f %s', version, value)
  end
end
if #lines > 0 then
  redis.call('PEXPIRE', key, ARGV[1])
end
return table.concat(lines, '\n')
