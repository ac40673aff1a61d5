-- What a limit that blocks adds to its algorithm. KEYS: after those of the limits one per
-- limit for its key's block. The terms end with a list: how long the call may wait, and
-- the lengths of the blocks.
-- State: when the block ends, until when it is remembered, and its place in the list.
--- block
local block_ends, block_remembered, block_place, block_rest, block_begins = 0, 0, 0, 0, false
local block = call('GET', KEYS[limits + i])
if block then
  block_ends, block_remembered, block_place = unpack('<I7I7I1', block)
end
if block_ends > held then
  block_rest, bound = block_ends - held, -1
  wait, remaining, reset = wait > block_rest and wait or block_rest, 0, reset > block_rest and reset or block_rest
end
--- begin
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
--- blocked
if block_rest > 0 then
  reply = pack('B', block_begins and 3 or 2) .. string.sub(reply, 2)
end
--- halves
limits = limits / 2
--- begun
for at = 1, #reply, 29 do
  if string.byte(reply, at) == 3 then
    told = 1 -- The calls behind find the key blocked
  end
end
