#!/usr/bin/env bash
# Handlers of failures, as a user meets them: by tntc run, and over a kill of the engine.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p wf/nodes
cat >wf/workflow.yaml <<'YAML'
name: booking
version: "1.0"
triggers: [{type: manual}]
nodes:
  reserve: {path: ./nodes/reserve.ts}
  pay: {path: ./nodes/pay.ts, onFailure: release}
  release: {path: ./nodes/release.ts}
edges: [{from: reserve, to: pay}]
YAML
cat >wf/nodes/reserve.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(_: Context, input: { card: string }) {
  return { seat: 17, card: input.card };
}
TS
cat >wf/nodes/pay.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(_: Context, input: { card: string }) {
  if (input.card === "bad") throw new Error("the card was refused");
  return "paid";
}
TS
cat >wf/nodes/release.ts <<TS
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: { node: string; error: string; outputs: any }) {
  ctx.log.info(\`release runs, attempt \${ctx.attempt}\`);
  while (ctx.config.wait) {
    try { Deno.statSync("$work/gate"); break; } catch { await new Promise((r) => setTimeout(r, 10)); }
  }
  return \`\${input.node}: \${input.error}; seat \${input.outputs.reserve.seat} is free\`;
}
TS

ends 0 tntc run ./wf --input '{"card":"good"}' -o json
check "without a failure the handler does not run" lacks "$out" release
ends 1 tntc run ./wf --input '{"card":"bad"}' -o json
check "with one it does, with what is known" has "$out" 'pay: the card was refused; seat 17 is free'
check "and the run stays failed" has "$out" '"pay":"the card was refused"'

echo 'config: {wait: true}' >>wf/workflow.yaml
tntc bundle ./wf >/dev/null
serve() {
  start "$1" tentacular-engine --workflow wf --host 127.0.0.1 --port 0 --state state
  engine=$pid
  has_port() { grep -Eq 'on port [0-9]+' "$1.out"; }
  wait_for 10 has_port "$1"
  url=http://127.0.0.1:$(grep -Eo 'on port [0-9]+' "$1.out" | head -n 1 | grep -Eo '[0-9]+')
}
in_state() { [[ $(curl -s "$url/runs/$1") == *"\"state\":\"$2\""* ]]; }
serve one
curl -s -d '{"card":"bad"}' -H 'Prefer: respond-async' "$url/run" >accepted
id=$(grep -Eo '"id":"[^"]*"' accepted | cut -d'"' -f4)
wait_for 5 grep -q 'release runs, attempt 1' one.out
check "a run whose handler runs is not over" in_state "$id" running
kill -KILL "$engine"
wait "$engine" 2>/dev/null || true
serve two
check "the next engine executes the handler again" wait_for 5 grep -q 'release runs, attempt 2' two.out
touch gate
check "the run ends as failed" wait_for 5 in_state "$id" failed
curl -s "$url/runs/$id" >result
check "with the handler's output" has "$(<result)" 'pay: the card was refused; seat 17 is free'

rm gate
curl -s -d '{"card":"bad"}' -H 'Prefer: respond-async' "$url/run" >accepted
id=$(grep -Eo '"id":"[^"]*"' accepted | cut -d'"' -f4)
wait_for 5 in_state "$id" running
curl -s -X DELETE "$url/runs/$id" >/dev/null
check "a handler is cancelled with its run" wait_for 5 in_state "$id" cancelled
check "the engine ends well" stops 0 TERM "$engine"

all_claims_made
