#!/bin/bash
# Pull secrets open private registries: only when asked for, only for their own images.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
# shellcheck source=tests/e2e/strict.sh
. "$top_srcdir/tests/e2e/strict.sh"
need_cluster
need jq docker-registry

new_ca "$work/ca"
start_password_registry locked "$work/ca" puller canary-pull-secret
start_password_registry foreign "$work/ca" nobody never-known
push locked apps/traefik v1.7.9 v1.7.30
push locked apps/legacy v1.7.9 v1.7.30
push locked apps/second v1.7.9 v1.7.30
push locked apps/unnamed v1.7.9 v1.7.30
push foreign apps/traefik v1.7.9 v1.7.30
locked=127.0.0.1:$locked_port
foreign=127.0.0.1:$foreign_port
start_cluster prod

right=$(printf puller:canary-pull-secret | base64 -w 0)
wrong=$(printf puller:canary-old-secret | base64 -w 0)

# secret_of NAMESPACE NAME TYPE KEY: the document comes from standard input.
secret_of() {
    jq -n --arg name "$2" --arg type "$3" --arg key "$4" --arg data "$(base64 -w 0)" \
        '{apiVersion: "v1", kind: "Secret", metadata: {name: $name}, type: $type, data: {($key): $data}}' \
        >secret.json
    api prod POST "/api/v1/namespaces/$1/secrets" secret.json
}

# pod NAMESPACE NAME IMAGE SECRET...: one that runs.
pod() {
    local namespace=$1 name=$2 image=$3
    shift 3
    jq -n --arg name "$name" --arg image "$image" \
        '{apiVersion: "v1", kind: "Pod", metadata: {name: $name}, spec: {nodeName: "n1",
          containers: [{name: "main", image: $image}],
          imagePullSecrets: ($ARGS.positional | map({name: .}))}}' --args "$@" >pod.json
    api prod POST "/api/v1/namespaces/$namespace/pods" pod.json &&
        echo '{"status": {"phase": "Running"}}' >status.json &&
        api prod PATCH "/api/v1/namespaces/$namespace/pods/$name/status" status.json
}

fill_cluster() {
    for namespace in shop other; do
        echo "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"$namespace\"}}" >namespace.json
        api prod POST /api/v1/namespaces namespace.json || return
    done
    # The helper that a secret names must never run; a key with a glob and one with a path.
    jq -n --arg host "${locked#*:}" --arg auth "$right" \
        '{auths: {("127.0.*.1:" + $host): {auth: $auth}}, credsStore: "tripwire",
          credHelpers: {("127.0.0.1:" + $host): "tripwire"}}' |
        secret_of shop current kubernetes.io/dockerconfigjson .dockerconfigjson || return
    jq -n --arg host "$locked/apps" --arg auth "$wrong" '{auths: {($host): {auth: $auth}}}' |
        secret_of shop outdated kubernetes.io/dockerconfigjson .dockerconfigjson || return
    jq -n --arg host "https://$locked" --arg auth "$right" '{($host): {auth: $auth}}' |
        secret_of other legacy kubernetes.io/dockercfg .dockercfg || return
    pod shop first "$locked/apps/traefik:v1.7.9" current &&
        pod shop second "$locked/apps/second:v1.7.9" outdated current absent &&
        pod shop elsewhere "$foreign/apps/traefik:v1.7.9" current &&
        pod other third "$locked/apps/legacy:v1.7.9" legacy &&
        pod other fourth "$locked/apps/unnamed:v1.7.9"
}
check "the cluster has pods and secrets" fill_cluster
mkdir helpers
printf '#!/bin/sh\ntouch %s/tripwire\nexit 1\n' "$work" >helpers/docker-credential-tripwire
chmod +x helpers/docker-credential-tripwire
export PATH=$work/helpers:$PATH
cat >policy.yaml <<END
version: 1
unrecognised: judge
registries:
  $locked: {private: true, ca: ca/ca.pem}
  $foreign: {private: true, ca: ca/ca.pem}
END
newest() {
    jq -r --arg image "$2" '[.findings[] | select(.subject == "image") | select(.image | startswith($image)) | .patch.newest] | first' "$1"
}
audit() {
    stalemark audit --kubeconfig prod/reader.kubeconfig --policy policy.yaml -v "$@"
}

