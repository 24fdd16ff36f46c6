# Sourced by scripts that run several checks and add up what they counted.
#
#   legs_begin <log directory>
#   leg <name> <command ...>      runs it with its output in <log directory>/<name>.log
#   legs_end                      prints "N passed, N failed[, N skipped]"; fails when anything did
#
# A command that ends its output with a line "N passed, N failed[, N skipped]" is counted by that
# line, any other as one check by its exit status. A command that exits non-zero without counting a
# failure adds one: a crash can not pass for a success.

legs_begin() {
  legs_logs=$1
  legs_passed=0 legs_failed=0 legs_skipped=0
  mkdir -p "$legs_logs"
}

leg() {
  local name=$1 start=$SECONDS status=0 counts passed failed skipped
  shift
  local log=$legs_logs/$name.log
  [ -t 1 ] && printf '%-24s ...\r' "$name"
  "$@" >"$log" 2>&1 </dev/null || status=$?

  counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$log" | tail -n 1 || true)
  if [ -n "$counts" ]; then
    read -r passed failed skipped < <(echo "$counts" | tr -cd '0-9 \n') || true
  elif [ $status = 0 ]; then
    passed=1 failed=0
  else
    passed=0 failed=1
  fi
  skipped=${skipped:-0}
  if [ $status != 0 ] && [ "$failed" = 0 ]; then failed=1; fi

  legs_passed=$((legs_passed + passed))
  legs_failed=$((legs_failed + failed))
  legs_skipped=$((legs_skipped + skipped))
  printf '%-24s %-6s %4s s   %s\n' "$name" "$([ "$failed" = 0 ] && echo ok || echo FAILED)" \
    $((SECONDS - start)) "$(legs_line "$passed" "$failed" "$skipped")"
  if [ "$failed" != 0 ]; then
    { grep -nE 'FAILED|FAIL|[Ee]rror|ERROR' "$log" | head -n 20; echo ...; tail -n 40 "$log"; } | sed 's/^/  | /'
    echo "  the whole log: $log"
  fi
}

legs_line() {
  printf '%d passed, %d failed' "$1" "$2"
  [ "$3" = 0 ] || printf ', %d skipped' "$3"
}

legs_end() {
  legs_line $legs_passed $legs_failed $legs_skipped
  echo
  [ $legs_failed = 0 ]
}
