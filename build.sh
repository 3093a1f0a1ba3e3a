#!/usr/bin/env bash
# Restores, checks the format, builds and passes all tests. The one command of this project; CI runs the same.
# Usage: ./build.sh [--fast]   --fast leaves the format check out.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v dotnet >/dev/null; then
  echo "build.sh: the .NET SDK of global.json is missing (https://dotnet.microsoft.com/download)." >&2
  exit 1
fi

echo "== peers and tools for the tests"
./eng/install-test-peers.sh

echo "== restore"
dotnet restore

if [ "${1:-}" != "--fast" ]; then
  echo "== format"
  dotnet format --no-restore --verify-no-changes
fi

echo "== build"
dotnet build -c Release --no-restore

echo "== tests"
results=artifacts/test-results
rm -rf "$results"
status=0
for project in tests/CreditQuery.UnitTests tests/CreditQuery.FunctionalTests; do
  dotnet test "$project" -c Release --no-build --nologo --results-directory "$results" \
    --logger "trx;LogFileName=$(basename "$project").trx" || status=1
done

echo "== tests of gRPC once more, over Kestrel's HTTP/2"
Server__Http2=Kestrel dotnet test tests/CreditQuery.FunctionalTests -c Release --no-build --nologo --results-directory "$results" \
  --filter "FullyQualifiedName~FunctionalTests.Grpc|FullyQualifiedName~FunctionalTests.Interop|FullyQualifiedName~FunctionalTests.Wire" \
  --logger "trx;LogFileName=KestrelHttp2.trx" || status=1

# The closing line: the counters of every result file, added up.
count() { grep -ho "<Counters [^>]*" "$results"/*.trx | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
total=$(count total)
passed=$(count passed)
failed=$((total - passed))
if [ "$total" -eq 0 ]; then
  echo "build.sh: no test was run." >&2
  status=1
fi
if [ "$failed" -ne 0 ]; then status=1; fi
echo "$passed passed, $failed failed"
exit $status
