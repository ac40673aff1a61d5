-- State: a list of entries, oldest first, each a time, the sum spent before it (modulo
-- 2^52, from an arbitrary origin) and what was spent then, so that every question is a
-- search from its head, whose steps double, and nothing needs to be read in full.
-- A refund lowers what was spent by its entry, not the sums of those behind it. Instead
-- entries then have a number, which the last one holds, and one of number n a fourth
-- value: what was refunded of it and those before it, as many as the largest power of two
-- that divides n (a binary indexed tree). What the last entry spent is never refunded in
-- that way, as no sum tells of it yet.
--- takes
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
--- read
stored = call('LLEN', key)
--- ask
local size, held, last, start, count, tree, number = stored, now, 0, 0, 0, nil, nil
local head, origin, total, refunded = 0, 0, 0, nil
if size > 0 then
  last, start, count, tree, number = cmsgpack.unpack(call('LINDEX', key, -1))
  if last > now then
    held = last
  end
  if number then
    -- What was refunded of the entries from one to another, the last one excepted
    refunded = function(from, to)
      local sum = 0
      while to >= from do
        local at, before, spent, covered = cmsgpack.unpack(call('LINDEX', key, to))
        local own, width = number - (size - 1 - to), 1
        while own % (width * 2) == 0 do
          width = width * 2
        end
        if to - width + 1 >= from then
          sum, to = sum + (covered or 0), to - width
        else
          local _, after = cmsgpack.unpack(call('LINDEX', key, to + 1))
          sum, to = sum + (after - before) % 2 ^ 52 - spent, to - 1
        end
      end
      return sum
    end
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
    if refunded then
      total = total - refunded(head, size - 2)
    end
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
    if (before + spent - origin) % 2 ^ 52 - (refunded and refunded(head, high - 1) or 0) >= excess then
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
    if (before + spent - origin) % 2 ^ 52 - (refunded and refunded(head, middle - 1) or 0) >= excess then
      wait, high = at + period - held, middle
    else
      low = middle + 1
    end
  end
end
--- debt
permits = math.min(permits, 2 * limit - total)
--- spend
if head > 0 then
  call('LTRIM', key, head, -1)
end
if head < size and last == held then
  call('LSET', key, -1, cmsgpack.pack(last, start, count + permits, tree, number))
elseif number then
  -- What those before it have refunded that it is to tell
  local covered, width = 0, 1
  while (number + 1) % (width * 2) == 0 do
    if size - width >= head then
      local at, before, spent, their = cmsgpack.unpack(call('LINDEX', key, -width))
      covered = covered + (their or 0)
    end
    width = width * 2
  end
  call('RPUSH', key, cmsgpack.pack(held, (start + count) % 2 ^ 52, permits, covered, number + 1))
else
  call('RPUSH', key, cmsgpack.pack(held, (start + count) % 2 ^ 52, permits))
end
local lasting = held + period - now
call('PEXPIRE', key, string.format('%d', (lasting + -lasting % 1000) / 1000))
remaining, reset = limit - total - permits, period
--- refund
-- From the end, in steps that double: what is refunded was mostly spent lately
local low, high, step = size - 1, size - 1, 1
while low > head and cmsgpack.unpack(call('LINDEX', key, low)) > owed do
  low, high, step = low - step, low - 1, step * 2
end
if low < head then
  low = head
end
while low < high do
  local middle = (low + high + (low + high) % 2) / 2
  if cmsgpack.unpack(call('LINDEX', key, middle)) > owed then
    high = middle - 1
  else
    low = middle
  end
end
local at, before, spent, covered, own
if head < size then
  at, before, spent, covered, own = cmsgpack.unpack(call('LINDEX', key, low))
end
if at == owed and spent >= permits then
  call('LSET', key, low, cmsgpack.pack(at, before, spent - permits, covered, own))
  if low < size - 1 then
    if not number then
      number = size
      call('LSET', key, -1, cmsgpack.pack(last, start, count, 0, number))
    end
    while low < size do
      at, before, spent, covered, own = cmsgpack.unpack(call('LINDEX', key, low))
      call('LSET', key, low, cmsgpack.pack(at, before, spent, (covered or 0) + permits, own))
      local place, width = number - (size - 1 - low), 1
      while place % (width * 2) == 0 do
        width = width * 2
      end
      low = low + width
    end
  end
  -- An entry that is empty counts for nothing at the end, where it would keep the key
  at, before, spent = cmsgpack.unpack(call('LINDEX', key, -1))
  while spent == 0 and size > head do
    call('RPOP', key)
    size = size - 1
    if size > head then
      local after = before
      at, before, spent, covered = cmsgpack.unpack(call('LINDEX', key, -1))
      if number then
        -- It is the last one now
        number = number - 1
        covered = (covered or 0) - ((after - before) % 2 ^ 52 - spent)
        call('LSET', key, -1, cmsgpack.pack(at, before, spent, covered, number))
      end
    end
  end
  if size > head then
    local lasting = at + period - now
    call('PEXPIRE', key, string.format('%d', (lasting + -lasting % 1000) / 1000))
    if head > 0 then
      call('LTRIM', key, head, -1)
    end
  else
    call('DEL', key)
  end
end
--- state
local state -- its entries are written one by one
