#!/usr/bin/env bash
# Handlers of failures, as a user meets them: by tntc run, and over a kill of the engine.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tests/acceptance/engine.sh"

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
serve one --state state
accept '{"card":"bad"}'
wait_for 5 grep -q 'release runs, attempt 1' one.out
check "a run whose handler runs is not over" in_state "$id" running
dies
serve two --state state
check "the next engine executes the handler again" wait_for 5 grep -q 'release runs, attempt 2' two.out
touch gate
check "the run ends as failed" wait_for 5 in_state "$id" failed
curl -s "$url/runs/$id" >result
check "with the handler's output" has "$(<result)" 'pay: the card was refused; seat 17 is free'

rm gate
accept '{"card":"bad"}'
wait_for 5 in_state "$id" running
curl -s -X DELETE "$url/runs/$id" >/dev/null
check "a handler is cancelled with its run" wait_for 5 in_state "$id" cancelled
check "the engine ends well" stops 0 TERM "$engine"

all_claims_made
