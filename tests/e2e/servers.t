#!/bin/bash
# The servers that the other tests lean on answer as the real ones do.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
# shellcheck source=tests/e2e/nginx.sh
. "$top_srcdir/tests/e2e/nginx.sh"
need python3 curl jq openssl

# ------------------------------------------------------------------- replay
start_replay upstream --until 2021-04-12 traefik.json
base=http://127.0.0.1:$upstream_port

curl -s "$base/release-data/traefik.json" >answer.json
check "release-data dates 1.7.30" holds answer.json '.versions["1.7.30"].date == "2021-04-08"'
check "what came later is not known" holds answer.json '.versions["2.5.0"] == null'
curl -s -D headers "$base/github/repos/traefik/traefik/releases?per_page=50" >answer.json
check "a page of GitHub has what was asked for" holds answer.json 'length == 50'
check "GitHub links the next page" matches headers 'Link: <http.*page=2.*>; rel="next"'
etag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' headers)
check "an answer that did not change is 304" is 304 "$(curl -s -o unchanged -w '%{http_code}' \
    -H "If-None-Match: $etag" "$base/github/repos/traefik/traefik/releases?per_page=50")"
curl -s "$base/v2/library/traefik/tags/list?n=10" -D headers >answer.json
check "tags come in pages" holds answer.json '.tags | length == 10'
check "the link of tags is relative" matches headers 'Link: </v2/library/traefik/tags/list[?]last='
manners upstream 'GET /v2/ once 7'
check "a manner that happens once happens" is 429 \
    "$(curl -s -o slow -w '%{http_code}' "$base/v2/library/traefik/tags/list")"
check "and then no more" is 200 \
    "$(curl -s -o slow -w '%{http_code}' "$base/v2/library/traefik/tags/list")"
manners upstream 'products truncate'
check "a body can end early" exits 18 curl -s "$base/endoflife/products/traefik"
check "every request was recorded" is 7 "$(asked upstream true)"

# ------------------------------------------------------------------ registries
if command -v docker-registry >/dev/null; then
    new_ca "$work/ca"
    start_registry plain
    check "an image is pushed" push plain library/traefik v1.7.9 v1.7.30
    curl -s "http://127.0.0.1:$plain_port/v2/library/traefik/tags/list" >answer.json
    check "the registry lists its tags" holds answer.json '.tags | sort == ["v1.7.30", "v1.7.9"]'
    check "the registry serves the manifest" is 200 "$(curl -s -o manifest -w '%{http_code}' \
        -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
        "http://127.0.0.1:$plain_port/v2/library/traefik/manifests/v1.7.9")"

    start_password_registry locked "$work/ca" robot 'pass word'
    push locked apps/one 1.0.0
    locked=https://127.0.0.1:$locked_port/v2/apps/one/tags/list
    check "without a password nothing is listed" is 401 \
        "$(curl -s --cacert ca/ca.pem -o refused -w '%{http_code}' "$locked")"
    check "with it the tags are" is 200 \
        "$(curl -s --cacert ca/ca.pem -u 'robot:pass word' -o given -w '%{http_code}' "$locked")"

    start_token_registry tokens "$work/ca" robot secret
    push tokens apps/two 2.0.0
    tokens=https://127.0.0.1:$tokens_port/v2/apps/two/tags/list
    curl -s --cacert ca/ca.pem -D headers -o refused "$tokens"
    check "the registry names its token server" matches headers \
        "Bearer realm=\"https://127.0.0.1:$tokens_realm_port/token\".*scope=\"repository:apps/two:pull\""
    token=$(curl -s --cacert ca/ca.pem -u robot:secret \
        "https://127.0.0.1:$tokens_realm_port/token?service=stalemark-registry&scope=repository:apps/two:pull" |
        jq -r .token)
    check "its token opens the repository" is 200 "$(curl -s --cacert ca/ca.pem \
        -H "Authorization: Bearer $token" -o given -w '%{http_code}' "$tokens")"
else
    skip "docker-registry is not installed" "the reference registry answers"
fi

# ------------------------------------------------------------------------ nginx
if command -v nginx >/dev/null && command -v fcgiwrap >/dev/null; then
    start_nginx web
    echo '{"format":"stalemark-releases/1"}' >web/www/feed.json
    check "nginx gives a validator" contains <(curl -si "http://127.0.0.1:$web_port/feed.json") "ETag:"
    git_repository web thing.git v1.0.0 v1.1.0
    check "git lists the tags over protocol 2" contains \
        <(git -c protocol.version=2 ls-remote "http://127.0.0.1:$web_port/git/thing.git") refs/tags/v1.1.0
else
    skip "nginx or fcgiwrap is not installed" "nginx and git answer"
fi

done_testing
