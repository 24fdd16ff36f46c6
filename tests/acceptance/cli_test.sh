#!/usr/bin/env bash
# tntc test: fixtures, mocks, virtual time and verdicts, through the real engine and worker.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

check "a new workflow" ends 0 tntc init greeter
check "passes its own fixture" ends 0 tntc test greeter
check "and says so" matches "$out" '✓ hello: hello\.json \([0-9]+ms\)'
check "with the sum" has "$out" "1/1 tests passed"
check "the directory may be left out" ends 0 sh -c 'cd greeter && tntc test'
check "a node may follow it" ends 0 tntc test greeter/hello

mkdir -p wf/nodes wf/tests/fixtures
cat >wf/workflow.yaml <<'YAML'
name: flow
version: "1.0"
triggers:
  - type: manual
nodes:
  fetch:
    path: ./nodes/fetch.ts
  fetch-data:
    path: ./nodes/fetch-data.ts
  sleep:
    path: ./nodes/sleep.ts
  spin:
    path: ./nodes/spin.ts
edges:
  - from: fetch
    to: fetch-data
config:
  greeting: hello
  retries: 2
YAML
cat >wf/nodes/shared.ts <<'TS'
export const twice = (n: number) => 2 * n;
TS
cat >wf/nodes/fetch.ts <<'TS'
import type { Context } from "tentacular";
import { twice } from "./shared.ts";
let calls = 0;
export default async function run(ctx: Context, input: { id: number }) {
  const response = await ctx.fetch("hub", `/items/${input.id ?? 0}`, {
    method: "POST",
    body: JSON.stringify({ id: input.id }),
  });
  if (!response.ok) throw new Error(`the hub answered ${response.status}`);
  const item = await response.json();
  return { ...item, twice: twice(input.id ?? 0), calls: ++calls };
}
TS
cat >wf/nodes/fetch-data.ts <<'TS'
import type { Context } from "tentacular";
export default async function run(ctx: Context, input: unknown) {
  return { greeting: ctx.config.greeting ?? null, input };
}
TS
cat >wf/nodes/sleep.ts <<'TS'
export default async function run(_ctx: unknown, input: { ms: number }) {
  const before = new Date();
  await new Promise((done) => setTimeout(done, input.ms));
  return [before.toISOString(), new Date().toISOString()];
}
TS
cat >wf/nodes/spin.ts <<'TS'
export default async function run(_ctx: unknown, input: { how: string }) {
  if (input.how === "loop") for (;;);
  if (input.how === "promises") for (;;) await undefined;
  return "still";
}
TS
fixture() { cat >"wf/tests/fixtures/$1.json"; }

fixture fetch <<'JSON'
{
  "input": { "id": 7 },
  "expected": { "calls": 1, "twice": 14, "mock": true, "service": "hub", "path": "/items/7" }
}
JSON
fixture fetch-mocked <<'JSON'
{
  "input": { "id": 7 },
  "cases": [
    {
      "name": "answers",
      "secrets": { "hub": { "token": "t0ken" } },
      "fetch": [
        {
          "service": "hub", "path": "/items/*", "method": "post", "status": 201, "body": { "n": 1 },
          "times": 1,
          "calledWith": { "headers": { "Authorization": "Bearer t0ken" }, "body": { "id": 7 } }
        }
      ],
      "expected": { "n": 1, "twice": 14, "calls": 1 }
    },
    {
      "name": "refuses",
      "fetch": [{ "url": "https://api.hub.com/items/7", "status": 503 }],
      "expectedError": "the hub answered 503"
    },
    {
      "name": "breaks",
      "fetch": [{ "url": "*", "error": "connection reset" }],
      "expectedError": "/connection reset$/"
    }
  ]
}
JSON
fixture fetch-data <<'JSON'
{ "input": [1], "expected": { "input": [1], "greeting": null } }
JSON
fixture sleep <<'JSON'
{
  "input": { "ms": 25000 },
  "now": "2025-07-01T06:30:00Z",
  "expected": ["2025-07-01T06:30:00.000Z", "2025-07-01T06:30:25.000Z"]
}
JSON
fixture pipeline <<'JSON'
{
  "input": { "id": 1 },
  "config": { "extra": 1 },
  "fetch": [{ "service": "hub", "path": "/items/1", "answers": [{ "status": 500 }, { "body": { "n": 2 } }] }],
  "expected": { "fetch-data": { "greeting": "hello", "input": { "n": 2, "twice": 2, "calls": 1 } } }
}
JSON
sed -i 's/"fetch-data": {/"spin": "still", "fetch-data": {/; s/"id": 1 }/"id": 1, "ms": 5 }/' wf/tests/fixtures/pipeline.json

before=$(date +%s%N)
check "a workflow with fixtures of all kinds passes" ends 0 tntc test wf
check "sleeping takes no time" test $((($(date +%s%N) - before) / 1000000)) -lt 20000
check "a fixture is for the longest name" has "$out" "✓ fetch-data: fetch-data.json"
check "cases are told apart" has "$out" "✓ fetch: fetch-mocked.json > refuses"
check "the whole workflow is tested with its mocks, retries and configuration" \
  has "$out" "✓ pipeline: pipeline.json"
check "a node without a fixture is not counted as passed" has "$out" "○ spin: untested"
check "all is summed up" has "$out" "7/7 tests passed, 1 node untested"
check "in the order of the files" equal \
  "fetch-data.json fetch-mocked.json fetch-mocked.json fetch-mocked.json fetch.json pipeline.json sleep.json" \
  "$(grep -o '[a-z-]*\.json' <<<"$out" | tr '\n' ' ' | sed 's/ $//')"

