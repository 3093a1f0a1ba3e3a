#!/usr/bin/env bash
# Installs what the tests need beside the .NET SDK, each only if it is missing: Redis, h2load, HAProxy and independent gRPC implementations
# (docs/interop.md); then npm's packages for the JavaScript peer and the compiled Go peer.
# Needs Debian's package manager and, to install, root; without root it says exactly what is missing and exits with 1.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() { # need COMMAND-THAT-SUCCEEDS-IF-PRESENT PACKAGE
  if ! eval "$1" >/dev/null 2>&1; then missing+=("$2"); fi
}

need "command -v redis-server" redis-server
need "command -v h2load" nghttp2-client
need "command -v haproxy || test -x /usr/sbin/haproxy" haproxy
need "command -v openssl" openssl
need "/usr/bin/python3 -c 'import grpc'" python3-grpcio
need "/usr/bin/python3 -c 'import google.protobuf'" python3-protobuf
need "/usr/bin/python3 -c 'import cryptography'" python3-cryptography
need "/usr/bin/ruby -e 'require \"grpc\"; require \"googleauth\"'" ruby-grpc
need "test -x /usr/bin/node" nodejs
need "command -v npm" npm
need "test -x /usr/bin/go" golang-go
need "test -d /usr/share/gocode/src/google.golang.org/grpc" golang-google-grpc-dev

install_missing() {
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing for the tests: ${missing[*]}. Install them, for instance: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi

  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # A package's service must not start: the tests start their own, on ports of their own.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

if [ ${#missing[@]} -ne 0 ]; then
  install_missing
fi

# The JavaScript peer: exactly what its lock file says, again only when that changed. No package needs its install script.
js=tests/interop/node
if ! cmp -s "$js/package-lock.json" "$js/node_modules/.installed-lock.json"; then
  (cd "$js" && npm ci --ignore-scripts --silent)
  cp "$js/package-lock.json" "$js/node_modules/.installed-lock.json"
fi

# The Go peer: compiled from Debian's packages alone, again only when a source is newer.
go_peer=artifacts/interop/go-peer
if [ -n "$(find tests/interop/go -newer "$go_peer" 2>/dev/null || echo missing)" ]; then
  mkdir -p "$(dirname "$go_peer")"
  tests/interop/go/build.sh "$go_peer"
fi

# The Go sample of subscriptions, likewise.
go_follow=artifacts/interop/go-follow
if [ -n "$(find samples/watch/go -newer "$go_follow" 2>/dev/null || echo missing)" ]; then
  mkdir -p "$(dirname "$go_follow")"
  samples/watch/go/build.sh "$go_follow"
fi
