-- What the scripts share: the bytes of an event (creditquery.log.v1.ChangeEvent), the chain, the header. docs/redis.md tells the layout.
-- Revisions and times are doubles here, exact up to 2^53; they are written with '%.0f' and never with tostring, which rounds from 10^14 on.
local FORMAT = 1
local WEEK_MS = 7 * 24 * 60 * 60 * 1000
local ULID_CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

local function text(number)
  return string.format('%.0f', number)
end

local function varint(number)
  local bytes = {}
  while number >= 128 do
    bytes[#bytes + 1] = string.char(number % 128 + 128)
    number = math.floor(number / 128)
  end
  bytes[#bytes + 1] = string.char(number)
  return table.concat(bytes)
end

local function big_endian(number)
  local high = math.floor(number / 4294967296)
  return struct.pack('>I4I4', high, number - high * 4294967296)
end

-- The 20 bytes of a chain value.
local function bytes_of(hex)
  local words = {}
  for at = 1, 33, 8 do
    words[#words + 1] = tonumber(string.sub(hex, at, at + 7), 16)
  end
  return struct.pack('>I4I4I4I4I4', unpack(words))
end

-- 26 characters for 16 bytes: two zero bits stand before the first.
local function ulid_of(id)
  local characters, value, bits = {}, 0, 2
  for at = 1, #id do
    value = value * 256 + string.byte(id, at)
    bits = bits + 8
    while bits >= 5 do
      bits = bits - 5
      local digit = math.floor(value / 2 ^ bits)
      value = value - digit * 2 ^ bits
      characters[#characters + 1] = string.sub(ULID_CHARACTERS, digit + 1, digit + 1)
    end
  end
  return table.concat(characters)
end

-- A field that is empty is left out, as proto3 does.
local function field(tag, bytes)
  return #bytes == 0 and '' or string.char(tag) .. varint(#bytes) .. bytes
end

local function write_event(event)
  return string.char(8) .. varint(FORMAT) .. string.char(16) .. varint(event.revision) .. field(26, event.previous)
    .. field(34, event.id) .. string.char(40) .. varint(event.recorded) .. field(50, event.author) .. field(58, event.payload)
end

local function read_event(bytes)
  local fields, at = {}, 1
  while at <= #bytes do
    local tag, number, scale, part = string.byte(bytes, at), 0, 1, 128
    while part >= 128 do
      at = at + 1
      part = string.byte(bytes, at)
      number = number + (part % 128) * scale
      scale = scale * 128
    end
    at = at + 1
    if tag % 8 == 0 then
      fields[tag] = number
    else
      fields[tag] = string.sub(bytes, at, at + number - 1)
      at = at + number
    end
  end
  -- A higher format may have none of the fields below.
  if fields[8] > FORMAT then
    return {format = fields[8]}
  end
  if #fields[26] ~= 20 or #fields[34] ~= 16 then
    error('no event')
  end
  return {
    format = fields[8], revision = fields[16], previous = fields[26], id = fields[34],
    recorded = fields[40] or 0, author = fields[50], payload = fields[58] or '',
  }
end

-- In hexadecimal, as the header has it.
local function chain_of(event)
  return redis.sha1hex(event.previous .. big_endian(event.revision) .. big_endian(event.recorded) .. event.id .. event.payload)
end

local function first_entry(log) return redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1] end
local function last_entry(log) return redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1] end

local function revision_of(entry)
  return entry and tonumber(string.match(entry[1], '^(%d+)%-0$')) or 0
end

local function field_of(entry)
  return #entry[2] == 2 and entry[2][1] == 'e' and entry[2][2] or ''
end

-- The header as it stands, or an error.
local function read_header(header)
  local fields = redis.call('HMGET', header, 'epoch', 'format', 'key_check', 'revision', 'chain', 'recorded_at_ms', 'not_before_ms')
  if not fields[1] then
    return nil, redis.error_reply('CQNOLOG there is no header ' .. header)
  end
  local head = {
    epoch = fields[1], format = tonumber(fields[2]), key_check = fields[3],
    revision = tonumber(fields[4]), chain = fields[5], recorded = tonumber(fields[6]),
    -- The last instant passed: nothing is recorded before it any more.
    not_before = tonumber(fields[7] or 0),
  }
  if head.format ~= FORMAT then
    return nil, redis.error_reply('CQFORMAT ' .. tostring(fields[2]))
  end
  return head
end

-- The end of the log. The stream is the truth: a script that ended with an error after XADD left a header that is behind.
-- Gives the event that the header does not know, if there is one.
local function read_head(log, header)
  local head, fault = read_header(header)
  if fault then
    return nil, fault
  end
  local last = last_entry(log)
  local revision = revision_of(last)
  if revision == head.revision then
    return head
  end
  if revision < head.revision then
    return nil, redis.error_reply('CQBROKEN the stream ends with ' .. (last and last[1] or 'nothing') .. ', its header says ' .. text(head.revision))
  end
  local readable, event = pcall(read_event, field_of(last))
  if readable and event.format > FORMAT then
    return nil, redis.error_reply('CQFORMAT ' .. text(event.format))
  end
  if not readable or event.revision ~= revision or event.format ~= FORMAT then
    return nil, redis.error_reply('CQBROKEN the last entry ' .. last[1] .. ' is no event of this format')
  end
  head.revision, head.recorded, head.chain = revision, event.recorded, chain_of(event)
  return head, nil, event
end
