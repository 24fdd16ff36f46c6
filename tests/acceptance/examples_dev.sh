#!/usr/bin/env bash
# Every example under tntc dev: it serves, an edit of a node is taken over, and it runs again.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

cp -r "$root/examples" examples
start server "$bin/../tools/demo_server" "$root/examples/digest/sources"
wait_for 10 grep -q listening server.out
base=$(sed -n 's/^listening on //p' server.out)
mkdir -p examples/.git examples/.secrets
echo '{"token": "a-token-of-the-pool"}' >examples/.secrets/chat
sed -i "s#http://127.0.0.1:8090#$base#" examples/shared-secrets/workflow.yaml
tntc secrets init examples/shared-secrets >/dev/null

input_of() {
  case $1 in
    digest) echo "{\"base\":\"$base\"}" ;;
    uptime-prober) echo "{\"targets\":[\"$base/status/204\"]}" ;;
    signed-webhook) echo "{\"url\":\"$base/echo\",\"event\":{\"id\":7}}" ;;
    report) echo '{"at":"2025-07-01T06:30:00Z","sales":[]}' ;;
    word-counter) echo '{"text":"to be"}' ;;
    order-batch) echo '{"orders":[{"id":"a","amount":20}]}' ;;
    fifty) echo '{"factor":2}' ;;
    *) echo '{}' ;;
  esac
}

url_of() { grep -o 'http://127.0.0.1:[0-9]*' "$1" | head -n 1; }
serves() { [ -n "$(url_of "$1")" ]; }
answers() { curl -s -m 20 -d "$2" "$1/run"; }
succeeds() { has "$(answers "$1" "$2")" '"success":true'; }

for directory in examples/*/; do
  name=$(basename "$directory")
  # Needs an API server with a certificate: tests/acceptance/kubernetes_reader.sh gives it one.
  [ "$name" != kubernetes-reader ] || continue
  start "$name" tntc dev "$directory" -p 0 --no-cron
  wait_for 10 serves "$name.out"
  url=$(url_of "$name.out")
  check "$name serves and runs" succeeds "$url" "$(input_of "$name")"
  node=$(ls "$directory"nodes/*.ts | head -n 1)
  printf '\nexport const edited = 1;\n' >>"$node"
  check "$name takes an edit over" wait_for 10 grep -q reloaded "$name.out"
  check "$name runs again" succeeds "$url" "$(input_of "$name")"
  check "$name ends well" stops 0 INT "$pid"
done

all_claims_made
