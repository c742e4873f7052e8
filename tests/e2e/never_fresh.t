#!/bin/bash
# Every fault on every kind of request of a run: no verdict moves towards fresh. With -v
# the table of outcomes is printed too, as Markdown; SCENARIOS picks some by a pattern.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need python3 openssl

# certificate FOLDER NAMES [OPTION...]: for a server, by the authority in ca.
certificate() {
    local folder=$1 names=$2
    shift 2
    mkdir -p "$folder"
    printf '%s\n' "subjectAltName=$names" 'extendedKeyUsage=serverAuth' >"$folder/extensions"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
        -keyout "$folder/server.key" -out "$folder/server.csr" -subj '/CN=localhost' &&
        openssl x509 -req -in "$folder/server.csr" -CA ca/ca.pem -CAkey ca/ca.key \
            -extfile "$folder/extensions" -out "$folder/server.pem" "$@"
}
new_ca "$work/ca"
{
    certificate good IP:127.0.0.1 -days 2
    certificate tls-name DNS:elsewhere.example -days 2
    certificate tls-expired IP:127.0.0.1 -days -1
} >certificates.log 2>&1 || bail "no certificates" certificates.log

# A snapshot of the same releases, signed.
today=$(date -u +%FT00:00:00Z)
ago() {
    date -u -d "-$1 days" +%F
}
{
    printf '{"format":"stalemark-releases/1","product":"one","fetched":"%s","complete":true,"releases":[' "$today"
    comma=
    for release in 2.0.0:500 2.0.1:400 2.0.2:300 2.0.3:200 2.0.4:100 2.1.0:60 2.1.1:8; do
        printf '%s{"version":"%s","date":"%s"}' "$comma" "${release%:*}" "$(ago "${release#*:}")"
        comma=,
    done
    echo ']}'
} >releases.jsonl
cat >one.yaml <<'END'
products:
  one: {title: One, role: load-balancer, images: [reg.example/acme/one], version: {scheme: semver, line: minor}, feeds: [{release-data: one}]}
END
openssl genpkey -algorithm ed25519 -out key.pem 2>openssl.log || bail "no Ed25519" openssl.log
openssl pkey -in key.pem -pubout -out snapshot.jsonl.gz.pub
exits 0 stalemark feeds export snapshot.jsonl.gz --sign-key key.pem --offline \
    --releases releases.jsonl --catalog one.yaml || bail "no snapshot" err

# Waiting is most of it: the program's clock is made to run faster.
clock=()
if "${CC:-cc}" -shared -fPIC -D_GNU_SOURCE -o fast_clock.so \
    "$top_srcdir/tests/helper/fast_clock.c" -ldl 2>clock.log; then
    clock=(--clock "$work/fast_clock.so")
fi

status=0
"$e2e_folder/fault_matrix" "$stalemark_program" "$work" "$work/outcomes.md" \
    ${SCENARIOS:+--only "$SCENARIOS"} "${clock[@]}" || status=$?
[ "${1:-}" != -v ] || diag "$(cat outcomes.md)"
exit "$status"
