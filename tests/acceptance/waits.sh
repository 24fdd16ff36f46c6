#!/usr/bin/env bash
# Runs that sleep and wait for events, across restarts of the engine.
# TNTC_FULL=1: sleeps 30 s, and gives up VMs after the usual minute.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tests/acceptance/engine.sh"

sleeps=6 park=1
if [ -n "${TNTC_FULL:-}" ]; then sleeps=30 park=60; fi

mkdir -p wf/nodes
cat >wf/workflow.yaml <<'YAML'
name: waiting
version: "1.0"
triggers: [{type: manual}]
nodes:
  order: {path: ./nodes/order.ts}
  rest: {path: ./nodes/rest.ts, timeout: 1s}
  approval: {path: ./nodes/approval.ts, timeout: 1s}
edges: [{from: order, to: rest}, {from: order, to: approval}]
YAML
cat >wf/nodes/order.ts <<TS
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: unknown) {
  ctx.log.info("order runs");
  return input;
}
TS
cat >wf/nodes/rest.ts <<TS
import type { Context } from "tentacular";
export default async function run(ctx: Context, order: { sleep?: boolean }) {
  if (!order.sleep) return 0;
  const begun = await ctx.step("begin", () => Date.now());
  ctx.log.info(\`rest begins, attempt \${ctx.attempt}\`);
  await ctx.sleep("${sleeps}s");
  return Date.now() - begun;
}
TS
cat >wf/nodes/approval.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(ctx: Context, order: { approve?: number; late?: boolean }) {
  if (order.late) return await ctx.waitForEvent("never", { timeout: "1s" });
  const by = [];
  for (let i = 0; i < (order.approve ?? 0); i++) {
    const event = await ctx.waitForEvent("approved");
    by.push(event.by);
    ctx.log.info(`approved by ${event.by}`);
  }
  return by;
}
TS
tntc bundle wf >/dev/null

said() { grep -q "$1" "$work"/*.out; }
parked() { curl -s "$url/health?detail=1" | grep -Eo '"runsParked":[0-9]+'; }
is_parked() { [ "$(parked)" = "\"runsParked\":$1" ]; }

# --- a sleep across three restarts
serve one --park-after "${park}s"
accept '{"sleep":true}'
sleeper=$id
check "a run that sleeps is accepted" equal 202 "$out"
wait_for 10 said 'rest begins, attempt 1'
for restart in two three four; do
  sleep 1
  if [ $restart = three ]; then stops 0 TERM "$engine"; else dies; fi
  serve $restart --park-after "${park}s"
done
check "it ends in time" wait_for $((sleeps + 10)) in_state "$sleeper" succeeded
took=$(shown "$sleeper" | grep -Eo '"rest":[0-9]+' | cut -d: -f2)
check "not before its first end" test "$took" -ge $((sleeps * 1000))
check "and not much later ($took ms)" test "$took" -lt $((sleeps * 1000 + 3000))
check "what had ended before did not run again" equal 1 "$(cat ./*.out | grep -c 'order runs')"

# --- an event across a restart
accept '{"approve":3}'
waiter=$id
ask -d '{"by":"Ada"}' "$url/runs/$waiter/events/approved" >answered
check "an event is accepted" equal 202 "$out"
check "and taken" wait_for 5 said 'approved by Ada'
dies
serve five --park-after "${park}s"
check "the run still waits" in_state "$waiter" running
for again in 1 2; do
  ask -d '{"by":"Bob"}' -H "Idempotency-Key: bob" "$url/runs/$waiter/events/approved" >answered
  check "the same event, time $again" equal 202 "$out"
done
ask -d '{"by":"Cy"}' "$url/runs/$waiter/events/approved" >answered
check "each is taken once" wait_for 5 in_state "$waiter" succeeded
check "in their order" has "$(shown "$waiter")" '"approval":["Ada","Bob","Cy"]'
ask -d '{}' "$url/runs/$waiter/events/approved" >answered
check "a run that has ended takes none" equal 409 "$out"
ask -d '{' "$url/runs/$waiter/events/approved" >answered
check "an event is JSON" equal 400 "$out"
ask -d '{}' "$url/runs/nobody/events/approved" >answered
check "of a run that exists" equal 404 "$out"
ask -d '{}' "$url/runs/$waiter/events/a%20b" >answered
check "with a name" equal 400 "$out"

# --- in time, or not
accept '{"late":true}'
check "a wait that takes too long fails" wait_for 10 in_state "$id" failed
check "and says so" has "$(shown "$id")" 'no event \"never\" has come within 1s'

# --- waiting needs no place in a worker
check "an engine whose runs wait ends well" stops 0 TERM "$engine"
serve six --park-after 200ms --max-runs 2
ids=()
for _ in 1 2 3 4 5 6; do
  accept '{"approve":1}'
  ids+=("$id")
done
check "more runs wait than may run at once" wait_for 10 is_parked 6
dies
serve seven --park-after 200ms --max-runs 2
check "and do so after a kill, without a worker" wait_for 10 is_parked 6
for one in "${ids[@]}"; do ask -d '{"by":"Eve"}' "$url/runs/$one/events/approved" >answered; done
for one in "${ids[@]}"; do wait_for 10 in_state "$one" succeeded; done
check "each goes on when its event comes" is_parked 0
check "who waits for a run does so as long as it waits" ends 28 curl -s -m 1 -d '{"approve":1}' "$url/run"

check "the engine ends well" stops 0 TERM "$engine"

# --- the same on the command line, under tntc dev
serves dev tntc dev wf -p 0
accept '{"approve":1}'
explains() { tntc explain "$id" ./wf >why 2>&1 && grep -q "$1" why; }
check "explain says what a run waits for" wait_for 5 explains approved
check "send gives it the event" ends 0 tntc runs send "$id" approved ./wf --input '{"by":"Dan"}'
check "and it goes on" wait_for 5 in_state "$id" succeeded
check "which runs shows" ends 0 tntc runs show "$id" ./wf
check "with what it got" has "$out" 'Dan'
check "once more is refused" ends 5 tntc runs send "$id" approved ./wf
check "one run waits for its events only as long as it is told to" \
  ends 0 tntc run ./wf --input '{"approve":2}' --event 'approved={"by":"A"}' --event 'approved={"by":"B"}' -o json
check "and gets them in their order" has "$out" '"approval":["A","B"]'

all_claims_made
