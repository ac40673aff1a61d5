-- What comes of one limit. KEYS: one per limit. ARGV: per limit its terms, packed; then,
-- unless permits are to be spent, the operation, and for one that gives back what was
-- charged, per limit. Permits may be spent ahead of time by as many microseconds as the
-- bound says.
-- Reply, per limit: whether charged, wait, remaining, reset, charge.
local lasts
if charged then
  --- spend
elseif not operation then
  --- refuse
elseif operation ~= 'peek' and ARGV[#KEYS + 1 + i] ~= '' then
  local owed, reserved = tonumber(ARGV[#KEYS + 1 + i]), operation == 'unreserve'
  --- refund
end
if lasts and lasts > 0 then
  --- state
  call('SET', key, state, 'PX', string.format('%d', (lasts + -lasts % 1000) / 1000))
elseif lasts then
  call('DEL', key)
end
local reply = pack('<BI7I7I7I7', charged and 1 or 0, wait, remaining, reset, charge)
