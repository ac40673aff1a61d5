-- Whole microseconds everywhere. Numbers are doubles: what LimitArguments.java lets through keeps
-- every one, and a + 2b in each a / b, below 2^53, so that floor(a / b) is exact. It is
-- written (a - a % b) / b here, and its ceiling (a + -a % b) / b: most of a script's time
-- goes into calling functions, so there are none, and no tables where one limit is asked.
local call, try, pack, unpack = redis.call, redis.pcall, struct.pack, struct.unpack
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
-- A call under one limit, on the straight path: see decide.lua.
local i, limits, later = 1, 1, nil
local key, operation = KEYS[1], ARGV[2]
local observes, bound, permits, limit, period = cmsgpack.unpack(ARGV[i])
local stored
stored = call('LLEN', key)
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
local charged = not operation and wait <= bound
later = charged and wait or 0
-- What comes of one limit. KEYS: one per limit. ARGV: per limit its terms, packed; then,
-- unless permits are to be spent, the operation, and for one that settles a call, per limit
-- the charge that permits are given back to, '+' where they are spent whether or not they are
-- there, up to one quota of debt, '' for neither. Permits may be spent ahead of time by as
-- many microseconds as the bound says.
-- Reply, per limit: whether charged (1), blocked before (2) or from now on (3); wait,
-- remaining, reset, charge. What settles is answered as a look is, for one permit.
local lasts, reply
local settles = operation and operation ~= 'peek' and ARGV[limits + 1 + i]
local indebts = settles == '+'
if indebts then
permits = math.min(permits, 2 * limit - total)
end
if charged or indebts and permits > 0 then
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
elseif not operation then
elseif settles and settles ~= '' and not indebts then
  local owed, reserved = tonumber(settles), operation == 'unreserve'
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
end
if lasts and lasts > 0 then
local state -- its entries are written one by one
  local millis = string.format('%d', (lasts + -lasts % 1000) / 1000)
  if try('SET', key, state, 'PX', millis).err then
    if stored then
      -- Redis is full, but lets a script that has written go on: what it holds stays exact
      call('PEXPIRE', key, millis)
    end
    call('SET', key, state, 'PX', millis)
  end
elseif lasts then
  call('DEL', key)
end
if settles then
  permits = 1
stored = call('LLEN', key)
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
  reply = pack('<BI7I7I7I7', 0, wait, remaining, reset, charge)
else
  reply = pack('<BI7I7I7I7', charged and 1 or 0, wait, remaining, reset, charge)
end
return reply
