-- Token and leaky bucket: the generic cell rate algorithm. Its clock advances by so many
-- ticks a unit (1 us, or the period where it is refilled by interval); a permit costs
-- `each` ticks, and what was spent may run ahead of the clock by `room`.
-- State: the time of the last change, us from then until full, the ticks by which that was
-- rounded up to whole units, and the plan they belong to; in debt also how long that takes to
-- fill.
--- takes
local observes, bound, permits, unit, ticks, each, room, fill, missing, plan, leaky = cmsgpack.unpack(ARGV[i])
--- read
stored = call('GET', key)
--- ask
local held, ahead, base, carried = now, missing, nil, false
if stored then
  local last, full, less, of = unpack('<I7I7I7I4', stored)
  if last > now then
    held = last
  end
  if of ~= plan then
    carried, less = true, 0
    local longest = held - last + fill
    if #stored > 25 and full > held - last + unpack('<I7', stored, 26) then
      longest = longest + fill
    end
    if full > longest then
      full = longest
    end
  end
  base = (held - held % unit) / unit
  local due = last + full
  ahead = ((due + -due % unit) / unit - base) * ticks - less
  if full == 0 or ahead < 0 then
    ahead = 0
  end
else
  base = (held - held % unit) / unit
end
local price, over, wait = permits * each, ahead, 0
if leaky == 0 then
  over = ahead - room + price
end
if over > 0 then
  wait = (base + (over + -over % ticks) / ticks) * unit - held
end
local spare = room - ahead
local remaining = spare > 0 and (spare - spare % each) / each or 0
local full = ahead > 0 and (base + (ahead + -ahead % ticks) / ticks) * unit - held or 0
local grace = missing > 0 and 86400000000 or 0
local reset, charge = full, 0
--- debt
-- Until a bucket lacks two quotas; a leaky one, two periods
local spare = 2 * (leaky == 1 and fill * ticks or room) - ahead
if price > spare then
  price = spare > 0 and spare or 0
end
--- spend
if later > 0 and unit > 1 then
  -- What a whole period refills beyond the capacity before the turn comes is lost
  local due = held + later
  local passed = ((due - due % unit) / unit - base) * ticks
  ahead = ahead > passed and ahead or passed
end
ahead = ahead + price
local whole = (ahead + -ahead % ticks) / ticks
full = (base + whole) * unit - held
lasts = held + full + grace - now
reset, spare = full, room - ahead
if later > 0 then
  -- Told as of when its turn comes
  local at = held + later
  local passed = ((at - at % unit) / unit - base) * ticks
  reset = full > later and full - later or 0
  spare = room - (ahead > passed and ahead - passed or 0)
end
remaining = spare > 0 and (spare - spare % each) / each or 0
-- From it calls that travelled together are told when they would have been full
charge = whole * ticks - ahead
if leaky == 1 or bound > 0 then
  -- Only these are refunded by what they were charged
  charge = (base + whole) % ((2 ^ 52 - 2 ^ 52 % ticks) / ticks) * ticks + charge
end
--- refuse
-- A bucket that begins low, or is on another plan, goes on from its first call
if carried or missing > 0 and not stored then
  lasts = held + full + grace - now
end
--- refund
local whole = (ahead + -ahead % ticks) / ticks
charge = (base + whole) % ((2 ^ 52 - 2 ^ 52 % ticks) / ticks) * ticks + whole * ticks - ahead
if stored and (charge == owed or leaky == 0 and not reserved) then
  ahead = ahead > permits * each and ahead - permits * each or 0
  full = ahead > 0 and (base + (ahead + -ahead % ticks) / ticks) * unit - held or 0
  lasts = held + full + grace - now
end
--- state
local state = pack('<I7I7I7I4', held, full, -ahead % ticks, plan)
if full > fill then
  state = state .. pack('<I7', fill)
end
