-- State: the time of the last change, and what was spent in its window.
--- takes
local observes, bound, permits, limit, period, begin = cmsgpack.unpack(ARGV[i])
--- read
stored = call('GET', key)
--- ask
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
--- debt
permits = math.min(permits, 2 * limit - count)
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
