-- State: the time of the last change, when the window began, and what was spent in it.
--- takes
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
--- read
stored = call('GET', key)
--- ask
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
--- debt
permits = math.min(permits, 2 * limit - spent)
after = spent + permits
--- spend
spent = after
lasts = began + period - now
remaining, reset = slots - spent, left
--- refuse
-- A window begins with the first call after the last one ended, admitted or not
if begins then
  lasts = began + period - now
end
--- refund
if owed == began and spent >= permits and not begins then
  spent = spent - permits
  lasts = began + period - now
end
--- state
local state = pack('<I7I7I7', held, began, spent)
