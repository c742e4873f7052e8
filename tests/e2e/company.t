#!/bin/bash
# A private registry with an own CA and a token server, behind a proxy with a password:
# what docs/private-registries.md tells to type, from the login to the report.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
# shellcheck source=tests/e2e/proxy.sh
. "$top_srcdir/tests/e2e/proxy.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq openssl docker-registry squid skopeo

new_ca "$work/ca"
start_token_registry corp "$work/ca" ci canary-password
push corp dockerhub/library/traefik v1.7.9 v1.7.30 v2.4.8
push corp platform/ingress 4.0.0 4.0.3
start_replay upstream --until 2021-04-12 traefik.json
start_squid wall worker canary-proxy
corp=127.0.0.1:$corp_port

# The file of a login, as docker writes it; the certificate is where docker looks for it.
export https_proxy=http://worker:canary-proxy@127.0.0.1:$wall_port http_proxy='' no_proxy=127.0.0.1
mkdir -p certs "$HOME/.docker"
cp ca/ca.pem certs/ca.crt
check "a login writes docker's file" bash -c "printf canary-password |
    skopeo login --authfile '$HOME/.docker/config.json' --cert-dir certs -u ci --password-stdin $corp"
check "which has the registry" holds "$HOME/.docker/config.json" ".auths[\"$corp\"].auth"
unset no_proxy

mkdir -p "$XDG_CONFIG_HOME/stalemark"
{
    echo "version: 1"
    endpoints upstream
    cat <<END
  $corp: {private: true, ca: $work/ca/ca.pem}
mirrors: {$corp/dockerhub/: docker.io/}
unrecognised: judge
END
} >"$XDG_CONFIG_HOME/stalemark/policy.yaml"
cat >pods.yaml <<END
apiVersion: apps/v1
kind: Deployment
metadata: {name: edge, namespace: web}
spec:
  template:
    spec:
      containers:
      - {name: ingress, image: "$corp/platform/ingress:4.0.0"}
      - {name: traefik, image: "$corp/dockerhub/library/traefik:v1.7.9"}
END
check "the policy is right" exits 0 stalemark policy check "$XDG_CONFIG_HOME/stalemark/policy.yaml"
check "an audit of it" exits 0 stalemark audit -f pods.yaml -v -o text -o json=report.json
cp out report.txt
check "reads the registry behind the proxy" matches wall/access.log "^CONNECT $corp 200 worker"
check "and its token server" matches wall/access.log "^CONNECT 127.0.0.1:$corp_realm_port 200 worker"
check "the login went to the token server" matches corp-tokens.record '"authorization": "Basic .*"status": 200'
check "the company's own image is behind" holds report.json \
    '.findings[] | select(.image | test("platform/ingress")) | .patch.newest == "4.0.3"'
check "the mirrored one is the product, by its release feeds" holds report.json \
    '.findings[] | select(.image | test("dockerhub"))
        | .product == "traefik" and .status == "stale" and .patch.newest == "1.7.30"'
check "no secret is in report, output, cache or state" \
    not grep -raE "canary|$(printf 'ci:canary-password' | base64)" out err report.json \
    "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
check "feeds test tells whether it answers from here" exits 0 stalemark feeds test -f pods.yaml
check "with a line for the registry" matches out "^ok .* $corp/platform/ingress"

# What goes wrong first, and what is told then.
cp "$XDG_CONFIG_HOME/stalemark/policy.yaml" whole.yaml
wrong() {
    forget_all
    mkdir -p "$HOME/.docker"
    stalemark audit -f pods.yaml --policy "$1" -o json=wrong.json >out 2>err
    holds wrong.json '[.findings[] | select(.image | test("platform")) | .status] == ["unknown"]'
}
cp "$HOME/.docker/config.json" config.json
check "without the login it is unknown" wrong whole.yaml
check "for that reason" holds wrong.json '.errors | any(.message | test("private|login"))'
sed "s|, ca: .*}|}|" whole.yaml >no-ca.yaml
check "without the CA it is unknown" wrong no-ca.yaml
check "because of the certificate" holds wrong.json '.errors | any(.message | test("certificate"))'
check "and what helps" holds wrong.json '.errors | any(.message | test("--ca FILE"))'
sed "s|, ca: .*}|, ca: gone.pem}|" whole.yaml >gone-ca.yaml
check "a CA that is not there is a mistake of the policy" exits 2 stalemark audit -f pods.yaml --policy gone-ca.yaml
check "with its place" matches err "^stalemark: .*gone-ca.yaml:[0-9]+:[0-9]+: 'ca' of $corp: opening .*gone.pem: No such file"
sed "/$corp:/d" whole.yaml >unlisted.yaml
check "unlisted it is not asked, for its address is private" wrong unlisted.yaml
check "and that is told" holds wrong.json '.errors | any(.message | test("private"))'
export https_proxy=http://worker:wrong@127.0.0.1:$wall_port
check "by a wrong word for the proxy it is unknown" wrong whole.yaml
check "and that is told too" holds wrong.json '.errors | any(.message | test("407|proxy"))'

done_testing
