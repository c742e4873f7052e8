#!/bin/bash
# Snapshots: exported, signed, verified, audited from without any network; refused when
# changed, expired, unsigned or signed by somebody else.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
need jq openssl python3

incident=$top_srcdir/contrib/incident-2021
cluster=(-f "$incident/cluster.yaml" --kubernetes-version 1.19.9 --as-of 2021-04-12)
openssl genpkey -algorithm ed25519 -out key.pem 2>openssl.log || bail "no Ed25519" openssl.log
openssl pkey -in key.pem -pubout -out key.pub
openssl genpkey -algorithm ed25519 -out other.pem
openssl pkey -in other.pem -pubout -out other.pub

# resign FILE: as its owner would sign it.
resign() {
    openssl pkeyutl -sign -rawin -inkey key.pem -in "$1" -out "$1.sig"
}

# with_header FILE FILTER: writes FILE from the good one with another first line.
with_header() {
    {
        zcat all.jsonl.gz | head -n 1 | jq -c "$2"
        zcat all.jsonl.gz | tail -n +2
    } | gzip -n >"$1"
    resign "$1"
}

# ------------------------------------------------------------------------- export
check "what release files say is exported" exits 0 \
    stalemark feeds export all.jsonl.gz --sign-key key.pem --offline \
    --releases "$incident/releases.jsonl"
check "with the number of products" matches out '^all.jsonl.gz: 5 of [0-9]+ products, '
check "openssl takes the signature for right" exits 0 openssl pkeyutl -verify -rawin \
    -pubin -inkey key.pub -in all.jsonl.gz -sigfile all.jsonl.gz.sig
check "it is 64 bytes" is 64 "$(stat -c %s all.jsonl.gz.sig)"
zcat all.jsonl.gz >all.jsonl
check "the first line is the header" holds <(head -n 1 all.jsonl) \
    '.format == "stalemark-releases/1" and .count == 5 and (.policy_sha256 | length) == 64
        and (.expires | fromdate) - (.generated | fromdate) == 30 * 86400'
check "one line for each product" is 5 "$(tail -n +2 all.jsonl | jq -s 'map(.product) | unique | length')"
check "with releases, lines and tags as they were" holds <(jq -s . all.jsonl) \
    '.[] | select(.product == "traefik") | .complete and .fetched == "2021-04-12T00:00:00Z"
        and (.releases | length) > 60 and (.tags["docker.io/library/traefik"].complete)
        and (.releases[] | select(.version | test("^v?1.7.30$")) | .date) == "2021-04-08"'
check "what release files are for" exits 0 stalemark audit "${cluster[@]}" \
    --releases all.jsonl --offline -o json=plain.json

# ------------------------------------------------------------------------- verify
signed=(--snapshot all.jsonl.gz --snapshot-key key.pub)
check "the program takes it for right too" \
    exits 0 stalemark feeds verify all.jsonl.gz --snapshot-key key.pub
check "and says so" contains out "all.jsonl.gz: the signature is right"

# A network namespace with nothing in it, not even loopback.
if unshare --map-root-user --net true 2>unshare.err; then
    alone() {
        unshare --map-root-user --net "$stalemark_program" "$@"
    }
    check "without any network it is verified" exits 0 alone feeds verify all.jsonl.gz --snapshot-key key.pub
    for name in one two; do
        check "and audited from ($name)" exits 0 alone audit "${cluster[@]}" "${signed[@]}" -o "json=$name.json"
    done
    check "with the same report, byte for byte" same one.json two.json
    check "which is not empty" holds one.json '.summary.stale > 0 and .summary.feeds_failed == 0'
else
    skip "no network namespaces here: $(head -n 1 unshare.err)" "an audit without any network"
fi

check "another key does not fit" \
    exits 3 stalemark feeds verify all.jsonl.gz --snapshot-key other.pub
check "which is told" contains err "signed by another key than that in other.pub"
check "a key that is none is a usage error" \
    exits 2 stalemark feeds verify all.jsonl.gz --snapshot-key all.jsonl
check "without a key it says what to do" exits 2 stalemark feeds verify all.jsonl.gz
check "in words" contains err "--snapshot-unsigned"

# -------------------------------------------------------------------------- audit
check "an audit from it" exits 0 stalemark audit "${cluster[@]}" "${signed[@]}" -o json=first.json
stalemark audit "${cluster[@]}" --releases "$incident/releases.jsonl" --offline \
    -o json=files.json >out 2>err
