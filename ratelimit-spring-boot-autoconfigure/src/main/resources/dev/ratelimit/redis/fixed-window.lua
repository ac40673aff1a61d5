-- State: the time of the last change, and what was spent in its window.
algorithms['fixed-window'] = function(key, permits, limit, period)
  local held, count = now, 0
  local stored = redis.call('GET', key)
  if stored then
    local last, spent = unpack(stored)
    held = max(now, last)
    count = floor(held / period) == floor(last / period) and spent or 0
  end
  local window = floor(held / period)
  local left = (window + 1) * period - held

  local call = {
    wait = count + permits <= limit and 0 or left,
    remaining = max(limit - count, 0),
    reset = count > 0 and left or 0,
    charge = window,
  }

  local function save()
    keep(key, count > 0 and held + left or now, held, count)
  end

  function call.spend()
    count = count + permits
    save()
    call.remaining, call.reset = limit - count, left
  end

  function call.refund(charge)
    if charge == window and count >= permits then
      count = count - permits
      save()
    end
  end

  return call
end
