-- Makes the header of a new log. KEYS: stream, header. ARGV: epoch, key check, chain value of the empty log.
-- Answers the epoch; of an empty log of the same key that is there already its epoch, so that an interrupted start can go on.
if redis.call('EXISTS', KEYS[2]) == 1 then
  local head, fault = read_head(KEYS[1], KEYS[2])
  if fault then
    return fault
  end
  if head.revision == 0 and head.key_check == ARGV[2] then
    return head.epoch
  end
  return redis.error_reply('CQEXISTS ' .. head.epoch)
end
if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.error_reply('CQBROKEN there is a stream ' .. KEYS[1] .. ' without a header')
end
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'format', text(FORMAT), 'key_check', ARGV[2], 'revision', '0', 'chain', ARGV[3], 'recorded_at_ms', '0')
return ARGV[1]
