-- State: the time of the last change, when the window began, and what was spent in it.
algorithms['paced-window'] = function(key, permits, limit, period)
  local held, began, spent = now, now, 0
  local begins = true
  local stored = redis.call('GET', key)
  if stored then
    local last, start, count = unpack(stored)
    held = max(now, last)
    begins = held - start >= period
    began, spent = begins and held or start, begins and 0 or count
  end
  local slots = min(floor((held - began) * limit / period) + 1, limit)
  local left = began + period - held
  local after = spent + permits

  local call = {
    wait = after <= slots and 0 or left,
    remaining = max(slots - spent, 0),
    reset = spent > 0 and left or 0,
    charge = began,
  }
  if after <= limit then
    call.wait = max(began + ceil((after - 1) * period, limit) - held, 0)
  end

  local function save()
    keep(key, began + period, held, began, spent)
  end

  function call.spend()
    spent = after
    save()
    call.remaining, call.reset = slots - spent, left
  end

  -- A window begins with the first call after the last one ended, admitted or not
  function call.refuse()
    if begins then
      save()
    end
  end

  function call.refund(charge)
    if charge == began and spent >= permits and not begins then
      spent = spent - permits
      save()
    end
  end

  return call
end
