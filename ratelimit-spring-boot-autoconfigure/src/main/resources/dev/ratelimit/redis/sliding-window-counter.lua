-- State: the time of the last change, what was spent in its window and in the one before.
algorithms['sliding-window-counter'] = function(key, permits, limit, period)
  local held, current, previous = now, 0, 0
  local stored = redis.call('GET', key)
  if stored then
    local last
    last, current, previous = unpack(stored)
    held = max(now, last)
    local passed = floor(held / period) - floor(last / period)
    if passed > 0 then
      current, previous = 0, passed == 1 and current or 0
    end
  end
  local window = floor(held / period)
  local left = (window + 1) * period - held

  -- Until what is left of the previous window, or of this one in its turn, fits the room
  local function wait()
    local room = limit - current - permits
    if room >= 0 then
      return previous > room and max(left - floor(room * period / previous), 0) or 0
    end
    return left + max(period - floor((limit - permits) * period / current), 0)
  end

  local function remaining()
    return max(limit - current - ceil(previous * left, period), 0)
  end

  local function reset()
    return current > 0 and left + period or previous > 0 and left or 0
  end

  local call = { wait = wait(), remaining = remaining(), reset = reset(), charge = window }

  local function save()
    keep(key, held + reset(), held, current, previous)
  end

  function call.spend()
    current = current + permits
    save()
    call.remaining, call.reset = remaining(), reset()
  end

  function call.refund(charge)
    if charge == window and current >= permits then
      current = current - permits
      save()
    elseif charge == window - 1 and previous >= permits then
      previous = previous - permits
      save()
    end
  end

  return call
end
