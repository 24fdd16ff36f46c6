# shellcheck shell=bash
# Sourced after lib.sh by scripts that serve the workflow in ./wf.
#
#   serve NAME FLAGS...     with tentacular-engine; streams in $work/NAME.{out,err}; sets $engine, $url
#   serves NAME COMMAND...  with another command, such as `tntc dev`
#   dies                    kills it as a power cut of its process would
#   ask CURL...             one request: prints the answer, its status is in $out
#   accept [INPUT]          begins a run that nobody waits for ({}); its id is in $id
#   in_state ID STATE       whether the run is in that state
#   shown ID                prints what GET /runs/{id} says

engine='' url='' id=''

serves() {
  local name=$1
  shift
  start "$name" "$@"
  engine=$pid
  port_of() { grep -Eo 'on port [0-9]+|http://127.0.0.1:[0-9]+' "$1.out" | head -n 1 | grep -Eo '[0-9]+$'; }
  wait_for 20 port_of "$name" >/dev/null
  url=http://127.0.0.1:$(port_of "$name")
}
serve() {
  local name=$1
  shift
  serves "$name" tentacular-engine --workflow wf --host 127.0.0.1 --port 0 "$@"
}
dies() { kill -KILL "$engine"; wait "$engine" 2>/dev/null || true; }
ask() { out=$(curl -s -m 20 -o answer -w '%{http_code}' "$@") || out=000; cat answer 2>/dev/null; }
accept() {
  local input='{}'
  [ $# = 0 ] || input=$1
  ask -d "$input" -H 'Prefer: respond-async' "$url/run" >accepted
  id=$(grep -Eo '"id":"[^"]*"' accepted | cut -d'"' -f4)
}
shown() { curl -s -m 20 "$url/runs/$1"; }
in_state() { [[ $(shown "$1") == *"\"state\":\"$2\""* ]]; }
