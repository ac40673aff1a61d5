-- Whole microseconds everywhere. Numbers are doubles: what LimitArguments.java lets through keeps
-- every one, and a + 2b in each a / b, below 2^53, so that floor(a / b) is exact. It is
-- written (a - a % b) / b here, and its ceiling (a + -a % b) / b: most of a script's time
-- goes into calling functions, so there are none, and no tables where one limit is asked.
local call, try, pack, unpack = redis.call, redis.pcall, struct.pack, struct.unpack
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
-- Calls of one key under several limits that travel together: runs of equal calls. KEYS:
-- one per limit, and where keys can be blocked another per limit. ARGV: per run the terms of
-- one call, per limit, then how many calls there are and how many of them a quota can hold,
-- unless it has but one. See together.lua and several.lua.
local limits = 2
local operation, later, replies, all = nil, 0, {}, ARGV
for run = 0, #all - 1, limits + 1 do
  local ARGV = {}
  for i = 1, limits do
    ARGV[i] = all[run + i]
  end
  local calls, most = 1, 1
  if all[run + limits + 1] ~= '' then
    calls, most = cmsgpack.unpack(all[run + limits + 1])
  end
  while calls > 0 do
    local admitted, read, fewer, parts = true, {}, most, {}
    for round = 1, 2 do
      for i = 1, limits do
        local key = KEYS[i]
if i == 2 then
local observes, bound, permits, limit, period, begin = cmsgpack.unpack(ARGV[i])
local cost = permits
permits = cost * most
local stored = read[i]
if round == 1 then
stored = call('GET', key)
  read[i] = stored
end
local held, count, last, spent = now, 0
if stored then
  last, spent = unpack('<I7I7', stored)
  if last > now then
    held = last
  end
end
local left = period - (held - (begin or 0)) % period
local charge = held + left
if begin and charge ~= begin + period then
  -- A node sends the window of the calendar that it saw last. Where this clock is in another,
  -- nothing is decided, and the node asks again with that one: its own clock never counts
  return redis.error_reply(string.format('CALENDAR %d %.0f', i, held))
end
if last and last >= charge - period then
  count = spent
end
local wait = count + permits > limit and left or 0
local remaining = count < limit and limit - count or 0
local reset = count > 0 and left or 0
if round == 1 then
if wait > 0 and most > 1 then
  local room = (remaining - remaining % cost) / cost
  if room < 1 then
    room = 1
  end
  if room < fewer then
    fewer = room
  end
end
  admitted = admitted and (wait == 0 or observes)
else
  local charged = admitted and wait == 0 and permits > 0
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
permits = math.min(permits, 2 * limit - count)
end
if charged or indebts and permits > 0 then
count = count + permits
lasts = held + left - now
remaining, reset = limit - count, left
elseif not operation then
elseif settles and settles ~= '' and not indebts then
  local owed, reserved = tonumber(settles), operation == 'unreserve'
if owed == charge and count >= permits then
  count = count - permits
  lasts = count > 0 and held + left - now or 0
end
end
if lasts and lasts > 0 then
local state = pack('<I7I7', held, count)
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
stored = call('GET', key)
local held, count, last, spent = now, 0
if stored then
  last, spent = unpack('<I7I7', stored)
  if last > now then
    held = last
  end
end
local left = period - (held - (begin or 0)) % period
local charge = held + left
if begin and charge ~= begin + period then
  -- A node sends the window of the calendar that it saw last. Where this clock is in another,
  -- nothing is decided, and the node asks again with that one: its own clock never counts
  return redis.error_reply(string.format('CALENDAR %d %.0f', i, held))
end
if last and last >= charge - period then
  count = spent
end
local wait = count + permits > limit and left or 0
local remaining = count < limit and limit - count or 0
local reset = count > 0 and left or 0
  reply = pack('<BI7I7I7I7', 0, wait, remaining, reset, charge)
else
  reply = pack('<BI7I7I7I7', charged and 1 or 0, wait, remaining, reset, charge)
end
  parts[i] = reply
end
elseif i == 1 then
local observes, bound, permits, unit, ticks, each, room, fill, missing, plan, leaky = cmsgpack.unpack(ARGV[i])
local cost = permits
permits = cost * most
local stored = read[i]
if round == 1 then
stored = call('GET', key)
  read[i] = stored
