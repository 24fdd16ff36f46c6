#!/usr/bin/env bash
# Node code that does its worst: it costs its own run, in time, and nobody else anything.
#   tests/hostile/run.sh [BIN_DIR] [--full] [KIND ...]
# Each kind of tests/hostile/workflows/hostile/nodes/act.ts runs alone, some times in a row (3 in
# all, 20 with --full), then four at once; with each a harmless run and a fetch go on.
set -euo pipefail
hostile=$(cd "$(dirname "$0")" && pwd)

bin_dir=() row=3 kinds=()
for word in "$@"; do
  case $word in
    --full) row=20 ;;
    */*) bin_dir=("$word") ;;
    *) kinds+=("$word") ;;
  esac
done
set -- "${bin_dir[@]}"
. "$hostile/../acceptance/lib.sh"

timeout_ms=1000  # config.timeout of the workflow
grace_ms=250     # how much later than that the answer may come
health_ms=50
settle_s=3       # after the last run, until nothing of it may be left
memory_mb=20     # that may stay behind

if [ ${#kinds[@]} = 0 ]; then
  mapfile -t kinds < <(awk '/^const kinds/ { on = 1 } /^};/ { on = 0 }
    on && /^  [a-z_]+: / { sub(":", "", $1); if ($1 != "ok") print $1 }' \
    "$hostile/workflows/hostile/nodes/act.ts")
fi
# The node settles; what it left behind fails later.
is_survivable() { [[ $1 == timer_throw || $1 == detached_throw ]]; }

# --- the engines ---------------------------------------------------------------------------------

port_of() { awk 'match($0, /on port [0-9]+/) { print substr($0, RSTART + 8, RLENGTH - 8); exit }' "$1"; }
has_port() { [ -n "$(port_of "$1")" ]; }

serve() {
  cp -r "$hostile/workflows/$1" "$work/$1.dir"
  tntc bundle "$work/$1.dir" >/dev/null
  start "$1" tentacular-engine --workflow "$work/$1.dir" --host 127.0.0.1 --port 0 --log json
  wait_for 10 has_port "$work/$1.out"
}

# The answer goes to FILE.json, "status seconds" to FILE.time.
run() {
  local input=$1 file=$2
  curl -s -m 60 -o "$file.json" -w '%{http_code} %{time_total}\n' -d "$input" \
    "http://127.0.0.1:$port/run" >"$file.time" || true
}
run_kind() { run "{\"kind\":\"$1\"}" "$2"; }

# One connection, ten questions a second, until it is ended.
sample_health() {
  set -m
  stdbuf -oL curl -s --rate 36000/h -m 5 -o /dev/null -w '%{http_code} %{time_total}\n' \
    "http://127.0.0.1:$1/health?n=[1-100000]" >"$2" 2>/dev/null &
  started+=($!)
  set +m
}

# --- what is left behind -------------------------------------------------------------------------

children() { awk '{ print }' "/proc/$engine"/task/*/children 2>/dev/null | tr ' ' '\n' | awk NF; }
workers() { children | wc -l; }
pss_kb() {
  local process
  for process in "$engine" $(children); do cat "/proc/$process/smaps_rollup" 2>/dev/null; done |
    awk '/^Pss:/ { sum += $2 } END { print sum + 0 }'
}
# "pid/tid ticks" of every thread of ours.
ticks() {
  local process
  for process in "$engine" $(children); do cat "/proc/$process"/task/*/stat 2>/dev/null; done |
    awk '{ id = $1; sub(/.*\) /, ""); print id, $12 + $13 }'
}
# Ticks (10 ms) that the busiest thread needed during one second.
busiest() {
  ticks >"$work/ticks.before"
  sleep 1
  ticks >"$work/ticks.after"
  awk 'NR == FNR { before[$1] = $2; next } { d = $2 - before[$1]; if (d > most) most = d }
    END { print most + 0 }' "$work/ticks.before" "$work/ticks.after"
}

# --- judging -------------------------------------------------------------------------------------

ms_of() { awk '{ printf "%d\n", $2 * 1000 + 0.5 }' "$@" | sort -n; }
median() { awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
worst() { tail -n 1; }

# Every answer is the right one for the kind; prints the first that is not.
answers_right() {
  local kind=$1 file
  shift
  for file in "$@"; do
    if is_survivable "$kind"; then
      has "$(<"$file")" '"success":true' || return 1
    else
      has "$(<"$file")" '"success":false' || return 1
      matches "$(<"$file")" '"errors":\{"act":"[^"]' || return 1
    fi
  done
}
all_succeed() {
  local file
  for file in "$@"; do
    [ -s "$file" ] || { echo "  no answer: $file"; return 1; }
    has "$(<"$file")" '"success":true' || { echo "  of $file"; return 1; }
  done
}
at_most() { [ "$1" -le "$2" ] || { echo "  $1 is more than $2"; return 1; }; }
logged() {
  awk -v text="$1" 'index($0, text) && /"run":"[^"]+"/ && /"node":"act"/ { found = 1 }
    END { exit !found }' "$work/hostile.out" || { echo "  not logged with run and node: $1"; return 1; }
}

# --- the play ------------------------------------------------------------------------------------

serve slow
slow_port=$(port_of "$work/slow.out")
serve hostile
engine=$pid
port=$(port_of "$work/hostile.out")
fetching="{\"kind\":\"ok\",\"url\":\"http://127.0.0.1:$slow_port/run\"}"

four_at_once() {
  local kind=$1 i jobs=()
  for i in 1 2 3 4; do
    run_kind "$kind" "$work/$kind.four$i" &
    jobs+=($!)
  done
  run_kind ok "$work/$kind.beside2" &
  wait "${jobs[@]}" $!
}

play() {
  local kind=$1 i
  run "$fetching" "$work/$kind.fetch" &
  fetches+=($!)
  sleep 0.05
  { sleep 0.2; run_kind ok "$work/$kind.beside1"; } &
  local beside=$!
  for ((i = 1; i <= row; i++)); do run_kind "$kind" "$work/$kind.row$i"; done
  four_at_once "$kind"
  wait $beside
}

fetches=()
for _ in 1 2; do four_at_once loop; done
run "$fetching" "$work/warm"
sleep $settle_s
workers_before=$(workers) pss_before=$(pss_kb)
echo "# load $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores, $workers_before workers, PSS $((pss_before / 1024)) MB"

sample_health "$port" "$work/health"
sampler=$!
sample_health "$slow_port" "$work/health.idle"
for kind in "${kinds[@]}"; do play "$kind"; done
wait "${fetches[@]}"
kill "$sampler" 2>/dev/null || true
sleep $settle_s

table=$work/table
for kind in "${kinds[@]}"; do
  one=$(ms_of "$work/$kind".row*.time | median) one_worst=$(ms_of "$work/$kind".row*.time | worst)
  four=$(ms_of "$work/$kind".four*.time | median) four_worst=$(ms_of "$work/$kind".four*.time | worst)
  printf '%-18s %8s %8s %10s %10s\n' "$kind" "$one" "$one_worst" "$four" "$four_worst" >>"$table"
  said='fails and names its node'
  if is_survivable "$kind"; then said='succeeds, for its node settled'; fi
  check "$kind: every run $said ($row alone, 4 at once)" \
    answers_right "$kind" "$work/$kind".row*.json "$work/$kind".four*.json
  check "$kind: alone it is answered in time (median $one ms, worst $one_worst ms)" \
    at_most "$one_worst" $((timeout_ms + grace_ms))
  check "$kind: harmless runs beside it succeed ($(ms_of "$work/$kind".beside*.time | worst) ms)" \
    all_succeed "$work/$kind.beside1.json" "$work/$kind.beside2.json"
  check "$kind: a fetch begun before it succeeds ($(ms_of "$work/$kind.fetch.time") ms)" \
    all_succeed "$work/$kind.fetch.json"
  case $kind in
    grow_by_turns)
      check "$kind: is ended for its memory, not for its time" \
        matches "$(cat "$work/$kind".row*.json)" 'used more than 256 MiB of memory'
      ;;
    timer_throw) check "$kind: is logged with run and node" logged 'thrown in a timer' ;;
    detached_throw) check "$kind: is logged with run and node" logged 'rejected and forgotten' ;;
  esac
done

# The last line may be half written.
sed -i '$d' "$work/health" "$work/health.idle"
health_99=$(ms_of "$work/health" | awk '{ v[NR] = $1 } END { print v[int(NR * 0.99)] }')
health_worst=$(ms_of "$work/health" | worst)
idle_worst=$(ms_of "$work/health.idle" | worst)
check "/health answers throughout: 99 of 100 within $health_ms ms (median $(ms_of "$work/health" | median), 99 %: $health_99, of $(wc -l <"$work/health"))" \
  at_most "$health_99" $health_ms
# On a machine that others use, an idle engine is late too.
check "/health is at worst $health_ms ms later than an idle engine's beside it (worst $health_worst ms, idle $idle_worst ms)" \
  at_most "$health_worst" $((health_ms + idle_worst))
check "/health says 200 throughout" equal 200 "$(cut -d' ' -f1 "$work/health" | sort -u)"
workers_after=$(workers) pss_after=$(pss_kb) busy=$(busiest)
check "$settle_s s later no thread of ours is busy ($busy % of a core)" at_most "$busy" 1
check "$settle_s s later there are no more workers ($workers_before before, $workers_after now)" \
  at_most "$workers_after" "$workers_before"
check "$settle_s s later memory is given back (PSS $((pss_before / 1024)) MB before, $((pss_after / 1024)) MB now)" \
  at_most "$pss_after" $((pss_before + memory_mb * 1024))

printf '\n%-18s %8s %8s %10s %10s\n' 'kind (ms)' median worst '4: median' '4: worst'
cat "$table"
[ -z "${TNTC_HOSTILE_KEEP:-}" ] || cp -r "$work" "$TNTC_HOSTILE_KEEP"
all_claims_made
