-- What a limit that blocks adds to its algorithm. KEYS: after those of the limits one per
-- limit for its key's block. The terms end with a list: how long the call may wait, and
-- the lengths of the blocks.
-- State: when the block ends, until when it is remembered, and its place in the list.
--- block
local ends, remembered, place, rest, begins = 0, 0, 0, 0, false
local block = call('GET', KEYS[limits + i])
if block then
  ends, remembered, place = unpack('<I7I7I1', block)
end
if ends > held then
  rest, bound = ends - held, -1
  wait, remaining, reset = wait > rest and wait or rest, 0, reset > rest and reset or rest
end
--- begin
local lengths = select(-1, cmsgpack.unpack(ARGV[i]))
if #lengths > 1 and permits > 0 and wait > lengths[1] then
  place = held <= remembered and place + 1 or 1
  if place >= #lengths then
    place = #lengths - 1
  end
  rest, begins = lengths[place + 1], true
  ends, remembered = held + rest, held + rest + lengths[#lengths]
  local lasting = remembered + 1 - now
  local millis = string.format('%d', (lasting + -lasting % 1000) / 1000)
  if try('SET', KEYS[limits + i], pack('<I7I7I1', ends, remembered, place), 'PX', millis).err then
    rest = 0 -- Redis is full: the call is refused, and no more
  else
    wait, remaining, reset = wait > rest and wait or rest, 0, reset > rest and reset or rest
  end
end
--- blocked
if rest > 0 then
  reply = pack('B', begins and 3 or 2) .. string.sub(reply, 2)
end
