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
  --- debt
end
if charged or indebts and permits > 0 then
  --- spend
elseif not operation then
  --- refuse
elseif settles and settles ~= '' and not indebts then
  local owed, reserved = tonumber(settles), operation == 'unreserve'
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
if settles then
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
