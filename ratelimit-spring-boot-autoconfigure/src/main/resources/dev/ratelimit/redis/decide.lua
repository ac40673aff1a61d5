-- One call under all its limits. KEYS: one per limit. ARGV: per limit its terms, packed;
-- then, unless permits are to be spent, the operation, and for one that gives back what
-- was charged, per limit. Spending is all or nothing; a limit that only observes has no
-- vote, and is charged only if it admits. Permits may be spent ahead of time by as many
-- microseconds as a limit's bound says.
-- Reply, per limit: whether charged, wait, remaining, reset, charge.
local operation = ARGV[#KEYS + 1]
local calls, admitted, later = {}, not operation, 0

local function ask(key, algorithm, observes, bound, ...)
  local call = algorithms[algorithm](key, ...)
  if call.wait <= bound then
    call.admits = true
    later = max(later, call.wait)
  elseif not observes then
    admitted = false
  end
  return call
end

for i, key in ipairs(KEYS) do
  calls[i] = ask(key, unpack(ARGV[i]))
end

local reply = {}
for i, call in ipairs(calls) do
  local charged = admitted and call.admits
  if charged then
    call.spend(later)
  elseif not operation then
    if call.refuse then
      call.refuse()
    end
  elseif operation ~= 'peek' and ARGV[#KEYS + 1 + i] ~= '' then
    call.refund(tonumber(ARGV[#KEYS + 1 + i]), operation == 'unreserve')
  end
  local n = #reply
  reply[n + 1] = charged and 1 or 0
  reply[n + 2] = call.wait
  reply[n + 3] = call.remaining
  reply[n + 4] = call.reset
  reply[n + 5] = charged and call.charge or 0
end
return reply
