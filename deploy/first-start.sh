#!/usr/bin/env bash
# What docker-compose.yml needs once: certificates, the registry's key, the log in Redis. What exists stays; run again it changes nothing,
# but for certificates that end within thirty days, which are made anew.
# Usage: first-start.sh CERTS-FOLDER KEYS-FOLDER   (as root: each piece gets its own files)
set -euo pipefail
certs=$1
keys=$2

certificates.sh "$certs"

if [ ! -e "$keys/registry.key" ]; then
  creditq key new "$keys/registry.key"
  echo "made the registry's key: keep a copy of $keys/registry.key where the data is not"
fi

chown -R "${NODE_USER:-1654}" "$keys"
