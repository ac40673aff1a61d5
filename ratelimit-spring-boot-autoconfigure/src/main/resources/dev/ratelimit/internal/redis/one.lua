-- A call under one limit, on the straight path: see decide.lua.
local i, limits, later = 1, 1, nil
local key, operation = KEYS[1], ARGV[2]
--- takes
local stored
--- read
--- ask
--- block
local charged = not operation and wait <= bound
later = charged and wait or 0
--- decide
return reply
