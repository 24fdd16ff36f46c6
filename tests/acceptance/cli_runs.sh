#!/usr/bin/env bash
# tntc runs, tntc explain and tntc test --record: what is recorded, with an engine and without.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tests/acceptance/engine.sh"

mkdir -p wf/nodes
cat >wf/workflow.yaml <<'YAML'
name: recorded
version: "1.0"
triggers: [{type: manual}]
nodes:
  fetch: {path: ./nodes/fetch.ts}
  flaky: {path: ./nodes/flaky.ts, retries: 2}
  pay: {path: ./nodes/pay.ts}
edges: [{from: fetch, to: flaky}, {from: flaky, to: pay}]
YAML
cat >wf/nodes/fetch.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: { mode?: string }) {
  ctx.log.info(`fetch has ${input.mode}`);
  return { mode: input.mode ?? "well" };
}
TS
cat >wf/nodes/flaky.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: { mode: string }) {
  if (ctx.attempt < 2) throw new Error("the first attempt fails");
  return input;
}
TS
cat >wf/nodes/pay.ts <<TS
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: { mode: string }) {
  if (input.mode === "sleep") await ctx.sleep("1h");
  if (input.mode === "fail") {
    try { Deno.statSync("$work/mended"); } catch { throw new Error("the bank is closed"); }
  }
  return { paid: input.mode };
}
TS
tntc bundle wf >/dev/null

check "without records the list is empty" ends 0 tntc runs ./wf -o json
check "and says so to programs" has "$out" '"engine":false,"runs":[],"next":null'
check "a bare name is a deployed workflow" ends 3 tntc runs wf
check "which there is none of" has "$err" "for the directory write ./wf"

serve one
accept '{"mode":"well"}'
well=$id
wait_for 10 in_state "$well" succeeded
accept '{"mode":"fail"}'
broken=$id
wait_for 10 in_state "$broken" failed
accept '{"mode":"sleep"}'
sleeping=$id
has_slept() { tntc explain "$sleeping" ./wf | grep -q 'sleeps until'; }

# --- the list
check "the list has all runs" ends 0 tntc runs ./wf
check "the newest first" matches "$out" "$sleeping.*$broken.*$well"
check "with the node that failed" matches "$out" "$broken  failed .* pay"
check "runs of one state" ends 0 tntc runs ./wf --status succeeded
check "are those" has "$out" "$well"
check "and no others" lacks "$out" "$broken"
check "a page" ends 0 tntc runs ./wf --limit 1 -o json
check "says where the next one begins" has "$out" "\"next\":\"$sleeping\""
check "the next page" ends 0 tntc runs ./wf --limit 1 --before "$sleeping" -o json
check "has the next run" has "$out" "\"id\":\"$broken\""
check "runs since a time" ends 0 tntc runs ./wf --since 1h -o json
check "are all of them" has "$out" "$well"
check "a state that is none is refused" ends 2 tntc runs ./wf --status done
check "the index is for its owner only" equal 600 "$(stat -c %a wf/.tentacular/state/index.sqlite)"
rm wf/.tentacular/state/index.sqlite
check "and made again when it is gone" ends 0 tntc runs ./wf
check "with all in it" has "$out" "$well"

# --- one run
check "a run is shown" ends 0 tntc runs show "$broken" ./wf
check "with its graph" has "$out" "✗ pay"
check "its attempts" has "$out" "the first attempt fails"
check "its error" has "$out" "the bank is closed"
check "its values" has "$out" 'input   {"mode":"fail"}'
check "and its log" has "$out" "[fetch] fetch has fail"
check "in the version that it had" equal "" "$err"
check "one node of it" ends 0 tntc runs show "$broken" ./wf --node fetch
check "is shown alone" lacks "$out" "the bank is closed"
check "it is there for programs" ends 0 tntc runs show "$broken" ./wf -o json
check "with everything" has "$out" '"name":"fetch","state":"succeeded","input":{"mode":"fail"},"output":{"mode":"fail"}'
check "the same prefix of several runs is refused" ends 2 tntc runs show "${broken:0:4}" ./wf
check "an id that is none is not found" ends 3 tntc runs show ffffffff ./wf

