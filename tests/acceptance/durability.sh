#!/usr/bin/env bash
# Recorded runs, as a user meets them: kills, restarts, keys, two engines, a full disk.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tests/acceptance/engine.sh"

mkdir -p wf/nodes
cat >wf/workflow.yaml <<'YAML'
name: lasting
version: "1.0"
triggers: [{type: manual}]
nodes:
  first: {path: ./nodes/first.ts}
  second: {path: ./nodes/second.ts}
edges: [{from: first, to: second}]
YAML
cat >wf/nodes/first.ts <<TS
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: { text?: string }) {
  ctx.log.info("first runs");
  return { at: Date.now(), text: input.text ?? "" };
}
TS
cat >wf/nodes/second.ts <<TS
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: { at: number; text: string }) {
  ctx.log.info(\`second runs, attempt \${ctx.attempt}\`);
  for (;;) {
    try { Deno.statSync("$work/gate"); break; } catch { await new Promise((r) => setTimeout(r, 10)); }
  }
  return input.text.length;
}
TS
tntc bundle wf >/dev/null

# --- a run outlives its engine
serve one
accept '{"text":"abc"}'
check "a run is accepted" equal 202 "$out"
wait_for 5 grep -q 'second runs, attempt 1' one.out
check "the journal is for its owner only" equal "700 600" \
  "$(stat -c %a wf/.tentacular/state) $(stat -c %a wf/.tentacular/state/journal-000000000001.log)"
check "and no part of a repository" equal '*' "$(<wf/.tentacular/state/.gitignore)"
dies
serve two
check "the next engine says that it goes on" wait_for 5 grep -q '1 run goes on where it was' two.out
check "with the node that was cut off" wait_for 5 grep -q 'second runs, attempt 2' two.out
check "and no other" lacks "$(<two.out)" 'first runs'
check "the run is where it was" in_state "$id" running
touch gate
check "it comes to its end" wait_for 5 in_state "$id" succeeded
dies
serve three
check "which is known after another kill" in_state "$id" succeeded
check "with its result" has "$(curl -s "$url/runs/$id")" '"second":3'

# --- keys
ask -d '{"text":"four"}' -H 'Idempotency-Key: k1' "$url/run" >first
check "a run with a key" equal 200 "$out"
dies
serve four
ask -d '{"text":"four"}' -H 'Idempotency-Key: k1' "$url/run" >second
check "is answered again by the next engine" equal "$(<first)" "$(<second)"
ask -d '{"text":"five"}' -H 'Idempotency-Key: k1' "$url/run" >/dev/null
check "but not for another body" equal 422 "$out"

# --- large values
rm gate
printf '{"text":"%s"}' "$(head -c 300000 /dev/zero | tr '\0' x)" >large.json
accept @large.json
large=$id
wait_for 5 grep -q 'second runs' four.out
check "large values have files of their own" test -n "$(ls wf/.tentacular/state/value-* 2>/dev/null)"
dies
touch gate
serve five
check "and outlive a kill" wait_for 5 in_state "$large" succeeded
check "whole" has "$(curl -s "$url/runs/$large")" '"second":300000'

# --- one directory, one engine
check "a second engine of the directory is told so" ends 5 \
  tentacular-engine --workflow wf --host 127.0.0.1 --port 0 --state wf/.tentacular/state
check "with who has it" has "$err" "in use by process $engine"
check "and what to do" has "$err" "--state DIR"
first_url=$url first=$engine
serve six
check "without the flag it serves" equal 200 "$(curl -s -o /dev/null -w '%{http_code}' -d '{}' "$url/run")"
check "says that it records nothing" has "$(<six.out)" "no runs are recorded"
ask -d '{}' -H 'Prefer: respond-async' "$url/run" >answer.json
check "and refuses what would have to be" equal 503 "$out"
check "with the way out" has "$(<answer.json)" "--state DIR"
check "the second ends well" stops 0 TERM "$engine"
engine=$first url=$first_url

# --- stopping leaves them
rm gate
accept
left=$id
check "the run goes on" wait_for 5 in_state "$left" running
dies
serve seven --grace 200ms
wait_for 5 in_state "$left" running
check "an engine with too little time ends well" stops 0 TERM "$engine"
check "and says what it leaves" has "$(<seven.out)" "1 are recorded and go on when the engine is started again"
touch gate
serve eight
check "the next one ends it" wait_for 5 in_state "$left" succeeded
rm gate
accept
gone=$id
wait_for 5 in_state "$gone" running
ask -X DELETE "$url/runs/$gone" >/dev/null
check "a run is cancelled" wait_for 5 in_state "$gone" cancelled
dies
serve nine
check "and stays so" in_state "$gone" cancelled

# --- damage is told, and costs one run
rm -f gate
accept
hurt=$id
wait_for 5 in_state "$hurt" running
accept
well=$id
wait_for 5 in_state "$well" running
sleep 0.3
dies
segment=$(ls wf/.tentacular/state/journal-*.log | tail -n 1)
# The trigger's name in the first record of the run.
perl -e '
  my ($file, $id) = @ARGV;
  (my $hex = $id) =~ s/-//g;
  open(my $in, "+<:raw", $file) or die; local $/; my $bytes = <$in>;
  for (my $place = 0; ($place = index($bytes, pack("H*", $hex), $place)) >= 0; $place++) {
    next unless substr($bytes, $place - 8, 4) eq "STRJ";
    my $http = index($bytes, "http", $place);
    seek($in, $http, 0); print {$in} "HTTP"; close($in); exit 0;
  }
  exit 1' "$segment" "$hurt"
touch gate
serve ten
check "the damaged run is named" has "$(<ten.out)" "$hurt"
check "as one that is lost" has "$(<ten.out)" "nothing is left of it"
check "the other goes on" wait_for 5 in_state "$well" succeeded

check "the engine ends well" stops 0 TERM "$engine"

# --- a full disk
if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
  cat >full.sh <<'SH'
set -euo pipefail
mkdir -p small
mount -t tmpfs -o size=64m small small
tentacular-engine --workflow wf --host 127.0.0.1 --port "$1" --state small/state >full.out 2>&1 &
engine=$!
url=http://127.0.0.1:$1
for _ in $(seq 100); do curl -s "$url/health" >/dev/null && break; sleep 0.05; done
status() { curl -s -m 20 -o full.answer -w '%{http_code}' "$@"; }
echo "before $(status -d '{}' -H 'Prefer: respond-async' "$url/run")"
head -c 64m /dev/zero >small/filler 2>/dev/null || true
# Runs of values that stand in their records use up the segment; another one cannot be reserved.
printf '{"text":"%s"}' "$(head -c 60000 /dev/zero | tr '\0' y)" >medium.json
for _ in $(seq 600); do
  code=$(status -d @medium.json -H 'Prefer: respond-async' "$url/run") || code=none
  [ "$code" = 202 ] || break
done
echo "full $code $(cat full.answer)"
echo "large $(status -d @large.json -H 'Prefer: respond-async' "$url/run")"
curl -s "$url/health"; echo
echo "sync $(status -d '{}' "$url/run")"
rm small/filler
for _ in $(seq 100); do
  code=$(status -d '{}' -H 'Prefer: respond-async' "$url/run") || code=none
  [ "$code" = 202 ] && break
  sleep 0.1
done
echo "after $code"
for _ in $(seq 200); do
  curl -s "$url/runs?limit=1000" >full.runs
  grep -Eq '"state":"(running|queued)"' full.runs || break
  sleep 0.1
done
kill -TERM "$engine"
wait "$engine"
SH
  ends 0 unshare --mount --propagation private bash full.sh "$(free_port)" || true
  check "with room a run is accepted" has "$out" "before 202"
  check "without it is refused with 507" has "$out" "full 507"
  check "large values too" has "$out" "large 507"
  check "and health says so" has "$out" '"status":"degraded","reason":"the disk of the journal is full"'
  check "what is not recorded still runs" has "$out" "sync 200"
  check "with room again all is well" has "$out" "after 202"
  check "and nothing was lost" lacks "$(<full.runs)" '"state":"failed"'
else
  echo "SKIPPED: a small disk needs root"
fi

all_claims_made
