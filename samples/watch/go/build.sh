#!/usr/bin/env bash
# Builds the sample from Debian's packages alone (golang-google-grpc-dev): build.sh OUTPUT
set -euo pipefail
output=$(realpath -m "$1")
cd "$(dirname "$0")"
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= CGO_ENABLED=0 GOCACHE="${GOCACHE:-$PWD/../../../artifacts/interop/go-cache}"
exec /usr/bin/go build -o "$output" .
