#!/usr/bin/env bash
# tntc visualize: the same workflow always gives the same picture, whatever its nodes are called.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p wf/nodes
for node in end class a-b a_b; do echo 'export default async () => 1;' >"wf/nodes/$node.ts"; done
cat >wf/workflow.yaml <<'YAML'
name: words
version: "1.0"
triggers:
  - type: manual
  - type: cron
    name: nightly
    schedule: "0 3 * * *"
nodes:
  end:
    path: ./nodes/end.ts
  class:
    path: ./nodes/class.ts
  a-b:
    path: ./nodes/a-b.ts
  a_b:
    path: ./nodes/a_b.ts
edges:
  - from: class
    to: end
  - from: a-b
    to: end
  - from: a_b
    to: end
YAML
check "visualize succeeds" ends 0 tntc visualize wf
check "with Mermaid in which no name is a word of its language" equal '```mermaid
graph TD
    t1(["manual"])
    t2(["cron 0 3 * * * as nightly"])
    n_a_b["a-b"]
    n_a_b_2["a_b"]
    n_class["class"]
    n_end["end"]
    t1 -.-> n_a_b
    t1 -.-> n_a_b_2
    t1 -.-> n_class
    t2 -.-> n_a_b
    t2 -.-> n_a_b_2
    t2 -.-> n_class
    n_class --> n_end
    n_a_b --> n_end
    n_a_b_2 --> n_end
```' "$out"
first=$out
for _ in 1 2 3 4 5; do check "the same again" equal "$first" "$(tntc visualize wf)"; done

check "the terminal gets boxes" ends 0 tntc visualize wf --format terminal
check "drawn with lines" has "$out" '┌─────┐  ┌─────┐  ┌───────┐
│ a-b │  │ a_b │  │ class │
└──┬──┘  └──┬──┘  └───┬───┘
   └────────┼─────────┘
         ┌──▼──┐
         │ end │
         └─────┘'
check "ASCII where the locale knows no more" ends 0 env LC_ALL=C tntc visualize wf --format terminal
check "and nothing else" sh -c '! printf %s "$1" | LC_ALL=C grep -q "[^ -~]"' _ "$out"
check "a narrow terminal gets a list" has \
  "$(COLUMNS=20 tntc visualize wf --format terminal)" "end    ← class, a-b, a_b"

check "JSON is data" ends 0 tntc visualize wf -o json
check "with stages" has "$out" '{"name":"end","path":"./nodes/end.ts","stage":1}'
check "another format is a usage error" ends 2 tntc visualize wf --format png

mkdir -p shop
echo 'export default async () => 1;' >shop/n.ts
cat >shop/workflow.yaml <<'YAML'
name: shop
version: "1.0"
triggers: [{type: manual}]
nodes:
  yes: {waitFor: {event: ok, timeout: 2h}, onFailure: tell}
  pay: {path: ./n.ts, forEach: input.items, concurrency: 4, onFailure: tell}
  tell: {path: ./n.ts}
edges:
  - {from: yes, to: pay}
YAML
check "nodes without code, loops and handlers" ends 0 tntc visualize shop
check "are told apart in Mermaid" equal '```mermaid
graph TD
    t1(["manual"])
    n_yes{{"yes<br/>wait for ok, at most 2h"}}
    n_pay[["pay<br/>each of input.items, 4 at once"]]
    n_tell["tell"]
    t1 -.-> n_yes
    n_yes --> n_pay
    n_yes -. on failure .-> n_tell
    n_pay -. on failure .-> n_tell
```' "$out"
check "and in the terminal" ends 0 tntc visualize shop --format terminal
check "where handlers stand below the graph" has "$out" $'on failure\n  yes, pay → tell'

all_claims_made
