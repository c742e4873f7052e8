#!/bin/bash
# Which feeds are asked, and whether they answer.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
need jq python3

# --------------------------------------------------------------------------- list
# of_schema SCHEMA FILE WHAT
of_schema() {
    if has_schemas; then
        check "$3 keeps to its schema" keeps_to "$1" "$2"
    else
        skip "python3-jsonschema is not installed" "$3 keeps to its schema"
    fi
}

check "the feeds of a product" exits 0 stalemark feeds list traefik
check "with what they are asked about and what they tell" \
    matches out '^ +github +traefik/traefik +\(releases, dates, marks\)$'
check "as JSON" exits 0 stalemark feeds list traefik -o json
check "in the order of the catalogue" holds out \
    '.products[0] | .product == "traefik"
        and [.feeds[].feed] == ["registry", "github", "release-data", "endoflife"]
        and .feeds[0].about == "docker.io/library/traefik" and .feeds[0].tells == ["tags"]'
check "of all the catalogue" exits 0 stalemark feeds list -o json
of_schema feeds-list out "the list of all the catalogue"
check "which says what it is" holds out \
    '.schema_version == "1.0" and .tool.name == "stalemark" and .generated_at'
check "each product once, in order" holds out \
    '(.products | length) > 500 and ([.products[].product] | . == (unique | sort))'
check "of what runs" exits 0 stalemark feeds list -o json \
    --image ghcr.io/traefik/traefik:v2.4.8
of_schema feeds-list out "the list of what runs"
check "with the repository that runs" holds out '(.products | length) == 1
    and any(.products[0].feeds[]; .about == "ghcr.io/traefik/traefik")'
check "a product that is none" exits 2 stalemark feeds list traefic
check "has a hint" contains err "did you mean 'traefik'?"

# --------------------------------------------------------------------------- test
start_replay upstream traefik.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
check "feeds that answer" exits 0 stalemark feeds test traefik --policy policy.yaml
check "each is a line with its time and its requests" \
    matches out '^ok +[0-9]+ ms +1 +release-data +traefik$'
check "GitHub without a token tells a part" matches out '^partly +[0-9]+ ms +1 +github '
check "and what is left of its limit" matches out '^ +55 of 60 until 20[^ ]*Z requests left$'
check "and of Docker Hub's pulls, which looking at one does not count" matches out '^ +76 of 100 manifest requests left$'
check "four were asked" is 4 "$(grep -c ' ms ' out)"
check "as JSON" exits 0 stalemark feeds test traefik --policy policy.yaml -o json
of_schema feeds-test out "the test"
check "each feed with what it is asked for and told" holds out '
    .summary == {complete: 3, partial: 1, failed: 0}
    and [.feeds[] | [.feed, .about, .state]] == [
        ["registry", "docker.io/library/traefik", "complete"],
        ["github", "traefik/traefik", "partial"],
        ["release-data", "traefik", "complete"], ["endoflife", "traefik", "complete"]]
    and all(.feeds[]; .products == ["traefik"] and .requests >= 1 and .elapsed_ms >= 0)
    and all(.feeds[]; (.failure != null) == (.state != "complete"))
    and .feeds[1].tells == ["releases", "dates", "marks"]'
check "with what is left of limits" holds out '
    (.feeds[0].budget | .of == "manifests" and .left == 76 and .limit == 100 and (.low | not))
    and (.feeds[1].budget | .of == "requests" and .left < 60 and .limit == 60
        and (.resets | fromdateiso8601) > 0)
    and .feeds[2].budget == null'
forget_requests upstream
check "again" exits 0 stalemark feeds test traefik --policy policy.yaml
check "they are asked though an answer is stored" test "$(asked upstream true)" -ge 4
check "without validators" is 0 \
    "$(asked upstream '.headers["if-none-match"] or .headers["if-modified-since"]')"

manners upstream 'GET /endoflife/.* status 404' 'GET /github/.* limited'
check "one that fails is enough" exits 3 stalemark feeds test traefik --policy policy.yaml
check "it is told in words" contains out "HTTP 404: there is nothing of that name"
check "a used-up limit too" contains out "the rate limit is used up"
check "the others still answer" matches out '^ok +[0-9]+ ms +1 +release-data '
check "a program is told the same" exits 3 \
    stalemark feeds test traefik --policy policy.yaml -o json
of_schema feeds-test out "a test that failed"
check "which feeds failed, and why" holds out '.summary.failed == 2
    and [.feeds[] | select(.state == "failed") | .feed] == ["github", "endoflife"]
    and all(.feeds[] | select(.state == "failed"); .failure | startswith("HTTP "))'
manners upstream
check "a form that is none" exits 2 stalemark feeds test traefik -o yaml

if unshare -rn true 2>/dev/null; then
    check "without a product one feed of each kind and server is asked" \
        exits 3 unshare -rn "$stalemark_program" feeds test
    grep -c ' ms ' out >count
    check "not all of them" test "$(cat count)" -lt 100
    check "more than one" test "$(cat count)" -gt 5
    check "one of GitHub's" is 1 "$(grep -c ' github  ' out)"
else
    skip "network namespaces are not allowed here" "one feed of each kind and server"
fi

done_testing
