#!/usr/bin/env bash
# Configures the release build where that was not done, and brings the targets
# that are named (default: all) up to date.
#
# EVENTLOOP_BUILD_DIR chooses another folder than build/.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${EVENTLOOP_BUILD_DIR:-$repo/build}

if [ ! -f "$build/build.ninja" ]; then
  echo "build: configuring $build" >&2
  cmake -S "$repo" --preset release -B "$build" >&2
fi
quiet=(--quiet)
[ -t 2 ] && quiet=()
exec ninja -C "$build" -j "$(nproc)" "${quiet[@]}" "$@" >&2
