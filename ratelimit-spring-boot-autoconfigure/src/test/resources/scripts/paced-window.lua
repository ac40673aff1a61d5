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
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
local stored
stored = call('GET', key)
local held, began, spent, begins = now, now, 0, true
if stored then
  local last, start, count = unpack('<I7I7I7', stored)
  if last > now then
    held = last
  end
  began, begins = held, held - start >= period
  if not begins then
    began, spent = start, count
  end
end
local grown = (held - began) * limit
local slots = (grown - grown % period) / period + 1
if slots > limit then
  slots = limit
end
local left = began + period - held
local after = spent + permits
local wait = left
if after <= limit then
  local due = (after - 1) * period
  wait = began + (due + -due % limit) / limit - held
  if wait < 0 then
    wait = 0
  end
end
local remaining = slots > spent and slots - spent or 0
local reset = spent > 0 and left or 0
local charge = began
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
permits = math.min(permits, 2 * limit - spent)
after = spent + permits
end
if charged or indebts and permits > 0 then
spent = after
lasts = began + period - now
remaining, reset = slots - spent, left
elseif not operation then
-- A window begins with the first call after the last one ended, admitted or not
if begins then
  lasts = began + period - now
end
elseif settles and settles ~= '' and not indebts then
  local owed, reserved = tonumber(settles), operation == 'unreserve'
if owed == began and spent >= permits and not begins then
  spent = spent - permits
  lasts = began + period - now
end
end
if lasts and lasts > 0 then
local state = pack('<I7I7I7', held, began, spent)
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
local held, began, spent, begins = now, now, 0, true
if stored then
  local last, start, count = unpack('<I7I7I7', stored)
  if last > now then
    held = last
  end
  began, begins = held, held - start >= period
  if not begins then
    began, spent = start, count
  end
end
local grown = (held - began) * limit
local slots = (grown - grown % period) / period + 1
if slots > limit then
  slots = limit
end
local left = began + period - held
local after = spent + permits
local wait = left
if after <= limit then
  local due = (after - 1) * period
  wait = began + (due + -due % limit) / limit - held
  if wait < 0 then
    wait = 0
  end
end
local remaining = slots > spent and slots - spent or 0
local reset = spent > 0 and left or 0
local charge = began
  reply = pack('<BI7I7I7I7', 0, wait, remaining, reset, charge)
else
  reply = pack('<BI7I7I7I7', charged and 1 or 0, wait, remaining, reset, charge)
end
return reply
