#!/usr/bin/env bash
# tntc dev: every way a file can change is seen, once, and nothing that is none of its business.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

tntc init app >/dev/null
mkdir -p app/lib/deep app/texts app/node_modules/pkg app/.git
printf 'import { word } from "../lib/deep/word.ts";\nimport data from "../texts/data.json";\nexport default async () => word + data.n;\n' >app/nodes/hello.ts
echo 'export const word = "a";' >app/lib/deep/word.ts
echo '{"n": 1}' >app/texts/data.json

start dev tntc dev app -p 0
dev=$pid
check "it serves" wait_for 10 grep -q 'Serving app at' dev.out
url=$(grep -o 'http://127.0.0.1:[0-9]*' dev.out | head -1)
answers() { curl -fsS -d '{}' "$url/run" | grep -qF "\"hello\":\"$1\""; }
reloads() { grep -c 'changed: reloaded$' dev.out || true; }
refusals() { grep -c 'still serving the last valid version' dev.out || true; }
check "what is there at the start" wait_for 5 answers a1

echo 'export const word = "b";' >app/lib/deep/word.ts
check "a helper in a subdirectory, written in place" wait_for 5 answers b1
echo '{"n": 2}' >app/texts/.data.tmp && mv app/texts/.data.tmp app/texts/data.json
check "an imported JSON file, saved by renaming" wait_for 5 answers b2

mkdir -p app/lib/new/far
echo 'export const word = "c";' >app/lib/new/far/word.ts
sed -i 's#lib/deep/word#lib/new/far/word#' app/nodes/hello.ts
check "a file in directories that are new" wait_for 5 answers c2
echo 'export const word = "d";' >app/lib/new/far/word.ts
check "and an edit there" wait_for 5 answers d2

rm app/lib/new/far/word.ts
check "a removed file is missed" wait_for 5 grep -q 'nodes/hello.ts:1:' dev.err
check "and the old version serves" answers d2
echo 'export const word = "e";' >app/lib/new/far/word.ts
check "until it is back" wait_for 5 answers e2
mv app/lib/new app/lib/moved
sed -i 's#lib/new/far#lib/moved/far#' app/nodes/hello.ts
echo 'export const word = "f";' >app/lib/moved/far/word.ts
check "a directory that was renamed" wait_for 5 answers f2
mv app/nodes/hello.ts app/nodes/greet.ts
sed -i 's#nodes/hello.ts#nodes/greet.ts#' app/workflow.yaml
sed -i 's/data.n/data.n + "!"/' app/nodes/greet.ts
check "a node that was renamed, with workflow.yaml" wait_for 5 answers 'f2!'

before=$(reloads)
echo 'github: {token: abc}' >app/.secrets.yaml
check "a secrets file, though no code has changed" wait_for 5 grep -q '^.secrets.yaml changed: reloaded' dev.out

sleep 0.3
before=$(reloads) refused_before=$(refusals)
for i in $(seq 50); do echo "$i" >app/node_modules/pkg/x.js; echo "$i" >app/.git/index; echo "$i" >"app/nodes/x.ts~"; done
echo x >app/README.md
sleep 0.5
check "packages, version control and backups are none of its business" equal "$before" "$(reloads)"
for i in $(seq 200); do printf 'export const word = "g%s";\n' "$i" >app/lib/moved/far/word.ts; done
check "the last of two hundred edits is served" wait_for 5 answers 'g2002!'
sleep 0.3
check "which were not compiled one by one" test $(($(reloads) - before)) -le 5
check "nor shown half written" test $(($(refusals) - refused_before)) -le 1

mkdir app/nodes/many
for i in $(seq 300); do echo "export const n = $i;" >"app/nodes/many/m$i.ts"; done
sed -i 's/+ "!"/+ "?"/' app/nodes/greet.ts
check "an edit among hundreds of new files" wait_for 5 answers 'g2002?'
check "it ends well" stops 0 INT "$dev"

all_claims_made
