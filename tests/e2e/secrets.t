#!/bin/bash
# Secrets reach the hosts they belong to and appear nowhere else.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
need python3 jq docker-registry openssl

new_ca "$work/ca"
start_replay upstream traefik.json
start_password_registry locked "$work/ca" robot canary-password
start_token_registry tokens "$work/ca" robot canary-secret
push locked apps/traefik v1.7.9 v1.7.30
push tokens apps/traefik v1.7.9 v1.7.30
push tokens apps/second v1.7.9 v1.7.30
locked=127.0.0.1:$locked_port
tokens=127.0.0.1:$tokens_port

mkdir -p "$HOME/.docker"
jq -n --arg locked "$locked" --arg tokens "$tokens" \
    --arg one "$(printf robot:canary-password | base64)" \
    --arg two "$(printf robot:canary-secret | base64)" \
    '{auths: {($locked): {auth: $one}, ($tokens): {auth: $two}}}' >"$HOME/.docker/config.json"
{
    echo "version: 1"
    echo "unrecognised: judge"
    endpoints upstream
    echo "  $locked: {private: true, ca: ca/ca.pem}"
    echo "  $tokens: {private: true, ca: ca/ca.pem, token_realm: https://127.0.0.1:$tokens_realm_port}"
} >policy.yaml
export GITHUB_TOKEN=canary-github-token

check "registries with a password and with tokens are read" \
    exits 0 stalemark audit --policy policy.yaml --image "$locked/apps/traefik:v1.7.9" \
    --image "$tokens/apps/traefik:v1.7.9" --image "$tokens/apps/second:v1.7.9" \
    --image traefik:v1.7.9 -v -o json=report.json
check "the one with a password was open" holds report.json \
    '.findings[] | select(.image | test("'"$locked"'")) | .patch.newest == "1.7.30"'
check "the one with tokens too" holds report.json \
    '.findings[] | select(.image | test("'"$tokens"'")) | .patch.newest == "1.7.30"'
check "both of its repositories, with one token" is 1 "$(wc -l <tokens-tokens.record)"
check "its credentials went to its token server" matches tokens-tokens.record 'Basic '
check "no credential went to another host" is 0 \
    "$(asked upstream '.headers.authorization != null')"

canaries='canary-(password|secret|github-token)'
encoded=$(printf robot:canary-password | base64)
check "no secret in output, report or diagnostics" not grep -rE "$canaries|$encoded" out err report.json
check "none in cache or state" not grep -raE "$canaries|$encoded" "$HOME/.cache" "$HOME/.local"
check "no token of the token server in cache or state" not grep -raF eyJ "$HOME/.cache" "$HOME/.local"

# While it runs, whoever lists processes sees its arguments, and those of what it starts.
manners upstream '.* slow 2'
"$stalemark_program" audit --policy policy.yaml --image traefik:v1.7.9 \
    --image "$locked/apps/traefik:v1.7.9" -o json=slow.json >out 2>err &
running=$!
check "it runs" ready 5 "$running" grep -qa audit "/proc/$running/cmdline"
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | grep -vF "$work" >arguments
check "its arguments are there" contains arguments "$locked/apps/traefik:v1.7.9"
check "no secret is among any arguments" not grep -aE "$canaries" arguments
wait "$running"

# A registry whose token server is on another host, which no policy line vouches for.
realm_host=localhost start_token_registry stranger "$work/ca" robot canary-secret
push stranger apps/traefik v1.7.9
stranger=127.0.0.1:$stranger_port
jq --arg host "$stranger" --arg auth "$(printf robot:canary-secret | base64)" \
    '.auths[$host].auth = $auth' "$HOME/.docker/config.json" >config.new
mv config.new "$HOME/.docker/config.json"
echo "  $stranger: {private: true, ca: ca/ca.pem}" >>policy.yaml
stalemark audit --policy policy.yaml --image "$stranger/apps/traefik:v1.7.9" \
    -o json=stranger.json >out 2>err
check "the finding is unknown" holds stranger.json '.findings[0].status == "unknown"'
check "and the line to add is told" contains stranger.json token_realm

done_testing
