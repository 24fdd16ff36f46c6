#!/usr/bin/env bash
# Every example workflow is valid, runs and gives what it promises; every fixture holds.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

examples=$root/examples
start server "$bin/../tools/demo_server" "$examples/digest/sources"
wait_for 10 grep -q listening server.out
base=$(sed -n 's/^listening on //p' server.out)

# json PATH: the value at that path of the last command's -o json, compact, keys sorted.
json() {
  printf '%s' "$out" | perl -MJSON::PP -0777 -e '
    my $codec = JSON::PP->new->utf8->canonical->allow_nonref;
    my $value = $codec->decode(<STDIN>);
    for my $key (split /\./, $ARGV[0]) {
      $value = ref $value eq "ARRAY" ? $value->[$key] : $value->{$key};
    }
    print $codec->encode($value);' "$1"
}
runs() { ends 0 tntc run "$examples/$1" -o json --input "${2:-{\}}"; }
gives() { equal "$2" "$(json "data.outputs.$1")"; }

for directory in "$examples"/*/; do
  name=$(basename "$directory")
  check "$name is valid, without a warning" ends 0 tntc validate "$directory" --strict
  check "$name says in a README what it is" test -s "$directory/README.md"
done

check "hello runs" runs hello
check "hello greets the world" gives hello '{"message":"Hello, world!"}'
check "hello runs with a name" runs hello '{"name":"Ada"}'
check "hello greets by name" gives hello '{"message":"Hello, Ada!"}'

check "word-counter runs" runs word-counter '{"text":"to be or not to be"}'
check "word-counter counts" gives summary \
  '{"top":[{"count":2,"word":"be"},{"count":2,"word":"to"},{"count":1,"word":"not"}],"total":6,"unique":4}'

check "digest runs against an HTTP server" runs digest "{\"base\":\"$base\"}"
check "digest sorts the headlines" gives headlines \
  '[{"points":312,"title":"Octopus opens a jar from the inside"},{"points":287,"title":"Why queues are hard"},{"points":128,"title":"A compiler in a weekend"}]'
check "digest joins all three sources" equal \
  '"Octopus opens a jar from the inside; light wind, 21.5 °C (71 °F) in Lisbon"' \
  "$(json data.outputs.digest.subject)"
check "digest has a line for each item" equal '"1 EUR = 0.94 CHF"' "$(json data.outputs.digest.lines.5)"
check "digest without its sources fails" ends 1 tntc run "$examples/digest" --input '{"base":"http://127.0.0.1:9"}'
check "and says why" has "$err" "client error (Connect): tcp connect error: Connection refused (os error 111)"
check "digest refuses an address that is none" ends 1 tntc run "$examples/digest" --input '{"base":"nowhere"}'
check "and says what it wants" has "$err" "the sources have no address"

# The picture that `make demo` ends with.
ends 0 tntc run "$examples/digest" --input "{\"base\":\"$base\"}"
for node in plan headlines weather rates digest; do
  check "the picture shows $node" matches "$err" "✓ $node +[0-9]+ms"
done

# What is slow at the same time takes as long as the slowest, not as the sum: the last has started
# before the first has ended, on a busy machine too.
moment() {
  local source
  for source in headlines weather rates; do
    echo "$(json "data.timing.nodeTimings.$source.$1")"
  done | sort -n
}
mkdir slow
cp -r "$examples/digest/." slow/
sed -i 's/\.json`/.json?delay_ms=400`/' slow/nodes/sources.ts
check "digest runs with slow sources" ends 0 tntc run ./slow -o json --input "{\"base\":\"$base\"}"
check "and fetches them at once" \
  test "$(moment startedAt | tail -n 1)" -lt "$(moment completedAt | head -n 1)"
check "but not before they answer" test "$(json data.timing.durationMs)" -ge 400

probed="{\"targets\":[\"$base/status/204\",\"$base/status/503\",\"http://127.0.0.1:9/\",\"http://no-such-host.invalid/\"]}"
check "uptime-prober runs" runs uptime-prober "$probed"
check "uptime-prober tells why each target is down" gives report.down \
  "[{\"url\":\"$base/status/503\",\"verdict\":\"answers 503\"},{\"url\":\"http://127.0.0.1:9/\",\"verdict\":\"connection refused\"},{\"url\":\"http://no-such-host.invalid/\",\"verdict\":\"name does not resolve\"}]"
check "and counts" equal '"3 of 4 targets are down."' "$(json data.outputs.report.text)"

check "report runs" runs report
check "report knows time zones and summer time" gives offices \
  '[{"city":"Berlin","date":"Sunday, November 2, 2025","time":"10:10 GMT+1"},{"city":"Los Angeles","date":"Sunday, November 2, 2025","time":"01:10 PST"},{"city":"Tokyo","date":"Sunday, November 2, 2025","time":"18:10 GMT+9"}]'
check "report sorts and formats by locale" gives totals \
  '{"german":"100.040","regions":["Oregon: $40.00","Österreich: $1,234.50","Zürich: $98,765.43"],"total":"$100,039.93"}'
check "report runs on a summer day" runs report '{"at":"2025-07-01T06:30:00Z","sales":[]}'
check "in Los Angeles it is still the day before" equal \
  '{"city":"Los Angeles","date":"Monday, June 30, 2025","time":"23:30 PDT"}' "$(json data.outputs.offices.1)"

check "fifty runs" runs fifty '{"factor":2}'
check "fifty adds up" gives total '{"pairs":16,"sum":1056}'
check "fifty ran fifty nodes" equal 50 "$(json data.timing.nodeTimings | grep -o '"startedAt"' | wc -l)"

check "order-batch runs" runs order-batch '{"orders":[{"id":"a","amount":20},{"id":"b","amount":70}]}'
check "order-batch charges each order" gives charge '[{"charged":20,"id":"a"},{"charged":70,"id":"b"}]'
check "and adds up" gives summary '{"orders":2,"total":90}'
check "after a second" test "$(json data.timing.nodeTimings.settle.durationMs)" -ge 1000
check "its handler does not run" lacks "$out" refund
check "order-batch above its limit fails" ends 1 tntc run "$examples/order-batch" -o json \
  --input '{"orders":[{"id":"a","amount":20},{"id":"b","amount":5000}]}'
check "and gives back what it had reserved" gives refund \
  '{"because":"element 1: order b is 5000, the limit is 1000","returned":["a","b"]}'

event='"event":{"type":"order.paid","id":7}'
check "signed-webhook runs against an HTTP server" \
  runs signed-webhook "{\"url\":\"$base/echo\",$event}"
check "signed-webhook verifies what arrived" gives verify \
  '{"event":{"id":7,"type":"order.paid"},"verified":true}'
check "signed-webhook without a receiver fails" \
  ends 1 tntc run "$examples/signed-webhook" --input "{\"url\":\"$base/status/503\",$event}"
check "and says what it answered" has "$err" "$base/status/503 answered 503"

check "strict-sandbox runs" runs strict-sandbox
check "strict-sandbox reads what it lists" gives greet '["Hello, Ada!","Hello, Grace!"]'
for wanted in 'host net: [\"example.com\"]' 'loopback net: [\"127.0.0.1\"]' \
  'file read: [\"./data/names.txt\"]' 'scratch write: [\"/tmp/strict-sandbox\"]' \
  'variable env: [\"HOME\"]'; do
  check "and is refused a ${wanted%% *}, with the line that allows it" \
    has "$(json "data.outputs.probe.${wanted%% *}")" \
    "write in workflow.yaml at nodes.probe: capabilities: {${wanted#* }}"
done

mkdir -p repository/.git repository/.secrets
cp -r "$examples/shared-secrets" repository/
sed -i "s#http://127.0.0.1:8090#$base#" repository/shared-secrets/workflow.yaml
check "shared-secrets makes its secrets file" ends 0 tntc secrets init repository/shared-secrets
check "without the pool it does not run" ends 3 tntc run ./repository/shared-secrets
check "and names the line" has "$err" ".secrets.yaml:"
echo '{"token": "s3cret-token-of-the-pool"}' >repository/.secrets/chat
check "shared-secrets finds the pool" ends 0 tntc secrets check repository/shared-secrets
check "shared-secrets runs" ends 0 tntc run ./repository/shared-secrets -o json
check "shared-secrets posts" gives notify '{"posted":true}'
check "and shows its secret nowhere" lacks "$out$err" s3cret-token
check "but that there was one" has "$err" 'posted with ***'

for directory in "$examples"/*/; do
  name=$(basename "$directory")
  check "$name passes its fixtures" ends 0 tntc test "$directory"
  check "$name has some" lacks "$out" "0/0 tests passed"
done

all_claims_made
