#!/bin/bash
# Wherever a server sends its clients, a login stays at the origin it is for.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/strict.sh
. "$top_srcdir/tests/e2e/strict.sh"
need python3 jq openssl

start_strict strict "$work/lures.json"
forget_cloud
strict=$top_srcdir/tests/e2e/strict

# leaks RULES-FILE: sightings of secrets where they should not be; none is good.
leaks() {
    python3 "$strict/leaks.py" strict.record <"$1"
}

# nowhere_else PATTERN-FILE: none of these texts in output, report, cache, state, or the
# arguments that other processes could see.
nowhere_else() {
    grep -rhoaFf "$1" out err report.json arguments "$HOME/.cache" "$HOME/.local" | sort -u
}

# run OPTION...: an audit at -v; meanwhile the arguments of all processes are looked at.
run() {
    "$stalemark_program" audit --policy policy.yaml -v -o json=report.json "$@" >out 2>err &
    local running=$!
    : >arguments
    while kill -0 $running 2>/dev/null; do
        cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' >>arguments
        sleep 0.05
    done
    wait $running
}

# --------------------------------------- realms, redirects and Links, by the hundred
python3 "$strict/matrix.py" "$work"
mkdir -p "$HOME/.docker"
cp config.json "$HOME/.docker/config.json"
printf 'version: 1\nunrecognised: judge\n' >policy.yaml
mapfile -t images < <(sed 's/^/--image=/' images)
run "${images[@]}"
check "there are hundreds of ways" test "${#images[@]}" -ge 250
check "every registry was asked" is "${#images[@]}" \
    "$(jq -r 'select(.path | startswith("/v2/apps/x/tags/list")) | .host' strict.record | grep -v : | sort -u | wc -l)"
check "many a stranger was reached" test "$(sent '.host | contains("evil")')" -ge 60
check "one of them by way of another" test "$(sent '.host == "last.evil.example" and (.path | contains("last="))')" -ge 1
check "no login was seen anywhere but at its own origin" nothing leaks rules.json
jq -r '.must | keys[]' rules.json >canaries
jq -r '.auths[].auth // empty' config.json | grep -v MDow >>canaries
check "no login is in output, report, cache, state or arguments" nothing nowhere_else canaries
check "no token of a token server either" nothing nowhere_else <(echo lured-by-)
check "realms that are not trusted are named with the line to add" \
    contains err 'registries: {realm-1.corp.example: {token_realm: https://evil.example}}'

# ----------------------------------- identities of clouds, at registries gone astray
ecr=123456789012.dkr.ecr.eu-west-1.amazonaws.com
cat >policy.yaml <<END
version: 1
unrecognised: judge
registries:
  $ecr: {credentials: ecr}
  gcr.io: {credentials: google}
  europe-docker.pkg.dev: {credentials: google}
  acme.azurecr.io: {credentials: azure}
  other.azurecr.io: {credentials: azure}
  evil.example: {credentials: ecr}
  $ecr.evil.example: {credentials: ecr}
  gcr.io.evil.example: {credentials: google}
  evil.azurecr.io.example: {credentials: azure}
END
cat >lures.json <<END
{"$ecr": {"scheme": "basic", "redirect": [307, "https://evil.example/landed"]},
 "gcr.io": {"scheme": "bearer", "realm": "https://evil.gcr.io/v2/token"},
 "europe-docker.pkg.dev": {"scheme": "bearer", "link": "https://evil.example/landed?last=x"},
 "other.azurecr.io": {"scheme": "bearer", "realm": "https://evil.example/token"},
 "evil.example": {"scheme": "basic"}, "$ecr.evil.example": {"scheme": "basic"},
 "gcr.io.evil.example": {"scheme": "bearer"}, "evil.azurecr.io.example": {"scheme": "bearer"},
 "api.github.com": {"scheme": "open", "redirect": [302, "https://evil.example/landed"]}}
END
rm "$HOME/.docker/config.json"
: >strict.record
export AWS_ACCESS_KEY_ID=ASIAENVIRONMENT AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
AWS_SECRET_ACCESS_KEY=$(secret aws_secret) AWS_SESSION_TOKEN=$(secret aws_session)
export AZURE_CLIENT_ID=66666666-7777-8888-9999-000000000000 AZURE_CLIENT_SECRET
export AZURE_TENANT_ID=11111111-2222-3333-4444-555555555555
AZURE_CLIENT_SECRET=$(secret azure_secret)
jq -n --arg secret "$(secret google_client_secret)" --arg token "$(secret google_refresh_token)" \
    '{type: "authorized_user", client_id: "id", client_secret: $secret, refresh_token: $token}' >google.json
export GOOGLE_APPLICATION_CREDENTIALS=$work/google.json GITHUB_TOKEN
GITHUB_TOKEN=$(secret github_token)
run --image "$ecr/apps/x:v1.7.9" --image gcr.io/apps/x:v1.7.9 \
    --image europe-docker.pkg.dev/apps/x/y:v1.7.9 --image acme.azurecr.io/apps/x:v1.7.9 \
    --image other.azurecr.io/apps/x:v1.7.9 --image evil.example/apps/x:v1.7.9 \
    --image "$ecr.evil.example/apps/x:v1.7.9" --image gcr.io.evil.example/apps/x:v1.7.9 \
    --image evil.azurecr.io.example/apps/x:v1.7.9 --image traefik:v1.7.9
jq --arg ecr "https://$ecr" '{must: {
    (.aws_secret): [], (.aws_session): ["https://api.ecr.eu-west-1.amazonaws.com"],
    (.ecr_password): [$ecr],
    (.google_client_secret): ["https://oauth2.googleapis.com"],
    (.google_refresh_token): ["https://oauth2.googleapis.com"],
    (.google_access_token): ["https://europe-docker.pkg.dev"],
    (.azure_secret): ["https://login.microsoftonline.com"],
    (.azure_access_token): ["https://acme.azurecr.io", "https://other.azurecr.io"],
    (.azure_refresh_token): ["https://acme.azurecr.io"],
    (.github_token): ["https://api.github.com"]}}' strict.secrets >rules.json
check "no part of a cloud's login was seen but where it is for" nothing leaks rules.json
check "the strangers were reached" test "$(sent '.host | contains("evil")')" -ge 5
check "look-alikes were given nothing, though the policy names them" is 0 \
    "$(sent '(.host | contains("evil")) and .headers.authorization != null and .headers.authorization != "Bearer stranger" and (.headers.authorization | startswith("Bearer lured") | not)')"
check "nor was anybody asked for it more than once" is 1 "$(sent '.host == "api.ecr.eu-west-1.amazonaws.com"')"
jq -r '.must | keys[]' rules.json >canaries
check "no such secret is in output, report, cache, state or arguments" nothing nowhere_else canaries

done_testing
