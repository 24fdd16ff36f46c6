#!/bin/sh
# Runs the tests that need no network in JavaScriptCore itself.
#   sh web/test/run_jsc.sh <node_modules with the packages of web/package.json>
set -eu
modules=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
. "$here/bundle_chunks.sh"

c++ -std=c++20 -O1 "$here/jsc/runner.cpp" -o "$out/runner" \
  $(pkg-config --cflags --libs javascriptcoregtk-4.1)
for name in invoke context surface tampering; do echo "import \"$here/$name.test.ts\";"; done > "$out/tests.ts"
"$esbuild" "$out/tests.ts" --bundle --format=iife --target=es2022 --log-level=warning \
  --alias:tntc-test-engine="$here/jsc/engine.ts" --alias:node:test="$here/jsc/node_test.ts" \
  --alias:node:assert/strict="$here/jsc/node_test.ts" --alias:node:http="$here/jsc/no_network.ts" \
  --alias:node:buffer="$here/jsc/no_network.ts" --outfile="$out/tests.js"
JSC_usePollingTraps=1 JSC_useTailCalls=0 JSC_useWasm=0 "$out/runner" "$out/chunks" "$out/tests.js"
