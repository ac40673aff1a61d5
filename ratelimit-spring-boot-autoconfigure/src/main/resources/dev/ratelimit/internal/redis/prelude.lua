-- Whole microseconds everywhere. Numbers are doubles: what LimitArguments.java lets through keeps
-- every one, and a + 2b in each a / b, below 2^53, so that floor(a / b) is exact. It is
-- written (a - a % b) / b here, and its ceiling (a + -a % b) / b: most of a script's time
-- goes into calling functions, so there are none, and no tables where one limit is asked.
local call, try, pack, unpack = redis.call, redis.pcall, struct.pack, struct.unpack
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
