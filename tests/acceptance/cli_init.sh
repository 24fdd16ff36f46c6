#!/usr/bin/env bash
# tntc init: a new workflow that is valid and runs, and nothing that is ever overwritten.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

check "init makes a workflow" ends 0 tntc init my-workflow
check "and lists the next steps" has "$out" "cd my-workflow"
for file in workflow.yaml nodes/hello.ts tests/fixtures/hello.json .secrets.yaml.example .gitignore \
  tsconfig.json .tentacular/workflow.schema.json .tentacular/types/tentacular.d.ts; do
  check "it has $file" test -s "my-workflow/$file"
done
check "the schema is JSON" perl -MJSON::PP -0777 -ne 'decode_json($_)' \
  my-workflow/.tentacular/workflow.schema.json
check "the editor finds the schema" has "$(head -1 my-workflow/workflow.yaml)" \
  '# yaml-language-server: $schema=./.tentacular/workflow.schema.json'
check "it is valid without a warning" ends 0 tntc validate my-workflow --strict
check "it runs" ends 0 tntc run ./my-workflow
check "and greets" has "$out" "Hello from my-workflow!"

check "the example of secrets is a mapping once uncommented" ends 0 \
  sh -c 'sed "s/^# //" my-workflow/.secrets.yaml.example | grep -v "^#"'
check "of services and their keys" equal $'github:\n  token: replace-me\nslack:\n  webhook_url: https://hooks.slack.com/services/replace-me' "$out"
if command -v git >/dev/null; then
  git init -q my-workflow
  touch my-workflow/.secrets.yaml my-workflow/.tentacular/bundle.json
  ignored() { git -C my-workflow check-ignore -q "$1"; }
  check "git ignores the secrets" ignored .secrets.yaml
  check "git ignores the bundle" ignored .tentacular/bundle.json
  check "git keeps the schema" sh -c '! git -C my-workflow check-ignore -q .tentacular/workflow.schema.json'
  check "git keeps the types" sh -c '! git -C my-workflow check-ignore -q .tentacular/types/tentacular.d.ts'
fi

echo mine >my-workflow/workflow.yaml
check "a second init is a conflict" ends 5 tntc init my-workflow
check "that says how to go on" has "$err" "hint: choose another name"
check "and changes nothing" equal mine "$(cat my-workflow/workflow.yaml)"
echo mine >file
check "a file is not replaced either" ends 5 tntc init file
check "and keeps its bytes" equal mine "$(cat file)"
for name in My a_b a--b -- ../x ''; do
  check "'$name' is no name" ends 2 tntc init "$name"
done
mkdir locked && chmod 555 locked
if [ "$(id -u)" != 0 ]; then
  check "a directory that may not be written is denied" ends 4 sh -c 'cd locked && tntc init x'
fi
check "nothing half made is left behind" equal "file locked my-workflow" "$(ls | xargs)"

all_claims_made
