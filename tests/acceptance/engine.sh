# shellcheck shell=bash
# Sourced after lib.sh by scripts that serve the workflow in ./wf with tentacular-engine.
#
#   serve NAME FLAGS...     starts one; its streams in $work/NAME.{out,err}; sets $engine and $url
#   dies                    kills it as a power cut of its process would
#   stops                   ends it as a supervisor would, and waits until it has gone
#   ask CURL...             one request: prints the answer, its status is in $out
#   accept [INPUT]          begins a run that nobody waits for ({}); its id is in $id
#   in_state ID STATE       whether the run is in that state
#   shown ID                prints what GET /runs/{id} says

engine='' url='' id=''

serve() {
  local name=$1
  shift
  start "$name" tentacular-engine --workflow wf --host 127.0.0.1 --port 0 "$@"
  engine=$pid
  has_port() { grep -Eq 'on port [0-9]+' "$name.out"; }
  wait_for 10 has_port
  url=http://127.0.0.1:$(grep -Eo 'on port [0-9]+' "$name.out" | head -n 1 | grep -Eo '[0-9]+')
}
dies() { kill -KILL "$engine"; wait "$engine" 2>/dev/null || true; }
stops() { kill -TERM "$engine"; wait "$engine" 2>/dev/null || true; }
ask() { out=$(curl -s -m 20 -o answer -w '%{http_code}' "$@") || out=000; cat answer 2>/dev/null; }
accept() {
  local input='{}'
  [ $# = 0 ] || input=$1
  ask -d "$input" -H 'Prefer: respond-async' "$url/run" >accepted
  id=$(grep -Eo '"id":"[^"]*"' accepted | cut -d'"' -f4)
}
shown() { curl -s -m 20 "$url/runs/$1"; }
in_state() { [[ $(shown "$1") == *"\"state\":\"$2\""* ]]; }
