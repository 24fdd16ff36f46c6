#!/usr/bin/env bash
# tntc configure: writes the user's and the project's file, shows what holds and where it comes from.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

export HOME=$work/home
unset TNTC_REGISTRY TNTC_NAMESPACE TNTC_RUNTIME_CLASS
mkdir -p home repo/.git repo/flows/digest
user=$work/home/.tentacular/config.yaml project=$work/repo/.tentacular/config.yaml

check "nothing configured shows the defaults" ends 0 tntc configure
check "the namespace" matches "$out" 'namespace +default +default'
check "the runtime class" matches "$out" 'runtime_class +gvisor +default'
check "and writes nothing" test ! -e "$user"

check "a registry is set" ends 0 tntc configure --registry r.example/acme
check "in the file of the user" equal "registry: r.example/acme" "$(cat "$user")"
check "that nobody else may read" equal 600 "$(stat -c %a "$user")"
printf '# mine\nregistry: r.example/acme # ours\nsomething: {else: 1}\n' >"$user"
check "another key is added" ends 0 tntc configure --namespace team-a
check "with a warning of what it does not know" has "$err" "$user:3:1: warning:"
check "and the rest kept" equal $'# mine\nregistry: r.example/acme # ours\nsomething: {else: 1}\nnamespace: team-a' "$(cat "$user")"
check "a value changes in its place" ends 0 tntc configure --registry localhost:5000
check "with its comment" has "$(cat "$user")" "registry: localhost:5000 # ours"
check "a key is taken out" ends 0 tntc configure --unset registry
check "with its line" equal $'# mine\nsomething: {else: 1}\nnamespace: team-a' "$(cat "$user")"
printf '# mine\nnamespace: team-a\n' >"$user"

cd repo/flows/digest
check "a project is configured from within" ends 0 tntc configure --project --runtime-class ''
check "beside .git" equal 'runtime_class: ""' "$(cat "$project")"
check "for everybody to read" equal 644 "$(stat -c %a "$project")"
check "it counts before the user's" ends 0 tntc configure --namespace other --project
check "everywhere below" ends 0 tntc configure --show
check "with its place" matches "$out" "namespace +other +project configuration, $project:2:12"
check "the empty runtime class counts too" matches "$out" "runtime_class +\"\" +project configuration"
check "a value that does not hold is set with a warning" ends 0 tntc configure --namespace mine
check "that says why" has "$err" "namespace stays \`other\` here: $project:2:12 says so"
check "a variable counts before files" ends 0 env TNTC_NAMESPACE=of-env tntc configure --show
check "and is named" matches "$out" "namespace +of-env +environment, TNTC_NAMESPACE"
cd "$work"

check "-o json gives it all" ends 0 tntc configure --show -o json
check "each value with where it comes from" has "$out" \
  "\"namespace\":{\"value\":\"mine\",\"from\":\"user configuration\",\"place\":\"$user:2:12\"}"

before=$(cat "$user")
check "a value that cannot be is refused" ends 2 tntc configure --registry https://r.example --namespace x
check "with how to mend it" has "$err" "leave the scheme out: r.example"
check "an unknown key is refused" ends 2 tntc configure --unset namspace
check "with the one that is meant" has "$err" "did you mean \`namespace\`?"
check "and nothing was written" equal "$before" "$(cat "$user")"
printf 'namespace: a\n  registry: [\n' >"$user"
check "a broken file is an error" ends 2 tntc configure --show
check "at its place" matches "$err" "error: $user:[0-9]+:[0-9]+: this is not YAML"
check "and is not written to" ends 2 tntc configure --registry r.example
check "but left as it is" equal $'namespace: a\n  registry: [' "$(cat "$user")"
printf '{namespace: a}\n' >"$user"
check "a file it cannot change without loss is left too" ends 5 tntc configure --registry r.example
check "and told how" has "$err" "on a line of its own"
printf 'namespace:\n' >"$user"
check "a key without a value is an error" ends 2 tntc configure
check "at its place too" has "$err" "$user:1:1: \`namespace\` has no value"
rm "$user"
check "without a home there is no file of the user" ends 3 env -u HOME tntc configure --registry r.example
check "but there are defaults" ends 0 env -u HOME tntc configure --show

all_claims_made
