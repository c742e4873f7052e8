#!/bin/bash
# Releases of Helm in a real API server, judged by the indexes of their repositories.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
# shellcheck source=tests/e2e/nginx.sh
. "$top_srcdir/tests/e2e/nginx.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
need_cluster
need jq nginx fcgiwrap docker-registry

start_cluster prod
start_nginx web
start_replay upstream kubernetes.json
mkdir -p web/www/stable
cat >web/www/stable/index.yaml <<'END'
apiVersion: v1
entries:
  other:
  - {name: other, version: 99.0.0, created: "2020-01-02T00:00:00Z"}
  thing:
  - {name: thing, version: 20.8.1, appVersion: v2.9.7, created: "2021-02-02T08:05:00Z"}
  - {name: thing, version: 20.8.0, appVersion: v2.9.6, created: "2021-01-02T08:05:00Z"}
  - {name: thing, version: 21.1.0, appVersion: v3.0.1, created: "2021-03-20T08:05:00Z"}
  - {name: thing, version: 21.0.0, appVersion: v3.0.0, created: "2021-03-02T08:05:00Z"}
generated: "2021-04-02T08:05:00Z"
END
cat >charts.yaml <<'END'
products:
  thing-chart:
    title: Thing chart
    role: ingress
    charts: [{name: thing, sources: ["https://code.example/thing/"]}]
    version: {scheme: semver, line: major}
    feeds: [{helm: "https://charts.example/stable#thing"}]
    samples: ["20.8.0"]
END
{
    echo 'version: 1'
    endpoints upstream | sed "s|^endpoints:|&\n  helm: http://127.0.0.1:$web_port|"
} >policy.yaml
fill prod >fill.log 2>&1 <<'END' || bail "the cluster takes no workloads" fill.log
allowed Deployment/own registry.example/own:1 1
END
release() {
    add_release prod "$@"
}
thing=(--chart thing:20.8.0 --app v2.9.6 --source https://code.example/thing/charts)
release allowed --release web "${thing[@]}"
release default --release edge "${thing[@]}" --filler 2000000
release default --release old "${thing[@]}" --status superseded
release default --release late --chart thing:21.1.0 --app v3.0.1 \
    --source https://elsewhere.example/x --source HTTPS://code.example/thing/charts --plain
release default --release rival --chart thing:20.8.0 --source https://rival.example/thing
release default --release bygone --chart bygone:1.0.0 --source https://code.example/x --deprecated
release default --release torn --chart torn:1.0.0 --broken
opaque_secret() {
    jq -n --arg name "$1" '{apiVersion: "v1", kind: "Secret", type: "Opaque",
        metadata: {name: $name, labels: {owner: "helm", status: "deployed"}},
        stringData: {release: "b3BhcXVlLWNhbmFyeQ=="}}' >secret.json
    api prod POST /api/v1/namespaces/default/secrets secret.json >/dev/null || bail "no secret"
}
opaque_secret lookalike
facts=(--policy policy.yaml --catalog charts.yaml --max-data-age 5000d)
export KUBECONFIG=$work/prod/reader.kubeconfig

finding() {
    jq -ec ".findings[] | select(.uses | any(.workload == \"Release/$1\")) | $2" report.json
}

# ------------------------------------------------------------------- without the right
check "without --helm no chart is looked at" \
    exits 0 stalemark audit "${facts[@]}" -o json=report.json
check "and none is in the report" holds report.json \
    '[.findings[] | select(.subject == "chart")] == [] and (.summary | has("charts") | not)'
check "without the right to list secrets the audit goes on" \
    exits 0 stalemark audit --helm "${facts[@]}" -o json=report.json
check "and says which right is missing" holds report.json \
    '.errors | any(.about == "charts of prod" and (.message | test("secrets.*secrets: list.*rbac-helm")))'
check "what could be of any tier is unknown in the strictest" holds report.json \
    '[.findings[] | select(.subject == "chart") | [.chart.name, .status, .tier, .reasons, (.message | test("secrets: list"))]]
        == [["Helm releases", "unknown", "edge", ["feed-failed"], true]]'
check "the gate does not pass" exits 3 stalemark gate --helm "${facts[@]}" --role ingress
check "and names the right that is missing" matches out 'secrets: list'
check "whatever tier it is told to look at" exits 3 stalemark gate --helm "${facts[@]}" --tier support
check "without --helm there is nothing of that role" exits 0 stalemark gate "${facts[@]}" \
    --role ingress --allow-empty
check "images --helm has no chart of which nobody told" exits 0 stalemark images --helm \
    --catalog charts.yaml -o json=images.json
check "and says why" matches err 'charts of prod: listing secrets'
check "its list is empty" holds images.json '(.charts // []) == []'
check "the cluster was listed whole, its charts were not" holds report.json \
    '.clusters[0] | .complete and (.charts_failure | test("listing secrets"))'

