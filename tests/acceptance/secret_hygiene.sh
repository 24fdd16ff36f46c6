#!/usr/bin/env bash
# Canary secrets in many shapes, told by nodes in every way they have: none is found in anything the
# engine writes. Outputs of nodes are the user's and are not searched.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

mkdir -p wf/nodes wf/.secrets
cat >wf/workflow.yaml <<'YAML'
name: hygiene
version: "1.0"
triggers: [{type: manual}]
nodes:
  say: {path: ./nodes/say.ts}
  throw: {path: ./nodes/throw.ts, retries: 1, backoff: {initial: 1ms}}
edges: []
YAML
# Twenty shapes: plain, long, with quotes, blanks, unicode, markup, URLs, keys of many lines, numbers
# as text, nested, in lists, JSON in text, base64 in text.
cat >wf/.secrets.yaml <<'YAML'
plain: {token: canary-plain-0001}
upper: {token: CANARY-UPPER-0002}
quotes: {token: "canary\"quo'te\\0003"}
blanks: {token: "canary  with blanks 0004"}
tabs: {token: "canary\ttab 0005"}
unicode: {token: canary-ünï-0006-漢字}
emoji: {token: canary-🐙-0007}
url: {url: "https://user:canary-url-0008@example.com/p?q=canary-query-0009&x=1"}
percent: {token: "canary%2F+ 0010"}
markup: {token: "<canary-0011>&amp;"}
lines: {key: "-----BEGIN-----\ncanary-line-0012\ncanary-line-0013\n-----END-----\n"}
digits: {pin: "90014001490014"}
deep: {a: {b: {c: {d: canary-deep-0015}}}}
list: {all: [canary-list-0016, {x: canary-list-0017}]}
json: {token: '{"inner":"canary-json-0018"}'}
base64: {token: Y2FuYXJ5LWI2NC0wMDE5}
long: {token: canary-long-0020-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}
YAML
printf 'canary-file-0021\n' >wf/.secrets/file
printf '{"token":"canary-dir-0022"}' >wf/.secrets/dir
cat >wf/nodes/texts.ts <<'TS'
export function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(texts);
}
TS
cat >wf/nodes/say.ts <<'TS'
import type { Context } from "tentacular";
import { texts } from "./texts.ts";
export default async function run(ctx: Context) {
  for (const text of texts(ctx.secrets)) {
    ctx.log.info(text);
    ctx.log.warn("told:", { text }, [text]);
    console.error(`inside ${text} of a line`);
    ctx.log.info(btoa(String.fromCharCode(...new TextEncoder().encode(text))));
    ctx.log.info(btoa(String.fromCharCode(...new TextEncoder().encode(`user:${text}`))));
    ctx.log.info(encodeURIComponent(text), new URLSearchParams({ text }).toString());
    ctx.log.info(JSON.stringify({ text }), JSON.stringify(JSON.stringify({ text })));
    setTimeout(() => { throw new Error(`late ${text}`); }, 0);
    Promise.reject(new Error(`detached ${text}`));
    await fetch(`http://127.0.0.1:9/${encodeURIComponent(text)}`).catch((e) => ctx.log.error(e));
  }
  await new Promise((r) => setTimeout(r, 20));
}
TS
cat >wf/nodes/throw.ts <<'TS'
import type { Context } from "tentacular";
import { texts } from "./texts.ts";
export default async function run(ctx: Context) {
  const error = new Error(texts(ctx.secrets).join(" | "));
  error.name = texts(ctx.secrets)[0]!;
  throw error;
}
TS
tntc bundle wf >/dev/null
start engine tentacular-engine --workflow wf --host 127.0.0.1 --port 0 --log json
has_port() { grep -q 'on port [0-9]*' engine.out; }
wait_for 10 has_port
url=http://127.0.0.1:$(grep -o 'on port [0-9]*' engine.out | head -n 1 | awk '{ print $3 }')

curl -s -m 30 -d '{}' "$url/run" >told.run || true
curl -s "$url/metrics" >told.metrics
curl -s "$url/health?detail=1" >told.health
curl -s "$url/runs" >told.runs
id=$(grep -o '"id":"[0-9a-f-]*"' told.runs | head -n 1 | cut -d'"' -f4)
curl -s "$url/runs/$id" >told.one
check "the engine ends well" stops 0 TERM "$pid"
tntc run ./wf >told.cli 2>&1 || true
tntc secrets check wf -o json >told.check 2>&1 || true

# Whatever of a canary is still readable, however it was written.
leaks() {
  local file line
  for file in "$@"; do
    grep -aiEo 'canary[^* "]*|Y2FuYXJ5[A-Za-z0-9+/=_-]*|90014001490014|AtcGxhaW4tMDAw' "$file" |
      sort -u | sed "s#^#  $file: #" || true
  done
}
clean() { local found; found=$(leaks "$@"); [ -z "$found" ] || { echo "$found"; return 1; }; }

check "the run failed, as it should" has "$(<told.run)" '"success":false'
check "the nodes told what they know" test "$(grep -c '"node":"say"' engine.out)" -ge 150
check "what they told is struck out" test "$(grep -c '\*\*\*' engine.out)" -ge 150
for where in engine.out engine.err told.run told.metrics told.health told.runs told.one told.cli told.check; do
  [ -e "$where" ] || continue
  check "no secret in ${where#told.}" clean "$where"
done
check "no secret in a temporary file" clean $(find /tmp -maxdepth 1 -newer wf/workflow.yaml -type f -name '*tntc*' 2>/dev/null) /dev/null

# A check that cannot fail is none.
sed '3s/\*\*\*/canary-plain-0001/; 3!d' engine.out >planted
printf '{"text":"canary-plain-0001"}\n' >>planted
finds_planted() { ! clean planted >/dev/null; }
check "a line that leaks would be found" finds_planted

all_claims_made
