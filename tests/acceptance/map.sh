#!/usr/bin/env bash
# A node that runs once per element of a long list, over kills of its engine.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

count=10000
mkdir -p wf/nodes
cat >wf/workflow.yaml <<'YAML'
name: many
version: "1.0"
triggers: [{type: manual}]
nodes:
  double: {path: ./nodes/double.ts, forEach: input.items, concurrency: 8}
  last: {path: ./nodes/last.ts}
edges: [{from: double, to: last}]
YAML
cat >wf/nodes/double.ts <<TS
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: number) {
  Deno.writeTextFileSync("$work/witness", \`\${input} \${ctx.item!.index} \${ctx.item!.count} \${ctx.attempt}\\n\`, { append: true });
  if (input % 100 === 0) await new Promise((done) => setTimeout(done, 5));
  return 2 * input;
}
TS
cat >wf/nodes/last.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(_: Context, input: number[]) {
  return input.length;
}
TS
tntc bundle wf >/dev/null
touch witness

engine=''
serve() {
  local name=$1
  shift
  start "$name" tentacular-engine --workflow wf --host 127.0.0.1 --port 0 --state state "$@"
  engine=$pid
  has_port() { grep -Eq 'on port [0-9]+' "$name.out"; }
  wait_for 10 has_port
  url=http://127.0.0.1:$(grep -Eo 'on port [0-9]+' "$name.out" | head -n 1 | grep -Eo '[0-9]+')
}
in_state() { [[ $(curl -s "$url/runs/$1") == *"\"state\":\"$2\""* ]]; }
lines_are() { [ "$(wc -l <witness)" -ge "$1" ]; }
dies() { kill -KILL "$engine"; wait "$engine" 2>/dev/null || true; }
# Elements whose result is in the journal, one a line, in the order of numbers.
recorded() {
  cat state/journal-*.log | perl -0777 -ne 'print "$1\n" while /element\n(\d+)\0/g' |
    sort -n | uniq
}

seq 0 $((count - 1)) | paste -sd, | sed 's/.*/{"items":[&]}/' >input.json
serve one
curl -s -d @input.json -H 'Prefer: respond-async' "$url/run" >accepted
id=$(grep -Eo '"id":"[^"]*"' accepted | cut -d'"' -f4)
for kill in 1 2; do
  wait_for 60 lines_are $((kill * 2500))
  dies
  # Until its worker has seen that, which may still execute some elements.
  wait_for 5 sh -c "a=\$(wc -l <witness); sleep 0.1; b=\$(wc -l <witness); [ \$a = \$b ]"
  recorded >recorded.$kill
  cp witness witness.$kill
  check "kill $kill is in the middle" test "$(wc -l <recorded.$kill)" -gt 1000 -a "$(wc -l <recorded.$kill)" -lt $count
  serve again$kill
  check "after kill $kill the run goes on" wait_for 5 grep -q '1 runs go on where they were' again$kill.out
done
check "the run comes to its end" wait_for 120 in_state "$id" succeeded
curl -s "$url/runs/$id" >result

for kill in 1 2; do
  # What was written after the kill, of elements that were recorded before it.
  tail -n +$(($(wc -l <witness.$kill) + 1)) witness | cut -d' ' -f1 | sort -u >after
  sort recorded.$kill | comm -12 - after >twice
  check "of $(wc -l <recorded.$kill) elements recorded at kill $kill none is executed again" equal "" "$(<twice)"
done
cut -d' ' -f1 witness | sort -n | uniq -c >times
check "each element is executed" equal $count "$(wc -l <times)"
check "and few more than once: what ran, and at most 100 that were on their way to the disk, at a kill" \
  test "$(wc -l <witness)" -le $((count + 2 * 108))
check "later executions are later attempts" equal "1 2 3" "$(cut -d' ' -f4 witness | sort -nu | paste -sd' ')"
check "each knows which it is" equal "" "$(awk -v n=$count '$1 != $2 || $3 != n' witness)"
seq 0 2 $((2 * count - 2)) | paste -sd, | sed 's/.*/"double":[&]/' >expected
check "the outputs are in the order of the list" has "$(<result)" "$(<expected)"
check "and the next node has them all" has "$(<result)" "\"last\":$count"
check "the engine ends well" stops 0 TERM "$engine"

all_claims_made