# In a pod: the service account of contrib/rbac.yaml, which does not open secrets.
jq -n '{apiVersion: "v1", kind: "Namespace", metadata: {name: "stalemark"}}' >namespace.json
api prod POST /api/v1/namespaces namespace.json >/dev/null || bail "no namespace"
python3 - "$top_srcdir/contrib/rbac.yaml" <<'END'
import json, sys, yaml
for document in yaml.safe_load_all(open(sys.argv[1])):
    if document["metadata"]["name"] == "stalemark":
        json.dump(document, open("own-" + document["kind"] + ".json", "w"))
END
api prod POST /api/v1/namespaces/stalemark/serviceaccounts own-ServiceAccount.json >/dev/null ||
    bail "no service account"
for kind in ClusterRole ClusterRoleBinding; do
    api prod POST "/apis/rbac.authorization.k8s.io/v1/${kind,,}s" own-$kind.json >/dev/null ||
        bail "contrib/rbac.yaml is not taken"
done
jq -n '{apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {}}' >token.json
api prod POST /api/v1/namespaces/stalemark/serviceaccounts/stalemark/token token.json >token.answer ||
    bail "no token of a service account" token.answer
kubeconfig prod account "$(jq -r .status.token token.answer)" >account.kubeconfig
chmod 600 account.kubeconfig
KUBECONFIG=$work/account.kubeconfig check "a service account without it does not pass the gate" \
    exits 3 stalemark gate --helm "${facts[@]}" --role ingress
check "and is told what it may not" matches out system:serviceaccount:stalemark:stalemark

# ---------------------------------------------------------------------- with the right
grant_releases prod reader
check "with what contrib/rbac-helm.yaml grants" \
    exits 0 stalemark audit --helm "${facts[@]}" -o json=report.json -o text=report.txt \
    -o markdown=report.md -o html=report.html -o slack=report.slack
check "nothing is amiss" holds report.json '.errors == []'
check "a release is a finding of its own" is '["chart","thing-chart","stale","20.8.0"]' \
    "$(finding web '[.subject, .product, .status, .version]')"
check "with its chart and app version" is '["thing","v2.9.6"]' \
    "$(finding web '[.chart.name, .chart.app_version]')"
check "the step, its app version beside it" is '["20.8.1","v2.9.7","21.1.0","v3.0.1"]' \
    "$(finding web '[.recommended, .chart.recommended_app_version, .target, .chart.target_app_version]')"
check "its libyears" is 0.2 "$(finding web .libyears)"
check "the same chart in two places is one finding" is \
    '[["allowed","Release/web"],["default","Release/edge"]]' \
    "$(finding web '[.uses[] | [.namespace, .workload]]')"
check "releases have no pods and no image" is 'true' \
    "$(finding web '(has("image") or has("recommended_image") or (.uses[0] | has("pods"))) | not')"
check "the newest is fresh, whichever source names the repository" is fresh "$(finding late .status | tr -d '\"')"
check "a chart of that name from elsewhere is not judged as this one" is '["unknown",["no-product"]]' \
    "$(finding rival '[.status, .reasons]')"
check "a chart that says it is deprecated is stale, known or not" is '["stale",["retired"]]' \
    "$(finding bygone '[.status, .reasons]')"
check "a release that cannot be read is unknown, and why" is '["unknown",["no-version"]]' \
    "$(finding torn '[.status, .reasons]')"
check "superseded releases do not run" not finding old .
check "secrets that are no releases are left alone" not grep -r opaque-canary out err report.*
check "values, notes and manifests are in no output, cache or state" \
    not grep -raF password-canary out err report.* "$HOME/.cache" "$HOME/.local"
check "charts are counted apart" holds report.json '.summary.charts == 5 and .summary.images == 1'
check "the text has chart and step" matches report.txt 'STALE.*ingress +thing-chart +20.8.0 +20.8.1'
check "and the release" matches report.txt 'allowed Release/web and 1 more'
check "and the app versions" matches report.html 'installs app version v2.9.6, 21.1.0 has v3.0.1'
check "unknown charts are folded as images are" \
    matches report.txt '1 image and 1 chart of no known product'
check "the gate counts them" exits 1 stalemark gate --helm "${facts[@]}"
check "images --helm lists them" exits 0 stalemark images --helm --catalog charts.yaml -o json=images.json
check "apart from images" holds images.json \
    '(.images | length == 1) and (.charts | map(select(.chart == "thing" and .version == "20.8.0")) | length == 2)'
check "one namespace alone" exits 0 stalemark audit --helm -n allowed "${facts[@]}" -o json=one.json
check "has its release alone" holds one.json \
    '[.findings[] | select(.subject == "chart") | .uses[].workload] == ["Release/web"]'