check "without the option nothing private is read" exits 3 audit -o json=none.json
check "nobody asked for a secret" lacks err secret
check "the private image is unknown" is null "$(newest none.json "$locked/apps/traefik")"

check "a right that is missing is a warning" exits 3 audit --use-pull-secrets -o json=forbidden.json
check "it names the rule" contains err "add the rule 'secrets: get' in that namespace"
check "once for each namespace" is 2 "$(grep -c 'secrets: get' err)"

base=/apis/rbac.authorization.k8s.io/v1
python3 -c '
import json, sys, yaml
for part in yaml.safe_load_all(sys.stdin):
    if part["metadata"]["name"] == "stalemark-pull-secrets":
        json.dump(part, sys.stdout)
' <"$top_srcdir/contrib/rbac.yaml" >role.json
check "the role is that of contrib" api prod POST $base/clusterroles role.json
bind() {
    echo "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"RoleBinding\",\"metadata\":{\"name\":\"pull\"},
        \"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"stalemark-pull-secrets\"},
        \"subjects\":[{\"kind\":\"User\",\"name\":\"reader\",\"apiGroup\":\"rbac.authorization.k8s.io\"}]}" >binding.json
    api prod POST "$base/namespaces/$1/rolebindings" binding.json
}
check "it is bound in one namespace" bind shop
check "and in the other" bind other

check "with the rights the secrets are used" exits 0 audit --use-pull-secrets -o json=used.json
check "a secret with a glob opens the image of its pod" is 1.7.30 "$(newest used.json "$locked/apps/traefik")"
check "when the more specific one is refused the next is tried" is 1.7.30 "$(newest used.json "$locked/apps/second")"
check "the older kind of secret too" is 1.7.30 "$(newest used.json "$locked/apps/legacy")"
check "an image whose pod names none is not opened by its neighbours'" \
    is null "$(newest used.json "$locked/apps/unnamed")"
check "a registry that the secret does not name is not opened" holds used.json \
    '[.findings[] | select(.subject == "image") | select(.image | test("'"$foreign"'")) | .status] == ["unknown"]'
check "no helper of a secret's was run" test ! -e "$work/tripwire"

# Registries that lead astray, which a tenant's secret names with a glob.
echo '{"redirect.corp.example": {"scheme": "basic", "redirect": [307, "https://evil.example/landed"]},
 "link.corp.example": {"scheme": "basic", "link": "https://evil.example/landed?last=x"},
 "realm.corp.example": {"scheme": "bearer", "realm": "https://evil.example/token"},
 "port.corp.example": {"scheme": "basic", "redirect": [302, "https://port.corp.example:8443/landed"]},
 "plain.corp.example": {"scheme": "basic", "redirect": [302, "http://plain.corp.example/landed"]}}' >lures.json
start_strict strict "$work/lures.json"
export NO_PROXY=127.0.0.1
lead_astray() {
    jq -n --arg auth "$(auth tenant pull_secret)" \
        '{auths: {"*.corp.example": {auth: $auth}, "*.example": {auth: $auth}}}' |
        secret_of shop astray kubernetes.io/dockerconfigjson .dockerconfigjson || return
    for lure in redirect link realm port plain; do
        pod shop "$lure" "$lure.corp.example/apps/x:v1.7.9" astray || return
    done
}
check "a tenant's registries lead astray" lead_astray
stalemark audit --kubeconfig prod/reader.kubeconfig --ca ca/ca.pem --policy policy.yaml -v \
    --use-pull-secrets -o json=astray.json >out 2>err
jq -n --arg secret "$(secret pull_secret)" '{must: {($secret):
    ["redirect", "link", "port", "plain"] | map("https://\(.).corp.example")}}' >rules.json
check "the secret stayed where it is for" \
    nothing python3 "$top_srcdir/tests/e2e/strict/leaks.py" strict.record <rules.json
check "the stranger was reached" test "$(sent '.host == "evil.example"')" -ge 1
check "nor is it in output, report, cache or state" \
    not grep -raF -e "$(secret pull_secret)" -e "$(auth tenant pull_secret)" out err astray.json "$HOME/.cache" "$HOME/.local"

canaries="canary-pull-secret|canary-old-secret|$right|$wrong"
check "no secret in output, report or diagnostics" not grep -rE "$canaries" out err used.json
check "none in cache or state" not grep -raE "$canaries" "$HOME/.cache" "$HOME/.local"

done_testing
