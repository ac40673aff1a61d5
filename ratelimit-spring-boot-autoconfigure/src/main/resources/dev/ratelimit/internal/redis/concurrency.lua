-- State: how many permits are held, then an entry for each moment at which some were taken,
-- oldest first: the time and how many are held of them. An entry is found by a binary
-- search, and taken out when the last of its permits has come back.
--- takes
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
--- read
stored = call('GET', key)
--- ask
local held, last, total, size, head, entries = now, 0, 0, 0, 0, nil
if stored then
  total, size = unpack('<I7', stored), (#stored - 7) / 14
  last = unpack('<I7', stored, #stored - 13)
  if last > now then
    held = last
  end
  -- The first entry that still counts
  while head < size do
    local at, taken = unpack('<I7I7', stored, 8 + head * 14)
    if at > held - period then
      break
    end
    head, total = head + 1, total - taken
  end
end
local wait = 0
local remaining = total < limit and limit - total or 0
local reset = total > 0 and last + period - held or 0
local charge = held
local excess = total + permits - limit
if excess > 0 and excess <= total then
  -- The first entry with which enough is free again
  local next, free = head, 0
  while free < excess do
    local at, taken = unpack('<I7I7', stored, 8 + next * 14)
    next, free, wait = next + 1, free + taken, at + period - held
  end
end
--- debt
permits = math.min(permits, 2 * limit - total)
--- spend
local here = permits
entries = size > head and stored:sub(8 + head * 14) or ''
if size > head and last == held then
  here = here + unpack('<I7', entries, #entries - 6)
  entries = entries:sub(1, -15)
end
entries = entries .. pack('<I7I7', held, here)
total = total + permits
lasts = held + period - now
remaining, reset = limit - total, period
--- refund
local low, high, taken = head, size, 0
while low < high do
  local middle = (low + high - (low + high) % 2) / 2
  if unpack('<I7', stored, 8 + middle * 14) < owed then
    low = middle + 1
  else
    high = middle
  end
end
if low < size then
  local at, there = unpack('<I7I7', stored, 8 + low * 14)
  taken = at == owed and there or 0
end
if taken >= permits then
  local entry = taken > permits and pack('<I7I7', owed, taken - permits) or ''
  entries = stored:sub(8 + head * 14, 7 + low * 14) .. entry .. stored:sub(22 + low * 14)
  total = total - permits
  lasts = total > 0 and unpack('<I7', entries, #entries - 13) + period - now or 0
end
--- state
local state = pack('<I7', total) .. entries
