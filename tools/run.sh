#!/usr/bin/env bash
# Installs what is missing, builds, and analyses.
#
#   tools/run.sh                        the bundled example, with all checks
#   tools/run.sh src/a.cpp src/b.cpp    files; their compile database is searched
#                                       for from each file's folder upwards,
#                                       in each itself and in its build/
#   tools/run.sh -p build [FILES]       a compile database
#   tools/run.sh some/project           a folder that has one
#   tools/run.sh src/a.cpp -- -std=c++20 -Iinclude
#   tools/run.sh --list                 nothing: lists the checks, with status
#                                       and confidence
#
# Other options are clang-tidy's: --fix, --checks=..., --config=... Without
# --checks, all of ours but eventloop-prefer-*, which are about style.
# Exit status: 0 clean, 1 findings, 2 something could not be analysed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ "${1:-}" = --list ]; then
  exec python3 "$here/check_list.py" --print
fi
"$here/ensure_packages.sh" || exit 2
"$here/build.sh" products || exit 2
build=${EVENTLOOP_BUILD_DIR:-$here/../build}
exec python3 "$here/analyse.py" --tidy "$build/bin/eventloop-tidy" "$@"
