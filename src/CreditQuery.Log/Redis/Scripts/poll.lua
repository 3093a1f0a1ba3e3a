-- Reads where the log stands; writes nothing. KEYS: stream, header.
-- Answers {epoch, key check, revision, chain, recorded_at_ms, oldest revision, seconds, microseconds of Redis TIME}.
local head, fault = read_head(KEYS[1], KEYS[2])
if fault then
  return fault
end
local first = first_entry(KEYS[1])
local oldest = first and revision_of(first) or head.revision + 1
local time = redis.call('TIME')
return {head.epoch, head.key_check, text(head.revision), head.chain, text(head.recorded), text(oldest), time[1], time[2]}
