#!/bin/bash
# The second run asks with validators; --cache-ttl and --offline ask nothing.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

start_replay upstream traefik.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
audit() {
    stalemark audit --image traefik:v1.7.9 --policy policy.yaml --as-of 2021-04-12 \
        -o "json=$1" "${@:2}"
}
manners upstream 'GET /endoflife modified' 'GET /v2/ no-validators'

check "the first run asks" exits 0 audit first.json
first=$(asked upstream true)
check "once for each answer" is 0 \
    "$(jq -s 'group_by(.path) | map(select(length > 1)) | length' upstream.record)"
check "more than one feed" test "$first" -ge 4
check "without validators" is 0 \
    "$(asked upstream '.headers["if-none-match"] or .headers["if-modified-since"]')"
check "by our own name" is "$first" \
    "$(asked upstream '.headers["user-agent"] | test("^stalemark/")')"

forget_requests upstream
check "the second run asks again" exits 0 audit second.json
check "with the ETag wherever there was one" is 0 \
    "$(asked upstream '(.path | test("^/(github|release-data)/")) and .headers["if-none-match"] == null')"
check "with the date where there was only that" is 0 \
    "$(asked upstream '(.path | test("^/endoflife/")) and .headers["if-modified-since"] == null')"
check "they were answered 304" test "$(asked upstream '.status == 304')" -ge 3
check "with neither it asks plainly" is 0 \
    "$(asked upstream '(.path | test("^/v2/")) and (.headers["if-none-match"] or .headers["if-modified-since"])')"
check "the verdict is the same" is "$(jq -c '.findings[0] | del(.evidence)' first.json)" \
    "$(jq -c '.findings[0] | del(.evidence)' second.json)"

forget_requests upstream
check "younger than --cache-ttl nothing is asked" exits 0 audit third.json --cache-ttl 1h
check "nothing" is 0 "$(asked upstream true)"
check "with --offline neither" exits 0 audit fourth.json --offline
check "nothing at all" is 0 "$(asked upstream true)"
check "and the verdict stands" is stale "$(jq -r '.findings[0].status' fourth.json)"

# What one server said for a registry is not what another one says for it.
cat >other.yaml <<'END'
version: 1
endpoints: {docker.io: "http://127.0.0.1:1", github: "http://127.0.0.1:1", endoflife: "http://127.0.0.1:1", release-data: "http://127.0.0.1:1"}
END
check "another policy's servers are others" exits 3 stalemark audit --image traefik:v1.7.9 \
    --policy other.yaml --as-of 2021-04-12 -o json=other.json
check "what the first ones said is not theirs" holds other.json \
    '.findings[0].status == "unknown" and (.findings[0].evidence | all(.fact | contains("stored") | not))'

forget_all
stalemark audit --image traefik:v2.4.8 --policy policy.yaml --as-of 2021-04-12 --offline \
    -o json=fifth.json >out 2>err
check "offline without a store nothing is fresh" holds fifth.json \
    '.findings[0].status == "unknown"'
check "and nothing was asked" is 0 "$(asked upstream true)"

check "a store that cannot be made is no end" \
    env XDG_CACHE_HOME=/proc/nowhere XDG_STATE_HOME=/proc/nowhere \
    "$stalemark_program" images --image traefik:v1.7.9

# ---------------------------------------------------------------- odd registries
forget_all
forget_requests upstream
manners upstream 'GET /v2/ page 50'
check "pages by relative links are followed" exits 0 audit pages.json
check "to the end" test "$(asked upstream '.path | test("^/v2/.*last=")')" -ge 4
check "all the tags were seen" holds pages.json '.findings[0].recommended == "1.7.30"'
forget_all
manners upstream 'GET /v2/ page 50' 'GET /v2/ absolute'
check "absolute links too" exits 0 audit absolute.json
check "with the same verdict" holds absolute.json '.findings[0].recommended == "1.7.30"'
forget_all
manners upstream 'GET /v2/ once 1'
check "a 429 is waited out" exits 0 audit slow.json
check "and asked again" holds slow.json '.findings[0].recommended == "1.7.30"'

done_testing
