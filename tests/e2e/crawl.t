#!/bin/bash
# A real API server: all its encodings give one inventory, and all credentials get in.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/cluster.sh
. "$top_srcdir/tests/e2e/cluster.sh"
need_cluster
need jq

start_cluster prod --feature-gates ImageVolume=true --client-ca-file "$work/prod/ca/ca.pem"
config() {
    export KUBECONFIG=$work/prod/$1.kubeconfig
}
config reader
# images FILE: what of a listing does not depend on where it came from.
images() {
    jq -S '[.images[] | .uses |= map(del(.cluster))]' "$1"
}

# ------------------------------------------------- one cluster in all its encodings
# same_images NAME ARGUMENT...: a listing with other arguments gives the images of crawl.json.
same_images() {
    local name=$1
    shift
    exits 0 stalemark images "$@" -o "json=$name.json" &&
        images "$name.json" >"$name.images" && same crawl.images "$name.images"
}
start_api_proxy json prod --accept application/json
kubectl=$(kubectl_program)
for seed in 1 2; do
    fill prod --random 250 --seed "$seed" >fill.log 2>&1 || bail "no random pods" fill.log
    check "a crawl of random pods, as protobuf ($seed)" exits 0 stalemark images -o json=crawl.json
    images crawl.json >crawl.images
    check "a JSON server gives the same" same_images fallback --kubeconfig json.kubeconfig
    api prod GET /api/v1/pods >list.json
    check "a saved list too" same_images saved -f list.json
    jq -c '.items[] + {kind: "Pod", apiVersion: "v1"}' list.json >stream.json
    check "and its pods as a stream" same_images streamed -f stream.json
    if [ -n "$kubectl" ]; then
        "$kubectl" get pods -A -o json >dump.json && "$kubectl" get pods -A -o yaml >dump.yaml
        check "kubectl's dump too" same_images dumped -f dump.json
        check "and its YAML" same_images yaml -f dump.yaml
        # 30 kinds of cuts, none of which may pass for a whole list.
        check "no part of the YAML passes for all of it" eval '
            for lines in $(seq 1 $(($(wc -l <dump.yaml) / 30)) "$(($(wc -l <dump.yaml) - 4))"); do
                head -n "$lines" dump.yaml >part.yaml
                exits 3 stalemark images -f part.yaml || { echo "cut behind line $lines"; exit 1; }
            done'
    else
        skip "no kubectl" "kubectl's dump gives the same ($seed)"
    fi
done
check "it has every kind of use" holds crawl.json '[.images[].uses[] | .kind // "main"] | unique
    == ["ephemeral", "init", "main", "volume"]'
check "digests and images without one" holds crawl.json \
    '(.images | any(.digest != null)) and (.images | any(.digest == null))'
check "and pods that ended" holds crawl.json '[.images[].uses[]] | any(.finished) and (all(.finished) | not)'

# --------------------------------------------------------------- several at once
# Each of two clusters answers its first page only when the other was asked as well.
for name in left right; do
    other=$([ $name = left ] && echo right || echo left)
    start_api_proxy $name prod --before 'v1/pods' "touch $work/$name.asked
        for i in \$(seq 100); do [ -e $work/$other.asked ] && exit 0; sleep 0.1; done; exit 1"
    sed -i "/token:/!s/\bprod\b/$name/g" $name.kubeconfig
done
check "two clusters are crawled at once" exits 0 env KUBECONFIG=left.kubeconfig:right.kubeconfig \
    "$stalemark_program" images --all-contexts -o json=both.json
check "with the pods of each" holds both.json '[.clusters[].pods] | length == 2 and .[0] == .[1] and .[0] > 100'

# ------------------------------------------------------------- client certificates
new_certificate() { # NAME USER
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" \
        -out "$1.csr" -subj "/O=test/CN=$2" &&
        printf 'extendedKeyUsage=clientAuth\n' >"$1.extensions" &&
        openssl x509 -req -in "$1.csr" -CA prod/ca/ca.pem -CAkey prod/ca/ca.key -days 2 \
            -extfile "$1.extensions" -out "$1.pem"
}
new_certificate reader reader 2>openssl.log || bail "no client certificate" openssl.log
new_certificate nobody nobody 2>openssl.log || bail "no client certificate" openssl.log
with_user() { # FILE USER-MAP
    kubeconfig prod reader x | sed "s|user: {token: .*|user: {$2}|" >"$1"
    chmod 600 "$1"
}
with_user files.kubeconfig "client-certificate: $work/reader.pem, client-key: $work/reader.key"
check "a client certificate in files" same_images files --kubeconfig files.kubeconfig
with_user data.kubeconfig "client-certificate-data: $(base64 -w 0 reader.pem), client-key-data: $(base64 -w 0 reader.key)"
check "and in the kubeconfig" same_images data --kubeconfig data.kubeconfig
check "its key is in no output" not grep -rF "$(sed -n 2p reader.key)" out err data.json
with_user nobody.kubeconfig "client-certificate: $work/nobody.pem, client-key: $work/nobody.key"
check "one of somebody without rights" exits 3 stalemark images --kubeconfig nobody.kubeconfig
check "is told who it is" contains err 'User "nobody" cannot list resource "pods"'

# ------------------------------------------------------------ the service account
# In a mount namespace of its own /run/secrets is as the kubelet makes it.
in_pod() { # FOLDER COMMAND...
    local folder=$1
    shift
    unshare -rm sh -c 'mount -t tmpfs none /run &&
        mkdir -p /run/secrets/kubernetes.io /var/run/secrets/kubernetes.io/serviceaccount &&
        cp "$0"/* /var/run/secrets/kubernetes.io/serviceaccount/ && exec "$@"' "$folder" \
        env -u KUBECONFIG KUBERNETES_SERVICE_HOST=127.0.0.1 \
        KUBERNETES_SERVICE_PORT="$prod_port" "$@"
}
if [ -n "$kubectl" ] && unshare -rm mount -t tmpfs none /run 2>/dev/null; then
    config admin
    if ! { "$kubectl" create namespace stalemark &&
        "$kubectl" apply -f "$top_srcdir/contrib/rbac.yaml"; } >kubectl.log 2>&1; then
        bail "contrib/rbac.yaml is not taken" kubectl.log
    fi
    mkdir account
    "$kubectl" create token stalemark -n stalemark >account/token || bail "no token"
    cp prod/ca/ca.pem account/ca.crt
    printf stalemark >account/namespace
    check "the service account of contrib/rbac.yaml lists everything" \
        exits 0 in_pod account "$stalemark_program" images -o json=account.json
    check "the same as the others" eval 'images account.json >account.images; same crawl.images account.images'
    check "as the cluster that it runs in" holds account.json \
        '.clusters[0] | .name == "in-cluster" and .complete and (.version | test("^1[.]34"))'
    check "its token is in no output" not grep -rF "$(cat account/token)" out err account.json
    check "it reads no secrets" is no "$("$kubectl" auth can-i list secrets -A \
        --as system:serviceaccount:stalemark:stalemark)"
    echo expired >account/token
    check "a token that is not accepted: exit 3" exits 3 in_pod account "$stalemark_program" images
    check "it is told" contains err "(401)"
else
    skip "no kubectl, or no namespaces of mounts" "the service account of contrib/rbac.yaml"
fi

done_testing
