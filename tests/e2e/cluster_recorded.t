#!/bin/bash
# The crawl against answers that a real API server gave: where no server can run, too.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq openssl

new_ca "$work/ca"
serve recorded "$top_srcdir/tests/e2e/api_proxy" --port-file "$work/recorded.port" \
    --tls "$work/ca/server.pem" "$work/ca/server.key" --token reader-token \
    --replay "$top_srcdir/tests/e2e/clusters/prod.jsonl"
ready 15 "$server_pid" test -s recorded.port || bail "no recorded API server" recorded.log
# What kubeconfig of cluster.sh reads.
# shellcheck disable=SC2034
recorded_port=$(cat recorded.port) recorded_ca=$work/ca/ca.pem
kubeconfig recorded reader reader-token >reader.kubeconfig
kubeconfig recorded reader expired-token >expired.kubeconfig
chmod 600 reader.kubeconfig expired.kubeconfig
start_replay upstream --until 2021-04-12 traefik.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml

check "images are listed" exits 0 stalemark images --kubeconfig reader.kubeconfig -o json=images.json
check "with the owners of their pods" holds images.json \
    '[.images[].uses[] | "\(.namespace) \(.workload) \(.pods)"] | sort == ["allowed StatefulSet/edge 1",
        "kube-system DaemonSet/node-tool 3", "kube-system Deployment/traefik 2"]'
check "with the digests that run" holds images.json '[.images[].digest] | all(startswith("sha256:"))'
check "of the server's version" holds images.json '.clusters[0].version == "1.34.2"'
check "an audit of it" exits 0 stalemark audit --kubeconfig reader.kubeconfig \
    --policy policy.yaml --as-of 2021-04-12 -o json=report.json
check "puts the load balancer first" holds report.json \
    '.findings[0] | .version == "1.7.9" and .patch.newest == "1.7.30" and .behind == 67'
check "the gate stops it" exits 1 stalemark gate --kubeconfig reader.kubeconfig \
    --policy policy.yaml --as-of 2021-04-12

# ------------------------------------------------------- its version, nodes, releases
start_replay newer kubernetes.json containerd.json
{
    echo "version: 1"
    endpoints newer | sed "s|^endpoints:|&\n  helm: http://127.0.0.1:$newer_port|"
} >newer.yaml
# part SUBJECT VERSION FILTER: of the finding on it.
part() {
    jq -c ".findings[] | select(.subject == \"$1\" and .version == \"$2\") | $3" parts.json
}
check "an audit of all that the cluster tells" exits 0 stalemark audit --helm --policy newer.yaml \
    --kubeconfig reader.kubeconfig --as-of 2026-01-10 --max-data-age 9000d -o json=parts.json
check "judges its API server" is '["kube-apiserver","stale","1.34.3"]' \
    "$(part cluster 1.34.2 '[.component.name, .status, .recommended]')"
check "each kubelet" is '["worker-2"] supported incompatible' \
    "$(part node 1.31.14 '"\(.component.nodes) \(.kubernetes[0] | .fit) \(.kubernetes[0] | .next_fit)"' | jq -r .)"
check "each runtime" is '["containerd",["worker-1"]]' \
    "$(part node 2.1.4 '[.product, .component.nodes]')"
check "the system of both nodes" is '["debian",["worker-1","worker-2"]]' \
    "$(part node 12 '[.product, .component.nodes]')"
check "the release of Helm that is deployed, and that one alone" is '[["traefik-chart","2.6.3","Release/web"]]' \
    "$(jq -c '[.findings[] | select(.subject == "chart") | [.product, .chart.app_version, .uses[0].workload]]' parts.json)"
check "nothing of a release but what names it" not grep -qr password-canary out err parts.json

check "a token that is refused: exit 3" exits 3 stalemark audit --kubeconfig expired.kubeconfig \
    --policy policy.yaml --as-of 2021-04-12 -o json=refused.json
check "what to do is told" holds refused.json '.errors | any(.message | test("401"))'
check "without the token" not grep -r expired-token out err refused.json

done_testing
