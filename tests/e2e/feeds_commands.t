#!/bin/bash
# Which feeds are asked, and whether they answer.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
need jq python3

# --------------------------------------------------------------------------- list
check "the feeds of a product" exits 0 stalemark feeds list traefik
check "with what they are asked about and what they tell" \
    matches out '^ +github +traefik/traefik +\(releases, dates, marks\)$'
check "as JSON" exits 0 stalemark feeds list traefik -o json
check "in the order of the catalogue" holds out \
    '.products[0] | .product == "traefik"
        and [.feeds[].feed] == ["registry", "github", "release-data", "endoflife"]
        and .feeds[0].about == "docker.io/library/traefik" and .feeds[0].tells == ["tags"]'
check "of all the catalogue" exits 0 stalemark feeds list -o json
check "each product once, in order" holds out \
    '(.products | length) > 500 and ([.products[].product] | . == (unique | sort))'
check "of what runs" exits 0 stalemark feeds list -o json \
    --image ghcr.io/traefik/traefik:v2.4.8
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
manners upstream

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
