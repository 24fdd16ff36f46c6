#!/usr/bin/env bash
# tntc itself: help, version, usage errors, exit codes, the JSON envelope, colours.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

commands=(init validate visualize run dev runs explain test bundle secrets configure version completion help)

check "tntc alone lists the commands" ends 0 tntc
for command in "${commands[@]}"; do
  check "the list has $command" has "$out" "  $command"
done
for command in "${commands[@]}"; do
  check "tntc help $command succeeds" ends 0 tntc help "$command"
  check "and shows examples" has "$out" "Examples"
done
check "--version prints the version" ends 0 tntc --version
check "in one line" matches "$out" '^tntc [0-9]+\.[0-9]+\.[0-9]+$'

check "an unknown command is a usage error" ends 2 tntc validat
check "told once, with a suggestion, without a usage dump" equal \
  $'error: unknown command `validat`\nhint: did you mean `validate`?' "$err"
check "and nothing on standard output" equal "" "$out"
check "an unknown flag is a usage error" ends 2 tntc validate --strct
check "with a suggestion" has "$err" "did you mean \`--strict\`?"
check "an output format that is none is a usage error" ends 2 tntc -o yaml version
check "with the formats there are" has "$err" "-o json"

check "-o json gives one line" ends 0 tntc version -o json
check "which is the envelope" matches "$out" \
  '^\{"command":"version","ok":true,"data":\{"version":"[^"]+"\},"warnings":\[\],"error":null\}$'
check "a usage error is in the envelope too" ends 2 tntc -o json nonsense
check "with its kind" has "$out" '"error":{"kind":"invalid"'
check "and leaves standard error empty" equal "" "$err"

check "a pipe gets no colour" lacks "$(env -u NO_COLOR tntc help)" $'\e['
check "--color always colours a pipe" has "$(tntc --color always help)" $'\e['

all_claims_made
