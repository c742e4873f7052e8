#!/bin/bash
# Real histories that other tools call fresh: each by the rule that keeps it from it.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

cases=$top_srcdir/tests/cases/truth
for file in "$cases"/*.jsonl; do
    sed "s/FETCHED/$(date -u +%FT00:00:00Z)/" "$file" >"${file##*/}"
done

# run IMAGE OPTION...: its one finding is in finding.json
run() {
    local image=$1
    shift
    stalemark audit --image "$image" --offline -o json=report.json "$@" || return
    jq -e '.findings[0]' report.json >finding.json
}

# ------------------------------------------------------- releases of two numbers
# pause has 3.2 to 3.9 and one 3.4.1: a reader that wants three numbers sees 3.4.1 alone.
check "pause 3.5 is judged" exits 0 run registry.k8s.io/pause:3.5 --releases pause.jsonl
check "four releases of two numbers are newer, 3.4.1 is not" holds finding.json \
    '.version == "3.5" and .minor.lag == 4 and .minor.newest == "3.9" and (has("patch") | not)'
check "it is not fresh, though no date is known" holds finding.json '.status != "fresh"'
check "it is no floating tag" holds finding.json '.reasons | index("floating") == null'
check "where the catalogue does not say how many, the running tag does" \
    exits 0 run registry.example.com/base/sandbox:3.5 --releases pause.jsonl \
    --catalog "$cases/sandbox.yaml"
check "with the same result" holds finding.json \
    '.minor.lag == 4 and .minor.newest == "3.9" and .status != "fresh"'
printf 'version: 1\ntiers: {core: {minor: {lines: 2}}}\n' >lines.yaml
check "what is known convicts: four lines are more than two" \
    exits 0 run registry.k8s.io/pause:3.5 --releases pause.jsonl --policy lines.yaml
check "so it is stale" holds finding.json \
    '.status == "stale" and .reasons == ["behind-minor"] and .recommended == "3.6"'

# ---------------------------------------------------------- a variant that ended
as_of=(--releases traefik-alpine.jsonl --as-of 2022-06-01)
check "the last alpine image of Traefik" \
    exits 0 run docker.io/library/traefik:v1.7.34-alpine "${as_of[@]}"
check "is stale: the later releases count, whatever variant they come in" \
    holds finding.json '.status == "stale" and .major.newest == "2.7.0" and .major.lag == 69
        and (.reasons | index("behind-major") != null)'
check "the finding says that its variant has ended" \
    holds finding.json '.reasons | index("variant-ended") != null'
check "and names the nearest image there is, without it" holds finding.json \
    '.message | test("the variant alpine has ended, the nearest is docker.io/library/traefik:v2.7.0")'
check "an older alpine image, while there are newer ones" \
    exits 0 run docker.io/library/traefik:v1.7.30-alpine "${as_of[@]}"
check "is told the newest of them" holds finding.json \
    '.recommended_image == "docker.io/library/traefik:v1.7.34-alpine" and .patch.lag == 4
        and (.reasons | index("variant-ended") == null)'

# ------------------------------------------------------------ a renumbered project
as_of=(--releases neo4j.jsonl --as-of 2025-08-01)
printf 'version: 1\nproducts: {neo4j: {major: {days: 90}}}\n' >majors.yaml
check "Neo4j 5.26.9, the newest of its line" \
    exits 0 run docker.io/library/neo4j:5.26.9 "${as_of[@]}" --policy majors.yaml
check "is behind by a major: 5.26 went on as 2025.01" holds finding.json \
    '.status == "stale" and .reasons == ["behind-major"] and .major.lag == 10
        and .major.first == "2025.01.0" and .major.newest == "2025.07.0"'
check "it has nothing newer on its line" holds finding.json '(.patch.lag // 0) == 0'
check "a calendar version of it" \
    exits 0 run docker.io/library/neo4j:2025.01.0 "${as_of[@]}"
check "is behind later months, and 5.26.9 is no step back for it" holds finding.json \
    '.minor.lag == 9 and .minor.newest == "2025.07.0" and (has("major") | not)'
jq -c '.product = "graph" | del(.releases) | .tags = {"registry.example.com/base/graph":
    .tags["docker.io/library/neo4j"]}' neo4j.jsonl >graph.jsonl
