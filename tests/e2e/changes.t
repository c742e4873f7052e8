#!/bin/bash
# What changed since the last run, and a gate that fails on nothing but what is new.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

incident=$top_srcdir/contrib/incident-2021
facts=(--releases "$incident/releases.jsonl" --offline --kubernetes-version 1.19.9)

# deployment NAME IMAGE
deployment() {
    cat <<END
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: $1, namespace: edge}
spec:
  replicas: 2
  selector: {matchLabels: {app: $1}}
  template:
    metadata: {labels: {app: $1}}
    spec: {containers: [{name: $1, image: "$2"}]}
END
}
before() {
    deployment traefik docker.io/library/traefik:v1.7.9
    deployment coredns docker.io/coredns/coredns:1.7.1
}

# ------------------------------------------------------------------------ run by run
weekly=(audit -f cluster.yaml --series weekly "${facts[@]}")
before >cluster.yaml
check "the first run has nothing to compare with" exits 0 stalemark "${weekly[@]}"
check "and says no word of changes" lacks out 'as before'
sleep 1 # runs are told apart by the second they started in
check "the same again" exits 0 stalemark "${weekly[@]}" -o text -o json=same.json
check "is no change" contains out "no change since $(date -u +%F)"
check "in JSON too" holds same.json '.changes.new == [] and .changes.fixed == []'

sleep 1
deployment coredns docker.io/coredns/coredns:1.7.1 >cluster.yaml
deployment gateway docker.io/library/traefik:v1.7.9 >>cluster.yaml
check "a workload goes, another comes" \
    exits 0 stalemark "${weekly[@]}" -o text -o json=other.json -o slack=other.slack.json
check "one is new, one is fixed" contains out '1 new, 1 fixed'
check "the fixed one is named" holds other.json \
    '.changes.fixed == [{cluster: "cluster.yaml", component: "traefik",
        version: "1.7.9", place: "edge Deployment/traefik", was: "stale"}]'
check "the new one by its finding" holds other.json \
    '.changes.new[0] as $id | .findings[] | select(.id == $id)
        | .uses[0].workload == "Deployment/gateway"'
check "Slack is told what was fixed" contains other.slack.json '*Fixed*'

# ------------------------------------------------------------------------- baseline
before >cluster.yaml
day=(--as-of 2021-04-12 "${facts[@]}")
check "a report of today" exits 0 stalemark audit -f cluster.yaml "${day[@]}" -o json=base.json
check "the gate fails on what runs" exits 1 stalemark gate -f cluster.yaml "${day[@]}"
check "not with that report as its baseline" \
    exits 0 stalemark gate -f cluster.yaml "${day[@]}" --baseline base.json
check "which it says" contains out 'gate on what is new: passed'
deployment gateway docker.io/library/traefik:v1.7.9 >>cluster.yaml
check "what is new fails" exits 1 stalemark gate -f cluster.yaml "${day[@]}" --baseline base.json
check "and only that is shown" matches out 'Deployment/gateway'
check "the known one is not" lacks out 'Deployment/traefik'
check "a baseline that is no report is exit 2" \
    exits 2 stalemark gate -f cluster.yaml "${day[@]}" --baseline cluster.yaml
check "and is named" contains err '--baseline cluster.yaml'
check "one that is not there too" \
    exits 2 stalemark gate -f cluster.yaml "${day[@]}" --baseline nowhere.json

done_testing
