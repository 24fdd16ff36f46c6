#!/usr/bin/env bash
# How long the command line takes to answer.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# The median of eleven, in milliseconds.
median_ms() {
  local i before after
  for i in 1 2 3 4 5 6 7 8 9 10 11; do
    before=${EPOCHREALTIME/./}
    "$@" >/dev/null
    after=${EPOCHREALTIME/./}
    echo $(((after - before) / 1000))
  done | sort -n | sed -n 6p
}
check "tntc --help takes at most 15 ms" test "$(median_ms tntc --help)" -le 15
check "tntc validate takes at most 30 ms" test \
  "$(median_ms tntc validate "$root/examples/hello")" -le 30

all_claims_made
