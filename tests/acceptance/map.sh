#!/usr/bin/env bash
# A node that runs once per element of a long list, over kills of its engine.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tests/acceptance/engine.sh"

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

lines_are() { [ "$(wc -l <witness)" -ge "$1" ]; }
# Elements whose result is in the journal, one a line, in the order of numbers.
recorded() {
  cat state/journal-*.log | perl -0777 -ne 'print "$1\n" while /element\n(\d+)\0/g' |
    sort -n | uniq
}

seq 0 $((count - 1)) | paste -sd, | sed 's/.*/{"items":[&]}/' >input.json
serve one --state state
accept @input.json
for kill in 1 2; do
  wait_for 60 lines_are $((kill * 2500))
  dies
  # Until its worker has seen that, which may still execute some elements.
  wait_for 5 sh -c "a=\$(wc -l <witness); sleep 0.1; b=\$(wc -l <witness); [ \$a = \$b ]"
  recorded >recorded.$kill
  cp witness witness.$kill
  check "kill $kill is in the middle" test "$(wc -l <recorded.$kill)" -gt 1000 -a "$(wc -l <recorded.$kill)" -lt $count
  serve again$kill --state state
  check "after kill $kill the run goes on" wait_for 5 grep -q '1 run goes on where it was' again$kill.out
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
