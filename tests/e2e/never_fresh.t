#!/bin/bash
# Whatever goes wrong with an answer, no verdict moves towards fresh.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

start_replay upstream traefik.json metrics-server.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
references=(traefik:v1.7.9 traefik:v1.7.30 traefik:v2.4.7 traefik:v2.4.8
    traefik:1.7.9-alpine traefik:v2.4.0-rc1 registry.k8s.io/metrics-server/metrics-server:v0.4.2)
images=()
for reference in "${references[@]}"; do
    images+=(--image "$reference")
done

# audit NAME: into NAME.json, on a machine that never asked before.
audit() {
    local folder=$work/machines/$1
    mkdir -p "$folder"
    HOME=$folder XDG_CACHE_HOME=$folder/cache XDG_STATE_HOME=$folder/state \
        stalemark audit "${images[@]}" --policy "${2:-policy.yaml}" --as-of 2021-04-12 \
        -o "json=$1.json" >"$1.out" 2>"$1.err"
}

# What is worse than before, or the same: fresh < exempt < due < stale, and unknown, which
# may stand for anything but fresh.
never_better() {
    jq -rn --slurpfile before clean.json --slurpfile after "$1" '
        def rank: {fresh: 0, exempt: 1, due: 2, unknown: 3, stale: 4}[.];
        ($after[0].findings | map({(.image): .status}) | add) as $now
        | $before[0].findings[]
        | select(($now[.image] // "lost") as $status
            | $status == "lost" or ($status != "unknown" and ($status | rank) < (.status | rank)))
        | "\(.image): \(.status) became \($now[.image] // "lost")"'
}

check "with all answers the audit is whole" audit clean
check "some of it is fresh, some is stale" holds clean.json \
    '[.findings[].status] | contains(["fresh"]) and contains(["stale"])'
asked_paths=$(jq -r '"\(.method) \(.path)"' upstream.record | sort -u)
check "several answers were asked for" test "$(wc -l <<<"$asked_paths")" -ge 5

# Text as a regular expression that matches nothing else.
literal() {
    printf '%s' "$1" | sed 's/[.?+*]/[&]/g'
}

# spoil NAME FAULT REQUEST...: each answer in turn, on a server of its own.
spoil() {
    local name=$1 fault=$2 line number=0
    shift 2
    { echo "version: 1"; endpoints "$name"; } >"$name.yaml"
    for line in "$@"; do
        number=$((number + 1))
        manners "$name" "^$(literal "$line")\$ $fault"
        audit "$name-$number" "$name.yaml"
        never_better "$name-$number.json" 2>&1 | sed "s|^|$line: |"
    done >"$name.worse"
}
mapfile -t requests <<<"$asked_paths"
running=()
count=0
beside() {
    count=$((count + 1))
    start_replay "fault$count" traefik.json metrics-server.json
    spoil "fault$count" "$@" &
    running+=($!)
    names+=("$1")
}
names=()
for fault in html empty 'status 404' 'status 403' 'page 20'; do
    beside "$fault" "${requests[@]}"
done
# These are tried again, which takes seconds: all at once.
for fault in truncate close 'status 500'; do
    for request in "${requests[@]}"; do
        beside "$fault" "$request"
    done
done
wait "${running[@]}"
for i in "${!names[@]}"; do
    check "answers spoilt by '${names[$i]}' bring nothing nearer to fresh ($((i + 1)))" \
        nothing cat "fault$((i + 1)).worse"
done

done_testing
