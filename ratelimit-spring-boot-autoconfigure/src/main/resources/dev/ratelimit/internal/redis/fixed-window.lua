-- State: the time of the last change, and what was spent in its window.
--- takes
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
--- read
stored = call('GET', key)
--- ask
local held, count = now, 0
if stored then
  local last, spent = unpack('<I7I7', stored)
  if last > now then
    held = last
  end
  if held - held % period == last - last % period then
    count = spent
  end
end
local left = period - held % period
local charge = (held + left) / period
local wait = count + permits > limit and left or 0
local remaining = count < limit and limit - count or 0
local reset = count > 0 and left or 0
--- spend
count = count + permits
lasts = held + left - now
remaining, reset = limit - count, left
--- refund
if owed == charge and count >= permits then
  count = count - permits
  lasts = count > 0 and held + left - now or 0
end
--- state
local state = pack('<I7I7', held, count)
