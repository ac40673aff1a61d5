-- State: a list of entries, oldest first, each a time, the sum spent before it (modulo
-- 2^52, from an arbitrary origin) and what was spent then, so that every question is a
-- search from its head, whose steps double, and nothing needs to be read in full.
algorithms['sliding-window-log'] = function(key, permits, limit, period)
  local span = 2 ^ 52
  local size = redis.call('LLEN', key)

  local function entry(i)
    return unpack(redis.call('LINDEX', key, i))
  end

  -- The first entry, from one on, that passes the test; size if none does
  local function search(low, test)
    local step, high = 1, low
    while high < size and not test(entry(high)) do
      low, high, step = high + 1, high + step, step * 2
    end
    high = min(high, size)
    while low < high do
      local middle = floor((low + high) / 2)
      if test(entry(middle)) then
        high = middle
      else
        low = middle + 1
      end
    end
    return low
  end

  local held, last, start, count = now, 0, 0, 0
  local head, origin, total = 0, 0, 0
  if size > 0 then
    last, start, count = entry(-1)
    held = max(now, last)
    head = search(0, function(at)
      return at > held - period
    end)
    if head < size then
      local _, before = entry(head)
      origin, total = before, (start + count - before) % span
    end
  end

  local call = {
    wait = 0,
    remaining = max(limit - total, 0),
    reset = total > 0 and last + period - held or 0,
    charge = held,
  }
  local excess = total + permits - limit
  if excess > 0 then
    call.wait = entry(search(head, function(_, before, spent)
      return (before + spent - origin) % span >= excess
    end)) + period - held
  end

  local function forget()
    if head > 0 then
      redis.call('LTRIM', key, head, -1)
    end
  end

  function call.spend()
    forget()
    if head < size and last == held then
      redis.call('LSET', key, -1, pack(last, start, count + permits))
    else
      redis.call('RPUSH', key, pack(held, (start + count) % span, permits))
    end
    redis.call('PEXPIRE', key, millis(held + period - now))
    call.remaining, call.reset = limit - total - permits, period
  end

  function call.refund(charge)
    local found = search(head, function(at)
      return at >= charge
    end)
    if found == size then
      return
    end
    local at, before, spent = entry(found)
    if at ~= charge or spent < permits then
      return
    end
    redis.call('LSET', key, found, pack(at, before, spent - permits))
    for i = found + 1, size - 1 do
      at, before, spent = entry(i)
      redis.call('LSET', key, i, pack(at, (before - permits) % span, spent))
    end
    forget()
    while redis.call('EXISTS', key) == 1 do
      at, before, spent = entry(-1)
      if spent > 0 then
        redis.call('PEXPIRE', key, millis(at + period - now))
        return
      end
      redis.call('RPOP', key)
    end
  end

  return call
end
