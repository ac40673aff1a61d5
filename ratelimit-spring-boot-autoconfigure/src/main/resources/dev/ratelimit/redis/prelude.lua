-- Whole microseconds everywhere. Numbers are doubles: what Terms.java lets through keeps
-- every one, and a + 2b in each a / b, below 2^53, so that floor(a / b) is exact.
local algorithms = {}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local floor, max, min = math.floor, math.max, math.min
local pack, unpack = cmsgpack.pack, cmsgpack.unpack

local function ceil(a, b)
  return floor((a + b - 1) / b)
end

local function millis(micros)
  return string.format('%.0f', ceil(micros, 1000))
end

-- Keeps a state until it equals that of a key never seen.
local function keep(key, expires, ...)
  if expires > now then
    redis.call('SET', key, pack(...), 'PX', millis(expires - now))
  else
    redis.call('DEL', key)
  end
end
