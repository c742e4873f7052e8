# The reference registry for a test: plain, with passwords, or with tokens.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

# What all three have in common; the configuration goes on in standard input. With
# registry_log=true what is asked is in $work/NAME.log.
registry_start() {
    local name=$1 port=$2 scheme=$3 silent=true
    [ "${registry_log:-}" != true ] || silent=false
    mkdir -p "$work/$name"
    {
        cat <<END
version: 0.1
log: {level: warn, accesslog: {disabled: $silent}}
storage:
  filesystem: {rootdirectory: $work/$name/data}
  delete: {enabled: true}
END
        cat
    } >"$work/$name/config.yml"
    serve "$name" env OTEL_TRACES_EXPORTER=none docker-registry serve "$work/$name/config.yml"
    ready 15 "$server_pid" curl -sk -o "$work/$name.ready" "$scheme://127.0.0.1:$port/v2/" ||
        bail "the registry $name does not start" "$work/$name.log"
    printf -v "${name}_port" '%s' "$port"
    printf -v "${name}_pid" '%s' "$server_pid"
}

# start_registry NAME: plain HTTP, open to all. NAME_port is set.
start_registry() {
    local port
    port=$(free_port)
    registry_start "$1" "$port" http <<END
http: {addr: "127.0.0.1:$port"}
END
}

# start_password_registry NAME CA_FOLDER USER PASSWORD: TLS and basic authentication.
start_password_registry() {
    local name=$1 ca=$2 port
    port=$(free_port)
    mkdir -p "$work/$name"
    python3 -c '
import crypt, sys
print(sys.argv[1] + ":" + crypt.crypt(sys.stdin.readline().rstrip("\n"), "$2y$05$" + "stalemarktestsalt00000"))
' "$3" <<<"$4" >"$work/$name/htpasswd" 2>"$work/$name/htpasswd.log"
    registry_start "$name" "$port" https <<END
http:
  addr: 127.0.0.1:$port
  tls: {certificate: $ca/server.pem, key: $ca/server.key}
auth:
  htpasswd: {realm: stalemark-test, path: $work/$name/htpasswd}
END
}

# start_token_registry NAME CA_FOLDER [USER PASSWORD]: TLS, and tokens from a server of
# its own; without a user it gives tokens to everybody. NAME_realm_port is set. The realm
# is on the registry's host, or on realm_host.
start_token_registry() {
    local name=$1 ca=$2 port realm_port
    port=$(free_port)
    mkdir -p "$work/$name"
    : >"$work/$name-tokens.record"
    serve "$name-tokens" "$top_srcdir/tests/e2e/token_server" --tls "$ca/server.pem" \
        "$ca/server.key" --sign "$ca/server.key" --certificate "$ca/server.pem" \
        --port-file "$work/$name/realm_port" --record "$work/$name-tokens.record" \
        ${3:+--user "$3"} ${4:+--password-file <(printf '%s' "$4")}
    ready 15 "$server_pid" test -s "$work/$name/realm_port" ||
        bail "the token server of $name does not start" "$work/$name-tokens.log"
    realm_port=$(cat "$work/$name/realm_port")
    printf -v "${name}_realm_port" '%s' "$realm_port"
    registry_start "$name" "$port" https <<END
http:
  addr: 127.0.0.1:$port
  tls: {certificate: $ca/server.pem, key: $ca/server.key}
auth:
  token:
    realm: https://${realm_host:-127.0.0.1}:$realm_port/token
    service: stalemark-registry
    issuer: stalemark-issuer
    rootcertbundle: $ca/server.pem
END
}

# start_mirror NAME UPSTREAM: a pull-through cache of the registry at http://UPSTREAM.
start_mirror() {
    local port
    port=$(free_port)
    registry_start "$1" "$port" http <<END
http: {addr: "127.0.0.1:$port"}
proxy: {remoteurl: "http://$2"}
END
}

# push_many NAME REPOSITORY FILE: a tag for each line, all of one image that is there.
push_many() {
    python3 - "$work/$1/data/docker/registry/v2/repositories/$2/_manifests" "$3" <<'END'
import os, sys

folder, file = sys.argv[1:]
image = folder + "/revisions/sha256/"
link = image + os.listdir(image)[0] + "/link"
with open(file, encoding="ascii") as lines:
    for tag in lines.read().split():
        current = f"{folder}/tags/{tag}/current"
        os.makedirs(current)
        os.link(link, current + "/link")
END
}

