#!/usr/bin/env bash
# tntc secrets, and the way of secrets into nodes and out of logs.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

tntc init app >/dev/null
check "init makes a file" ends 0 tntc secrets init app
check "that only its owner can read" equal 600 "$(stat -c %a app/.secrets.yaml)"
check "a second time is a conflict" ends 5 tntc secrets init app
check "and says how to go on" has "$err" "--force"
check "--force replaces it" ends 0 tntc secrets init app --force
check "without an example it is not found" ends 3 tntc secrets init .
check "what was made can be run with" ends 0 tntc run ./app

mkdir app/lib
cat >app/lib/token.ts <<'TS'
export const token = (c: any, name: string) => c.secrets[name].token;
TS
cat >app/nodes/hello.ts <<'TS'
import type { Context } from "tentacular";
import { token } from "../lib/token.ts";
// ctx.secrets.comment is not one
export default async function run({ secrets, log, ...ctx }: Context, input: any) {
  const { slack } = secrets;
  log.info("sending", slack.url, "by", token({ secrets }, "github"));
  if (input.fail) throw new Error("refused " + slack.url);
  if (input.call) await ctx.fetch("weather", "/x");
  return { github: secrets.github, slack };
}
TS
check "placeholders are missing" ends 1 tntc secrets check app
check "each by name" matches "$out" 'github +placeholder +still to be filled in: app/.secrets.yaml'
check "counted" has "$err" "2 of 2 secrets that app needs are missing"
check "what only fetch names is optional" matches "$out" 'weather +optional'
check "a comment is no use" lacks "$out" "comment"

cat >app/.secrets.yaml <<'YAML'
github: {token: ghp_c4narygithub}
slack:
  url: https://hooks.example/c4naryslack
left: {over: c4naryleft}
YAML
check "filled in, all is well" ends 0 tntc secrets check app
check "with the source" matches "$out" 'slack +provisioned +from app/.secrets.yaml'
check "what nobody uses is told" matches "$out" 'left +unused'
check "no value is shown" lacks "$out$err" "c4nary"
check "JSON has it as data" ends 0 tntc secrets check app -o json
check "with the places" matches "$out" '"name":"slack","state":"provisioned","sources":\["app/.secrets.yaml"\],"used":\["nodes/hello.ts:[0-9]+:[0-9]+"\]'
check "no value is in it" lacks "$out" "c4nary"

check "a node gets its secrets" ends 0 tntc run ./app
check "its output is its own" has "$out" "c4naryslack"
check "its log is clean" lacks "$err" "c4nary"
check "and says where something was" has "$err" "sending *** by ***"
check "a failure ends with 1" ends 1 tntc run ./app --input '{"fail":true}'
check "its message is clean" lacks "$out$err" "c4nary"
check "but there" has "$err" "refused ***"

mkdir -p other .git .secrets
echo 'slack: {url: "$shared.team/slack"}' >other/s.yaml
echo '{"token":"x"}' >other/github.json
check "an unresolved reference is refused" ends 3 tntc run ./app --secrets other/s.yaml
check "where it stands" has "$err" "other/s.yaml:1:14: resolving \$shared.team/slack"
mkdir -p .secrets/team
echo from-the-pool >.secrets/team/slack
echo '{"token":"from-the-pool-too"}' >.secrets/github
echo 'github: $shared.github' >>other/s.yaml
check "--secrets takes that file only, shared secrets resolved" ends 0 tntc run ./app --secrets other/s.yaml
check "in the output" has "$out" '"from-the-pool"'
check "without the others" lacks "$out" "c4nary"
check "a path that is not there is not found" ends 3 tntc run ./app --secrets gone

printf 'github: {token: "c4nary\n' >app/.secrets.yaml
check "broken YAML ends with 2" ends 2 tntc run ./app
check "with its place" has "$err" "app/.secrets.yaml:1:17:"
check "without the line itself" lacks "$err" "c4nary"
check "and check says the same" ends 2 tntc secrets check app

check "a word that is no action is a usage error" ends 2 tntc secrets sync
check "and so is a flag of the other one" ends 2 tntc secrets check app --force

# The service: default cascade, --secrets, and edits under tntc dev.
printf 'github: {token: first-c4nary}\nslack: {url: u-first-c4nary}\n' >app/.secrets.yaml
tntc bundle app >/dev/null
port=$(free_port)
start engine tentacular-engine --workflow app --port "$port" --host 127.0.0.1
check "the engine serves" wait_for 10 curl -fs "http://127.0.0.1:$port/health"
check "with the secrets beside the workflow" has "$(curl -fs -d '{}' "http://127.0.0.1:$port/run")" "first-c4nary"
check "a failure is answered without them" lacks "$(curl -s -d '{"fail":true}' "http://127.0.0.1:$port/run")" "c4nary"
check "its log is clean" lacks "$(cat engine.out engine.err)" "c4nary"
check "and tells of them" wait_for 5 grep -Fq '***' engine.out
check "the engine refuses a path that is not there" ends 3 tentacular-engine --workflow app --port 0 --secrets gone

port=$(free_port)
start dev tntc dev app -p "$port"
answers() { curl -fsS -d '{}' "http://127.0.0.1:$port/run" | grep -q "$1"; }
check "dev serves with secrets" wait_for 10 answers first-c4nary
sed -i 's/first/second/g' app/.secrets.yaml
check "an edit of .secrets.yaml is taken over" wait_for 10 answers second-c4nary
mkdir -p app/.secrets && echo '{"extra":"third-c4nary"}' >app/.secrets/github
check "and a file in .secrets/" wait_for 10 answers third-c4nary
echo 'broken: [' >app/.secrets.yaml
check "a broken edit is shown" wait_for 10 grep -q 'app/.secrets.yaml:' dev.err
check "and the old secrets go on serving" answers second-c4nary
check "what dev has said is clean" lacks "$(cat dev.out dev.err)" "c4nary"

all_claims_made
