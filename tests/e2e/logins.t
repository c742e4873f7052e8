#!/bin/bash
# Every kind of login opens its registry: clouds' identities, users, robots, tokens.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/strict.sh
. "$top_srcdir/tests/e2e/strict.sh"
need python3 jq openssl curl

start_strict strict "$work/lures"
: >all.record
: >leaked
jq -r '.[] | select(startswith("canary"))' strict.secrets >canaries
sed -n 3,5p strict-google.key >>canaries
ecr=123456789012.dkr.ecr.eu-west-1.amazonaws.com
cat >policy.yaml <<END
version: 1
unrecognised: judge
registries:
  $ecr: {credentials: ecr}
  public.ecr.aws: {credentials: ecr}
  gcr.io: {credentials: google}
  europe-docker.pkg.dev: {credentials: google}
  acme.azurecr.io: {credentials: azure}
END

# opens NAME IMAGE...: with what stands in the environment and in $HOME, and without a
# single refusal that a client could have known of.
opens() {
    audit "${@:2}"
    check "$1" is 1.7.30 "$(jq -r '[.findings[].patch.newest] | unique | join(" ")' report.json)"
    check "  and every server took what it got" nothing refusals
}

# stays_shut NAME IMAGE WORDS
stays_shut() {
    audit "$2"
    check "$1" is unknown "$(jq -r '.findings[0].status' report.json)"
    check "  and says why" contains report.json "$3"
}

audit() {
    : >strict.record
    rm -rf "$HOME/.cache" "$HOME/.local"
    stalemark audit --policy policy.yaml "${@/#/--image=}" -v -o json=report.json >out 2>err
    cat strict.record >>all.record
    grep -rhoaFf canaries out err report.json "$HOME/.cache" "$HOME/.local" >>leaked
}

# ------------------------------------------------------------------------- AWS
forget_cloud
AWS_ACCESS_KEY_ID=AKIAENVIRONMENT AWS_SECRET_ACCESS_KEY=$(secret aws_secret) \
    opens "ECR opens with a key of the environment" "$ecr/team/app:v1.7.9"
AWS_ACCESS_KEY_ID=ASIAENVIRONMENT AWS_SECRET_ACCESS_KEY=$(secret aws_secret) \
    AWS_SESSION_TOKEN=$(secret aws_session) \
    opens "with a temporary one" "$ecr/team/app:v1.7.9"
check "  the password went to the registry alone" is 0 \
    "$(sent '(.host | endswith("dkr.ecr.eu-west-1.amazonaws.com") | not) and (.headers.authorization // "" | startswith("Basic"))')"
check "  and was asked for once" is 1 "$(sent '.host | startswith("api.ecr")')"

mkdir -p "$HOME/.aws"
cat >"$HOME/.aws/credentials" <<END
# a comment
[default]
aws_access_key_id = AKIAOTHER
aws_secret_access_key = no
[work]
aws_access_key_id=AKIAPROFILE
aws_secret_access_key = $(secret aws_profile_secret)
END
AWS_PROFILE=work opens "with a profile of the shared file" "$ecr/team/app:v1.7.9"
mv "$HOME/.aws/credentials" elsewhere
AWS_SHARED_CREDENTIALS_FILE=$work/elsewhere AWS_PROFILE=work \
    opens "with the file elsewhere" "$ecr/team/app:v1.7.9"

secret aws_web_token >web-token
AWS_WEB_IDENTITY_TOKEN_FILE=$work/web-token AWS_ROLE_ARN=arn:aws:iam::123456789012:role/puller \
    opens "with a service account's role (web identity)" "$ecr/team/app:v1.7.9"
secret aws_container_token >container-token
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:$strict_port/v1/credentials \
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=$work/container-token \
    opens "with a pod's identity (container endpoint)" "$ecr/team/app:v1.7.9"
AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:$strict_port \
    opens "with the instance's role (IMDSv2)" "$ecr/team/app:v1.7.9"
AWS_ACCESS_KEY_ID=AKIAENVIRONMENT AWS_SECRET_ACCESS_KEY=$(secret aws_secret) \
    AWS_ENDPOINT_URL_ECR=http://127.0.0.1:$strict_port \
    opens "by an endpoint of one's own" "$ecr/team/app:v1.7.9"
check "  which is on this machine" is 0 "$(sent '.host | startswith("api.ecr")')"
AWS_ACCESS_KEY_ID=AKIAENVIRONMENT AWS_SECRET_ACCESS_KEY=$(secret aws_secret) \
    AWS_ENDPOINT_URL_ECR=http://metrics.evil.example \
    stays_shut "an endpoint without TLS is not asked" "$ecr/team/app:v1.7.9" "is no https URL"
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://keys.evil.example/ \
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=$work/container-token \
    stays_shut "nor a container's" "$ecr/team/app:v1.7.9" "is no https URL"
check "  which saw nothing" is 0 "$(sent '.host == "keys.evil.example"')"
AWS_ACCESS_KEY_ID=AKIAENVIRONMENT AWS_SECRET_ACCESS_KEY=wrong \
    stays_shut "a wrong key opens nothing" "$ecr/team/app:v1.7.9" "answered 400"
