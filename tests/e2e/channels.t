#!/bin/bash
# Kubernetes' release channels: the newest of each line, never the whole list.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
need jq python3

feed() {
    jq -rc ".feeds[] | select(.feed == \"kubernetes-release\") | $1" out
}
lines_asked() {
    jq -rs "[.[] | select(.path | startswith(\"/channels/\")) | .path | split(\"/\") | last] | join(\" \")" "$1.record"
}

# The lists of endoflife.date are some weeks behind, the channels are not.
start_replay channels kubernetes.json
start_replay behind --until 2025-12-01 kubernetes.json
{
    echo 'version: 1'
    echo 'tiers: {edge: {minor: {lines: 3}}}'
    endpoints channels | sed "s|release-data: .*|release-data: http://127.0.0.1:$behind_port/release-data|"
    echo "  127.0.0.1:$behind_port: {private: true, plain_http: true}"
} >policy.yaml
check "the catalogue asks them" exits 0 stalemark feeds list kubernetes
check "about what they tell" matches out '^ +kubernetes-release +stable +[(]releases[)]$'
check "the releases of Kubernetes" exits 0 stalemark releases kubernetes --policy policy.yaml -o json
check "have those that only the channels tell, without days" is '[["1.33.7",null],["1.34.3",null],["1.35.0",null]]' \
    "$(jq -c '[.releases[] | select(.version == ("1.33.7", "1.34.3", "1.35.0")) | [.version, .date]]' out)"
check "and the others with theirs" is 2025-11-11 \
    "$(jq -r '.releases[] | select(.version == "1.34.2") | .date' out)"
check "from the newest line downwards" is \
    "stable.txt stable-1.34.txt stable-1.33.txt stable-1.32.txt stable-1.31.txt stable-1.30.txt" \
    "$(lines_asked channels)"
check "they are never whole" is partial "$(feed .state)"
check "they say why" is 'channels tell the newest release of each line only' "$(feed .failure)"
forget_requests channels
check "the next run asks for changes only" exits 0 stalemark releases kubernetes --policy policy.yaml -o json
check "of each" is 6 "$(asked channels '(.path | startswith("/channels/")) and .status == 304')"

# ------------------------------------------------------------------------ verdicts
cat >ours.yaml <<'END'
products:
  kube:
    title: Kubernetes of our own
    role: load-balancer
    images: [registry.example/kube]
    version: {scheme: semver, line: minor}
    feeds: [{kubernetes-release: stable}]
END
common=(--catalog ours.yaml --policy policy.yaml)
check "the newest of the channels alone" exits 3 stalemark gate --image registry.example/kube:1.35.0 "${common[@]}"
check "is never fresh" contains out '0 stale, 0 due, 1 unknown'
check "what is far behind it" exits 1 stalemark gate --image registry.example/kube:1.30.1 "${common[@]}"
check "is stale all the same" contains out '1 stale, 0 due, 0 unknown'
check "without the network" exits 0 stalemark releases kube --offline "${common[@]}" -o json
check "all of them are known" is '["1.30.14","1.31.14","1.32.11","1.33.7","1.34.3","1.35.0"]' \
    "$(jq -c '[.releases[].version]' out)"

# ---------------------------------------------------------------------- odd answers
fresh_store() {
    rm -rf "${XDG_CACHE_HOME:?}" "${XDG_STATE_HOME:?}"
    forget_requests channels
}
fresh_store
manners channels "GET /channels/release/stable-1.33.txt status 404"
check "a line without a channel, as on a mirror" exits 0 stalemark releases kube "${common[@]}" -o json
check "is left out, and those before it are asked for" is '["1.30.14","1.31.14","1.32.11","1.34.3","1.35.0"]' \
    "$(jq -c '[.releases[].version]' out)"
check "that is as partial as ever" is '["partial","channels tell the newest release of each line only"]' \
    "$(feed '[.state, .failure]')"
forget_requests channels
check "a report of it" exits 0 stalemark audit --image registry.example/kube:1.35.0 "${common[@]}" -o text -o json=missing.json
check "calls no feed failed" contains out 'all feeds answered'
check "and nothing fresh" holds missing.json '.findings[0].status == "unknown"'
check "what is far behind stays stale" exits 1 stalemark gate --image registry.example/kube:1.30.1 "${common[@]}"
check "without the network too" exits 0 stalemark releases kube --offline "${common[@]}" -o json
check "as much is known" is '["partial",["1.30.14","1.31.14","1.32.11","1.34.3","1.35.0"]]' \
    "$(jq -c '[.feeds[0].state, [.releases[].version]]' out)"
check "and why is told alike" is 'channels tell the newest release of each line only' "$(feed .failure)"
fresh_store
manners channels "GET /channels/release/stable-1.33.txt status 500"
check "one that cannot be asked now is another thing" exits 3 \
    stalemark audit --image registry.example/kube:1.35.0 "${common[@]}"
check "it is told as a failure" contains out '1 of 1 feeds failed'
fresh_store
manners channels "GET /channels/release/stable-1.33.txt empty"
check "so is an empty channel" exits 3 stalemark audit --image registry.example/kube:1.35.0 "${common[@]}"
check "which is no missing one" contains out '1 of 1 feeds failed'
fresh_store
manners channels "GET /channels/release/stable.txt status 404"
check "without the newest there is nothing" exits 3 stalemark releases kube "${common[@]}" -o json
check "that failed" is failed "$(feed .state)"
fresh_store
manners channels "GET /channels/ html"
check "the page of a portal" exits 3 stalemark releases kube "${common[@]}" -o json
check "is no release" is '["failed","the answer is a web page, not a version"]' "$(feed '[.state, .failure]')"
fresh_store
manners channels "GET /channels/release/stable-1.34.txt redirect http://127.0.0.1:$channels_port/channels/release/stable-1.33.txt"
check "a channel that leads to another line's" exits 0 stalemark releases kube "${common[@]}" -o json
check "is told by its own name" is '["1.29.15","1.30.14","1.31.14","1.32.11","1.33.7","1.35.0"]' "$(jq -c '[.releases[].version]' out)"
fresh_store
manners channels "GET /channels/ redirect http://127.0.0.1:$behind_port/channels/release/stable.txt"
check "a host that sends on to another" exits 0 stalemark releases kube "${common[@]}" -o json
check "is asked there about the other lines too" is \
    "stable.txt stable-1.33.txt stable-1.32.txt stable-1.31.txt stable-1.30.txt stable-1.29.txt" "$(lines_asked behind)"
check "and only once itself" is 1 "$(asked channels true)"

sed -i 's/stable}/latest}/' ours.yaml
check "a channel of prereleases is an error" exits 2 stalemark catalog check --catalog ours.yaml
check "that says where" contains err "ours.yaml:7:13: 'latest' is no channel of releases"

done_testing
