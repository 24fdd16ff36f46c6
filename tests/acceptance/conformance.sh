#!/usr/bin/env bash
# Published vectors of cryptography, addresses and encodings, run by nodes of tests/conformance in
# the real runtime. Each kind has its count of vectors and, in tests/conformance/known/, the ones
# that are known to fail, with the reason: one failure more, or one less, is a failure here.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

vectors=$(dirname "$bin")/vectors
if ! "$root/tools/fetch_vectors" "$vectors"; then
  check "the vectors are there" false
  all_claims_made
  exit 0
fi
nist=$vectors/usr/lib/python3/dist-packages/cryptography_vectors
urls=$(echo "$vectors"/usr/share/cargo/registry/url-*/tests)
labels=$(dirname "$bin")/web/node_modules/whatwg-encoding/lib/labels-to-names.json
indexes=$(dirname "$bin")/web/node_modules/text-encoding/lib/encoding-indexes.js
workflow=$root/tests/conformance

# Prints "TOTAL PASSED" and then one failure a line.
summary() {
  perl -MJSON::PP -0777 -e '
    my $report = JSON::PP->new->utf8->decode(<STDIN>)->{data}{outputs}{$ARGV[0]};
    binmode STDOUT, ":utf8";
    print "$report->{total} $report->{passed}\n", map { "$_\n" } @{$report->{failures}};' "$1"
}

# vectors_of NODE FILE: runs the node over the file, adds to $total and $passed, and to $failures.
vectors_of() {
  local node=$1 file=$2
  [ -e "$file" ] || { echo "  $file is missing"; return 1; }
  perl -MJSON::PP -0777 -e '
    binmode STDIN, ":encoding(UTF-8)";
    print JSON::PP->new->utf8->encode({name => $ARGV[0], text => scalar <STDIN>});' \
    "$(basename "$file")" <"$file" >input.json
  ends 0 tntc run "$workflow" --node "$node" -o json --input @input.json || return 1
  printf '%s' "$out" | summary "$node" >report
  read -r more good <report
  total=$((total + more)) passed_vectors=$((passed_vectors + good))
  tail -n +2 report >>failures
}

# kind NAME TOTAL NODE FILES...: all vectors of the files hold but those in known/NAME.
kind() {
  local name=$1 wanted=$2 node=$3 file
  shift 3
  total=0 passed_vectors=0
  : >failures
  for file in "$@"; do
    check "$name: $(basename "$file") is run" vectors_of "$node" "$file"
  done
  echo "# $name: $passed_vectors of $total vectors hold"
  check "$name: there are as many vectors as were counted" equal "$wanted" "$total"
  : >known
  [ ! -e "$workflow/known/$name" ] || grep -v '^#' "$workflow/known/$name" >known || true
  check "$name: all hold but those known not to" diff known failures
}

kind digest 772 digest "$nist"/hashes/SHA1/SHA1{Short,Long}Msg.rsp \
  "$nist"/hashes/SHA2/SHA{256,384,512}{Short,Long}Msg.rsp
kind hmac 25 hmac "$nist"/HMAC/rfc-2202-sha1.txt "$nist"/HMAC/rfc-4231-sha{256,384,512}.txt
kind derivation 13 derivation "$nist"/KDF/rfc-6070-PBKDF2-SHA1.txt \
  "$nist"/KDF/rfc-5869-HKDF-SHA{1,256}.txt "$nist"/KDF/hkdf-generated.txt
kind aes-gcm 47250 aes-gcm "$nist"/ciphers/AES/GCM/gcm{EncryptExtIV,Decrypt}{128,192,256}.rsp
kind aes-blocks 2147 aes-blocks "$nist"/ciphers/AES/CBC/*.rsp "$nist"/ciphers/AES/CTR/*.txt
kind aes-kw 3000 aes-kw "$nist"/keywrap/kwtestvectors/KW_A{D,E}_{128,192,256}.txt
kind rsa-signatures 1120 rsa-signatures \
  "$nist"/asymmetric/RSA/FIPS_186-2/Sig{Gen15_186-2,Gen15_186-3,GenPSS_186-2,GenPSS_186-3,Ver15_186-3,VerPSS_186-3}.rsp
kind rsa-oaep 60 rsa-oaep "$nist"/asymmetric/RSA/pkcs-1v2-1d2-vec/oaep-vect.txt
kind ecdsa 396 ecdsa "$nist"/asymmetric/ECDSA/FIPS_186-3/{PKV,SigGen,SigVer}.rsp
kind ecdh 180 ecdh "$nist"/asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_{init,resp}.fax
kind curve25519 1027 curve25519 "$nist"/asymmetric/Ed25519/sign.input "$nist"/asymmetric/X25519/rfc7748.txt
kind url 687 url "$urls/urltestdata.json"
kind url-setters 198 url-setters "$urls/setters_tests.json"
kind encoding-labels 36 encoding-labels "$labels"
kind encoding-tables 302200 encoding-tables "$indexes"

# Vectors short enough to stand in the nodes themselves.
own() {
  local name=$1 wanted=$2
  check "$name is run" ends 0 tntc run "$workflow" --node "$name" -o json --input '{}'
  printf '%s' "$out" | summary "$name" >report
  echo "# $name: $(head -n 1 report)"
  check "$name: all hold" equal "$wanted $wanted" "$(cat report)"
}

own jose 4
own encoding-faults 42

all_claims_made
