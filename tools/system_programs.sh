#!/usr/bin/env bash
# Install what some tests need and no Python package brings: Chromium and strace.
# Only where root may and apt-get is there; elsewhere those tests skip and say what they miss.
set -euo pipefail

missing=()
[[ -n "$(command -v chromium || command -v chromium-browser || command -v google-chrome)" ]] || missing+=(chromium)
[[ "$(uname)" != Linux ]] || command -v strace >/dev/null || missing+=(strace)
(( ${#missing[@]} )) || exit 0

if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
  echo "installing ${missing[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "Not found: ${missing[*]}. The tests that need them will be skipped." >&2