check "all but a namespace" exits 0 stalemark audit --helm --exclude-namespace default \
    "${facts[@]}" -o json=one.json
check "has the others" holds one.json \
    '[.findings[] | select(.subject == "chart") | .uses[].workload] == ["Release/web"]'
check "an earlier report is compared with" exits 0 stalemark gate --helm "${facts[@]}" \
    --baseline report.json
sed "s/$web_port/1/" policy.yaml >unreachable.yaml
rm -rf "$HOME/.cache/stalemark"
check "an index out of reach" exits 0 stalemark audit --helm --policy unreachable.yaml \
    --catalog charts.yaml --max-data-age 1d -o json=report.json
check "makes no chart fresh" holds report.json \
    '[.findings[] | select(.subject == "chart" and .status == "fresh")] == []'

# ------------------------------------------------------- what was known and is no more
series=(audit --helm "${facts[@]}" --series rights)
check "a run that sees all" exits 0 stalemark "${series[@]}" -o json=report.json
known=$(jq '[.findings[] | select(.subject == "chart" and (.status == "stale" or .status == "due"))
    | .uses[]] | length' report.json)
api prod DELETE /apis/rbac.authorization.k8s.io/v1/clusterrolebindings/stalemark-helm >/dev/null
sleep 1 # the API server hears of it a moment later
check "a run that may not" exits 0 stalemark "${series[@]}" -o json=report.json
check "calls no release fixed" holds report.json '.changes.fixed == []'
check "but not seen" holds report.json ".changes.not_seen == $known and $known > 0"
api prod POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings prod/ClusterRoleBinding.json >/dev/null ||
    bail "no binding"
sleep 1

# ------------------------------------------------------------------ a chart in a registry
registry_log=true start_registry hub
push_chart hub pushed 1.0.0 2020-01-02T08:05:00Z
push_chart hub pushed 1.1.0+build.5 2020-12-01T08:05:00Z
push_chart hub pushed 1.1.1
push_chart hub undated 1.0.0
push_chart hub undated 1.1.0
for name in pushed undated; do
    printf '  %s-chart: {title: %s, role: ingress, charts: [{name: %s, sources: ["https://pushed.example/%s"]}], %s}\n' \
        $name $name $name $name \
        "version: {scheme: semver, line: minor}, feeds: [{helm: 'oci://127.0.0.1:$hub_port/charts/$name'}]"
done >pushed.rows
{ echo 'products:'; cat pushed.rows; } >pushed.yaml
{
    echo 'version: 1'
    endpoints upstream |
        sed "s|^registries:|&\n  '127.0.0.1:$hub_port': {private: true, plain_http: true}|"
} >hub.yaml
pushed() {
    jq -ec ".findings[] | select(.product == \"$1-chart\" and .version == \"$2\") | $3" report.json
}
manifests() {
    grep -ao "/v2/charts/[a-z]*/\(manifests\|blobs\)/[^ \"]*" hub.log | sort -u | grep -c . || true
}
release allowed --release newest --chart pushed:1.1.1 --source https://pushed.example/pushed
: >hub.log
check "a chart in a registry that is the newest" exits 0 stalemark audit --helm -n allowed \
    --policy hub.yaml --catalog pushed.yaml -o json=report.json
check "is fresh" is '"fresh"' "$(pushed pushed 1.1.1 .status)"
check "and no manifest is asked for a date" is 0 "$(manifests)"
release allowed --release behind --chart pushed:1.0.0 --source https://pushed.example/pushed
release allowed --release undated --chart undated:1.0.0 --source https://pushed.example/undated
check "charts that are behind" exits 0 stalemark audit --helm -n allowed \
    --policy hub.yaml --catalog pushed.yaml -o json=report.json
check "are dated by the manifests of what decides" is '["stale","2020-12-01","1.1.0"]' \
    "$(pushed pushed 1.0.0 '[.status, .minor.exposed_since, .minor.first]')"
check "the registry's word is in the evidence" holds report.json \
    "any(.findings[].evidence[]; .feed == \"chart 127.0.0.1:$hub_port/charts/pushed\" and (.fact | test(\"2020-12-01\")))"
check "a chart without the annotation is as old as the store knows it to be" is '["due",0]' \
    "$(pushed undated 1.0.0 '[.status, .minor.exposed_days]')"
check "nobody asks for more than their two manifests" is 2 "$(manifests)"
check "what a registry has told of a day" exits 0 stalemark audit --helm -n allowed \
    --policy hub.yaml --catalog pushed.yaml -o json=report.json
check "is kept" is 1 "$(grep -ac 'GET /v2/charts/pushed/manifests/' hub.log)"

done_testing
