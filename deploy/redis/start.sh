#!/bin/sh
# Cuts a torn end off the append-only file, then starts Redis (docs/redis.md, "After a power loss").
set -eu
manifest=/data/appendonlydir/appendonly.aof.manifest
if [ -f "$manifest" ]; then
  echo y | redis-check-aof --fix "$manifest"
fi
exec redis-server /etc/redis.conf
