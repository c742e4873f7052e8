#!/bin/bash
# 50,000 tags in one repository of the reference registry, and a mirror in front of one.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq docker-registry

# ------------------------------------------------------------------------ 50,000 tags
# 25,000 versions: 10 majors of 50 minors of 50 patches, each plain and for alpine.
# In memory where that is possible: 150,000 files and folders take a disk a minute.
if [ -w /dev/shm ]; then
    memory=$(mktemp -d /dev/shm/stalemark-registry.XXXXXX)
    trap 'leave; rm -rf "$memory"' EXIT
    mkdir hub && ln -s "$memory" hub/data
fi
start_registry hub
for major in {1..10}; do
    for minor in {0..49}; do
        for patch in {0..49}; do
            echo "$major.$minor.$patch $major.$minor.$patch-alpine"
        done
    done
done >tags
push hub our/dns 0.1.0
check "50,000 tags are made" push_many hub our/dns tags
hub=127.0.0.1:$hub_port
cat >policy.yaml <<END
version: 1
unrecognised: judge
registries: {$hub: {private: true, plain_http: true}}
END
check "they are listed" exits 0 stalemark tags "$hub/our/dns" --policy policy.yaml -o jsonl -v
check "all of them" is 50001 "$(wc -l <out)"
check "each once" is 50001 "$(jq -r .tag out | sort -u | wc -l)"
check "in one request, for the server answers in one piece" is 1 "$(grep -c 'GET http.*/tags/list' err)"
forget_all
check "an audit reads them too" exits 0 stalemark audit --policy policy.yaml \
    --image "$hub/our/dns:1.0.0" -o json=report.json
check "and counts every release, whatever its variant" holds report.json '.findings[0]
    | .patch.newest == "1.0.49" and .patch.lag == 49 and .minor.lag == 49 * 50 and .major.lag == 9 * 2500'
check "of a whole list" holds report.json '.findings[0].patch.complete'
if nm "$stalemark_program" 2>/dev/null | grep -q __asan; then
    skip "sanitizers take memory of their own" "within 150 MB"
else
    forget_all
    "$top_srcdir/tests/bench/measure" audit "$stalemark_program" audit --policy policy.yaml \
        --image "$hub/our/dns:1.0.0" >cost 2>err
    diag "$(jq -c . cost)"
    check "within 150 MB" holds cost '.status == 0 and .peak_mb < 150'
fi

# ------------------------------------------------------------------ a pull-through cache
push hub library/traefik v1.7.9 v1.7.30 v2.4.8
start_mirror mirror "$hub"
mirror=127.0.0.1:$mirror_port
start_replay upstream --until 2021-04-12 traefik.json
manifest() {
    curl -sf -o pulled -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
        "http://$1/v2/library/traefik/manifests/$2"
}
check "a node pulls through the mirror" manifest "$mirror" v1.7.9
{
    echo "version: 1"
    endpoints upstream | sed "s|docker.io: .*|docker.io: http://$hub|"
    echo "  $hub: {private: true, plain_http: true}"
    echo "  $mirror: {private: true, plain_http: true}"
    echo "mirrors: {$mirror/: docker.io/}"
} >mirror.yaml
forget_all
check "an image of the mirror" exits 0 stalemark audit --policy mirror.yaml --as-of 2021-04-12 \
    --image "$mirror/library/traefik:v1.7.9" -o json=mirror.json -v
check "is the product" holds mirror.json '.findings[0] | .product == "traefik" and .recommended == "1.7.30"'
check "its tags are asked where they are made" contains err "GET http://$hub/v2/library/traefik/tags/list"
check "never of the mirror" lacks err "$mirror/v2/"
check "what is to be pulled is named by the mirror" \
    holds mirror.json ".findings[0].recommended_image == \"$mirror/library/traefik:v1.7.30\""

# Asked itself it passes the list on, and once it cannot, tells what it has as if all.
{
    echo "version: 1"
    echo "unrecognised: judge"
    echo "tiers: {edge: {patch: off, minor: off, major: off}}" # images asked for their dates would be cached too
    echo "registries: {$mirror: {private: true, plain_http: true}}"
} >asked.yaml
forget_all
check "a mirror that no policy names is asked" exits 0 stalemark audit --policy asked.yaml \
    --image "$mirror/library/traefik:v1.7.9" -o json=asked.json
check "it passes the whole list on" holds asked.json '.findings[0].patch.newest == "1.7.30"'
kill "$hub_pid" && wait "$hub_pid" 2>/dev/null
check "cut off it lists what it cached, with status 200" \
    is '["v1.7.9"]' "$(curl -sf "http://$mirror/v2/library/traefik/tags/list" | jq -c .tags)"
check "to whoever knew more that is a list which shrank" exits 0 stalemark audit --policy asked.yaml \
    --image "$mirror/library/traefik:v1.7.9" -o json=shrunk.json
check "which acquits nobody" holds shrunk.json '.findings[0].status != "fresh"'

done_testing
