#!/usr/bin/env bash
# Installs what the tests need beside the .NET SDK, each only if it is missing: Redis, h2load and independent gRPC implementations.
# Needs Debian's package manager and, to install, root; without root it says exactly what is missing and exits with 1.
set -euo pipefail

missing=()
need() { # need COMMAND-THAT-SUCCEEDS-IF-PRESENT PACKAGE
  if ! eval "$1" >/dev/null 2>&1; then missing+=("$2"); fi
}

need "command -v redis-server" redis-server
need "command -v h2load" nghttp2-client
need "/usr/bin/python3 -c 'import grpc'" python3-grpcio

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Missing for the tests: ${missing[*]}. Install them, for instance: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# A package's service must not start: the tests start their own, on ports of their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get install -y -qq --no-install-recommends "${missing[@]}"
