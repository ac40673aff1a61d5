-- How many of several equal calls fit: they are asked as one, then as many as remain.
--- scale
local cost = permits
permits = cost * most
--- fit
if wait > 0 and most > 1 then
  local room = (remaining - remaining % cost) / cost
  if room < 1 then
    room = 1
  end
  if room < fewer then
    fewer = room
  end
end
--- told
local told = charged and most or calls
--- tell
replies[#replies + 1] = pack('<I2', told) .. reply
calls = calls - told
-- What did not fit before does not now
most = 1