end
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
local block_ends, block_remembered, block_place, block_rest, block_begins = 0, 0, 0, 0, false
local block = call('GET', KEYS[limits + i])
if block then
  block_ends, block_remembered, block_place = unpack('<I7I7I1', block)
end
if block_ends > held then
  block_rest, bound = block_ends - held, -1
  wait, remaining, reset = wait > block_rest and wait or block_rest, 0, reset > block_rest and reset or block_rest
end
if round == 1 then
if wait > 0 and most > 1 then
  local room = (remaining - remaining % cost) / cost
  if room < 1 then
    room = 1
  end
  if room < fewer then
    fewer = room
  end
end
  admitted = admitted and (wait == 0 or observes)
else
  local charged = admitted and wait == 0 and permits > 0
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
-- Until a bucket lacks two quotas; a leaky one, two periods
local spare = 2 * (leaky == 1 and fill * ticks or room) - ahead
if price > spare then
  price = spare > 0 and spare or 0
end
end
if charged or indebts and permits > 0 then
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
elseif not operation then
if block_rest == 0 then
-- A bucket that begins low, or is on another plan, goes on from its first call
if carried or missing > 0 and not stored then
  lasts = held + full + grace - now
end
local lengths = select(-1, cmsgpack.unpack(ARGV[i]))
if #lengths > 1 and permits > 0 and wait > lengths[1] then
  block_place = held <= block_remembered and block_place + 1 or 1
  if block_place >= #lengths then
    block_place = #lengths - 1
  end
  block_rest, block_begins = lengths[block_place + 1], true
  block_ends, block_remembered = held + block_rest, held + block_rest + lengths[#lengths]
  local lasting = block_remembered + 1 - now
  local millis = string.format('%d', (lasting + -lasting % 1000) / 1000)
  local begun = pack('<I7I7I1', block_ends, block_remembered, block_place)
  if try('SET', KEYS[limits + i], begun, 'PX', millis).err then
    if stored and stored ~= 0 then
      -- Redis is full, but lets a script that has written go on: whom it knows is blocked
      call('DEL', KEYS[limits + i])
    end
    call('SET', KEYS[limits + i], begun, 'PX', millis)
  end
  wait, remaining, reset = wait > block_rest and wait or block_rest, 0, reset > block_rest and reset or block_rest
end
end
elseif settles and settles ~= '' and not indebts then
  local owed, reserved = tonumber(settles), operation == 'unreserve'
local whole = (ahead + -ahead % ticks) / ticks
charge = (base + whole) % ((2 ^ 52 - 2 ^ 52 % ticks) / ticks) * ticks + whole * ticks - ahead
if stored and (charge == owed or leaky == 0 and not reserved) then
  ahead = ahead > permits * each and ahead - permits * each or 0
  full = ahead > 0 and (base + (ahead + -ahead % ticks) / ticks) * unit - held or 0
  lasts = held + full + grace - now
end
end
if lasts and lasts > 0 then
local state = pack('<I7I7I7I4', held, full, -ahead % ticks, plan)
if full > fill then
  state = state .. pack('<I7', fill)
end
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
stored = call('GET', key)
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
local block_ends, block_remembered, block_place, block_rest, block_begins = 0, 0, 0, 0, false
local block = call('GET', KEYS[limits + i])
if block then
  block_ends, block_remembered, block_place = unpack('<I7I7I1', block)
end
if block_ends > held then
  block_rest, bound = block_ends - held, -1
  wait, remaining, reset = wait > block_rest and wait or block_rest, 0, reset > block_rest and reset or block_rest
end
  reply = pack('<BI7I7I7I7', 0, wait, remaining, reset, charge)
if block_rest > 0 then
  reply = pack('B', block_begins and 3 or 2) .. string.sub(reply, 2)
end
else
  reply = pack('<BI7I7I7I7', charged and 1 or 0, wait, remaining, reset, charge)
if block_rest > 0 then
  reply = pack('B', block_begins and 3 or 2) .. string.sub(reply, 2)
end
end
  parts[i] = reply
end
end
      end
      if fewer < most then
        break
      end
    end
    if fewer < most then
      most = fewer
    else
      local charged, reply = admitted, table.concat(parts)
local told = charged and most or calls
for at = 1, #reply, 29 do
  if string.byte(reply, at) == 3 then
    told = 1 -- The calls behind find the key blocked
  end
end
replies[#replies + 1] = pack('<I2', told) .. reply
calls = calls - told
-- What did not fit before does not now
most = 1
    end
  end
end
return table.concat(replies)
