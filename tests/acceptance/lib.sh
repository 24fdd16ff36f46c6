# shellcheck shell=bash
# Sourced by every acceptance script, with the script's arguments:
#   set -euo pipefail; . "$(dirname "$0")/lib.sh"
# The directory of the binaries is the script's first argument, else $TNTC_BUILD/bin, else build/bin.
#
#   check CLAIM COMMAND...       one claim: prints "ok N - CLAIM" when the command succeeds
#   equal EXPECTED ACTUAL        has TEXT PART        lacks TEXT PART        matches TEXT REGEX
#   ends CODE COMMAND...         runs it; its streams are then in $out and $err, its code is checked
#   start NAME COMMAND...        runs it beside the script; streams in $work/NAME.{out,err}, pid in $pid
#   wait_for SECONDS COMMAND...  until it succeeds, asked every 50 ms
#   free_port                    prints a port nobody listens at
# Everything happens in $work, a directory of its own; what was started is ended with the script,
# which then prints "N passed, N failed" and fails when a claim did not hold or it broke off.
# Under tools/with_canaries, workflows without secrets are given those of $TNTC_CANARIES, and $work is
# left to be searched, with all that was printed and all that claims were made of.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$(cd "${1:-${TNTC_BUILD:-$root/build}/bin}" && pwd)
work=$(mktemp -d)
export NO_COLOR=1 LC_ALL=C.UTF-8
unset TNTC_ESBUILD TNTC_WORKER
PATH=$bin:$PATH
cd "$work"

passed=0 failed=0 complete=no
started=()
out='' err='' pid=''

finish() {
  local status=$?
  trap - EXIT
  local process
  for process in "${started[@]}"; do kill -TERM "$process" 2>/dev/null || true; done
  for process in "${started[@]}"; do wait "$process" 2>/dev/null || true; done
  cd /
  [ -n "${TNTC_CANARIES:-}" ] || rm -rf "$work"
  if [ $complete = no ]; then
    echo "not ok - the script broke off (exit code $status)"
    failed=$((failed + 1))
  fi
  echo "$passed passed, $failed failed"
  [ $failed = 0 ]
}
trap finish EXIT

give_canaries() {
  local spec dir
  while read -r spec; do
    dir=${spec%/*}
    [ -e "$dir/.secrets" ] || [ -e "$dir/.secrets.yaml" ] || cp -r "$TNTC_CANARIES" "$dir/.secrets"
  done < <(find "$work" -maxdepth 3 -name workflow.yaml -type f)
}

note() { [ -z "${TNTC_CANARIES:-}" ] || printf '%s\n' "$@" >>"$work/.told"; }

check() {
  local claim=$1
  shift
  note "$@"
  if "$@"; then
    passed=$((passed + 1))
    echo "ok $((passed + failed)) - $claim"
  else
    failed=$((failed + 1))
    echo "not ok $((passed + failed)) - $claim"
  fi
}

# The last line of every script: without it the script has broken off.
all_claims_made() { complete=yes; }

equal() {
  [ "$1" = "$2" ] || { printf '  expected: %s\n  got:      %s\n' "$1" "$2"; return 1; }
}
has() {
  [[ $1 == *"$2"* ]] || { printf '  %s\n  is missing from:\n%s\n' "$2" "$1"; return 1; }
}
lacks() {
  [[ $1 != *"$2"* ]] || { printf '  %s\n  is in:\n%s\n' "$2" "$1"; return 1; }
}
matches() {
  [[ $1 =~ $2 ]] || { printf '  %s\n  does not match: %s\n' "$1" "$2"; return 1; }
}

ends() {
  local expected=$1 status=0
  shift
  [ -z "${TNTC_CANARIES:-}" ] || give_canaries
  "$@" >"$work/.out" 2>"$work/.err" || status=$?
  out=$(<"$work/.out") err=$(<"$work/.err")
  note "$out" "$err"
  [ "$status" = "$expected" ] && return 0
  printf '  exit code %s, expected %s, of: %s\n%s\n%s\n' "$status" "$expected" "$*" "$out" "$err"
  return 1
}

start() {
  local name=$1
  shift
  [ -z "${TNTC_CANARIES:-}" ] || give_canaries
  # Job control gives it SIGINT as a terminal would; without it the shell makes it ignore SIGINT.
  set -m
  "$@" >"$work/$name.out" 2>"$work/$name.err" &
  pid=$!
  set +m
  started+=("$pid")
}

wait_for() {
  local turns=$(($1 * 20))
  shift
  while ! "$@" >/dev/null 2>&1; do
    turns=$((turns - 1))
    [ $turns -gt 0 ] || { echo "  waited in vain for: $*"; return 1; }
    sleep 0.05
  done
}

# Ends a started process with a signal; its exit code is then checked.
stops() {
  local expected=$1 signal=$2 process=$3 status=0
  kill "-$signal" "$process"
  wait "$process" || status=$?
  equal "$expected" "$status"
}

free_port() {
  perl -MIO::Socket::INET -e \
    'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}