verdicts='[.findings[] | del(.evidence)], .summary.stale'
check "gives the verdicts that the files give" is \
    "$(jq -c "$verdicts" files.json)" "$(jq -c "$verdicts" first.json)"
check "with the load balancer stale" holds first.json \
    '.findings[0] | .product == "traefik" and .status == "stale" and .recommended == "1.7.30"'
check "evidence names the snapshot" holds first.json \
    'any(.findings[0].evidence[]; .feed | test("all.jsonl.gz"))'
sleep 1.1
check "again" exits 0 stalemark audit "${cluster[@]}" "${signed[@]}" -o json=second.json
check "byte for byte" same first.json second.json
check "as of today too" exits 0 stalemark audit -f "$incident/cluster.yaml" \
    --as-of "$(date -u +%F)" "${signed[@]}" -o json=first.json
sleep 1.1
check "twice" exits 0 stalemark audit -f "$incident/cluster.yaml" \
    --as-of "$(date -u +%F)" "${signed[@]}" -o json=second.json
check "byte for byte, for such a run is not recorded" same first.json second.json
check "and nothing old is fresh" is 0 "$(jq .summary.fresh first.json)"

if unshare -rn true 2>/dev/null; then
    # shellcheck disable=SC2016
    check "without any network" exits 0 unshare -rn "$stalemark_program" audit \
        "${cluster[@]}" "${signed[@]}" -o json=alone.json
    stalemark audit "${cluster[@]}" "${signed[@]}" -o json=first.json >out 2>err
    check "the same bytes" same first.json alone.json
else
    skip "network namespaces are not allowed here" "without any network"
fi

check "the gate" exits 1 stalemark gate "${cluster[@]}" "${signed[@]}"
check "explain" exits 0 stalemark explain traefik "${cluster[@]}" "${signed[@]}"
check "releases" exits 0 stalemark releases traefik "${signed[@]}" -o json
check "from the snapshot alone" holds out '[.feeds[].feed] | unique == ["file"]'
check "backtest" exits 0 stalemark backtest --since 2021-04-01 --until 2021-04-14 \
    -f "$incident/cluster.yaml" "${signed[@]}"
check "what it does not have is unknown" exits 0 stalemark audit --image redis:7.2.0 \
    --as-of 2021-04-12 "${signed[@]}" --image traefik:v2.4.8 -o json=lacks.json
check "and says why" holds lacks.json '.findings[] | select(.product == "redis")
    | .status == "unknown" and .reasons == ["feed-failed"]'
check "in the errors" holds lacks.json \
    'any(.errors[]; .message == "the snapshot does not have it")'

cat >policy.yaml <<'END_OF_POLICY'
version: 1
cases:
  - {image: "traefik:v1.7.9", as_of: 2021-04-12, snapshot: all.jsonl.gz, status: stale, recommended: 1.7.30}
END_OF_POLICY
check "cases of a policy" exits 0 stalemark policy test policy.yaml

# ------------------------------------------------------------------------ refusals
audit_from() {
    stalemark audit "${cluster[@]}" --snapshot "$@"
}
check "it must be said what is trusted" exits 2 audit_from all.jsonl.gz
check "one way or the other" exits 2 audit_from all.jsonl.gz --snapshot-key key.pub --snapshot-unsigned
check "a key for nothing" exits 2 stalemark audit "${cluster[@]}" --snapshot-key key.pub

cp all.jsonl.gz changed.jsonl.gz
cp all.jsonl.gz.sig changed.jsonl.gz.sig
printf '\377' | dd of=changed.jsonl.gz bs=1 seek=500 conv=notrunc 2>dd.log
check "a changed file is refused" exits 3 audit_from changed.jsonl.gz --snapshot-key key.pub
check "before it is read" contains err "the signature is not right"
check "unsigned it is still no whole gzip file" \
    exits 3 audit_from changed.jsonl.gz --snapshot-unsigned

cp all.jsonl.gz unsigned.jsonl.gz
check "an unsigned file is refused" exits 3 audit_from unsigned.jsonl.gz --snapshot-key key.pub
check "as that" contains err "it is not signed"
check "unless told otherwise" exits 0 audit_from unsigned.jsonl.gz --snapshot-unsigned

