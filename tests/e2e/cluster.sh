# A real API server with its etcd for a test, and workloads in it.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

# Where the programs may be: the ecosystem's variable, PATH, what tests/cluster/build made.
kubernetes_program() {
    local folder
    for folder in ${KUBEBUILDER_ASSETS:+"$KUBEBUILDER_ASSETS"} \
        "$(dirname "$(command -v "$1" || echo /nonexistent/x)")" \
        "$real_cache/kubernetes-$(sed -n 's/^require k8s.io\/kubernetes //p' \
            "$top_srcdir/tests/cluster/go.mod")"; do
        [ -x "$folder/$1" ] && echo "$folder/$1" && return
    done
    return 1
}

# kubectl as new as the API server: the one beside it, before one that a distribution has.
kubectl_program() {
    local beside
    beside=$(dirname "$(kubernetes_program kube-apiserver)")/kubectl
    if [ -x "$beside" ]; then
        echo "$beside"
    else
        kubernetes_program kubectl
    fi
}

# Skips the whole test where there is no API server.
need_cluster() {
    kubernetes_program kube-apiserver >/dev/null ||
        skip_all "no kube-apiserver: tests/cluster/build makes one where Go 1.24 is"
    need etcd curl openssl python3
}

# start_cluster NAME [FLAG...]: NAME_port, NAME_ca and $work/NAME/USER.kubeconfig for the
# users admin, reader (lists everything that an audit needs) and limited (the namespace
# "allowed" alone). Tokens are in $work/NAME/USER.token.
start_cluster() {
    local name=$1 folder=$work/$1 user
    shift
    mkdir -p "$folder"
    start_etcd "$name"
    new_ca "$folder/ca"
    openssl genrsa -out "$folder/service-account.key" 2048 2>"$folder/openssl.log"
    for user in admin reader limited; do
        printf '%s-secret-of-%s' "$user" "$name" >"$folder/$user.token"
        printf '%s-secret-of-%s,%s,%s,%s\n' "$user" "$name" "$user" "$user" \
            "$([ $user = admin ] && echo system:masters || echo "test:$user")"
    done >"$folder/tokens.csv"
    start_api_server "$name" "$@"
    rbac "$name"
}

