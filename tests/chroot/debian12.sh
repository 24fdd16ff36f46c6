#!/usr/bin/env bash
# Shows that a stranger's first commands work on a bare Debian 12: in a chroot that holds what
# debootstrap's minbase gives plus make, git and ca-certificates, clones this repository's HEAD and
# runs `make demo` and `make test` twice each, printing how long each took.
#   tests/chroot/debian12.sh [--keep]
# Needs root and debootstrap. Where packages come from, proxies and certificates are taken from this
# machine's own configuration. Ends with "N passed, N failed".
set -euo pipefail
repo=$(cd "$(dirname "$0")/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tentacular/chroot
base=$cache/bookworm-minbase

[ "$(id -u)" = 0 ] || { echo "error: run this as root: it makes a chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "error: debootstrap is missing: apt-get install debootstrap" >&2; exit 1; }

# The machine's own apt sources that are Debian 12 itself, not those of third parties.
debian_sources() {
  grep -lE '^deb .* bookworm(-[a-z]+)? |^Suites:(.* )?bookworm( |$)|^Suites:(.* )?bookworm-security' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true
}

mirror() {
  debian_sources | xargs -r cat | awk '
    /^URIs:/ { uri = $2 }
    /^Suites:/ && / bookworm( |$)/ { print uri; exit }
    /^deb / { for (i = 2; i < NF; i++) if ($i ~ /^https?:/ && $(i + 1) == "bookworm") { print $i; exit } }'
}

make_base() {
  local from
  from=$(mirror)
  [ -n "$from" ] || { echo "error: no apt source of this machine names the suite bookworm" >&2; exit 1; }
  echo "Bootstrapping Debian 12 (minbase) into $base"
  rm -rf "$base.new"
  mkdir -p "$cache"
  debootstrap --variant=minbase --include=make,git,ca-certificates bookworm "$base.new" "$from" \
    >"$cache/debootstrap.log" 2>&1 || { tail -n 20 "$cache/debootstrap.log" >&2; exit 1; }
  mv "$base.new" "$base"
}

copy_configuration() {
  local root=$1 file
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  rm -f "$root/etc/apt/sources.list"
  for file in $(debian_sources); do cp "$file" "$root${file}"; done
  for file in $(grep -lE '^[^/#]*Acquire' /etc/apt/apt.conf /etc/apt/apt.conf.d/* 2>/dev/null || true); do
    cp "$file" "$root$file"
  done
  if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    chroot "$root" update-ca-certificates >/dev/null 2>&1
  elif [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  fi
  if command -v npm >/dev/null; then
    cat "$(npm config get globalconfig 2>/dev/null)" "$(npm config get userconfig 2>/dev/null)" \
      >"$root/root/.npmrc" 2>/dev/null || true
  fi
}

# What of this machine's environment decides how packages are reached.
network_environment() {
  env | grep -iE '^(https?_proxy|no_proxy|all_proxy|npm_config_(registry|proxy|https_proxy|cafile)|NODE_EXTRA_CA_CERTS)=' || true
}

[ -d "$base" ] || make_base
root=$(mktemp -d "$cache/run.XXXXXX")
keep=${1:-}
cleanup() { [ "$keep" = --keep ] && echo "kept: $root" || rm -rf --one-file-system "$root"; }
trap cleanup EXIT
cp -a "$base/." "$root/"
copy_configuration "$root"
git clone -q --no-local "$repo" "$root/root/tentacular"

cat >"$root/root/steps.sh" <<'STEPS'
set -u
cd /root/tentacular
passed=0 failed=0
step() {
  local title=$1 start=$SECONDS
  shift
  echo "=== $title"
  if "$@"; then passed=$((passed + 1)); result=ok; else failed=$((failed + 1)); result=FAILED; fi
  summary="$summary$(printf '%-32s %-6s %4d s' "$title" $result $((SECONDS - start)))
"
}
summary=
# The second `make demo` says nothing about installing or building.
quiet_demo() {
  make demo >/root/demo.log 2>&1 || { cat /root/demo.log; return 1; }
  cat /root/demo.log
  ! grep -qE '^(Installing|Configuring|Building)' /root/demo.log
}
# HTTPS certificates or a proxy may have been set up for the whole machine only.
step "make demo, first time" make demo
step "make demo, again" quiet_demo
step "make test, first time" make test
step "make test, again" make test
step "make install" make install PREFIX=/opt/tentacular
step "the installed tntc runs" /opt/tentacular/bin/tntc run examples/hello
step "the clone is still clean" sh -c 'test -z "$(git status --porcelain)"'
echo
echo "$summary"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
STEPS

mapfile -t variables < <(network_environment)
# In namespaces of its own: nothing stays mounted or running, however this ends.
unshare --mount --propagation private --pid --fork --kill-child bash -c '
  root=$1
  shift
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t sysfs sysfs "$root/sys"
  exec chroot "$root" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "$@" bash /root/steps.sh
' chroot "$root" "${variables[@]}"
