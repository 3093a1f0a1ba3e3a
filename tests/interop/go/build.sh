#!/usr/bin/env bash
# Builds the Go peers from Debian's packages alone: build.sh OUTPUT
set -euo pipefail
output=$(realpath -m "$1")
cd "$(dirname "$0")"
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= CGO_ENABLED=0
exec /usr/bin/go build -o "$output" .
