#!/bin/bash
# A digest says which release it is that runs: asked of the reference registry.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
need python3 curl jq docker-registry

start_registry hub
push hub library/traefik v1.7.9 v1.7.10 v1.7.28 v1.7.29 v1.7.30 v2.4.8 v2.5.0
# Twins: the same image under other tags, as registries have them.
same_image() {
    local from=$1 tag=$2 to
    to=$work/hub/data/docker/registry/v2/repositories/library/traefik/_manifests/tags/$tag
    mkdir -p "$to/current"
    cp "$to/../$from/current/link" "$to/current/link"
}
same_image v1.7.30 1.7.30
same_image v1.7.30 v1.7
same_image v2.5.0 latest
digest_of() {
    curl -s "http://127.0.0.1:$hub_port/v2/library/traefik/manifests/$1" -o manifest \
        -D headers -H 'Accept: application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json'
    sed -n 's/^Docker-Content-Digest: \(.*\)\r$/\1/p' headers
}
cat >policy.yaml <<END
version: 1
endpoints: {docker.io: "http://127.0.0.1:$hub_port"}
registries:
  docker.io: {private: true, plain_http: true}
END
printf '%s\n' '{"format":"stalemark-releases/1","product":"traefik","fetched":"TODAY","complete":true,
 "releases":[{"version":"v1.7.9","date":"2019-02-11"},{"version":"v1.7.10","date":"2019-03-28"},
  {"version":"v1.7.28","date":"2021-02-10"},{"version":"v1.7.29","date":"2021-04-02"},
  {"version":"v1.7.30","date":"2021-04-08"},{"version":"v2.4.8","date":"2021-03-23"},{"version":"v2.5.0","date":"2021-08-17"}],
 "lines":[{"line":"1.7","end":"2021-12-31"}]}' | tr -d '\n' |
    sed "s/TODAY/$(date -u +%FT00:00:00Z)/" >traefik.jsonl
cat >catalog.yaml <<'END'
products:
  proxy:
    title: Proxy
    role: load-balancer
    images: [docker.io/library/proxy]
    version: {scheme: semver, line: minor}
    feeds: [registry]
END

# pod IMAGE [DIGEST]: a saved pod list of one pod.
pod() {
    jq -n --arg image "$1" --arg id "${2:+docker.io/library/traefik@$2}" '{apiVersion: "v1",
        kind: "PodList", items: [{apiVersion: "v1", kind: "Pod",
        metadata: {name: "p", namespace: "edge"},
        spec: {containers: [{name: "c", image: $image}]},
        status: {phase: "Running", containerStatuses: [{name: "c", image: $image,
            imageID: $id, state: {running: {}}}]}}]}' >pods.json
}
run() {
    stalemark audit -f pods.json --policy policy.yaml --releases traefik.jsonl \
        -o json=report.json "$@" 2>audit.err || return
    jq -e '.findings[0]' report.json >finding.json
}
says() {
    jq -e --arg fact "$1" '[.evidence[].fact] | index($fact) != null' finding.json >/dev/null ||
        { jq '[.evidence[].fact]' finding.json; return 1; }
}

old=$(digest_of v1.7.9)
newest=$(digest_of v1.7.30)
check "images have digests" matches <(echo "$old $newest") '^sha256:[0-9a-f]{64} sha256:[0-9a-f]{64}$'

# ------------------------------------------------------------------ a digest alone
pod "traefik@$old" "$old"
check "an image named by its digest alone" exits 0 run
check "is the release whose tag carries it" holds finding.json \
    '.version == "1.7.9" and .patch.lag == 4 and .recommended == "1.7.30"'
pod "traefik@$newest" "$newest"
check "a digest of several tags" exits 0 run
check "is the most specific one" holds finding.json '.version == "1.7.30" and .line == "1.7"'
check "and all of them are listed" \
    matches <(jq -r '.evidence[].fact' finding.json) '^the digest that runs is that of .*'
check "none is left out" is '1.7.30 v1.7 v1.7.30' "$(jq -r '.evidence[].fact' finding.json |
    sed -n 's/^the digest that runs is that of //p' | tr -d ' ' | tr , '\n' | sort | tr '\n' ' ' | sed 's/ $//')"
