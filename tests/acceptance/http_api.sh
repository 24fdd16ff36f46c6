#!/usr/bin/env bash
# The HTTP API of tentacular-engine: runs that are listed, shown and cancelled, keys that run once,
# clients that do not wait, methods, the token.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p flow/nodes
cat >flow/workflow.yaml <<'Y'
name: flow
version: "1.0"
triggers:
  - type: manual
nodes:
  work:
    path: ./nodes/work.ts
edges: []
Y
cat >flow/nodes/work.ts <<'T'
let runs = 0;
export default async (_ctx: unknown, input: { wait?: number; fail?: boolean; bytes?: number }) => {
  const number = ++runs;
  if (input.wait) await new Promise((done) => setTimeout(done, input.wait));
  if (input.fail) throw new Error("as asked");
  return input.bytes ? "x".repeat(input.bytes) : number;
};
T
ends 0 tntc bundle flow

serve() { # NAME FLAG...: a server in $url
  local name=$1
  shift
  start "$name" tentacular-engine --workflow flow --host 127.0.0.1 --port 0 --workers 1 "$@"
  wait_for 10 grep -Eq 'on port [0-9]+' "$name.out"
  url=http://127.0.0.1:$(grep -oE 'on port [0-9]+' "$name.out" | grep -oE '[0-9]+')
}
status=''
# ask METHOD PATH [curl flag...]: the status in $status, head and body in $head and $out
ask() {
  local method=$1 path=$2
  shift 2
  status=$(curl -s -X "$method" -o .body -D .head -w '%{http_code}' "$@" "$url$path")
  out=$(<.body) head=$(tr -d '\r' <.head)
}
answers() { # STATUS METHOD PATH [curl flag...]
  local expected=$1
  shift
  ask "$@"
  equal "$expected" "$status" || { echo "  $out"; return 1; }
}
field() { sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p' <<<"$out"; }
header() { sed -n "s/^$1: //Ip" <<<"$head"; }
in_state() { ask GET "/runs/$1" && has "$out" "\"state\":\"$2\""; }

serve engine --max-runs 2 --keep-runs 20 --keep-results 80K
engine=$pid
check "a new engine has run nothing" answers 200 GET /runs
check "and says so" equal '{"runs":[]}' "$out"

# --- runs
check "a run is answered" answers 200 POST /run -d '{}'
first=$(header tentacular-run-id)
result=$out
check "and is found by its id" answers 200 GET "/runs/$first"
check "with its result" has "$out" "\"result\":$result"
check "and its state" has "$out" '"state":"succeeded"'
check "a run that fails is a failed one" answers 500 POST /run -d '{"fail":true}'
check "and listed as such" answers 200 GET '/runs?status=failed'
check "with nothing else" equal 1 "$(grep -o '"id"' <<<"$out" | wc -l)"
check "and without its result" lacks "$out" '"result":'
check "pages follow each other" answers 200 GET '/runs?limit=1'
check "newest first" has "$out" '"state":"failed"'
check "the next page" answers 200 GET "/runs?limit=1&before=$(field next)"
check "has the one before" has "$out" "$first"
check "and is the last" lacks "$out" '"next"'
check "a query that is wrong is refused" answers 400 GET '/runs?stauts=failed'
check "with what it may have" has "$out" "limit, status, since and before"
check "an id nobody has is not found" answers 404 GET /runs/nobody
check "a result that is larger than one may be is answered" answers 200 POST /run -d '{"bytes":20000}'
check "but not kept" answers 200 GET "/runs/$(header tentacular-run-id)"
check "which is said in its place" matches "$out" '"result":null,"note":"the result has 20[0-9]+ bytes and was not kept: one may have at most 10240'

# --- not waiting, and cancelling
check "a client need not wait" answers 202 POST /run -H 'Prefer: respond-async' -d '{"wait":60000}'
long=$(header tentacular-run-id)
check "it is told where the run is" equal "/runs/$long" "$(header location)"
check "and that it was heard" equal respond-async "$(header preference-applied)"
check "the run goes on" wait_for 5 in_state "$long" running
check "a second one too" answers 202 POST /run -H 'Prefer: respond-async' -d '{"wait":60000}'
second=$(header tentacular-run-id)
check "a third waits for its turn" answers 202 POST /run -H 'Prefer: respond-async' -d '{"wait":1}'
third=$(header tentacular-run-id)
check "which its state says" in_state "$third" queued
check "a run is cancelled" answers 202 DELETE "/runs/$long"
check "and ends as cancelled" wait_for 5 in_state "$long" cancelled
check "then the third has its turn" wait_for 5 in_state "$third" succeeded
check "what has ended cannot be cancelled" answers 409 DELETE "/runs/$long"
check "nor what never was" answers 404 DELETE /runs/nobody
check "the second is cancelled too" answers 202 DELETE "/runs/$second"
check "a client may wait a while" answers 202 POST /run -H 'Prefer: respond-async, wait=1' -d '{"wait":9000}'
check "and tidy up" answers 202 DELETE "/runs/$(header tentacular-run-id)"
check "or get the result in that while" answers 200 POST /run -H 'Prefer: respond-async, wait=20' -d '{"wait":10}'

# --- keys
key=(-H 'Idempotency-Key: "5f2b"')
check "a run with a key is answered" answers 200 POST /run "${key[@]}" -d '{"wait":1}'
once=$out id=$(header tentacular-run-id)
check "the same request again too" answers 200 POST /run "${key[@]}" -d '{"wait":1}'
check "with the same answer" equal "$once" "$out"
check "of the same run" equal "$id" "$(header tentacular-run-id)"
check "another body is refused" answers 422 POST /run "${key[@]}" -d '{"wait":2}'
check "and told why" has "$out" "used with another body"
check "a key that is none too" answers 400 POST /run -H 'Idempotency-Key: a b' -d '{}'
curl -s -m 0.3 -H 'Idempotency-Key: left' -d '{"wait":1200}' "$url/run" >/dev/null || true
check "a client that left gets its answer when it comes back" answers 200 POST /run \
  -H 'Idempotency-Key: left' -d '{"wait":1200}'
left=$(header tentacular-run-id)
check "of the run it had left" in_state "$left" succeeded
ask GET /runs
check "which was not repeated" equal 1 "$(grep -o '"id":"[^"]*"' <<<"$out" | sed -n '1p' | grep -c "$left")"

# --- methods
check "a method that is not there" answers 405 PUT /run -d '{}'
check "is told those that are" equal "GET, POST, OPTIONS" "$(header allow)"
check "OPTIONS tells them too" answers 204 OPTIONS /runs/x
check "in the same header" equal "GET, HEAD, DELETE, OPTIONS" "$(header allow)"
check "HEAD has no body" equal "" "$(curl -sI "$url/runs" | tr -d '\r' | sed '1,/^$/d')"
check "health takes any method" answers 200 PATCH /health
check "the engine ends well" stops 0 TERM "$engine"

# --- limits are flags
check "wrong limits are refused at the start" ends 2 tentacular-engine --workflow flow --idempotency-expiry 90x
check "with the flag" has "$err" "--idempotency-expiry"
check "a key that never expires too" ends 2 tentacular-engine --workflow flow --host 127.0.0.1 --port 0 --idempotency-expiry 9000h
serve small --keep-runs 0 --idempotency-memory 100
check "an engine that keeps nothing runs" answers 200 POST /run -d '{}'
check "and has nothing to show" equal '{"runs":[]}' "$(curl -s "$url/runs")"
check "keys it cannot remember are refused" answers 503 POST /run -H 'Idempotency-Key: k' -d '{}'
check "the help names every flag" ends 0 tentacular-engine --help
for flag in --keep-runs --keep-results --idempotency-memory --idempotency-expiry; do
  check "$flag too" has "$out" "$flag"
done

# --- the token
printf 'engine:\n  token: open-sesame\n' >secrets.yaml
chmod 600 secrets.yaml
serve closed --secrets secrets.yaml
check "without the token nothing runs" answers 401 POST /run -d '{}'
check "which is told in the way of HTTP" equal 'Bearer realm="tentacular"' "$(header www-authenticate)"
for path in /runs /metrics '/health?detail=1' /nowhere; do
  check "$path is closed" answers 401 GET "$path"
done
check "health is open" answers 200 GET /health
check "the token opens as Bearer" answers 200 POST /run -H 'Authorization: Bearer open-sesame' -d '{}'
check "and in the header of its own" answers 200 GET /runs -H 'Tentacular-Token: open-sesame'
check "a wrong one does not" answers 401 GET /runs -H 'Tentacular-Token: open-sesamf'
check "it is in no log" lacks "$(cat closed.out closed.err)" sesame
check "nor in an answer" lacks "$out" sesame

all_claims_made
