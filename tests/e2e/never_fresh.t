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

# Each answer in turn, then every kind of answer at once. Faults that are tried again take
# seconds, so each fault has a server of its own and they run side by side.
trouble() {
    local fault=$1 name=$2 line number=0 port=${2}_port
    { echo "version: 1"; endpoints "$name"; } >"$name.yaml"
    while read -r line; do
        number=$((number + 1))
        manners "$name" "^$(literal "$line")\$ $fault"
        audit "$name-$number" "$name.yaml"
        never_better "$name-$number.json" | sed "s|^|$line: |"
    done <<<"$asked_paths" >"$name.worse"
}
faults=('html' 'empty' 'truncate' 'close' 'status 404' 'status 403' 'status 500' 'page 3')
running=()
for i in "${!faults[@]}"; do
    start_replay "fault$i" traefik.json metrics-server.json
    trouble "${faults[$i]}" "fault$i" &
    running+=($!)
done
wait "${running[@]}"
for i in "${!faults[@]}"; do
    check "answers spoilt by '${faults[$i]}' bring nothing nearer to fresh" \
        nothing cat "fault$i.worse"
done

done_testing
