#!/usr/bin/env bash
# Makes the log of the registry in Redis unless it is there; waits for nothing, fails if Redis cannot be reached.
set -euo pipefail
tls=(--redis-tls --ca /certs/ca.pem --cert /certs/tls.pem --cert-key /certs/tls.key)
if creditq log status "${tls[@]}"; then
  exit 0
fi

exec creditq log init "${tls[@]}" --key-file /keys/registry.key --catalogue /opt/creditquery/catalogues/cn-2026.yaml
