#!/usr/bin/env bash
# Nodes that sleep, which have no file: every command takes them as it takes others.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p wf/nodes wf/tests/fixtures
cat >wf/workflow.yaml <<'YAML'
name: slow
version: "1.0"
triggers:
  - type: manual
nodes:
  double: {path: ./nodes/double.ts}
  pause:
    sleep: 300ms
    when: input.twice > 2
  report: {path: ./nodes/report.ts}
edges:
  - {from: double, to: pause}
  - {from: pause, to: report}
YAML
echo 'export default async (_ctx: unknown, input: { n?: number }) => ({ twice: 2 * (input.n ?? 0) });' >wf/nodes/double.ts
echo 'export default async (_ctx: unknown, input: unknown) => input;' >wf/nodes/report.ts
echo '{"input": {"twice": 4}, "expected": {"twice": 4}}' >wf/tests/fixtures/pause.json

check "a workflow with a sleep is valid" ends 0 tntc validate wf --strict
check "it runs" ends 0 tntc run ./wf --input '{"n": 21}' -o json
check "and the input of the sleep is its output" has "$out" '"pause":{"twice":42}'
slept() { printf '%s' "$1" | perl -MJSON::PP -0777 -ne 'exit !(decode_json($_)->{data}{timing}{nodeTimings}{pause}{durationMs} >= 300)'; }
check "which comes as late as it says" slept "$out"
check "the picture shows it" ends 0 tntc run ./wf --input '{"n": 2}'
check "as any node" matches "$err" '✓ pause +[0-9]+ms'
check "it runs alone" ends 0 tntc run ./wf --node pause --input '{"twice": 7}'
check "with the input as its own" has "$out" '"twice": 7'
check "its condition counts" ends 0 tntc run ./wf --input '{"n": 1}' -o json
check "and skips what follows it" has "$out" '"skipped":["pause","report"]'

sed 's/sleep: 300ms/sleep: 10d/' wf/workflow.yaml >long.yaml
mkdir -p alone && printf 'name: alone\nversion: "1.0"\ntriggers: [{type: manual}]\nnodes: {pause: {sleep: 0.1s}}\n' >alone/workflow.yaml
check "a workflow of nothing else runs" ends 0 tntc run ./alone --input '{"a": 1}'
check "and returns what it got" has "$out" '"a": 1'

check "secrets check knows that it uses none" ends 0 tntc secrets check wf
check "a fixture tests it" ends 0 tntc test wf
check "and without one only nodes with code are untested" equal "double report" \
  "$(printf '%s' "$out" | grep -oE '[a-z]+: untested' | cut -d: -f1 | xargs)"
cp long.yaml wf/workflow.yaml
check "the clock of tests does not wait ten days" ends 0 timeout 60 tntc test wf/pause
sed -i 's/sleep: 10d/sleep: 300ms/' wf/workflow.yaml

check "bundle writes it" ends 0 tntc bundle wf --file slow.json
check "the same again" ends 0 tntc bundle wf --file again.json
check "byte for byte" cmp slow.json again.json
port=$(free_port)
start engine tentacular-engine --workflow slow.json --port "$port" --state none
check "the engine serves it" wait_for 10 curl -fs "http://127.0.0.1:$port/health"
check "without the compiler" has "$(curl -fsS -d '{"n": 3}' "http://127.0.0.1:$port/run")" '"report":{"twice":6}'

start dev tntc dev wf -p 0
check "dev serves it" wait_for 10 grep -q 'Serving slow at' dev.out
url=$(grep -o 'http://127.0.0.1:[0-9]*' dev.out | head -1)
check "with the same answer" has "$(curl -fsS -d '{"n": 4}' "$url/run")" '"report":{"twice":8}'
sed -i 's/pause:/nap:/; s/to: pause/to: nap/; s/from: pause/from: nap/' wf/workflow.yaml
answers() { curl -fsS -d '{"n": 5}' "$url/run" | grep -qF "$1"; }
check "an edit of it is taken over" wait_for 10 answers '"nap":{"twice":10}'

all_claims_made
