#!/bin/bash
# What the feeds say of a product, live, from the store and from files.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
# shellcheck source=tests/e2e/nginx.sh
. "$e2e_folder/nginx.sh"
# shellcheck source=tests/e2e/registry.sh
. "$e2e_folder/registry.sh"
need jq python3 nginx fcgiwrap git

incident=$top_srcdir/contrib/incident-2021/releases.jsonl

# line NAME FILTER: of the line of that name in the answer of -o json.
line() {
    jq -c ".lines[] | select(.line == \"$1\") | $2" out
}

# feed NAME FILTER: the same of a feed.
feed() {
    jq -rc ".feeds[] | select(.feed == \"$1\") | $2" out
}

# ------------------------------------------------------------- a release file alone
offline=(--releases "$incident" --offline --as-of 2021-04-12)
check "a release file is enough" exits 0 stalemark releases traefik "${offline[@]}"
check "the table shows the newest of a line" \
    matches out '^ *1\.7 +2018-09-24 +1\.7\.30 +2021-04-08 +31 '
check "it says where that is from" contains out 'file '
check "the same as JSON" exits 0 stalemark releases traefik "${offline[@]}" -o json
check "lines, newest first" is '["2.4","2.3"]' "$(jq -c '[.lines[:2][].line]' out)"
check "feeds that the file stands in for are not missed" is 0 \
    "$(jq '[.feeds[] | select(.state == "failed")] | length' out)"
check "with a source the line that runs is told" \
    exits 0 stalemark releases traefik "${offline[@]}" -f "$top_srcdir/contrib/incident-2021/cluster.yaml"
check "beside its end" matches out '^ *1\.7 .*; 1\.7\.9 runs$'
check "and as JSON" exits 0 stalemark releases traefik:v2.4.8 "${offline[@]}" -o json
check "an image has its own" is '["2.4.8"]' "$(jq -c '.lines[] | select(.line == "2.4") | .running' out)"
check "what came later did not exist" \
    exits 0 stalemark releases traefik --releases "$incident" --offline --as-of 2020-01-01 -o json
check "on an earlier day 1.7.20 was the newest" is '"1.7.20"' "$(line 1.7 .newest)"

printf '%s\n' '{"format":"stalemark-releases/1","product":"traefik","releases":[{}]}' >bad.jsonl
check "a bad release file is a usage error" \
    exits 2 stalemark releases traefik --releases bad.jsonl --offline
check "it names file, line and entry" \
    contains err "bad.jsonl:1: traefik: entry 1 of 'releases': 'version' is missing"
check "without anything to read nothing is known" exits 3 stalemark releases traefik --offline
check "each feed says that it was not asked" \
    contains out 'not asked: --offline and no stored answer'
check "a product that is none" exits 2 stalemark releases traefic --offline
check "has a hint" contains err "did you mean 'traefik'?"
check "a day to come is refused" exits 2 stalemark releases traefik --offline --as-of 2999-01-01

# ------------------------------------------------------------------------ live feeds
start_replay upstream --until 2021-12-31 traefik.json
{ echo 'version: 1'; endpoints upstream; } >policy.yaml
live=(--policy policy.yaml -o json)
check "live feeds are asked" exits 0 stalemark releases traefik "${live[@]}"
check "all answer" is 0 "$(jq '[.feeds[] | select(.state == "failed")] | length' out)"
check "with the day of publication" is '"2021-04-08"' \
    "$(jq -c '.releases[] | select(.version == "1.7.30") | .date' out)"
check "an end comes from endoflife.date" is '"2021-08-17"' "$(line 2.4 .end)"
check "a release that was never pushed is one all the same" is true \
    "$(jq -c '.releases[] | select(.version == "1.7.27") | .published' out)"
check "only the first page of GitHub is asked without a token" \
    is 1 "$(asked upstream '.path | startswith("/github/")')"
check "which makes it partial" is partial "$(feed github .state)"
check "and says what helps" matches out 'GITHUB_TOKEN'
cp out first.json

forget_requests upstream
check "the next run asks for changes only" exits 0 stalemark releases traefik "${live[@]}"
check "every feed was not modified" is 0 "$(asked upstream '.status != 304')"
check "and says the same" is "$(jq -c '[.lines, .releases]' first.json)" \
    "$(jq -c '[.lines, .releases]' out)"

forget_requests upstream
check "young answers are not asked for again" \
    exits 0 stalemark releases traefik "${live[@]}" --cache-ttl 1h
check "at all" is 0 "$(asked upstream true)"
check "offline neither" exits 0 stalemark releases traefik "${live[@]}" --offline
check "and stored answers say so" is true "$(feed endoflife .stored)"
check "no request left" is 0 "$(asked upstream true)"

