#!/usr/bin/env bash
# tntc dev: serves over HTTP, takes edits over as they are saved, survives edits that are wrong.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

tntc init app >/dev/null
greet() { # writes the node as editors do that save by renaming
  printf 'import { word } from "../lib/word.ts";\nexport default async (_c: unknown, i: { wait?: number }) => {\n  if (i.wait) await new Promise((done) => setTimeout(done, i.wait));\n  return word + "%s";\n};\n' "$1" >app/nodes/.new
  mv app/nodes/.new app/nodes/hello.ts
}
mkdir app/lib
echo 'export const word = "one ";' >app/lib/word.ts
greet a

port=$(free_port)
start dev tntc dev app -p "$port"
dev=$pid
url=http://127.0.0.1:$port
check "dev serves" wait_for 10 curl -fs "$url/health"
check "and says where" has "$(cat dev.out)" "Serving app at $url"
answer() { curl -fsS -d '{}' "$url/run"; }
answers() { answer | grep -q "$1"; }
check "a run is answered" has "$(answer)" '"hello":"one a"'
check "and told in one line" wait_for 5 grep -Eq '^run [0-9a-f-]+ succeeded in [0-9]+ms \(http\)  hello [0-9]+ms$' dev.out
check "the health is that of the engine" has "$(curl -fs "$url/health?detail=1")" '"status":"ok"'
check "there are metrics" has "$(curl -fs "$url/metrics")" "# TYPE"
check "the runs are listed" has "$(curl -fs "$url/runs?status=succeeded")" '"trigger":"http"'
run=$(curl -sD - -o first.json -H 'Idempotency-Key: k' -d '{}' "$url/run" | tr -d '\r' | sed -n 's/^Tentacular-Run-Id: //p')
check "and shown" has "$(curl -fs "$url/runs/$run")" '"state":"succeeded"'
check "a key runs once" equal "$(cat first.json)" "$(curl -fs -H 'Idempotency-Key: k' -d '{}' "$url/run")"
check "a client need not wait" equal 202 \
  "$(curl -s -o /dev/null -w '%{http_code}' -H 'Prefer: respond-async' -d '{}' "$url/run")"
check "only this machine is served" sh -c '! curl -fs --max-time 2 "http://$(hostname -I | cut -d" " -f1):'"$port"'/health"'

greet b
check "an edit is taken over" wait_for 10 answers '"one b"'
echo 'export const word = "two ";' >app/lib/word.ts
check "an edit of a helper too" wait_for 10 answers '"two b"'
sed -i 's/  hello:/  greeting:/' app/workflow.yaml
check "and one of workflow.yaml" wait_for 10 answers '"greeting":"two b"'

echo 'export default async () => {' >app/nodes/hello.ts
check "a wrong edit is shown" wait_for 10 grep -Eq 'nodes/hello.ts:[0-9]+:[0-9]+: error:' dev.err
check "and the old version goes on serving" has "$(answer)" '"greeting":"two b"'
sed -i 's/^name: app/name: Not Good/' app/workflow.yaml
check "a wrong workflow.yaml too" wait_for 10 grep -q 'workflow.yaml:2:7: error:' dev.err
check "still the old version" has "$(answer)" '"greeting":"two b"'
sed -i 's/^name: Not Good/name: app/' app/workflow.yaml
greet c
check "until it is mended" wait_for 10 answers '"two c"'

check "the port is in use for a second one" ends 5 tntc dev app -p "$port"
check "which says how to go on" has "$err" "choose another one with -p"
check "a port that is none is a usage error" ends 2 tntc dev app -p 99999

curl -sS -d '{"wait": 700}' "$url/run" >slow.json &
slow=$!
sleep 0.3
check "Ctrl-C ends it well" stops 0 INT "$dev"
wait $slow
check "after the run in flight has had its answer" has "$(cat slow.json)" '"greeting":"two c"'
check "and nobody listens any more" sh -c "! curl -fs $url/health"

start impatient tntc dev app -p 0
check "port 0 finds a free one" wait_for 10 grep -q 'at http://127.0.0.1:' impatient.out
url=$(grep -o 'http://127.0.0.1:[0-9]*' impatient.out | head -1)
curl -s -d '{"wait": 60000}' "$url/run" >/dev/null &
sleep 0.3
kill -INT "$pid"
check "it waits for the run" wait_for 5 grep -q draining impatient.out
check "unless it is told twice" stops 130 INT "$pid"

rm app/nodes/hello.ts
check "a workflow that is not valid is not served" ends 2 tntc dev app -p 0

all_claims_made
