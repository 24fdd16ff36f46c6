#!/usr/bin/env bash
# tntc validate: every finding at once, each with its place, rule and hint.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

for example in "$root"/examples/*/; do
  check "$(basename "$example") is valid" ends 0 tntc validate "$example" --strict
done

mkdir -p wf/nodes
echo 'export default async () => 1;' >wf/nodes/a.ts
cat >wf/workflow.yaml <<'YAML'
name: Bad Name
version: "1.0"
triggers:
  - type: cron
nodes:
  a:
    path: ./nodes/a.ts
edges:
  - from: a
    to: c
YAML
check "a workflow with errors ends with 2" ends 2 tntc validate wf
check "the name is refused where it stands" has "$err" "wf/workflow.yaml:1:7: error:"
check "the trigger in the same breath" has "$err" "wf/workflow.yaml:4:5: error:"
check "and the edge" has "$err" "wf/workflow.yaml:10:9: error:"
check "with hints" has "$err" "hint:"
check "counted" has "$err" "error: wf/workflow.yaml is not valid: 3 errors"
check "JSON lists them as data" ends 2 tntc validate wf -o json
check "with line, column and rule" matches "$out" '"line":1,"column":7,"rule":"[a-z-]+"'

cat >wf/workflow.yaml <<'YAML'
name: good-name
version: "1.0"
triggers:
  - type: manual
nodes:
  a:
    path: ./nodes/gone.ts
edges: []
YAML
check "a missing node file is an error" ends 2 tntc validate wf
check "named with its place" matches "$err" 'wf/workflow.yaml:[67]:[0-9]+: error: .*gone.ts'

sed -i 's/gone/a/' wf/workflow.yaml
echo 'shedule: x' >>wf/workflow.yaml
check "a warning does not fail" ends 0 tntc validate wf
check "but is shown" has "$err" "warning:"
check "--strict makes it fail" ends 2 tntc validate wf --strict
check "the current directory is the default" ends 0 sh -c 'cd wf && tntc validate'
check "and is not spelt out" has "$out" "✓ workflow.yaml is valid"

check "no directory is not found" ends 3 tntc validate gone
mkdir empty
check "no workflow is not found" ends 3 tntc validate empty
check "and says how to get one" has "$err" "tntc init"
head -c 100000 /dev/urandom >wf/workflow.yaml
check "bytes that are no YAML are an error, not a crash" ends 2 tntc validate wf

all_claims_made