check "only one node" ends 0 tntc test wf --node fetch-data
check "is one test" has "$out" "1/1 tests passed"
check "only the whole workflow" ends 0 tntc test wf --pipeline
check "is one test, too" has "$out" "1/1 tests passed"
check "only what a text is in" ends 0 tntc test wf --filter breaks
check "is the one with the title" has "$out" "1/1 tests passed"
check "one after the other is as good" ends 0 tntc test wf -j 1

fixture fetch-wrong <<'JSON'
{ "input": { "id": 7 }, "fetch": [], "expected": { "twice": 14 } }
JSON
fixture sleep-wrong <<'JSON'
{ "input": { "ms": 1 }, "now": 0, "expected": ["1970-01-01T00:00:00.000Z"] }
JSON
fixture spin-typo <<'JSON'
{
  "input": {},
  "expectd": "still"
}
JSON
check "a failing test ends with 1" ends 1 tntc test wf
check "and is counted" has "$err" "3 of 10 tests failed"
check "a request without a mock fails with the mock to paste" \
  has "$out" '{"service":"hub","path":"/items/7","method":"POST","status":200,"body":{}}'
check "a difference is shown with its place" has "$out" '$[1] was not expected'
check "and its value" has "$out" '+ "1970-01-01T00:00:00.001Z"'
check "an unknown key has its place and a suggestion" \
  has "$out" 'wf/tests/fixtures/spin-typo.json:3:3: error: the fixture has no key `expectd`'
check "namely the right one" has "$out" 'did you mean `expected`?'
check "JSON says the same" ends 1 tntc test wf -o json
check "in the envelope" has "$out" '"data":{"passed":7,"failed":3,"untested":[]'
check "by test" has "$out" '"name":"sleep: sleep-wrong.json","node":"sleep","file":"sleep-wrong.json"'
rm wf/tests/fixtures/*-typo.json wf/tests/fixtures/fetch-wrong.json

check "--update mends the expectation" ends 0 tntc test wf/sleep --update
check "and says where" has "$out" "updated tests/fixtures/sleep-wrong.json"
check "and leaves the rest" equal \
  '{ "input": { "ms": 1 }, "now": 0, "expected": ["1970-01-01T00:00:00.000Z","1970-01-01T00:00:00.001Z"] }' \
  "$(<wf/tests/fixtures/sleep-wrong.json)"
check "so that it passes" ends 0 tntc test wf/sleep

fixture spin-loop <<'JSON'
{ "input": { "how": "loop" }, "expectedError": "/./" }
JSON
fixture spin-promises <<'JSON'
{ "input": { "how": "promises" } }
JSON
check "tests that hang are ended" ends 1 tntc test wf --timeout 2s
check "the loop" has "$out" "✗ spin: spin-loop.json"
check "and the promises" has "$out" "✗ spin: spin-promises.json"
check "while the others pass" has "$out" "8/10 tests passed"
rm wf/tests/fixtures/spin-*.json

# What the service would answer if a test reached it: nothing does, but with --live.
port=$(free_port)
start server perl -MIO::Socket::INET -e '
  my $listener = IO::Socket::INET->new(Listen => 8, LocalAddr => "127.0.0.1:$ARGV[0]", ReuseAddr => 1);
  while (my $peer = $listener->accept) {
    print "asked\n"; STDOUT->flush;
    print $peer "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
  }' "$port"
sed -i "s|^config:|config:\n  services: { hub: { url: \"http://127.0.0.1:$port\" } }|" wf/workflow.yaml
fixture fetch-live <<JSON
{ "input": { "id": 2 }, "config": { "services": { "hub": { "url": "http://127.0.0.1:$port" } } }, "fetch": [] }
JSON
check "without --live nothing reaches the network" ends 1 tntc test wf --filter fetch-live
check "really nothing" equal "" "$(<server.out)"
check "with it what no mock answers does" wait_for 10 tntc test wf --filter fetch-live --live
check "really" has "$(<server.out)" "asked"
rm wf/tests/fixtures/fetch-live.json

check "a mistyped node is not found" ends 3 tntc test wf/fecth
check "with a suggestion" has "$err" 'did you mean `fetch`?'
check "a mistyped directory is told from it" ends 3 tntc test gretter
check "with a suggestion, too" has "$err" 'did you mean `greeter`?'
check "a wrong flag is refused" ends 2 tntc test wf --piepline
check "a workflow that does not compile is not tested" \
  ends 2 sh -c 'cp -r wf broken && echo "const" >>broken/nodes/fetch.ts && tntc test broken'

start watch tntc test wf --watch
check "--watch tests all" wait_for 20 grep -q "waiting for edits" watch.out
check "first" has "$(<watch.out)" "8/8 tests passed"
sed -i 's/2 \* n/3 * n/' wf/nodes/shared.ts
check "an edit of a shared module is noticed" wait_for 20 grep -q "0/5 tests passed\|2/5 tests passed" watch.out
check "and affects only who imports it" lacks "$(tail -n +15 watch.out)" "sleep.json"
sed -i 's/3 \* n/2 * n/' wf/nodes/shared.ts
check "as does mending it" wait_for 20 grep -q "5/5 tests passed" watch.out
check "Ctrl-C ends it well" stops 0 INT "$pid"

all_claims_made