manners upstream 'GET /endoflife html'
check "a web page instead of an answer" exits 0 stalemark releases traefik "${live[@]}"
check "is a failure" is 'the answer is a web page, not JSON' "$(feed endoflife .failure)"
check "that the stored answer makes good" is '"2021-08-17"' "$(line 2.4 .end)"
check "and is marked" is true "$(feed endoflife .stored)"

manners upstream 'GET /github/ limited'
check "a used-up rate limit" exits 0 stalemark releases traefik "${live[@]}"
check "is told with the time of its end" \
    matches out 'the rate limit is used up \(60 requests\) until [0-9]{4}-[0-9-]+T'

forget_all
forget_requests upstream
manners upstream 'GET /github/ limited'
cat >moved.yaml <<'END'
products:
  moved:
    title: Moved
    role: other
    images: [registry.example/moved]
    version: {scheme: semver, line: minor}
    feeds: [{github: containous/traefik}]
END
manners upstream
check "a repository under its old name" \
    exits 0 stalemark releases moved --catalog moved.yaml --policy policy.yaml
check "answers with the new one" contains out "github containous/traefik, now traefik/traefik: partial"
check "for programs too" exits 0 stalemark releases moved --catalog moved.yaml "${live[@]}"
check "by name" holds out '.feeds | any(.feed == "github" and .moved_to == "traefik/traefik")'

forget_all
forget_requests upstream
manners upstream 'GET /github/ limited'
for product in one two three four five six seven eight nine ten eleven twelve; do
    cat <<END
  $product:
    title: $product
    role: other
    images: [registry.example/$product]
    version: {scheme: semver, line: minor}
    feeds: [{github: "acme/$product"}]
END
done | { echo products:; cat; } >many.yaml
images=()
for product in one two three four five six seven eight nine ten eleven twelve; do
    images+=(--image "registry.example/$product:1.0.0")
done
check "a dozen products of a limited API" \
    exits 3 stalemark audit --catalog many.yaml --policy policy.yaml "${images[@]}" \
    -o json=limited.json
check "say once what they all say" holds limited.json '.errors | length <= 4'
check "and how many they are" holds limited.json \
    '.errors | any(.about | test("^feed github acme/[a-z]+ and [0-9]+ more$"))'
check "do not knock on after it said so" \
    test "$(asked upstream '.path | startswith("/github/")')" -le 8

forget_all
forget_requests upstream
manners upstream 'GET /github/ retry-after 1800'
check "as 429, too" \
    exits 3 stalemark audit --catalog many.yaml --policy policy.yaml "${images[@]}" \
    -o json=limited.json
check "it is told with the time of its end and what helps" holds limited.json \
    '.errors | any(.message | test("HTTP 429: the rate limit is used up until .*GITHUB_TOKEN"))'
check "once for all" holds limited.json '.errors | length <= 4'
check "and nobody knocks on" \
    test "$(asked upstream '.path | startswith("/github/")')" -le 8

forget_all
manners upstream 'GET /release-data truncate' 'GET /endoflife empty' 'GET /v2/ status 500'
check "broken answers end nothing" exits 0 stalemark releases traefik "${live[@]}"
check "a cut answer has failed" is failed "$(feed release-data .state)"
check "an empty one too" is 'the answer is empty' "$(feed endoflife .failure)"
check "a failing registry too" is failed "$(feed registry .state)"
manners upstream
check "nothing of them was stored" exits 0 stalemark releases traefik "${live[@]}"
check "the next run has all" is 0 "$(jq '[.feeds[] | select(.state == "failed")] | length' out)"

# ------------------------------------------------------------------ pages and tokens
forget_all
forget_requests upstream
echo "http://127.0.0.1:$upstream_port s3cret-t0ken" >tokens
export STALEMARK_TOKEN_FILE=$work/tokens
manners upstream 'GET /github/ page 30'
check "with a token all pages are asked for" exits 0 stalemark releases traefik "${live[@]}"
check "one after the other" is 5 "$(asked upstream '.path | startswith("/github/")')"
check "the whole list is there" is complete "$(feed github .state)"
check "the token went along" is 5 \
    "$(asked upstream '.headers.authorization == "Bearer s3cret-t0ken"')"
check "and is stored nowhere" nothing grep -rlF s3cret-t0ken "$HOME" out err
forget_requests upstream
check "stored pages are walked again" exits 0 stalemark releases traefik "${live[@]}" --offline
check "whole" is complete "$(feed github .state)"
manners upstream 'GET /github/.*page=4 status 404' 'GET /github/ page 30'
forget_all
check "a page that fails" exits 0 stalemark releases traefik "${live[@]}"
check "leaves a partial list" is partial "$(feed github .state)"
unset STALEMARK_TOKEN_FILE
manners upstream

