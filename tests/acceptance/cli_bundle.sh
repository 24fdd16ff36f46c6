#!/usr/bin/env bash
# tntc bundle: the one file that tentacular-engine runs.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

tntc init app >/dev/null
check "bundle writes beside the workflow" ends 0 tntc bundle app
check "and says where" has "$out" "Wrote app/.tentacular/bundle.json ("
check "the file is there" test -s app/.tentacular/bundle.json
check "another name is taken" ends 0 tntc bundle ./app --file other.json
check "with the same bytes" cmp other.json app/.tentacular/bundle.json
check "JSON has the digest" ends 0 tntc bundle app -o json
check "of 64 hex digits" matches "$out" '"digest":"sha256:[0-9a-f]{64}"'
check "a directory that is not there is not made" ends 3 tntc bundle app --file gone/x.json
check "-o is the output format here too" ends 2 tntc bundle app -o other.json

before=$(cat app/.tentacular/bundle.json)
echo 'export default async () => {' >app/nodes/hello.ts
check "sources that do not compile are invalid" ends 2 tntc bundle app
check "and leave the old file alone" equal "$before" "$(cat app/.tentacular/bundle.json)"

if [ -x "$bin/tentacular-engine" ]; then
  port=$(free_port)
  start engine tentacular-engine --workflow other.json --port "$port"
  check "the engine serves it" wait_for 10 curl -fs "http://127.0.0.1:$port/health"
  check "with the same answer" has "$(curl -fsS -d '{}' "http://127.0.0.1:$port/run")" \
    "Hello from app!"
fi

all_claims_made