stays_shut "no key opens nothing" "$ecr/team/app:v1.7.9" "there are no keys of AWS"
opens "the public one needs none" public.ecr.aws/team/app:v1.7.9
mkdir helpers
cat >helpers/docker-credential-ecr-login <<END
#!/bin/sh
read -r host
echo "{\"ServerURL\": \"\$host\", \"Username\": \"AWS\", \"Secret\": \"$(secret ecr_password)\"}"
END
chmod +x helpers/docker-credential-ecr-login
PATH=$work/helpers:$PATH opens "the helper knows other ways" "$ecr/team/app:v1.7.9"

# ---------------------------------------------------------------------- Google
jq -n --rawfile key strict-google.key '{type: "service_account", private_key_id: "key-1",
    private_key: $key, client_email: "puller@project.iam.gserviceaccount.com",
    token_uri: "https://oauth2.googleapis.com/token"}' >google.json
GOOGLE_APPLICATION_CREDENTIALS=$work/google.json \
    opens "Artifact Registry opens with a key file" europe-docker.pkg.dev/project/team/app:v1.7.9
GOOGLE_APPLICATION_CREDENTIALS=$work/google.json \
    opens "and Container Registry" gcr.io/project/app:v1.7.9
mkdir -p "$HOME/.config/gcloud"
jq -n --arg secret "$(secret google_client_secret)" --arg token "$(secret google_refresh_token)" \
    '{type: "authorized_user", client_id: "id", client_secret: $secret, refresh_token: $token}' \
    >"$HOME/.config/gcloud/application_default_credentials.json"
opens "with the login of gcloud's user" gcr.io/project/app:v1.7.9
rm -rf "$HOME/.config"
GCE_METADATA_HOST=127.0.0.1:$strict_port \
    opens "with the machine's account (metadata service)" gcr.io/project/app:v1.7.9
opens "a public image needs none" gcr.io/library/app:v1.7.9
stays_shut "a private one does" gcr.io/project/app:v1.7.9 "no metadata service"
jq '.token_uri = "http://oauth2.googleapis.com/token"' google.json >google-plain.json
GOOGLE_APPLICATION_CREDENTIALS=$work/google-plain.json \
    stays_shut "a key file that sends its claim without TLS is not used" gcr.io/project/app:v1.7.9 "is no https URL"

# ----------------------------------------------------------------------- Azure
export AZURE_CLIENT_ID=66666666-7777-8888-9999-000000000000
export AZURE_TENANT_ID=11111111-2222-3333-4444-555555555555
AZURE_CLIENT_SECRET=$(secret azure_secret) opens "ACR opens with a client's secret" acme.azurecr.io/team/app:v1.7.9
secret azure_federated_token >federated-token
AZURE_FEDERATED_TOKEN_FILE=$work/federated-token AZURE_AUTHORITY_HOST=https://login.microsoftonline.com/ \
    opens "with a service account (workload identity)" acme.azurecr.io/team/app:v1.7.9
unset AZURE_CLIENT_ID AZURE_TENANT_ID
AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$strict_port \
    opens "with the machine's identity (metadata service)" acme.azurecr.io/team/app:v1.7.9
stays_shut "without any it does not" acme.azurecr.io/team/app:v1.7.9 "no metadata service"

# ------------------------------------------------ a login that ends before the run does
# ends_midway NAME FILTER IMAGE-PREFIX: one login does not open all four repositories.
ends_midway() {
    audit "$3"{one,two,three,four}:v1.7.9
    check "$1" is 1.7.30 "$(jq -r '[.findings[].patch.newest] | unique | join(" ")' report.json)"
    check "  by a second login, asked for once" is 2 "$(sent "$2")"
}
echo '{"login_uses": 5}' >lures # of tag lists and manifests, two of each image
export AWS_ACCESS_KEY_ID=AKIAENVIRONMENT AWS_SECRET_ACCESS_KEY
AWS_SECRET_ACCESS_KEY=$(secret aws_secret)
ends_midway "ECR's password is renewed when it ends" '.host | startswith("api.ecr")' "$ecr/team/"
echo '{"login_uses": 5, "ended_status": 401}' >lures
ends_midway "whatever it says then" '.host | startswith("api.ecr")' "$ecr/team/"
echo '{"login_uses": 0}' >lures
stays_shut "one that opens nothing is not asked for again" "$ecr/team/one:v1.7.9" "does not reach it"
check "  and again" is 1 "$(sent '.host | startswith("api.ecr")')"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
echo '{"login_uses": 3}' >lures # of tokens: for one, for the others together, for each
export GOOGLE_APPLICATION_CREDENTIALS=$work/google.json
ends_midway "Google's access token too" '.host == "oauth2.googleapis.com"' gcr.io/project/
unset GOOGLE_APPLICATION_CREDENTIALS
export AZURE_CLIENT_ID=66666666-7777-8888-9999-000000000000
export AZURE_TENANT_ID=11111111-2222-3333-4444-555555555555
export AZURE_CLIENT_SECRET
AZURE_CLIENT_SECRET=$(secret azure_secret)
ends_midway "Azure's refresh token too" '.path == "/oauth2/exchange"' acme.azurecr.io/team/
echo '{"login_uses": 3, "ended_status": 400}' >lures
ends_midway "told as OAuth 2 does" '.path == "/oauth2/exchange"' acme.azurecr.io/team/
unset AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_CLIENT_SECRET
rm lures

