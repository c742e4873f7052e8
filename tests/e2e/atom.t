#!/bin/bash
# Atom and RSS feeds, served by nginx: a part of what there is, never the whole.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
# shellcheck source=tests/e2e/nginx.sh
. "$e2e_folder/nginx.sh"
need jq python3 nginx fcgiwrap

feed() {
    jq -rc ".feeds[] | select(.feed == \"atom\") | $1" out
}

versions() {
    jq -c '[.releases[].version]' out
}

# entry TITLE LINK
entry() {
    echo "<entry><id>$2</id><title>$1</title><link href=\"$2\"/>" \
        "<published>2026-03-02T08:00:00Z</published></entry>"
}

start_nginx web
{
    echo '<feed xmlns="http://www.w3.org/2005/Atom">'
    entry 'Spring' https://forge.example/acme/thing/releases/tag/v2.13.1
    entry 'Thing 2.13.0' https://news.example/17
    entry 'Thing 2.12.0 replaces 2.11.9' https://news.example/18
    entry 'A new controller' https://news.example/controller-4.5.6
    echo '</feed>'
} >web/www/releases.atom
echo '<!DOCTYPE html><title>Log in</title>' >web/www/portal
printf '%s\n' 'version: 1' "endpoints: {atom: 'http://127.0.0.1:$web_port'}" >policy.yaml
{
    echo 'products:'
    product thing 'feeds: [{atom: "https://news.example/releases.atom?format=atom"}]'
    product controller 'prefix: [controller-]' 'feeds: [{atom: "https://news.example/releases.atom"}]'
    product portal 'feeds: [{atom: "https://news.example/portal"}]'
} >atom.yaml
common=(--catalog atom.yaml --policy policy.yaml -o json)

check "a feed of releases" exits 0 stalemark releases thing "${common[@]}"
check "tells what its links and titles name" is '["2.13.0","2.13.1"]' "$(versions)"
check "with days" is 2026-03-02 \
    "$(jq -r '.releases[] | select(.version == "2.13.1") | .date' out)"
check "and is never whole" is partial "$(feed .state)"
check "it says why" is 'such a feed shows its newest entries only' "$(feed .failure)"
check "the next run asks for changes only" exits 0 stalemark releases thing "${common[@]}"
check "from the store" matches web/access.log '^GET /releases.atom[?]format=atom 304 '
check "the same" is '["2.13.0","2.13.1"]' "$(versions)"
check "versions are read as the product writes them" \
    exits 0 stalemark releases controller "${common[@]}"
check "with its prefix" is '["4.5.6"]' "$(versions)"
check "a web page" exits 3 stalemark releases portal "${common[@]}"
check "is no feed" matches out 'it is a web page'

check "the newest of a feed alone" exits 3 stalemark gate --image registry.example/thing:2.13.1 \
    --catalog atom.yaml --policy policy.yaml
check "is never fresh" contains out '0 stale, 0 due, 1 unknown'

done_testing
