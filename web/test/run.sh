#!/bin/sh
# Bundles the prelude's chunks and its tests, and runs the tests under Node.js.
#   sh web/test/run.sh <node_modules with esbuild, whatwg-url and web-streams-polyfill> [test names…]
set -eu
modules=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
src=$here/../src
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
esbuild=$(ls "$modules"/@esbuild/*/bin/esbuild | head -n 1)
export NODE_PATH="$modules"

aliases=
for shim in "$src"/shims/*.ts; do
  name=$(basename "$shim" .ts)
  aliases="$aliases --alias:$(echo "$name" | sed 's,__,/,g')=$shim"
done

# No export helper in the output: it would run builtins that node code may have patched by then,
# and so let node code choose the function that is handed the host.
mkdir "$out/entries" "$out/chunks"
for chunk in "$src"/chunks/*.ts; do
  echo "import chunk from \"$chunk\"; __take(chunk);" > "$out/entries/$(basename "$chunk")"
done
"$esbuild" "$out"/entries/*.ts --bundle --minify --target=es2022 --format=esm $aliases \
  "--banner:js=(()=>{\"use strict\";let __chunk;const __take=f=>{__chunk=f};" \
  "--footer:js=return __chunk})()" \
  --legal-comments=none --log-level=warning --outdir="$out/chunks"

# The types that node authors see, with the language's own library and no other.
if [ -x "$modules/.bin/tsc" ]; then
  "$modules/.bin/tsc" --noEmit --strict --target es2023 --lib es2023 --module esnext \
    --moduleResolution bundler --allowImportingTsExtensions --types "" \
    "$here/../../types/tentacular.d.ts" "$here/types/nodes.ts"
fi

tests=
for name in ${*:-$(cd "$here" && ls *.test.ts)}; do tests="$tests $here/${name%.test.ts}.test.ts"; done
"$esbuild" $tests --bundle --platform=node --format=cjs --target=node20 --log-level=warning \
  --out-extension:.js=.cjs --outdir="$out/tests"
TNTC_CHUNKS="$out/chunks" node --test "$out"/tests/*.cjs
