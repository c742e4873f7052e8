#!/bin/bash
# A real API server and a real registry: the incident, rights, pages, and one that is down.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
need_cluster
need jq docker-registry

# Without its cache of snapshots a server forgets old lists as larger ones do.
start_cluster prod --feature-gates ListFromCacheSnapshot=false
fill prod >fill.log 2>&1 <<'END' || bail "the cluster takes no workloads" fill.log
kube-system Deployment/traefik traefik:v1.7.9 2
kube-system DaemonSet/node-tool traefik:v2.4.8 3
allowed StatefulSet/edge traefik:v1.7.30 1
END
start_replay upstream --until 2021-04-12 traefik.json kubernetes.json
start_registry hub
jq -r '.versions[] | select(.[1] <= "2021-04-12" and .[0] != "1.7.27") | "v" + .[0], .[0]' \
    "$top_srcdir/tests/e2e/feeds/traefik.json" >tags
push hub library/traefik @tags
{
    echo "version: 1"
    endpoints upstream | sed "s|docker.io: .*|docker.io: http://127.0.0.1:$hub_port|"
    echo "  127.0.0.1:$hub_port: {private: true, plain_http: true}"
} >policy.yaml
facts=(--policy policy.yaml --as-of 2021-04-12)
config() {
    export KUBECONFIG=$work/prod/$1.kubeconfig
}

# ------------------------------------------------------------------ the incident
config reader
check "images are listed from the API server" exits 0 stalemark images -o json=images.json
check "with their workloads and pods" holds images.json \
    '.images[] | select(.image | test("v1.7.9$")) | .uses[0]
        | .workload == "Deployment/traefik" and .namespace == "kube-system" and .pods == 2'
check "an audit of the current context" exits 0 stalemark audit "${facts[@]}" -o json=report.json
check "puts the load balancer first" holds report.json \
    '.findings[0] | .product == "traefik" and .version == "1.7.9" and .status == "stale"
        and .patch.newest == "1.7.30" and .patch.lag == 21 and .behind == 67'
# This server is 1.34, which no 1.7 fits: 1.7.30 would not help here.
check "a step that does not run on this cluster is not recommended" holds report.json \
    '.findings[0] | .reasons == ["behind-patch", "behind-major", "incompatible"]
        and .recommended == "2.4.8" and .kubernetes[0].fit == "incompatible"'
check "with 1.7.30 the patch is done" holds report.json \
    '.findings[] | select(.version == "1.7.30") | .reasons == ["behind-major", "incompatible"]'
check "all feeds answered, the registry too" holds report.json \
    '.summary.feeds_failed == 0 and .summary.feeds_asked == 7'
check "names the cluster and its version" holds report.json \
    '.clusters[0] | .name == "prod" and (.version | test("^1[.]34")) and .complete == true'
token=$(cat prod/reader.token)
check "the cluster's token is in no output, report, cache or state" \
    not grep -raF "$token" out err report.json images.json "$HOME/.cache" "$HOME/.local"
check "the gate stops it" exits 1 stalemark gate "${facts[@]}"
check "one namespace alone" exits 0 stalemark images -n allowed -o json=one.json
check "has one image" holds one.json '.images | length == 1'

# ---------------------------------------------------------------- two, one of them down
port=$(free_port)
sed "s|https://127.0.0.1:[0-9]*|https://127.0.0.1:$port|; s/\bprod\b/gone/g" \
    prod/reader.kubeconfig >gone.kubeconfig
chmod 600 gone.kubeconfig
export KUBECONFIG=$work/prod/reader.kubeconfig:$work/gone.kubeconfig
check "one of two clusters is down: exit 3" \
    exits 3 stalemark audit --context prod --context gone "${facts[@]}" -o json=two.json
check "the other is reported" holds two.json '.findings[0].version == "1.7.9"'
check "the run is marked incomplete" holds two.json \
    '.summary.complete == false
        and (.clusters | map({(.name): .complete}) | add == {prod: true, gone: false})'
check "the failure is told" holds two.json '.errors | any(.about | test("gone"))'

# ----------------------------------------------------------------------- rights
config limited
check "without the right to list all: exit 3" exits 3 stalemark audit "${facts[@]}" -o json=limited.json
check "the missing right is told" holds limited.json \
    '.errors | any(.message | test("limited.*pods"))'
check "the gate does not pass either" exits 3 stalemark gate --role ingress "${facts[@]}"
check "the permitted namespace alone works" exits 0 stalemark audit -n allowed "${facts[@]}"
kubeconfig prod reader wrong-token-canary >wrong.kubeconfig
chmod 600 wrong.kubeconfig
check "a token that is not known: exit 3" \
    exits 3 stalemark audit --kubeconfig wrong.kubeconfig "${facts[@]}" -o text
check "without showing it" not grep -r wrong-token-canary out err
check "a context that is not there: exit 2" exits 2 stalemark audit --context nowhere "${facts[@]}"
check "it is named" contains err nowhere

# A token that an exec plugin renews once the first is refused.
cat >plugin <<END
#!/bin/sh
count=\$(cat "$work/plugin.count" 2>/dev/null || echo 0)
echo \$((count + 1)) >"$work/plugin.count"
token=expired-token
[ "\$count" -gt 0 ] && token=$(cat prod/reader.token)
echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"\$token\"}}"
END
chmod 700 plugin
kubeconfig prod reader x | sed "s|user: {token: .*|user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: $work/plugin, interactiveMode: Never}}|" >exec.kubeconfig
chmod 600 exec.kubeconfig
check "a token that expired is asked for again, once" \
    exits 0 stalemark images --kubeconfig exec.kubeconfig -o json=exec.json
check "by running the plugin twice" is 2 "$(cat plugin.count)"
check "--no-exec forbids it" exits 3 stalemark images --kubeconfig exec.kubeconfig --no-exec

# ------------------------------------------------------------------- pages and 410
fill prod --pods 1200 >fill.log 2>&1 || bail "no pods for pages" fill.log
config reader
check "many pods come in pages" exits 0 stalemark images -o json=many.json
check "and all are counted" holds many.json \
    '[.images[].uses[] | select(.namespace | test("^team-")) | select(.container == "main")
        | .pods] | add == 1200'

# The history is forgotten between the first page and the second: the list is gone (410).
start_api_proxy forgetful prod --record forgetful.record --before 'pods.*continue=' \
    "$(compact_command prod)"
check "a list whose history was forgotten is begun again" \
    exits 0 stalemark images --kubeconfig forgetful.kubeconfig -o json=again.json
check "it was gone indeed" holds <(jq -s . forgetful.record) 'any(.status == 410)'
check "each pod is counted once" is "$(jq -c '[.images[].uses[].pods] | add' many.json)" \
    "$(jq -c '[.images[].uses[].pods] | add' again.json)"

done_testing
