--- takes
--- scale
local stored = read[i]
if round == 1 then
  --- read
  read[i] = stored
end
--- ask
--- block
if round == 1 then
  --- fit
  admitted = admitted and (wait == 0 or observes)
else
  local charged = admitted and wait == 0 and permits > 0
  --- decide
  parts[i] = reply
end