start_etcd() {
    local name=$1 folder=$work/$1 client peer memory=
    client=$(free_port)
    peer=$(free_port)
    # In memory where that is possible: every write waits for the disk otherwise.
    [ -w /dev/shm ] && memory=$(mktemp -d /dev/shm/stalemark-etcd.XXXXXX) && etcd_folders+=("$memory")
    serve "$name-etcd" etcd --data-dir "${memory:-$folder}/etcd" --log-level error \
        --listen-client-urls "http://127.0.0.1:$client" \
        --advertise-client-urls "http://127.0.0.1:$client" \
        --listen-peer-urls "http://127.0.0.1:$peer" \
        --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
        --initial-cluster "default=http://127.0.0.1:$peer" \
        --quota-backend-bytes 4294967296
    ready 20 "$server_pid" curl -sf "http://127.0.0.1:$client/health" ||
        bail "etcd does not start" "$work/$name-etcd.log"
    printf -v "${name}_etcd_port" '%s' "$client"
}
etcd_folders=()
leave_cluster() {
    leave
    [ ${#etcd_folders[@]} -eq 0 ] || rm -rf "${etcd_folders[@]}"
}
trap leave_cluster EXIT

start_api_server() {
    local name=$1 folder=$work/$1 port etcd_port_name=${1}_etcd_port user
    shift
    port=$(free_port)
    serve "$name" "$(kubernetes_program kube-apiserver)" \
        --etcd-servers "http://127.0.0.1:${!etcd_port_name}" \
        --secure-port "$port" --bind-address 127.0.0.1 --cert-dir "$folder" \
        --tls-cert-file "$folder/ca/server.pem" --tls-private-key-file "$folder/ca/server.key" \
        --service-account-key-file "$folder/service-account.key" \
        --service-account-signing-key-file "$folder/service-account.key" \
        --service-account-issuer https://cluster.test.invalid \
        --token-auth-file "$folder/tokens.csv" --authorization-mode RBAC \
        --service-cluster-ip-range 10.0.0.0/24 \
        --disable-admission-plugins ServiceAccount "$@"
    printf -v "${name}_pid" '%s' "$server_pid"
    printf -v "${name}_port" '%s' "$port"
    printf -v "${name}_ca" '%s' "$folder/ca/ca.pem"
    ready 60 "$server_pid" curl -sf --cacert "$folder/ca/ca.pem" \
        -H "Authorization: Bearer $(cat "$folder/admin.token")" "https://127.0.0.1:$port/readyz" ||
        bail "kube-apiserver does not start" "$work/$name.log"
    for user in admin reader limited; do
        kubeconfig "$name" "$user" "$(cat "$folder/$user.token")" >"$folder/$user.kubeconfig"
        chmod 600 "$folder/$user.kubeconfig"
    done
}

# kubeconfig NAME USER TOKEN: one context with the cluster's name, on standard output.
kubeconfig() {
    local port=${1}_port ca=${1}_ca
    cat <<END
apiVersion: v1
kind: Config
current-context: $1
clusters:
- name: $1
  cluster:
    server: https://127.0.0.1:${!port}
    certificate-authority-data: $(base64 -w 0 "${!ca}")
contexts:
- name: $1
  context: {cluster: $1, user: $2}
users:
- name: $2
  user: {token: $3}
END
}

# api NAME METHOD PATH [BODY-FILE]: as admin.
api() {
    local port=${1}_port ca=${1}_ca kind=application/json
    [ "$2" != PATCH ] || kind=application/merge-patch+json
    curl -sf --cacert "${!ca}" -X "$2" -H "Authorization: Bearer $(cat "$work/$1/admin.token")" \
        ${4:+-H "Content-Type: $kind" --data-binary "@$4"} "https://127.0.0.1:${!port}$3"
}

# fill NAME [OPTION...]: workloads from lines "NAMESPACE KIND/NAME IMAGE REPLICAS" on
# standard input, or --pods N; see tests/cluster/fill.
fill() {
    local port=${1}_port ca=${1}_ca name=$1
    shift
    python3 "$top_srcdir/tests/cluster/fill" --server "https://127.0.0.1:${!port}" \
        --ca "${!ca}" --token-file "$work/$name/admin.token" "$@"
}

# The rights of the users that are not admin: what contrib's ClusterRole gives, and less.
rbac() {
    local name=$1 base=/apis/rbac.authorization.k8s.io/v1 file=$work/$1/rbac.json
    local head='"apiVersion":"rbac.authorization.k8s.io/v1"'
    echo "{$head,\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"reader\"},\"rules\":[
        {\"apiGroups\":[\"\"],\"resources\":[\"pods\",\"nodes\",\"namespaces\",\"replicationcontrollers\"],\"verbs\":[\"get\",\"list\"]},
        {\"apiGroups\":[\"apps\"],\"resources\":[\"replicasets\",\"deployments\",\"daemonsets\",\"statefulsets\"],\"verbs\":[\"get\",\"list\"]},
        {\"apiGroups\":[\"batch\"],\"resources\":[\"jobs\",\"cronjobs\"],\"verbs\":[\"get\",\"list\"]}]}" >"$file"
    api "$name" POST $base/clusterroles "$file" >/dev/null || bail "no RBAC role" "$work/$name.log"
    echo "{$head,\"kind\":\"ClusterRoleBinding\",\"metadata\":{\"name\":\"reader\"},
        \"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"reader\"},
        \"subjects\":[{\"kind\":\"User\",\"name\":\"reader\",\"apiGroup\":\"rbac.authorization.k8s.io\"}]}" >"$file"
    api "$name" POST $base/clusterrolebindings "$file" >/dev/null || bail "no RBAC binding"
    echo '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"allowed"}}' >"$file"
    api "$name" POST /api/v1/namespaces "$file" >/dev/null || bail "no namespace"
    echo "{$head,\"kind\":\"RoleBinding\",\"metadata\":{\"name\":\"limited\"},
        \"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"reader\"},
        \"subjects\":[{\"kind\":\"User\",\"name\":\"limited\",\"apiGroup\":\"rbac.authorization.k8s.io\"}]}" >"$file"
    api "$name" POST $base/namespaces/allowed/rolebindings "$file" >/dev/null || bail "no RBAC binding"
}

# compact_command NAME: writes something, then forgets the history before it, so that
# tokens of paged lists expire (410).
compact_command() {
    local port=${1}_etcd_port
    local etcdctl="ETCDCTL_API=3 etcdctl --endpoints http://127.0.0.1:${!port}"
    echo "$etcdctl put stalemark-test x && $etcdctl compact" \
        "\$($etcdctl endpoint status --write-out json | jq '.[0].Status.header.revision')"
}

compact() {
    sh -c "$(compact_command "$1")"
}

# add_node CLUSTER NAME KUBELET PROXY RUNTIME OS
add_node() {
    local name=$1 file=$work/$1/node.json
    jq -n --arg name "$2" '{apiVersion: "v1", kind: "Node", metadata: {name: $name}}' >"$file"
    api "$name" POST /api/v1/nodes "$file" >/dev/null || bail "no node"
    jq -n --arg kubelet "$3" --arg proxy "$4" --arg runtime "$5" --arg os "$6" '{status: {nodeInfo: {
        kubeletVersion: $kubelet, kubeProxyVersion: $proxy, containerRuntimeVersion: $runtime,
        osImage: $os, machineID: "", systemUUID: "", bootID: "", kernelVersion: "6.1.0",
        operatingSystem: "linux", architecture: "amd64"}}}' >"$file"
    api "$name" PATCH "/api/v1/nodes/$2/status" "$file" >/dev/null || bail "no status of a node"
}

# add_release CLUSTER NAMESPACE OPTION...: of Helm; see tests/e2e/helm_secret.
add_release() {
    local name=$1 namespace=$2 file=$work/$1/release.json
    shift 2
    "$top_srcdir/tests/e2e/helm_secret" --namespace "$namespace" "$@" >"$file"
    api "$name" POST "/api/v1/namespaces/$namespace/secrets" "$file" >/dev/null ||
        bail "no secret" "$work/$name.log"
}

# grant_releases CLUSTER USER: what contrib/rbac-helm.yaml grants.
grant_releases() {
    local kind
    python3 - "$top_srcdir/contrib/rbac-helm.yaml" "$work/$1" "$2" <<'END'
import json, os, sys, yaml
rights, folder, user = sys.argv[1:]
for document in yaml.safe_load_all(open(rights)):
    if document["kind"] == "ClusterRoleBinding":
        document["subjects"] = [{"kind": "User", "name": user,
                                 "apiGroup": "rbac.authorization.k8s.io"}]
    json.dump(document, open(os.path.join(folder, document["kind"] + ".json"), "w"))
END
    for kind in ClusterRole ClusterRoleBinding; do
        api "$1" POST "/apis/rbac.authorization.k8s.io/v1/${kind,,}s" "$work/$1/$kind.json" >/dev/null ||
            bail "contrib/rbac-helm.yaml is not taken"
    done
}

# start_api_proxy NAME CLUSTER [OPTION...]: between the program and a cluster;
# $work/NAME.kubeconfig is the reader's, through it.
start_api_proxy() {
    local name=$1 cluster=$2 port=${2}_port ca=${2}_ca
    shift 2
    serve "$name" "$top_srcdir/tests/e2e/api_proxy" --port-file "$work/$name.port" \
        --tls "$work/$cluster/ca/server.pem" "$work/$cluster/ca/server.key" \
        --server "https://127.0.0.1:${!port}" --ca "${!ca}" "$@"
    ready 15 "$server_pid" test -s "$work/$name.port" || bail "no API proxy" "$work/$name.log"
    sed "s|https://127.0.0.1:[0-9]*|https://127.0.0.1:$(cat "$work/$name.port")|" \
        "$work/$cluster/reader.kubeconfig" >"$work/$name.kubeconfig"
    chmod 600 "$work/$name.kubeconfig"
}
