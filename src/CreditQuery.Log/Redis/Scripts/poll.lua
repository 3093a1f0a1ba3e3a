-- Reads where the log stands. KEYS: stream, header. ARGV: none, or an instant (ms) to be passed: once TIME has reached it, nothing is recorded before it.
-- Answers {epoch, key check, revision, chain, recorded_at_ms, oldest revision, seconds, microseconds of Redis TIME, last instant passed (ms)}.
local head, fault = read_head(KEYS[1], KEYS[2])
if fault then
  return fault
end
local first = first_entry(KEYS[1])
local oldest = first and revision_of(first) or head.revision + 1
local time = redis.call('TIME')
local instant = tonumber(ARGV[1] or 0)
if head.not_before < instant and tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) >= instant
  -- Where nothing can be written (memory, disk, a replica) the poll is answered all the same.
  and type(redis.pcall('HSET', KEYS[2], 'not_before_ms', text(instant))) == 'number' then
  head.not_before = instant
end
return {head.epoch, head.key_check, text(head.revision), head.chain, text(head.recorded), text(oldest), time[1], time[2], text(head.not_before)}
