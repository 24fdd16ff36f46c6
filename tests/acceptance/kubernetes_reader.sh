#!/usr/bin/env bash
# The example that reads a service account and asks an API server with a private authority.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

example=$root/examples/kubernetes-reader

if ! command -v node >/dev/null || ! command -v openssl >/dev/null; then
  echo "SKIPPED: node and openssl are needed to play the API server"
  check "the example is valid" ends 0 tntc validate "$example" --strict
  all_claims_made
  exit
fi

certificate() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "$@" 2>/dev/null; }
mkdir account other
certificate -subj /CN=test-ca -keyout ca.key -out account/ca.crt -addext basicConstraints=critical,CA:TRUE
certificate -subj /CN=other-ca -keyout other.key -out other/ca.crt -addext basicConstraints=critical,CA:TRUE
certificate -subj /CN=api -keyout api.key -out api.crt -CA account/ca.crt -CAkey ca.key \
  -addext subjectAltName=IP:127.0.0.1
echo the-token | tee account/token >other/token
echo shop | tee account/namespace >other/namespace

cat >api.cjs <<'JS'
const fs = require("node:fs");
const options = { key: fs.readFileSync("api.key"), cert: fs.readFileSync("api.crt") };
const pod = (name, phase, restartCount) => ({
  metadata: { name },
  status: { phase, containerStatuses: [{ restartCount }] },
});
const server = require("node:https").createServer(options, (request, response) => {
  const known = request.headers.authorization === "Bearer the-token";
  const found = request.url === "/api/v1/namespaces/shop/pods";
  response.statusCode = !known ? 401 : found ? 200 : 404;
  response.end(JSON.stringify({ items: [pod("cart-1", "Running", 0), pod("mail-1", "Failed", 3)] }));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
JS
start api node api.cjs
wait_for 10 test -s api.out
api=https://127.0.0.1:$(<api.out)

asks() { printf '{"api":"%s","account":"%s"}' "$1" "$2"; }

check "the pods are read" ends 0 tntc run "$example" -o json --input "$(asks "$api" "$work/account")"
check "and reported" has "$out" '1 of 2 pods in shop want a look.'
check "with what is wrong" has "$out" 'mail-1: Failed, 3 restarts'

check "another authority is not trusted" \
  ends 1 tntc run "$example" --input "$(asks "$api" "$work/other")"
check "and the error says so" has "$err" "invalid peer certificate: UnknownIssuer"

echo wrong >account/token
check "a wrong token fails" ends 1 tntc run "$example" --input "$(asks "$api" "$work/account")"
check "with the server's answer" has "$err" "the API server answers 401"

check "an account that is out of reach is refused" \
  ends 1 tntc run "$example" --input "$(asks "$api" /etc)"
check "with the path and what allows it" has "$err" 'node `pods` may not read /etc/token'
check "and how" has "$err" 'capabilities: {read: ['

all_claims_made
