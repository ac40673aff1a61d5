-- State: the time of the last change, what was spent in its window and in the one before.
--- takes
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
--- read
stored = call('GET', key)
--- ask
local held, current, previous = now, 0, 0
if stored then
  local last
  last, current, previous = unpack('<I7I7I7', stored)
  if last > now then
    held = last
  end
  local passed = held - held % period - (last - last % period)
  if passed > 0 then
    current, previous = 0, passed == period and current or 0
  end
end
local left = period - held % period
local charge = (held + left) / period
local wait, room = 0, limit - current - permits
-- Until what is left of the previous window, or of this one in its turn, fits the room
if room < 0 then
  local fits = (limit - permits) * period
  wait = left + period - (fits - fits % current) / current
elseif previous > room then
  local fits = room * period
  wait = left - (fits - fits % previous) / previous
  if wait < 0 then
    wait = 0
  end
end
local weight, beyond = previous * left, 0
if previous > limit then
  -- In debt: two products, each of which a double holds
  weight, beyond = limit * left, (previous - limit) * left
  weight, beyond = weight + beyond % period, (beyond - beyond % period) / period
end
local weighs = (weight + -weight % period) / period + beyond
local remaining = limit - current - weighs
if remaining < 0 then
  remaining = 0
end
local reset = current > 0 and left + period or previous > 0 and left or 0
--- debt
permits = math.min(permits, 2 * limit - current - weighs)
--- spend
current = current + permits
remaining, reset = remaining - permits, left + period
lasts = held + reset - now
--- refund
if owed == charge and current >= permits then
  current = current - permits
  lasts = held - now + (current > 0 and left + period or previous > 0 and left or 0)
elseif owed == charge - 1 and previous >= permits then
  previous = previous - permits
  lasts = held - now + (current > 0 and left + period or previous > 0 and left or 0)
end
--- state
local state = pack('<I7I7I7', held, current, previous)
