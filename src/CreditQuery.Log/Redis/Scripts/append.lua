-- Appends one change set. KEYS: stream, header, key of the change id. ARGV: epoch, key check, channel, change id (16 bytes), author, payload.
-- Answers {repeated 0 or 1, revision, recorded_at_ms, chain}; of a repeated id those of its first revision.
local log, header, known_id = KEYS[1], KEYS[2], KEYS[3]
local epoch, key_check, channel, id, author, payload = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local function write_header(head)
  redis.call('HSET', header, 'revision', text(head.revision), 'chain', head.chain, 'recorded_at_ms', text(head.recorded))
end

local function remember(key, event)
  redis.call('SET', key, text(event.revision) .. ' ' .. redis.sha1hex(event.payload), 'PX', WEEK_MS)
end

local function answer_known(known)
  local revision, digest = string.match(known, '^(%d+) (%x+)$')
  if digest ~= redis.sha1hex(payload) then
    return redis.error_reply('CQDIGEST ' .. revision)
  end
  local entry = redis.call('XRANGE', log, revision .. '-0', revision .. '-0')[1]
  if not entry then
    return {1, revision, '0', ''}
  end
  local event = read_event(field_of(entry))
  return {1, revision, text(event.recorded), chain_of(event)}
end

local head, fault, unknown_event = read_head(log, header)
if fault then
  return fault
end
if head.epoch ~= epoch then
  return redis.error_reply('CQEPOCH ' .. head.epoch)
end
if head.key_check ~= key_check then
  return redis.error_reply('CQKEY ' .. head.key_check)
end
if unknown_event then
  write_header(head)
  remember(string.sub(header, 1, -5) .. 'id:' .. ulid_of(unknown_event.id), unknown_event)
end
local known = redis.call('GET', known_id)
if known then
  return answer_known(known)
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local event = {
  revision = head.revision + 1, previous = bytes_of(head.chain), id = id, recorded = math.max(head.recorded, head.not_before, now), author = author, payload = payload,
}
local bytes = write_event(event)
local next_head = {revision = event.revision, recorded = event.recorded, chain = chain_of(event)}
-- In this order: what an error cuts off behind XADD is mended by the next append, which sees a header behind the stream.
redis.call('XADD', log, text(event.revision) .. '-0', 'e', bytes)
remember(known_id, event)
write_header(next_head)
redis.call('PUBLISH', channel, bytes_of(next_head.chain) .. bytes)
return {0, text(event.revision), text(event.recorded), next_head.chain}
