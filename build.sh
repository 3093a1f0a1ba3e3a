#!/usr/bin/env bash
# Restores, checks the format, builds and runs every test. The one command of this project; CI runs the same.
set -euo pipefail
cd "$(dirname "$0")"
dotnet restore
dotnet format --no-restore --verify-no-changes
dotnet build -c Release --no-restore
dotnet test -c Release --no-build
