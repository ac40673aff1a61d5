-- Whole microseconds everywhere. Numbers are doubles: what LimitArguments.java lets through keeps
-- every one, and a + 2b in each a / b, below 2^53, so that floor(a / b) is exact. It is
-- written (a - a % b) / b here, and its ceiling (a + -a % b) / b: most of a script's time
-- goes into calling functions, so there are none, and no tables where one limit is asked.
local call, try, pack, unpack = redis.call, redis.pcall, struct.pack, struct.unpack
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
-- A call under one limit, on the straight path: see decide.lua.
local i, limits, later = 1, 1, nil
local key, operation = KEYS[1], ARGV[2]
local observes, bound, permits, limit, period, begin = cmsgpack.unpack(ARGV[i])
local stored
stored = call('GET', key)
local held, count, last, spent = now, 0
if stored then
  last, spent = unpack('<I7I7', stored)
  if last > now then
    held = last
  end
end
local left = period - (held - (begin or 0)) % period
local charge = held + left
if begin and charge ~= begin + period then
  -- A node sends the window of the calendar that it saw last. Where this clock is in another,
  -- nothing is decided, and the node asks again with that one: its own clock never counts
  return redis.error_reply(string.format('CALENDAR %d %.0f', i, held))
end
if last and last >= charge - period then
  count = spent
end
local wait = count + permits > limit and left or 0
local remaining = count < limit and limit - count or 0
local reset = count > 0 and left or 0
local charged = not operation and wait <= bound
later = charged and wait or 0
-- What comes of one limit. KEYS: one per limit. ARGV: per limit its terms, packed; then,
-- unless permits are to be spent, the operation, and for one that settles a call, per limit
-- the charge that permits are given back to, '+' where they are spent whether or not they are
-- there, up to one quota of debt, '' for neither. Permits may be spent ahead of time by as
-- many microseconds as the bound says.
-- Reply, per limit: whether charged (1), blocked before (2) or from now on (3); wait,
-- remaining, reset, charge. What settles is answered as a look is, for one permit.
local lasts, reply
local settles = operation and operation ~= 'peek' and ARGV[limits + 1 + i]
local indebts = settles == '+'
if indebts then
permits = math.min(permits, 2 * limit - count)
end
if charged or indebts and permits > 0 then
count = count + permits
lasts = held + left - now
remaining, reset = limit - count, left
elseif not operation then
elseif settles and settles ~= '' and not indebts then
  local owed, reserved = tonumber(settles), operation == 'unreserve'
if owed == charge and count >= permits then
  count = count - permits
  lasts = count > 0 and held + left - now or 0
end
end
if lasts and lasts > 0 then
local state = pack('<I7I7', held, count)
  local millis = string.format('%d', (lasts + -lasts % 1000) / 1000)
  if try('SET', key, state, 'PX', millis).err then
    if stored then
      -- Redis is full, but lets a script that has written go on: what it holds stays exact
      call('PEXPIRE', key, millis)
    end
    call('SET', key, state, 'PX', millis)
  end
elseif lasts then
  call('DEL', key)
end
if settles then
  permits = 1
stored = call('GET', key)
local held, count, last, spent = now, 0
if stored then
  last, spent = unpack('<I7I7', stored)
  if last > now then
    held = last
  end
end
local left = period - (held - (begin or 0)) % period
local charge = held + left
if begin and charge ~= begin + period then
  -- A node sends the window of the calendar that it saw last. Where this clock is in another,
  -- nothing is decided, and the node asks again with that one: its own clock never counts
  return redis.error_reply(string.format('CALENDAR %d %.0f', i, held))
end
if last and last >= charge - period then
  count = spent
end
local wait = count + permits > limit and left or 0
local remaining = count < limit and limit - count or 0
local reset = count > 0 and left or 0
  reply = pack('<BI7I7I7I7', 0, wait, remaining, reset, charge)
else
  reply = pack('<BI7I7I7I7', charged and 1 or 0, wait, remaining, reset, charge)
end
return reply
