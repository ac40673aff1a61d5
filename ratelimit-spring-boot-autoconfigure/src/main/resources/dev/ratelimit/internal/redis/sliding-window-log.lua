-- State: a list of entries, oldest first, each a time, the sum spent before it (modulo
-- 2^52, from an arbitrary origin) and what was spent then, so that every question is a
-- search from its head, whose steps double, and nothing needs to be read in full.
--- takes
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
--- read
stored = call('LLEN', key)
--- ask
local size, held, last, start, count = stored, now, 0, 0, 0
local head, origin, total = 0, 0, 0
if size > 0 then
  last, start, count = cmsgpack.unpack(call('LINDEX', key, -1))
  if last > now then
    held = last
  end
  -- The first entry that still counts
  local high, step = 0, 1
  while high < size do
    local at, before = cmsgpack.unpack(call('LINDEX', key, high))
    if at > held - period then
      origin = before
      break
    end
    head, high, step = high + 1, high + step, step * 2
  end
  if high > size then
    high = size
  end
  while head < high do
    local middle = (head + high - (head + high) % 2) / 2
    local at, before = cmsgpack.unpack(call('LINDEX', key, middle))
    if at > held - period then
      origin, high = before, middle
    else
      head = middle + 1
    end
  end
  if head < size then
    total = (start + count - origin) % 2 ^ 52
  end
end
local wait = 0
local remaining = total < limit and limit - total or 0
local reset = total > 0 and last + period - held or 0
local charge = held
local excess = total + permits - limit
if excess > 0 and excess <= total then
  -- The first entry with which enough is free again
  local low, high, step, at, before, spent = head, head, 1, nil, nil, nil
  while high < size do
    at, before, spent = cmsgpack.unpack(call('LINDEX', key, high))
    if (before + spent - origin) % 2 ^ 52 >= excess then
      wait = at + period - held
      break
    end
    low, high, step = high + 1, high + step, step * 2
  end
  if high > size then
    high = size
  end
  while low < high do
    local middle = (low + high - (low + high) % 2) / 2
    at, before, spent = cmsgpack.unpack(call('LINDEX', key, middle))
    if (before + spent - origin) % 2 ^ 52 >= excess then
      wait, high = at + period - held, middle
    else
      low = middle + 1
    end
  end
end
--- spend
if head > 0 then
  call('LTRIM', key, head, -1)
end
if head < size and last == held then
  call('LSET', key, -1, cmsgpack.pack(last, start, count + permits))
else
  call('RPUSH', key, cmsgpack.pack(held, (start + count) % 2 ^ 52, permits))
end
local lasting = held + period - now
call('PEXPIRE', key, string.format('%d', (lasting + -lasting % 1000) / 1000))
remaining, reset = limit - total - permits, period
--- refund
-- From the end: what is refunded was mostly spent lately
local found = size - 1
local at, before, spent
while found >= head do
  at, before, spent = cmsgpack.unpack(call('LINDEX', key, found))
  if at <= owed then
    break
  end
  found = found - 1
end
if found >= head and at == owed and spent >= permits then
  call('LSET', key, found, cmsgpack.pack(at, before, spent - permits))
  for next = found + 1, size - 1 do
    at, before, spent = cmsgpack.unpack(call('LINDEX', key, next))
    call('LSET', key, next, cmsgpack.pack(at, (before - permits) % 2 ^ 52, spent))
  end
  if head > 0 then
    call('LTRIM', key, head, -1)
  end
  -- An entry that is empty counts for nothing at the end, where it would keep the key
  while call('EXISTS', key) == 1 do
    at, before, spent = cmsgpack.unpack(call('LINDEX', key, -1))
    if spent > 0 then
      local lasting = at + period - now
      call('PEXPIRE', key, string.format('%d', (lasting + -lasting % 1000) / 1000))
      break
    end
    call('RPOP', key)
  end
end
--- state
local state -- its entries are written one by one