check "explain names them too" exits 0 stalemark explain -f pods.json traefik \
    --policy policy.yaml --releases traefik.jsonl -o json
check "each" holds out \
    '.explanations[0].reading.digest_tags | sort == ["1.7.30", "v1.7", "v1.7.30"]'
check "in words" exits 0 stalemark explain -f pods.json traefik \
    --policy policy.yaml --releases traefik.jsonl
check "with the version" contains <(tr -s ' \n' '  ' <out) ': version 1.7.30, line 1.7'
unknown=sha256:$(printf unknown | sha256sum | cut -d ' ' -f 1)
pod "traefik@$unknown" "$unknown"
check "a digest that no tag carries" exits 0 run
check "is unknown, never fresh" holds finding.json \
    '.status == "unknown" and .reasons == ["no-version"] and .version == null'

# ----------------------------------------------------------------------- a pinned tag
pod "traefik:v1.7.9@$old" "$old"
check "a pinned tag" exits 0 run
check "is its release, and has not moved" holds finding.json \
    '.version == "1.7.9" and (.reasons | index("digest-moved") == null)'
pod "traefik:v1.7.30@$old" "$old"
check "a tag that is pinned to the digest of another" exits 0 run
check "is what the digest is, and says so" holds finding.json \
    '.version == "1.7.9" and (.reasons | index("digest-moved") != null)
        and (.message | test("the tag says v1.7.30, the digest is that of v1.7.9"))'

# ------------------------------------------------------------------- tags that move
pod traefik:v1.7 "$newest"
check "a tag that moves" exits 0 run
check "is the release that its digest is" holds finding.json \
    '.version == "1.7.30" and (.reasons | index("no-version") == null)
        and (.reasons | index("digest-moved") == null)'
pod traefik:v1.7 "$(digest_of v1.7.28)"
check "one that moved since the pod started" exits 0 run
check "is digest-moved, and still the release that runs" holds finding.json \
    '.version == "1.7.28" and .patch.lag == 2 and (.reasons | index("digest-moved") != null)'
pod traefik "$(digest_of v2.4.8)"
check "latest, of some days ago" exits 0 run
check "is the release that it was then" holds finding.json \
    '.version == "2.4.8" and (.reasons | contains(["floating", "digest-moved"]))'
pod traefik
check "without a digest nothing says what latest is" exits 0 run
check "so it is unknown" holds finding.json '.reasons | index("no-version") != null'

# -------------------------------------------------------------------- and all others
pod traefik:v1.7.9 "$newest"
check "a tag of a release is taken at its word" exits 0 run
check "its digest is not asked for" holds finding.json \
    '.version == "1.7.9" and (.reasons | index("digest-moved") == null)'
check "with --digests it is" exits 0 run --digests
check "a tag that was pushed again has moved" holds finding.json \
    '.reasons | index("digest-moved") != null'

# ------------------------------------------------------------------------- platforms
PUSH_INDEX=yes push hub library/proxy 1.0.0 1.0.1 1.1.0
manifest_of() {
    curl -s "http://127.0.0.1:$hub_port/v2/library/proxy/manifests/$1" -D headers \
        -H 'Accept: application/vnd.docker.distribution.manifest.list.v2+json'
}
manifest_of 1.0.1 >index.json
index=$(sed -n 's/^Docker-Content-Digest: \(.*\)\r$/\1/p' headers)
platform=$(jq -r '.manifests[] | select(.platform.architecture == "arm64") | .digest' index.json)
other() {
    run --catalog catalog.yaml "$@"
}
pod "proxy@$index" "$index"
check "the digest of an index" exits 0 other
check "is the tag that points at it" holds finding.json '.version == "1.0.1"'
pod "proxy@$platform" "$platform"
check "the digest of one platform" exits 0 other
check "is the tag whose index lists it" holds finding.json '.version == "1.0.1"'
pod proxy:1.0.1 "$platform"
check "like is compared with like" exits 0 other --digests
check "and it has not moved" holds finding.json \
    '.version == "1.0.1" and (.reasons | index("digest-moved") == null)'

done_testing