# ------------------------------------------------------------------ lists that shrink
forget_all
check "a run that knows all" exits 0 stalemark releases traefik "${live[@]}"
stop "$upstream_pid"
rm upstream.port
start_replay upstream --until 2021-03-01 traefik.json
{ echo 'version: 1'; endpoints upstream; } >policy.yaml
check "and one whose feeds went back" exits 0 stalemark releases traefik "${live[@]}"
check "the shorter tag list is not whole" is partial "$(feed registry .state)"
check "nor is the shorter list of releases" is partial "$(feed release-data .state)"
check "it says what is gone" matches out '[0-9]+ versions that it had are gone, such as 2\.'
check "the next day it is still so" exits 0 stalemark releases traefik "${live[@]}"
check "as long as it is short" is partial "$(feed registry .state)"

# -------------------------------------------------------------------- images, git, file
check "an image of a product asks for the product" \
    exits 0 stalemark releases docker.io/library/traefik:v1.7.9 "${live[@]}"
check "by its name" is traefik "$(jq -r .product out)"
check "an image of no product asks its registry" \
    exits 3 stalemark releases "127.0.0.1:$upstream_port/team/app:1.0" "${live[@]}"
check "which does not know it" is failed "$(feed registry .state)"

# ------------------------------------------------------- the reference registry, by TLS
if command -v docker-registry >/dev/null; then
    new_ca ca
    start_token_registry private "$work/ca" reader s3cret-passw0rd
    push private team/app v1.0.0 v1.0.1 v1.1.0-rc.1 v1.1 latest
    host=127.0.0.1:$private_port
    printf '%s\n' 'version: 1' "registries: {'$host': {private: true, ca: ca/ca.pem}}" \
        >private.yaml
    private=("$host/team/app:v1.0.0" --policy private.yaml -o json)
    mkdir -p "$HOME/.docker"
    printf '{"auths":{"%s":{"auth":"%s"}}}\n' "$host" \
        "$(printf reader:s3cret-passw0rd | base64)" >"$HOME/.docker/config.json"
    check "tags of a registry with tokens" exits 0 stalemark releases "${private[@]}"
    check "whole" is complete "$(feed registry .state)"
    check "a tag that floats is no release" is '["1.0.0","1.0.1","1.1.0-rc.1"]' \
        "$(jq -c '[.releases[].version]' out)"
    rm "$HOME/.docker/config.json"
    check "without a login the stored list is used" exits 0 stalemark releases "${private[@]}"
    check "and the failure told" is true "$(feed registry '.stored and .failure != null')"
else
    skip "docker-registry is not installed" "tags of a registry with tokens"
fi

start_nginx forge
git_repository forge acme/thing.git controller-v1.9.4 controller-v1.10.0 helm-chart-4.8.3
cp "$incident" "$work/mirror.jsonl"
sed -i '1!d; s/"product":"traefik"/"product":"mirrored"/' mirror.jsonl
cat >catalog.yaml <<'END'
products:
  controller:
    title: Controller
    role: ingress
    images: [registry.example/acme/controller]
    version: {scheme: semver, line: minor}
    prefix: [controller-]
    feeds: [{git: "https://forge.example/acme/thing.git"}]
  mirrored:
    title: Mirrored
    role: ingress
    images: [registry.example/acme/mirrored]
    version: {scheme: semver, line: minor}
    feeds: [{file: mirror.jsonl}]
END
printf '%s\n' 'version: 1' "endpoints: {git: 'http://127.0.0.1:$forge_port/git'}" >git.yaml
git=(--catalog catalog.yaml --policy git.yaml -o json)
check "tags of a real git server" exits 0 stalemark releases controller "${git[@]}"
check "of the product alone" is '["1.9.4","1.10.0"]' "$(jq -c '[.releases[].version]' out)"
check "whole" is complete "$(feed git .state)"
check "by protocol version 2" is 1 "$(grep -c '^POST .*git-upload-pack 200' forge/access.log)"
check "and offline from the store" exits 0 stalemark releases controller "${git[@]}" --offline
check "the same" is '["1.9.4","1.10.0"]' "$(jq -c '[.releases[].version]' out)"
check "a release file of the catalogue, beside it" \
    exits 0 stalemark releases mirrored "${git[@]}" --offline
check "is read" is '"1.7.30"' "$(line 1.7 .newest)"
rm mirror.jsonl
check "without the file" exits 3 stalemark releases mirrored "${git[@]}" --offline
check "the feed has failed" is failed "$(feed file .state)"

done_testing