# push NAME REPOSITORY TAG...: tiny real images, written in the registry's own layout
# (_manifests/tags/TAG/current/link), thousands at once; @FILE stands for the tags in it.
# With PUSH_INDEX=yes each is an index of two platforms.
push() {
    local name=$1 repository=$2
    shift 2
    python3 - "$work/$name/data/docker/registry/v2" "$repository" "$@" <<'END'
import hashlib, json, os, sys

root, repository, tags = sys.argv[1], sys.argv[2], sys.argv[3:]
if tags[0].startswith("@"):
    with open(tags[0][1:], encoding="ascii") as file:
        tags = file.read().split()

def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)

def blob(content):
    digest = hashlib.sha256(content).hexdigest()
    write(f"{root}/blobs/sha256/{digest[:2]}/{digest}/data", content)
    return digest

def link(path, digest):
    write(f"{root}/repositories/{repository}/{path}/link", b"sha256:" + digest.encode())

def size_of(digest):
    return os.path.getsize(f"{root}/blobs/sha256/{digest[:2]}/{digest}/data")

def image(tag, architecture):
    config = blob(json.dumps({"architecture": architecture, "os": "linux",
                              "config": {"Labels": {"tag": tag}},
                              "created": os.environ.get("CREATED"),
                              "rootfs": {"type": "layers", "diff_ids": []}}).encode())
    manifest = blob(json.dumps({
        "schemaVersion": 2, "mediaType": DOCKER + "manifest.v2+json", "layers": [],
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json",
                   "size": size_of(config), "digest": "sha256:" + config}}).encode())
    link(f"_layers/sha256/{config}", config)
    link(f"_manifests/revisions/sha256/{manifest}", manifest)
    return manifest

def index(tag):
    return blob(json.dumps({
        "schemaVersion": 2, "mediaType": DOCKER + "manifest.list.v2+json",
        "manifests": [{"mediaType": DOCKER + "manifest.v2+json",
                       "digest": "sha256:" + manifest, "size": size_of(manifest),
                       "platform": {"architecture": architecture, "os": "linux"}}
                      for architecture in ("amd64", "arm64")
                      for manifest in [image(tag, architecture)]]}).encode())

DOCKER = "application/vnd.docker.distribution."
for tag in tags:
    manifest = index(tag) if os.environ.get("PUSH_INDEX") else image(tag, "amd64")
    link(f"_manifests/revisions/sha256/{manifest}", manifest)
    link(f"_manifests/tags/{tag}/current", manifest)
    link(f"_manifests/tags/{tag}/index/sha256/{manifest}", manifest)
END
}

# push_chart REGISTRY NAME VERSION [CREATED]: charts/NAME as Helm pushes it, which is a
# configuration and a layer, _ for + in the tag, and the day as an annotation.
push_chart() {
    local port=$1_port base file place annotations=''
    base="http://127.0.0.1:${!port}/v2/charts/$2"
    printf '{"name":"%s","version":"%s","apiVersion":"v2","appVersion":"v9"}' "$2" "$3" >config.blob
    printf 'chart %s %s' "$2" "$3" >layer.blob
    for file in config layer; do
        place=$(curl -sf -D - -o nothing -X POST "$base/blobs/uploads/" |
            sed -n 's/^[Ll]ocation: *//p' | tr -d '\r')
        curl -sf -X PUT --data-binary "@$file.blob" -H 'Content-Type: application/octet-stream' \
            "$place&digest=sha256:$(sha256sum <$file.blob | cut -d ' ' -f 1)" || bail "no blob" "$1.log"
    done
    digest() { echo "sha256:$(sha256sum <"$1.blob" | cut -d ' ' -f 1)"; }
    size() { stat -c %s "$1.blob"; }
    if [ $# -gt 3 ]; then
        annotations=$(printf ',"annotations":{"org.opencontainers.image.created":"%s"}' "$4")
    fi
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
        "config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"%s","size":%s},
        "layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"%s","size":%s}]%s}' \
        "$(digest config)" "$(size config)" "$(digest layer)" "$(size layer)" "$annotations" >manifest.json
    curl -sf -X PUT --data-binary @manifest.json -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' \
        "$base/manifests/${3//+/_}" || bail "no manifest" "$1.log"
}
