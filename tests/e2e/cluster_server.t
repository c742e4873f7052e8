#!/bin/bash
# A real API server starts, keeps people out, and holds workloads whose pods run.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
need_cluster
need jq

start_cluster prod
check "workloads are created" fill prod <<'END'
kube-system Deployment/traefik traefik:v1.7.9 2
kube-system DaemonSet/fluentd fluent/fluentd:v1.12.0 3
END
api prod GET /api/v1/pods >pods.json
check "their pods run" holds pods.json \
    '[.items[] | select(.status.phase == "Running")] | length == 5'
check "a pod's owner is a ReplicaSet" holds pods.json \
    '[.items[].metadata.ownerReferences[0].kind] | unique == ["DaemonSet", "ReplicaSet"]'
as() {
    curl -s -o refused -w '%{http_code}' --cacert "$prod_ca" \
        -H "Authorization: Bearer $(cat "prod/$1.token")" "https://127.0.0.1:$prod_port$2"
}
check "a stranger is 401" is 401 "$(echo wrong >prod/stranger.token; as stranger /api/v1/pods)"
check "the reader lists" is 200 "$(as reader /api/v1/pods)"
check "the reader sees no secrets" is 403 "$(as reader /api/v1/secrets)"
check "the limited user does not list all" is 403 "$(as limited /api/v1/pods)"
check "the limited user lists its namespace" is 200 "$(as limited /api/v1/namespaces/allowed/pods)"
check "the history can be forgotten" compact prod

done_testing
