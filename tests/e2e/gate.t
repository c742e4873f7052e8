#!/bin/bash
# The gate in a pipeline: manifests from standard input, typos before any network, feeds down.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

start_replay upstream traefik.json metrics-server.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml

# As `helm template` prints a chart: several documents, comments, other kinds between.
rendered() {
    cat <<END
---
# Source: traefik/templates/serviceaccount.yaml
kind: ServiceAccount
apiVersion: v1
metadata:
  name: traefik
---
# Source: traefik/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: traefik
  labels:
    helm.sh/chart: traefik-1.61.1
spec:
  replicas: 2
  selector: {matchLabels: {app: traefik}}
  template:
    metadata: {labels: {app: traefik}}
    spec:
      containers:
        - image: traefik:$1
          name: traefik
END
}
gate() {
    stalemark gate -f - --policy policy.yaml --as-of 2021-04-12
}

rendered v1.7.9 >old.yaml
rendered v2.4.8 >new.yaml
check "a chart with the load balancer of 2019 is stopped" exits 1 gate <old.yaml
check "the text names the image and the step" matches out 'traefik.*1\.7\.9.*1\.7\.30'
check "after the bump it passes" exits 0 gate <new.yaml
check "single images are gated too" \
    exits 1 stalemark gate --image traefik:v1.7.9 --policy policy.yaml --as-of 2021-04-12
check "what nobody knows fails the gate" \
    exits 1 stalemark gate --image docker.io/library/unheard-of:1.0 --policy policy.yaml

# --------------------------------------------- a typo, before any connection is made
forget_requests upstream
sed 's/^version: 1$/version: 1\nsoaks: 3d/' policy.yaml >typo.yaml
check "a typo in the policy is exit 2" \
    exits 2 stalemark gate -f old.yaml --policy typo.yaml --as-of 2021-04-12
check "it names the place and the word meant" \
    matches err "typo\.yaml:2:1: unknown key 'soaks', did you mean 'soak'\?"
check "nothing was asked" is 0 "$(asked upstream true)"
check "an unknown option is exit 2" exits 2 stalemark gate --polcy policy.yaml
check "it is named" contains err "--polcy"
check "a file that is not there is exit 2" \
    exits 2 stalemark gate -f nowhere.yaml --policy policy.yaml

# ------------------------------------------------------------------ feeds in trouble
forget_all
manners upstream '.* close'
check "with every feed down nothing passes" \
    exits 3 gate <new.yaml
check "nothing turned fresh" \
    exits 3 stalemark audit -f new.yaml --policy policy.yaml --as-of 2021-04-12 -o json=down.json
check "the finding is unknown, and says which feed" holds down.json \
    '.findings[0] | .status == "unknown" and (.reasons | contains(["feed-failed"]))'

forget_all
manners upstream 'GET /v2/ close'
check "with the registry down the old one is still convicted" exits 1 gate <old.yaml

done_testing