# --- why it waits
check "a run that sleeps says so" wait_for 10 has_slept
check "also over HTTP" has "$(curl -s "$url/runs/$sleeping")" '"waiting":[{"kind":"sleep","node":"pay"'
check "a run that has ended waits for nothing" ends 0 tntc explain "$well" ./wf
check "and says so" has "$out" "waits for nothing"

# --- changing it
check "the engine says where it serves" equal "600 $url" \
  "$(stat -c %a wf/.tentacular/state/address) $(head -n 1 wf/.tentacular/state/address)"
check "a run is cancelled" ends 0 tntc runs cancel "$sleeping" ./wf
check "which ends it" wait_for 10 in_state "$sleeping" cancelled
check "once" ends 5 tntc runs cancel "$sleeping" ./wf
touch mended
check "a run is repeated from a node" ends 0 tntc runs retry "$broken" ./wf --from pay -o json
again=$(grep -Eo '"id":"[^"]*"' <<<"$out" | cut -d'"' -f4)
check "as another run" wait_for 10 in_state "$again" succeeded
check "the nodes before it" ends 0 tntc runs show "$again" ./wf
check "were not executed" lacks "$out" "[fetch]"
check "and have what they had" has "$out" 'output  {"paid":"fail"}'
check "the whole run" ends 0 tntc runs retry "$broken" ./wf
check "is repeated, too" has "$out" "retries $broken"
check "a node that is none is refused" ends 5 tntc runs retry "$broken" ./wf --from nobody
check "with why" has "$err" "has no node \`nobody\`"
check "a run that is none is not found" ends 3 tntc runs retry 018f3b6e-7c1a-7c3e-9d4e-1f2a3b4c5d6e ./wf

# --- fixtures
check "a fixture is made of a run" ends 0 tntc test ./wf --record "$well" --node fetch
check "a file of it" test -n "$(ls wf/tests/fixtures/fetch-run-*.json)"
check "is not replaced" ends 5 tntc test ./wf --record "$well" --node fetch
check "unless it is told" ends 0 tntc test ./wf --record "$well" --node fetch --force
check "it passes" ends 0 tntc test ./wf/fetch

# --- no engine
accept '{"mode":"sleep"}'
left=$id
is_there() { tntc explain "$left" ./wf | grep -q 'sleeps until'; }
wait_for 10 is_there
dies
check "without an engine a run is stopped" ends 0 tntc explain "$left" ./wf
check "and says what it needs" has "$out" "no engine runs"
check "also in the list" ends 0 tntc runs ./wf --status stopped
check "which has it" has "$out" "$left"
check "nothing can be changed" ends 6 tntc runs cancel "$left" ./wf
check "and what to do is said" has "$err" "tntc dev ./wf"

# --- with a token, under tntc dev
mkdir -p wf/.secrets
printf '{"token":"open-sesame"}' >wf/.secrets/engine
serves two tntc dev wf -p 0
check "under tntc dev it goes on" wait_for 10 is_there
check "and is cancelled with the token of the secrets" ends 0 tntc runs cancel "$left" ./wf
has_ended() { tntc runs ./wf --status cancelled | grep -q "$left"; }
check "it has ended" wait_for 10 has_ended
printf 'engine: {token: another}\n' >another.yaml
check "another token is refused" ends 4 tntc runs retry "$well" ./wf --secrets another.yaml
check "the server ends well" stops 0 INT "$engine"
check "and takes its address along" test ! -e wf/.tentacular/state/address

# --- loops and handlers of failures
rm -rf wf
cp -r "$root/examples/order-batch" wf
rm -rf wf/tests
serves three tntc dev wf -p 0
curl -s -m 20 -d '{"orders":[{"id":"a","amount":20},{"id":"b","amount":5000}]}' -H 'Idempotency-Key: k' "$url/run" >answered
batch=$(tntc runs ./wf -o json | grep -Eo '"id":"[^"]*"' | head -n 1 | cut -d'"' -f4)
check "a run whose loop failed is shown" ends 0 tntc runs show "$batch" ./wf
check "with its handler below the graph" has "$out" 'on failure: ✓ refund'
check "and what that was given" has "$out" 'input   {"node":"charge","error":"element 1: order b is 5000'
check "an element of a loop becomes a fixture" ends 0 tntc test ./wf --record "$batch"
check "which passes" ends 0 tntc test ./wf/charge
check "of the element that failed" has "$(cat wf/tests/fixtures/charge-run-*.json)" '"amount": 5000'

all_claims_made
