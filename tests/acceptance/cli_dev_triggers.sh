#!/usr/bin/env bash
# tntc dev: schedules, events, webhooks, one line per run, JSON lines.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

tntc init app >/dev/null
cat >app/workflow.yaml <<'EOF'
name: app
version: "1.0"
triggers:
  - type: manual
  - {type: cron, name: often, schedule: "* * * * *"}
  - {type: cron, schedule: 30 2 * * *, timezone: Europe/Berlin}
  - {type: queue, name: orders, subject: orders.*}
  - {type: queue, subject: "orders.>"}
  - {type: webhook, name: hook, path: /hooks/push}
nodes:
  hello: {path: ./nodes/hello.ts}
  slow: {path: ./nodes/slow.ts}
edges:
  - {from: hello, to: slow}
EOF
cat >app/nodes/hello.ts <<'EOF'
export default async (_c: unknown, input: { fail?: boolean }) => {
  if (input?.fail) {
    throw new Error("not today");
  }
  return input;
};
EOF
echo 'export default async (_c: unknown, i: unknown) => { await new Promise((d) => setTimeout(d, 40)); return i; };' >app/nodes/slow.ts

# A schedule in the minute of the start fires at the next full minute: not too near to it.
[ "$((10#$(date +%S)))" -lt 50 ] || sleep 11
start dev tntc dev app -p 0 --open
dev=$pid
check "it serves" wait_for 10 grep -q 'Serving app at' dev.out
url=$(grep -o 'http://127.0.0.1:[0-9]*' dev.out | head -1)
check "it shows when schedules are due" wait_for 5 grep -Eq '^  cron often next at [0-9-]+ [0-9:]+ UTC, in [0-9ms.]+$' dev.out
check "by the clocks of their zone" grep -Eq '^  cron 30 2 \* \* \* next at [0-9-]+ 02:30 Europe/Berlin, in ' dev.out
check "it shows how to send an event" grep -q "POST $url/events/orders.\*" dev.out
check "and where the webhook is" grep -q "POST $url/hooks/push" dev.out

check "an event runs with its payload and the trigger's name" \
  has "$(curl -fsS -d '{"id":7}' "$url/events/orders.new")" '"hello":{"trigger":"orders","id":7}'
check "the other trigger that takes it runs too" wait_for 5 grep -q '(queue orders\.>)' dev.out
check "a payload that is no JSON becomes text" \
  has "$(curl -fsS --data-binary 'plain "text"' "$url/events/orders.new")" '"hello":{"trigger":"orders","data":"plain \"text\""}'
check "an empty one is an empty object" \
  has "$(curl -fsS -X POST "$url/events/orders.new.eu")" '"hello":{"trigger":"orders.>"}'
check "a member trigger of the payload stays" \
  has "$(curl -fsS -d '{"trigger":"mine"}' "$url/events/orders.new")" '"hello":{"trigger":"mine"}'
check "a subject nobody takes is not found" \
  equal 404 "$(curl -s -o answer.json -w '%{http_code}' -d '{}' "$url/events/invoices")"
check "with the subjects there are" has "$(cat answer.json)" 'orders.*, orders.>'
check "a wildcard is no subject to send to" \
  equal 400 "$(curl -s -o /dev/null -w '%{http_code}' -d '{}' "$url/events/orders.*")"
check "a webhook runs with its body" has "$(curl -fsS -d '[1]' "$url/hooks/push")" '"hello":[1]'
check "which must be JSON" equal 400 "$(curl -s -o /dev/null -w '%{http_code}' -d 'a=1' "$url/hooks/push")"
check "other paths are not found" equal 'Not Found' "$(curl -s -d '{}' "$url/elsewhere")"

check "a run is one line with the times of its nodes, the slowest marked" \
  wait_for 5 grep -Eq '^run [0-9a-f-]{36} succeeded in [0-9]+ms \(webhook hook\)  hello [0-9]+ms, slow [0-9]+ms \(slowest\)$' dev.out
curl -s -o /dev/null -d '{"fail":true}' "$url/run"
check "a failed one too" wait_for 5 grep -Eq '^run [0-9a-f-]{36} failed in [0-9]+ms \(http\)  hello [0-9]+ms ✗$' dev.out
check "with the place and the message of the node" grep -q -E '^  ✗ hello nodes/hello.ts:3:[0-9]+: not today$' dev.out

sed -i 's/"\* \* \* \* \*"/"*\/2 * * * *"/' app/workflow.yaml
check "an edit of a schedule is taken over" wait_for 5 sh -c 'grep -c "cron often next at" dev.out | grep -qx 2'
sed -i 's/timezone: Europe\/Berlin/timezone: Europe\/Atlantis/' app/workflow.yaml
check "a zone this machine does not have is refused" wait_for 5 grep -q 'workflow.yaml:6:5: this machine does not have the time zone Europe/Atlantis' dev.err
check "and the old version goes on serving" curl -fsS -o /dev/null -d '{}' "$url/run"
sed -i 's/timezone: Europe\/Atlantis/timezone: Europe\/Berlin/; s/"\*\/2 \* \* \* \*"/"* * * * *"/' app/workflow.yaml
check "until it is mended" wait_for 5 sh -c 'grep -c "cron often next at" dev.out | grep -qx 3'
check "a schedule fires" wait_for 65 grep -Eq '^run [0-9a-f-]{36} succeeded in [0-9]+ms \(cron often\)' dev.out
check "at the full minute, once" equal 1 "$(grep -c '(cron often)' dev.out)"
check "it ends well" stops 0 INT "$dev"

mkdir desktop
printf '#!/bin/sh\necho "$1" >%s/opened\nexec sleep 60\n' "$work" >desktop/xdg-open
chmod +x desktop/xdg-open
start json env DISPLAY=:0 PATH="$work/desktop:$PATH" tntc dev app -p 0 --no-cron --open -o json
dev=$pid
check "--open asks the desktop, and does not wait for it" wait_for 10 grep -q '^http://127.0.0.1:[0-9]*/health?detail=1$' opened
check "with -o json it says where it serves in a line of JSON" wait_for 10 grep -q '^{"event":"serving","workflow":"app","url":"http' json.out
url=$(grep -o 'http://127.0.0.1:[0-9]*' json.out | head -1)
curl -s -o /dev/null -d '{"fail":true}' "$url/run"
check "each run in another" wait_for 5 grep -q '^{"event":"run","runId":.*"trigger":"http".*"end":"failed".*"where":"nodes/hello.ts:3:[0-9]*"' json.out
echo 'export default 1 +' >app/nodes/slow.ts
check "and a refused edit in one" wait_for 5 grep -q '^{"event":"refused","paths":\["nodes/slow.ts"\],"diagnostics":\[{"severity":"error"' json.out
check "nothing is due with --no-cron" lacks "$(cat json.out)" '"event":"cron"'
check "it ends well too" stops 0 INT "$dev"
check "with the envelope of every command as its last line" has "$(tail -1 json.out)" '{"command":"dev","ok":true,"data":{"url":"http'

all_claims_made
