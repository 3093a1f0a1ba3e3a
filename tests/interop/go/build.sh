#!/usr/bin/env bash
# Builds the Go peers from Debian's packages alone: build.sh OUTPUT
set -euo pipefail
output=$(realpath -m "$1")
cd "$(dirname "$0")"
# The cache lies in the tree: a home folder is not everywhere.
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= CGO_ENABLED=0 GOCACHE="$PWD/../../../artifacts/interop/go-cache"
exec /usr/bin/go build -o "$output" .
