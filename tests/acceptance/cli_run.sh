#!/usr/bin/env bash
# tntc run: one run, its logs and picture on standard error, its outputs on standard output.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p wf/nodes
cat >wf/workflow.yaml <<'YAML'
name: sums
version: "1.0"
triggers:
  - type: manual
nodes:
  double:
    path: ./nodes/double.ts
  report:
    path: ./nodes/report.ts
edges:
  - from: double
    to: report
YAML
cat >wf/nodes/double.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: { n?: number; wait?: number; fail?: boolean }) {
  ctx.log.info("doubling", input.n ?? 0);
  if (input.fail) throw new Error("told to fail");
  return { twice: 2 * (input.n ?? 0), wait: input.wait };
}
TS
cat >wf/nodes/report.ts <<'TS'
export default async function run(_ctx: unknown, input: { twice: number; wait?: number }) {
  if (input.wait) await new Promise((done) => setTimeout(done, input.wait));
  return { text: `twice is ${input.twice}` };
}
TS

check "a run succeeds" ends 0 tntc run ./wf --input '{"n": 21}'
check "the outputs of the last nodes are printed" equal \
  $'{\n  "report": {\n    "text": "twice is 42"\n  }\n}' "$out"
check "logs go to standard error" has "$err" "[double] doubling 21"
check "so does the picture of the run" matches "$err" '✓ double +[0-9]+ms +▇'
echo '{"n": 4}' >input.json
check "the input comes from a file" ends 0 tntc run ./wf --input @input.json
check "as it stands there" has "$out" "twice is 8"
check "or from standard input" ends 0 sh -c 'echo "{\"n\": 5}" | tntc run ./wf --input -'
check "as it comes" has "$out" "twice is 10"
check "without one it is {}" ends 0 tntc run ./wf
check "and zero is doubled" has "$out" "twice is 0"
check "one node runs alone" ends 0 tntc run ./wf --node report --input '{"twice": 1}'
check "with the input as its own" has "$out" "twice is 1"
check "and the other does not" lacks "$err" "double"

check "a failing node makes the run fail" ends 1 tntc run ./wf --input '{"fail": true}'
check "and is named" has "$err" "error: node \`double\` failed: told to fail"
check "what did not start is shown" matches "$err" '· report +not started'
check "JSON has the whole result" ends 1 tntc run ./wf --input '{"fail": true}' -o json
check "with the errors of the nodes" has "$out" '"errors":{"double":"told to fail"}'
check "and the kind of failure" has "$out" '"error":{"kind":"failed"'
check "on one line" equal 1 "$(printf '%s\n' "$out" | wc -l)"

mkdir -p final
cat >final/workflow.yaml <<'YAML'
name: final
version: "1.0"
triggers: [{type: manual}]
nodes:
  try: {path: ./try.ts, retries: 3, backoff: {initial: 1ms}}
YAML
cat >final/try.ts <<'TS'
import { type Context, NonRetryableError } from "tentacular";
export default async function run(ctx: Context, input: { final?: boolean }) {
  ctx.log.info("attempt", ctx.attempt);
  if (!input.final) throw new Error("again");
  const error = new NonRetryableError("never", { cause: "why" });
  if (!(error instanceof Error) || error.cause !== "why" || `${error}` !== "NonRetryableError: never")
    throw new Error("not the error that was promised");
  throw error;
}
TS
check "an error is tried again" ends 1 tntc run ./final
check "as often as retries says" has "$err" "attempt 4"
check "a NonRetryableError fails the node" ends 1 tntc run ./final --input '{"final": true}'
check "with its message" has "$err" "node \`try\` failed: never"
check "at once" lacks "$err" "attempt 2"
check "and from where it was thrown" has "$err" $'failed: never\n        at run (try.ts:5:'

check "an input that is not JSON is refused" ends 2 tntc run ./wf --input '{"n": x}'
check "with its place" has "$err" "--input:1:7"
printf '{\n  "n": ,\n}' >broken.json
check "a file too" ends 2 tntc run ./wf --input @broken.json
check "with line and column" has "$err" "broken.json:2:8"
check "a missing file is not found" ends 3 tntc run ./wf --input @gone.json
check "an unknown node is not found" ends 3 tntc run ./wf --node reprot
check "with the one that was meant" has "$err" "did you mean \`report\`?"
check "a bare name is a deployed workflow" ends 3 tntc run wf
check "and the directory is proposed" has "$err" "for the directory write ./wf"

check "--timeout ends a run" ends 1 tntc run ./wf --input '{"wait": 60000}' --timeout 300ms
started_at=$SECONDS
start cancelled tntc run ./wf --input '{"n": 1, "wait": 60000}'
check "the run is under way" wait_for 10 grep -q doubling cancelled.err
sleep 0.2
check "Ctrl-C ends it with 130" stops 130 INT "$pid"
check "at once" test $((SECONDS - started_at)) -lt 15
check "with what was finished" matches "$(cat cancelled.err)" '✓ double'
check "and what was not" matches "$(cat cancelled.err)" '⊘ report'
check "no output is made up" equal "" "$(cat cancelled.out)"

echo 'export default async () => {' >wf/nodes/report.ts
check "a source that does not compile is invalid" ends 2 tntc run ./wf
check "and named with its place" matches "$err" '\./wf/nodes/report.ts:[0-9]+:[0-9]+: error:'
check "a missing compiler is said" ends 6 env TNTC_ESBUILD=/nonexistent tntc run ./wf
check "a missing worker too" ends 6 env TNTC_WORKER=/nonexistent tntc run "$root/examples/hello"

all_claims_made
