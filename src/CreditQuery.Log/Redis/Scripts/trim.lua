-- Forgets events from the oldest on. KEYS: stream, header. ARGV: first revision to keep; instant (ms) from which events are kept; most to forget.
-- Answers {oldest revision left, how many were forgotten}. The last event always stays. Revisions are dense, so the first one to keep is found
-- by halving.
local log = KEYS[1]
local head, fault = read_head(log, KEYS[2])
if fault then
  return fault
end
local first = first_entry(log)
if not first then
  return {text(head.revision + 1), 0}
end
local oldest = revision_of(first)
local low, high = oldest, math.min(tonumber(ARGV[1]), head.revision, oldest + tonumber(ARGV[3]))
local keep_from = tonumber(ARGV[2])
while low < high do
  local middle = math.floor((low + high) / 2)
  local id = text(middle) .. '-0'
  local entry = redis.call('XRANGE', log, id, id)[1]
  if not entry then
    return redis.error_reply('CQBROKEN the entry ' .. id .. ' is missing')
  end
  if read_event(field_of(entry)).recorded < keep_from then
    low = middle + 1
  else
    high = middle
  end
end
if low <= oldest then
  return {text(oldest), 0}
end
local forgotten = redis.call('XTRIM', log, 'MINID', '=', text(low) .. '-0')
return {text(low), forgotten}
