-- Token and leaky bucket: the generic cell rate algorithm. Its clock advances by so many
-- ticks a unit (1 us, or the period where it is refilled by interval); a permit costs
-- `each` ticks, and what was spent may run ahead of the clock by `room`.
-- State: the time of the last change, us from then until full, the ticks by which that was
-- rounded up to whole units, and the plan they belong to.
algorithms.gcra = function(key, permits, unit, ticks, each, room, fill, missing, plan, kind)
  local leaky = kind == 1
  local cost, held, ahead, base = permits * each, now, missing, nil
  local stored, carried = redis.call('GET', key), false
  if stored then
    local last, full, less, of = unpack(stored)
    held = max(now, last)
    if of ~= plan then
      carried = true
      full, less = min(full, held - last + fill), 0
    end
    base = floor(held / unit)
    ahead = full > 0 and max((ceil(last + full, unit) - base) * ticks - less, 0) or 0
  else
    base = floor(held / unit)
  end

  local function passing(due)
    return due > 0 and (base + ceil(due, ticks)) * unit - held or 0
  end

  local function left(later)
    local still = max(ahead - (floor((held + later) / unit) - base) * ticks, 0)
    return max(floor((room - still) / each), 0)
  end

  local function identity()
    local whole = ceil(ahead, ticks)
    return (base + whole) % floor(2 ^ 52 / ticks) * ticks + whole * ticks - ahead
  end

  local function save()
    local full = passing(ahead)
    local grace = missing > 0 and 86400000000 or 0
    keep(key, held + full + grace, held, full, ceil(ahead, ticks) * ticks - ahead, plan)
  end

  local call = {
    wait = passing(ahead - (leaky and 0 or room - cost)),
    remaining = left(0),
    reset = passing(ahead),
  }

  function call.spend(later)
    ahead = ahead + cost
    save()
    call.remaining, call.reset, call.charge = left(later), max(passing(ahead) - later, 0), identity()
  end

  -- A bucket that begins low, or is on another plan, goes on from its first call
  function call.refuse()
    if carried or missing > 0 and not stored then
      save()
    end
  end

  function call.refund(charge, reserved)
    if stored and (identity() == charge or not (leaky or reserved)) then
      ahead = max(ahead - cost, 0)
      save()
    end
  end

  return call
end
