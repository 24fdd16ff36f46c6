#!/bin/sh
# Bundles the prelude's chunks and its tests, and runs the tests under Node.js.
#   sh web/test/run.sh <node_modules with the packages of web/package.json> [test names…]
set -eu
modules=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
. "$here/bundle_chunks.sh"

# The types that node authors see, with the language's own library and no other.
if [ -x "$modules/.bin/tsc" ]; then
  "$modules/.bin/tsc" --noEmit --strict --target es2023 --lib es2023 --module esnext \
    --moduleResolution bundler --allowImportingTsExtensions \
    "$here/../../types/tentacular.d.ts" "$here/types/nodes.ts"
fi

tests=
for name in ${*:-$(cd "$here" && ls *.test.ts)}; do tests="$tests $here/${name%.test.ts}.test.ts"; done
"$esbuild" $tests --bundle --alias:tntc-test-engine="$here/engine_node.ts" --platform=node --format=cjs --target=node20 --log-level=warning \
  --out-extension:.js=.cjs --outdir="$out/tests"
TNTC_CHUNKS="$out/chunks" node --test "$out"/tests/*.cjs
