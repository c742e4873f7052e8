# The clouds and registries of the world for a test: see strict_server.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

# start_strict NAME [LURES]: secrets with unique canaries are made, HTTPS_PROXY and the
# authority are set, NAME_port is the port of the metadata services.
start_strict() {
    local name=$1 lures=${2:-}
    new_ca "$work/$name-ca"
    openssl genrsa -traditional -out "$work/$name-google.key" 2048 2>"$work/$name-google.log"
    python3 - "$work/$name" >"$work/$name.secrets" <<'END'
import json, subprocess, sys
base = sys.argv[1]
public = subprocess.run(["openssl", "rsa", "-in", base + "-google.key", "-pubout"],
                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
names = """aws_secret aws_session aws_profile_secret aws_sts_secret aws_sts_session aws_web_token
    aws_container_secret aws_container_session aws_container_token aws_instance_secret
    aws_instance_session ecr_password google_access_token google_client_secret
    google_refresh_token azure_secret azure_federated_token azure_access_token
    azure_refresh_token docker_password github_pat gitlab_token harbor_robot quay_robot
    identity_token registry_token pull_secret github_token""".split()
with open(base + "-google.key", encoding="ascii") as file:
    private = file.read()
json.dump({"google_public_key": public.decode(), "google_private_key": private,
           **{name: f"canary/{name.replace('_', '-')}+x==" for name in names}}, sys.stdout)
END
    : >"$work/$name.record"
    serve "$name" "$top_srcdir/tests/e2e/strict_server" --port-file "$work/$name.port" \
        --record "$work/$name.record" --ca "$work/$name-ca" --secrets "$work/$name.secrets" \
        ${lures:+--lures "$lures"}
    ready 15 "$server_pid" test -s "$work/$name.port" || bail "no strict server" "$work/$name.log"
    printf -v "${name}_port" '%s' "$(cat "$work/$name.port")"
    HTTPS_PROXY=http://127.0.0.1:$(cat "$work/$name.port")
    export HTTPS_PROXY
    export SSL_CERT_FILE=$work/$name-ca/ca.pem
}

# secret NAME: its value.
secret() {
    jq -r --arg name "$1" '.[$name]' "$work/strict.secrets"
}

# auth USER SECRET-NAME: as docker's file has it.
auth() {
    printf '%s:%s' "$1" "$(secret "$2")" | base64 -w 0
}

# sent FILTER [RECORD]: how many requests the filter is true of.
sent() {
    jq -s "[.[] | select($1)] | length" "${2:-$work/strict.record}"
}

# refusals [RECORD]: what was refused besides the first question, and why.
refusals() {
    jq -r 'select(.reason != null and .reason != "no token" and .reason != "no login"
        and .reason != "redirected" and .reason != "wrong or no password") |
        "\(.method) \(.host)\(.path): \(.status) \(.reason)"' "${1:-$work/strict.record}"
}

# forget_cloud: no identity of any cloud, and nobody at the metadata addresses.
forget_cloud() {
    local variable
    for variable in $(compgen -e | grep -E '^(AWS|GOOGLE|GCE|AZURE|CLOUDSDK|IDENTITY|MSI)_'); do
        unset "$variable"
    done
    export AWS_EC2_METADATA_DISABLED=true GCE_METADATA_HOST=127.0.0.1:1
    export AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:1
    rm -rf "$HOME"
    mkdir -p "$HOME"
}
