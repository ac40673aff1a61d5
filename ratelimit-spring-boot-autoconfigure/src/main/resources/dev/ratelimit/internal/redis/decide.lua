-- What comes of one limit. KEYS: one per limit. ARGV: per limit its terms, packed; then,
-- unless permits are to be spent, the operation, and for one that gives back what was
-- charged, per limit. Permits may be spent ahead of time by as many microseconds as the
-- bound says.
-- Reply, per limit: whether charged (1), blocked before (2) or from now on (3); wait,
-- remaining, reset, charge. What gives back is answered as a look is, for one permit.
local lasts, reply
local gives = operation and operation ~= 'peek'
if charged then
  --- spend
elseif not operation then
  --- refuse
elseif gives and ARGV[limits + 1 + i] ~= '' then
  local owed, reserved = tonumber(ARGV[limits + 1 + i]), operation == 'unreserve'
  --- refund
end
if lasts and lasts > 0 then
  --- state
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
if gives then
  permits = 1
  --- read
  --- ask
  --- block
  reply = pack('<BI7I7I7I7', 0, wait, remaining, reset, charge)
  --- blocked
else
  reply = pack('<BI7I7I7I7', charged and 1 or 0, wait, remaining, reset, charge)
  --- blocked
end
