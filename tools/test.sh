#!/usr/bin/env bash
# Installs what is missing, builds everything, and runs every test. The last
# line is the count: "N passed, N failed". Exit status 1 when a test failed, or
# when there was none.
#
#   tools/test.sh                       all
#   tools/test.sh test/frontends        those below a folder, or single files
#   tools/test.sh -- --filter=clangd    options of lit
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/.." && pwd)

"$here/ensure_packages.sh"
"$here/build.sh"
build=${EVENTLOOP_BUILD_DIR:-$repo/build}

exec python3 "$here/run_tests.py" --build "$build" "$@"
