# Sourced by the test scripts: bundles the prelude's chunks into $out/chunks.
#   modules: a node_modules folder; here: the folder of this file; out: an empty folder
src=$here/../src
esbuild=$(ls "$modules"/@esbuild/*/bin/esbuild | head -n 1)
export NODE_PATH="$modules"

aliases=
for shim in "$src"/shims/*.ts; do
  name=$(basename "$shim" .ts)
  aliases="$aliases --alias:$(echo "$name" | sed 's,__,/,g')=$shim"
done

# The libraries are to look for no other environment (web/CMakeLists.txt says why).
environment="--platform=neutral --main-fields=module,main"
for name in atob btoa Deno HermesInternal TextDecoder TextEncoder; do
  environment="$environment --define:globalThis.$name=undefined"
done

# No export helper in the output: it would run builtins that node code may have patched by then,
# and so let node code choose the function that is handed the host.
mkdir "$out/entries" "$out/chunks"
for chunk in "$src"/chunks/*.ts; do
  echo "import chunk from \"$chunk\"; __take(chunk);" > "$out/entries/$(basename "$chunk")"
done
"$esbuild" "$out"/entries/*.ts --bundle --minify --target=es2022 --format=esm $environment $aliases \
  "--banner:js=(()=>{\"use strict\";let __chunk;const __take=f=>{__chunk=f};" \
  "--footer:js=return __chunk})()" \
  --legal-comments=none --log-level=warning --outdir="$out/chunks"

