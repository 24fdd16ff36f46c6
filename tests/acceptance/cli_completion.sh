#!/usr/bin/env bash
# tntc completion: scripts that the shells themselves accept and use.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
  check "there is a script for $shell" ends 0 tntc completion "$shell"
  printf '%s\n' "$out" >"tntc.$shell"
  if command -v "$shell" >/dev/null; then
    check "which $shell can read" "$shell" -n "tntc.$shell"
  fi
done
check "and none for another shell" ends 2 tntc completion tcsh
check "which names those there are" has "$err" "bash, zsh or fish"

# What bash offers for a command line, asked as bash does it.
offers() {
  bash -c '
    . ./tntc.bash
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _tntc
    echo "${COMPREPLY[*]}"' _ "$@"
}
mkdir -p somewhere/inside
check "commands are offered" equal "validate visualize version" "$(offers tntc v)"
check "flags are offered" equal "--port" "$(offers tntc dev --p)"
check "directories are offered" equal "somewhere" "$(offers tntc validate some)"
check "choices are offered" equal "mermaid" "$(offers tntc visualize --format m)"
check "also of the flags that every command has" equal "json" "$(offers tntc validate -o j)"
check "a flag before the command is stepped over" equal "--strict" \
  "$(offers tntc -o json validate --s)"

all_claims_made