# --------------------------------------------- users, robots, tokens, and nobody
mkdir -p "$HOME/.docker"
jq -n --arg hub "$(auth alice docker_password)" --arg github "$(auth octocat github_pat)" \
    --arg gitlab "$(auth gitlab+deploy-token-1 gitlab_token)" \
    --arg harbor "$(auth 'robot$ci+puller' harbor_robot)" \
    --arg quay "$(auth acme+puller quay_robot)" --arg identity "$(secret identity_token)" \
    --arg key "$(printf '_json_key:%s' "$(cat google.json)" | base64 -w 0)" \
    --arg key64 "$(printf '_json_key_base64:%s' "$(base64 -w 0 google.json)" | base64 -w 0)" \
    --arg map "$(auth map-token registry_token)" \
    '{auths: {"https://index.docker.io/v1/": {auth: $hub}, "ghcr.io": {auth: $github},
      "registry.gitlab.com": {auth: $gitlab}, "harbor.corp.example": {auth: $harbor},
      "quay.io": {auth: $quay}, "eu.gcr.io": {auth: $key}, "us.gcr.io": {auth: $key64},
      "stored.azurecr.io": {auth: $map}, "sso.corp.example": {auth: "MDow", identitytoken: $identity}}}' \
    >"$HOME/.docker/config.json"
opens "Docker Hub with a login" docker.io/alice/app:v1.7.9
opens "several of its repositories" docker.io/alice/app:v1.7.9 docker.io/alice/second:v1.7.9 \
    docker.io/library/third:v1.7.9
check "  with one token" is 1 "$(sent '.host == "auth.docker.io"')"
opens "several of a registry whose tokens do not say what they open" \
    ghcr.io/acme/app:v1.7.9 ghcr.io/acme/second:v1.7.9 ghcr.io/acme/third:v1.7.9
check "  with one each" is 3 "$(sent '.path | startswith("/token")')"
opens "GitHub's with a token" ghcr.io/acme/app:v1.7.9
opens "GitLab's with a deploy token" registry.gitlab.com/group/project/app:v1.7.9
opens "Harbor with a robot" harbor.corp.example/project/app:v1.7.9
opens "Quay with a robot" quay.io/acme/app:v1.7.9
opens "an identity token at a sibling of the registry" sso.corp.example/team/app:v1.7.9
opens "a key file as Google's password" eu.gcr.io/project/app:v1.7.9
opens "the same in base64" us.gcr.io/project/app:v1.7.9
opens "Azure's token of a scope map" stored.azurecr.io/team/app:v1.7.9
rm "$HOME/.docker/config.json"
opens "Docker Hub without a login" docker.io/library/app:v1.7.9
opens "GitHub's too" ghcr.io/library/app:v1.7.9
stays_shut "what is private stays shut" ghcr.io/acme/app:v1.7.9 "gives no token without a login"
stays_shut "in Docker Hub as well" docker.io/alice/app:v1.7.9 "no login is stored for docker.io"

# ------------------------------------------------------- what all of them left behind
check "no secret was in any output, report, cache or state" test ! -s leaked
jq 'def at($origins): map({(.): $origins}) | add; {must: (
    ([.aws_secret, .aws_profile_secret, .aws_sts_secret, .aws_container_secret,
      .aws_instance_secret] | at([])) +
    ([.aws_session, .aws_sts_session, .aws_container_session, .aws_instance_session] |
      at(["https://api.ecr.eu-west-1.amazonaws.com"])) +
    ([.aws_web_token] | at(["https://sts.eu-west-1.amazonaws.com"])) +
    ([.aws_container_token] | at(["http://"])) +
    ([.ecr_password] | at(["https://123456789012.dkr.ecr.eu-west-1.amazonaws.com"])) +
    ([.google_client_secret, .google_refresh_token] | at(["https://oauth2.googleapis.com"])) +
    ([.google_access_token] | at(["https://gcr.io", "https://europe-docker.pkg.dev"])) +
    ([.azure_secret, .azure_federated_token] | at(["https://login.microsoftonline.com"])) +
    ([.azure_access_token, .azure_refresh_token] | at(["https://acme.azurecr.io"])) +
    ([.docker_password] | at(["https://auth.docker.io"])) +
    ([.github_pat] | at(["https://ghcr.io"])) + ([.gitlab_token] | at(["https://gitlab.com"])) +
    ([.harbor_robot] | at(["https://harbor.corp.example"])) +
    ([.registry_token] | at(["https://stored.azurecr.io"])) + ([.quay_robot] | at(["https://quay.io"])) +
    ([.identity_token] | at(["https://login.corp.example"])))}' strict.secrets >rules.json
check "each was seen at its own origin alone" \
    nothing python3 "$top_srcdir/tests/e2e/strict/leaks.py" all.record <rules.json

done_testing
