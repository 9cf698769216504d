#!/usr/bin/env bash
# Installs the packages of tools/packages.txt that are missing. Does nothing,
# and takes no time, when all are there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "ensure_packages: $*" >&2
  exit 1
}

mapfile -t wanted < <(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$here/packages.txt")

command -v dpkg-query >/dev/null ||
  fail "this is no Debian system: install what tools/packages.txt lists, then build with cmake --preset release"

declare -A installed=()
while read -r name status; do
  [ "$status" = installed ] && installed[$name]=1
done < <(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null)

missing=()
for name in "${wanted[@]}"; do
  [ -n "${installed[$name]:-}" ] || missing+=("$name")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "ensure_packages: installing ${missing[*]}" >&2
[ "$(id -u)" -eq 0 ] ||
  fail "only root can install packages; run: sudo apt-get install ${missing[*]}"

export DEBIAN_FRONTEND=noninteractive
apt-get update >&2 ||
  fail "apt-get update failed: is there a network, and are Debian 12's main and security archives in /etc/apt/sources.list?"
# Slim images leave documentation out; the examples that are analysed are in it.
apt-get install --yes --no-install-recommends \
  -o Dpkg::Options::=--path-include='/usr/share/doc/libasio-d*' \
  -o Dpkg::Options::=--path-include='/usr/share/doc/libboost1.81-doc*' \
  "${missing[@]}" >&2 ||
  fail "apt-get could not install ${missing[*]}"
