#!/bin/bash
# The API server of a real cluster and what its nodes run, judged as products.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need_cluster
need jq

start_cluster prod
start_replay upstream kubernetes.json containerd.json
{
    echo 'version: 1'
    endpoints upstream
} >policy.yaml
fill prod >fill.log 2>&1 <<'END' || bail "the cluster takes no workloads" fill.log
allowed Deployment/own registry.example/own:1 1
END

node() {
    add_node prod "$@"
}
for name in a b c d e f; do
    node "good-$name" v1.34.3 v1.34.3 containerd://2.2.1 'Unheard Linux 7 (x)'
done
node old v1.31.14 v1.30.0 containerd://1.6.36 'Unheard Linux 7 (x)'
node ancient v1.30.1 '' 'containerd://1.7.28-1' 'Container-Optimized OS from Google'
node newer v1.35.0 '' containerd://Unknown ''
node managed v1.34.1-gke.1293000 v1.34.1-gke.1293000 containerd://2.0.5 'Container-Optimized OS from Google'
export KUBECONFIG=$work/prod/reader.kubeconfig
audit=(stalemark audit --policy policy.yaml --as-of 2026-01-10 --max-data-age 9000d)

# component NAME VERSION FILTER: of the finding on it.
component() {
    jq -c ".findings[] | select(.component.name == \"$1\" and .version == \"$2\") | $3" report.json
}
check "an audit of a cluster" exits 0 "${audit[@]}" -o json=report.json -o text=report.txt \
    -o markdown=report.md -o html=report.html -o slack=report.slack
check "judges its API server" is '["cluster","kubernetes","control-plane","core","stale",["behind-patch","behind-minor"],"1.34.3"]' \
    "$(component kube-apiserver 1.34.2 '[.subject, .product, .role, .tier, .status, .reasons, .recommended]')"
check "in that cluster" is '[{"cluster":"prod"}]' "$(component kube-apiserver 1.34.2 .uses)"
check "six kubelets of a version are one finding" is '["node","due",[{"cluster":"prod","container":"kubelet","nodes":6}]]' \
    "$(component kubelet 1.34.3 '[.subject, .status, .uses]')"
check "with their names" is '["good-a","good-b","good-c","good-d","good-e","good-f"]' \
    "$(component kubelet 1.34.3 .component.nodes)"
check "a kubelet three minor versions older fits, but not the next cluster" is \
    '["supported","1.35","incompatible",true]' \
    "$(component kubelet 1.31.14 '[(.kubernetes[0] | .fit, .next, .next_fit), (.reasons | contains(["incompatible"]))]')"
check "one four older does not" is '["incompatible","stale",true]' \
    "$(component kubelet 1.30.1 '[.kubernetes[0].fit, .status, (.message | test("three minor versions older"))]')"
check "nor does one that is newer" is '["incompatible","stale",true]' \
    "$(component kubelet 1.35.0 '[.kubernetes[0].fit, .status, (.message | test("newer than the API server"))]')"
check "no step leads past the API server" is '[]' \
    "$(jq -c '[.findings[] | select(.subject == "node" and .product == "kubernetes")
        | (.recommended, .target) | select(. != null and startswith("1.35"))]' report.json)"
check "a kube-proxy of another version is one more" is '"incompatible"' \
    "$(component kube-proxy 1.30.0 '.kubernetes[0].fit')"
check "one that repeats the kubelet's is not" is '' "$(component kube-proxy 1.34.3 .status)"
check "the container runtime is a product" is '["containerd","node","stale",true]' \
    "$(component containerd 1.6.36 '[.product, .role, .status, (.reasons | contains(["line-ended"]))]')"
check "by its numbers alone" is '"containerd://1.7.28-1"' "$(component containerd 1.7.28 .component.stated)"
check "a runtime that says no version is left out" holds report.json \
    '[.findings[] | select(.component.nodes // [] | contains(["newer"])) | .component.name] == ["kubelet"]'
check "an unheard operating system is unknown" is '["unknown",["no-product"]]' \
    "$(component 'Unheard Linux' 7 '[.status, .reasons]')"
check "a managed kubelet is judged by the lines of its distribution" is \
    '["google-kubernetes-engine","unknown",true]' \
    "$(component gke/kubelet 1.34.1 '[.product, .status, (.reasons | contains(["feed-failed"]))]')"
check "what comes with it has no finding of its own" is '["gke/kubelet"]' \
    "$(jq -c '[.findings[] | select(.component.nodes // [] | contains(["managed"])) | .component.name]' report.json)"
check "components are counted apart from images" holds report.json \
    '.summary.images == 1 and .summary.components == 11'
check "the text names version, step and nodes" matches report.txt 'STALE.*control plane +kubelet +1.30.1 '
check "and how many they are" matches report.txt 'prod [(]6 nodes[)]'
check "and which" matches report.html 'on good-a, good-b, good-c and 3 more nodes'
check "the page too" matches report.html 'three minor versions older'
check "all writers count them" matches report.txt 'node components and 1 cluster version'
check "the gate counts them" exits 1 stalemark gate --policy policy.yaml --as-of 2026-01-10 \
    --max-data-age 9000d
check "in its text" matches out 'kubelet +1.30.1'
check "one namespace has no nodes" exits 0 "${audit[@]}" -n allowed -o json=one.json
check "and no API server" holds one.json '[.findings[].subject] == ["image"]'
check "only their role" exits 0 "${audit[@]}" --role node -o json=one.json
check "is asked for" holds one.json '[.findings[].product] | unique == ["containerd"]'

# Only runs in which all feeds answered are compared with.
api prod DELETE /api/v1/nodes/managed >/dev/null
today=(stalemark audit --policy policy.yaml --max-data-age 9000d --series rights)
check "a run of a series" exits 0 "${today[@]}" -o json=report.json
known=$(jq '[.findings[] | select(.subject == "node" and (.status == "stale" or .status == "due"))
    | .component.name] | unique | length' report.json)

# ------------------------------------------------------------------- without the right
api prod DELETE /apis/rbac.authorization.k8s.io/v1/clusterroles/reader >/dev/null
jq -n '{apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: {name: "reader"},
    rules: [{apiGroups: [""], resources: ["pods"], verbs: ["list"]}]}' >role.json
api prod POST /apis/rbac.authorization.k8s.io/v1/clusterroles role.json >/dev/null || bail "no role"
check "without the right to list nodes the audit goes on" exits 0 "${audit[@]}" -o json=report.json -o text=report.txt
check "and says so" holds report.json \
    '(.errors | any(.about == "nodes of prod" and (.message | test("nodes: list.*rbac.yaml"))))
        and (.clusters[0] | .complete and (.nodes_failure | test("forbidden")))'
check "in the text too" matches report.txt 'nodes of prod: listing nodes'
check "the API server is judged all the same" is '"stale"' "$(component kube-apiserver 1.34.2 .status)"
check "kubelets nobody told of are unknown, not fresh" holds report.json \
    '[.findings[] | select(.subject == "node") | [.component.name, .status, .tier, .reasons]] ==
        [["kubelet", "unknown", "core", ["feed-failed"]]]'
sleep 1 # what began in the same second is not the run before
check "the next run of the series" exits 0 "${today[@]}" -o json=report.json
check "calls no kubelet fixed, but not seen" holds report.json \
    "all(.changes.fixed[]; .component | test(\"kubernetes|containerd\") | not)
        and .changes.not_seen >= $known and $known > 0"

done_testing