with_header expired.jsonl.gz '.expires = "2021-04-11T00:00:00Z"'
check "an expired file is refused" exits 3 audit_from expired.jsonl.gz --snapshot-key key.pub
check "with the time" contains err "it expired at 2021-04-11T00:00:00Z"
check "by verify too" exits 3 stalemark feeds verify expired.jsonl.gz --snapshot-key key.pub
check "of a day on which it was good it is not expired" exits 0 stalemark audit \
    -f "$incident/cluster.yaml" --as-of 2021-04-10 --snapshot expired.jsonl.gz \
    --snapshot-key key.pub
with_header count.jsonl.gz '.count = 6'
check "a file that lost lines is refused" exits 3 audit_from count.jsonl.gz --snapshot-key key.pub
check "with both numbers" contains err "it holds 5 records, its header says 6"
with_header headless.jsonl.gz 'del(.expires)'
check "a header must say when it expires" exits 3 audit_from headless.jsonl.gz --snapshot-key key.pub
check "it names the line" contains err "line 1, the header of a snapshot: 'expires' is missing"
check "a file that is not there" exits 2 audit_from nowhere.jsonl.gz --snapshot-key key.pub

check "an export without a key" exits 0 stalemark feeds export all.jsonl.gz --offline \
    --releases "$incident/releases.jsonl" traefik
check "leaves no old signature behind" test ! -e all.jsonl.gz.sig
check "without anything known nothing is written" \
    exits 3 stalemark feeds export none.jsonl.gz --offline traefik
check "no file" test ! -e none.jsonl.gz

# ------------------------------------------------------- live feeds, and by a server
start_replay upstream --until 2021-12-31 traefik.json
{ echo 'version: 1'; endpoints upstream; } >policy.yaml
check "live feeds are exported" exits 0 stalemark feeds export live.jsonl.gz traefik \
    --policy policy.yaml --sign-key key.pem
check "without a token GitHub tells a part only" \
    matches err '1 of 4 feeds did not tell all'
check "so the dates are not called complete, the tags and lines are" \
    holds <(zcat live.jsonl.gz | tail -n 1) '(.complete | not) and .lines_complete
        and .tags["docker.io/library/traefik"].complete'
live=(--image traefik:v1.7.9 --image traefik:v2.4.8 --policy policy.yaml)
stalemark audit "${live[@]}" -o json=live.json >out 2>err
verdicts='[.findings[] | {image, status, reasons, patch, minor, major, due, recommended, target, line_end}]'
forget_requests upstream
check "an audit from it needs none of them" exits 0 stalemark audit "${live[@]}" \
    --snapshot live.jsonl.gz --snapshot-key key.pub -o json=from.json
check "nothing was asked" is 0 "$(asked upstream true)"
check "and says what the live feeds say" is \
    "$(jq -c "$verdicts" live.json)" "$(jq -c "$verdicts" from.json)"

manners upstream 'GET /endoflife/.* status 500' 'GET /v2/.* status 500'
forget_all
check "feeds that fail are told" exits 0 stalemark feeds export partly.jsonl.gz traefik \
    --policy policy.yaml
check "by number" matches err '[0-9] of [0-9] feeds did not tell all'
check "what they would have told is not there" holds <(zcat partly.jsonl.gz | tail -n 1) \
    '(has("lines") | not) and (has("tags") | not) and (.releases | length) > 0'
stalemark audit --image traefik:v2.4.8 --policy policy.yaml --as-of 2021-04-12 \
    --snapshot partly.jsonl.gz --snapshot-unsigned -o json=partly.json >out 2>err
check "and nothing is fresh by it" is 0 "$(jq .summary.fresh partly.json)"

mkdir site
cp live.jsonl.gz live.jsonl.gz.sig site
port=$(free_port)
serve site python3 -m http.server --bind 127.0.0.1 --directory site "$port"
ready 10 "$server_pid" bash -c ": >/dev/tcp/127.0.0.1/$port" || bail "no server" site.log
url=http://127.0.0.1:$port/live.jsonl.gz
check "by URL" exits 0 stalemark audit "${live[@]}" --snapshot "$url" \
    --snapshot-key key.pub -o json=url.json
check "the same verdicts" is \
    "$(jq -c "$verdicts" live.json)" "$(jq -c "$verdicts" url.json)"
check "without a key plain HTTP is refused" exits 3 stalemark audit "${live[@]}" \
    --snapshot "$url" --snapshot-unsigned
check "a server that lacks it" exits 3 stalemark feeds verify "$url.x?token=secret" \
    --snapshot-key key.pub
check "is told without its query" lacks err secret
check "with what it said" contains err "the server answered 404"

done_testing
