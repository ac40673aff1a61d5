-- A call under one limit, on the straight path: see decide.lua.
local i, later = 1, nil
local key, operation = KEYS[1], ARGV[2]
--- takes
local stored
--- read
--- ask
local charged = not operation and wait <= bound
later = wait
--- decide
return reply