check "where neither catalogue nor feed tells of the renumbering" \
    exits 0 run registry.example.com/base/graph:5.26.9 --releases graph.jsonl \
    --as-of 2025-08-01 --catalog "$cases/graph.yaml"
check "the newest of the old numbers is not called fresh" holds finding.json \
    '.status == "unknown" and (.reasons | index("no-match") != null)'

# ----------------------------------------------------- rebuilds that are no releases
as_of=(--releases bitnami-rebuilds.jsonl --as-of 2023-03-20)
image=docker.io/bitnami/postgres-exporter:0.11.1-debian-11-r46
check "a rebuild from r46 to r69" exits 0 run "$image" "${as_of[@]}"
check "is no release that was missed" holds finding.json \
    '.behind == 0 and (has("patch") or has("minor") or has("major") | not)
        and .status == "fresh"'
check "it is told, with how many there are" holds finding.json \
    '.rebuild == {newest: "0.11.1-debian-11-r69", count: 7}'
printf 'version: 1\nrebuild: {days: 30}\n' >rebuilds.yaml
check "a policy may hold rebuilds to days" \
    exits 0 run "$image" "${as_of[@]}" --policy rebuilds.yaml
check "without a date of the rebuild it is neither stale nor fresh then" \
    holds finding.json '.status == "unknown" and (.reasons | index("no-date") != null)'

# -------------------------------------------------- a prerelease whose final is out
check "Harbor 2.6.0-rc2, 18 days after 2.6.0" exits 0 run \
    docker.io/goharbor/harbor-core:v2.6.0-rc2 --releases harbor.jsonl --as-of 2022-09-15
check "is stale, and 2.6.0 is the step" holds finding.json \
    '.status == "stale" and (.reasons | index("prerelease") != null)
        and .recommended_image == "docker.io/goharbor/harbor-core:v2.6.0"'
check "Harbor 2.5.4 that day" exits 0 run \
    docker.io/goharbor/harbor-core:v2.5.4 --releases harbor.jsonl --as-of 2022-09-15
check "is behind 2.6.0 alone: candidates are no releases" holds finding.json \
    '.minor.lag == 1 and .minor.newest == "2.6.0" and (has("patch") | not)'
check "on the day before the final there is none" exits 0 run \
    docker.io/goharbor/harbor-core:v2.5.3 --releases harbor.jsonl --as-of 2022-08-27
check "and candidates count for nothing" holds finding.json \
    '.behind == 0 and .status == "fresh"'

# ------------------------------------------------------------- a number more
check "CouchDB 3.5.2" exits 0 run docker.io/library/couchdb:3.5.2 --releases couchdb.jsonl
check "is behind 3.5.2.1 on its line" holds finding.json \
    '.patch.lag == 1 and .patch.newest == "3.5.2.1" and .status != "fresh"'
check "CouchDB 3.5.2.1" exits 0 run docker.io/library/couchdb:3.5.2.1 \
    --releases couchdb.jsonl
check "is ahead of 3.5.2 and of 3.5, which floats" holds finding.json \
    '.behind == 0 and .version == "3.5.2.1"'

# ---------------------------------------------------------- bases that move on
as_of=(--releases memcached.jsonl --as-of 2024-03-01)
check "Memcached on Alpine 3.18" \
    exits 0 run docker.io/library/memcached:1.6.22-alpine3.18 "${as_of[@]}"
check "goes on on Alpine 3.19" holds finding.json \
    '.patch.lag == 2 and .patch.newest == "1.6.24"
        and .recommended_image == "docker.io/library/memcached:1.6.24-alpine3.19"
        and (.reasons | index("variant-ended") == null)'
check "Memcached on Debian bullseye" \
    exits 0 run docker.io/library/memcached:1.6.20-bullseye "${as_of[@]}"
check "goes on on bookworm" holds finding.json \
    '.status == "stale" and .patch.lag == 4
        and .recommended_image == "docker.io/library/memcached:1.6.24-bookworm"
        and (.reasons | index("variant-ended") == null)'
check "Memcached on bookworm, the newest" \
    exits 0 run docker.io/library/memcached:1.6.24-bookworm "${as_of[@]}"
check "is fresh: an older base would be no step" holds finding.json '.status == "fresh"'

done_testing
