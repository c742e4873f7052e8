#!/bin/bash
# Forges that anybody may host: GitLab, Gitea and Forgejo, page by page.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
need jq python3

# feed NAME FILTER: of a feed in the answer of -o json.
feed() {
    jq -rc ".feeds[] | select(.feed == \"$1\") | $2" out
}

# release VERSION FILTER
release() {
    jq -rc ".releases[] | select(.version == \"$1\") | $2" out
}

start_replay upstream forge.json forge-marks.json forge-tags.json
{ echo 'version: 1'; endpoints upstream; } >policy.yaml
{
    echo 'products:'
    product lab 'feeds: [{gitlab: gitlab.example/acme/tools/thing}]'
    product tea 'feeds: [{gitea: codeberg.example/acme/thing}]'
    product lab-tags 'feeds: [{gitlab: gitlab.example/acme/bare}]'
    product tea-tags 'feeds: [{gitea: codeberg.example/acme/bare}]'
    product lost 'feeds: [{gitlab: gitlab.example/acme/lost}]'
} >forges.yaml
{ echo 'products:'; product unclear 'feeds: [{gitlab: acme/tools/thing}]'; } >unclear.yaml
common=(--catalog forges.yaml --policy policy.yaml -o json)

# --------------------------------------------------------------------------- GitLab
manners upstream 'GET /gitlab/ page 20'
check "a project on GitLab" exits 0 stalemark releases lab "${common[@]}"
check "its path is one part of the URL" contains upstream.record \
    '/gitlab/api/v4/projects/acme%2Ftools%2Fthing/releases?per_page=100'
check "is read to its last page" is 3 "$(asked upstream '.path | startswith("/gitlab/")')"
check "whole" is complete "$(feed gitlab .state)"
check "with the day of release, not of the entry" is 2025-04-01 "$(release 2.0.1 .date)"
check "what is announced for a day to come does not exist yet" is '["2.0.1","2.0.0"]' \
    "$(jq -c '[.releases[].version | select(startswith("2.") and (contains("-") | not))] | sort | reverse' out)"
check "a version tells by its word that it is a prerelease" is true \
    "$(release 2.0.0-rc1 .prerelease)"
check "pages come from the store again" exits 0 stalemark releases lab "${common[@]}" --offline
check "whole" is complete "$(feed gitlab .state)"

forget_all
forget_requests upstream
manners upstream 'GET /gitlab/ no-link' 'GET /gitlab/.*page=2 status 404'
check "a proxy that drops Link" exits 0 stalemark releases lab "${common[@]}"
check "and a page that is not full" is 1 "$(asked upstream true)"
check "is the last one" is complete "$(feed gitlab .state)"

forget_all
manners upstream 'GET /gitlab/ page 20' 'GET /gitlab/.*page=3 status 500'
check "a page that fails" exits 0 stalemark releases lab "${common[@]}"
check "leaves a partial list" is partial "$(feed gitlab .state)"
manners upstream
check "a project that has tags alone" exits 0 stalemark releases lab-tags "${common[@]}"
check "is read by its tags" is '["1.0.0","1.1.0"]' "$(jq -c '[.releases[].version] | sort' out)"
check "with their commits' days" is 2024-06-10 "$(release 1.1.0 .date)"
check "a project that is not there" exits 3 stalemark releases lost "${common[@]}"
check "is a failure that says why" \
    matches out 'HTTP 404: there is nothing of that name, or only for who has a token'
check "a project without a host" exits 2 stalemark releases unclear --catalog unclear.yaml
check "is told how to write it" contains err "'acme/tools/thing' is not HOST/GROUP/PROJECT"

# ------------------------------------------------------------------- Gitea and Forgejo
forget_requests upstream
check "a project on Forgejo" exits 0 stalemark releases tea "${common[@]}"
check "is read to its last page, however small pages are" \
    is 2 "$(asked upstream '.path | startswith("/gitea/api/v1/repos/acme/thing/releases")')"
check "whole" is complete "$(feed gitea .state)"
check "a draft is no release" is '' "$(release 2.1.0 .version)"
check "a prerelease is marked" is true "$(release 2.0.0-rc1 .prerelease)"
check "with days" is 2025-04-01 "$(release 2.0.1 .date)"
check "tags stand in for releases" exits 0 stalemark releases tea-tags "${common[@]}"
check "with their commits' days" is 2024-06-10 "$(release 1.1.0 .date)"

# ---------------------------------------------------------------------------- tokens
forget_all
forget_requests upstream
{
    echo "http://127.0.0.1:$upstream_port forge-s3cret"
    echo 'https://gitlab.example other-s3cret'
} >tokens
STALEMARK_TOKEN_FILE=$work/tokens
export STALEMARK_TOKEN_FILE
manners upstream 'GET /gitlab/ page 30'
check "with a token of its origin" exits 0 stalemark releases lab "${common[@]}"
check "each page is asked for with it" \
    is 2 "$(asked upstream '.headers.authorization == "Bearer forge-s3cret"')"
check "a token of another origin goes nowhere" lacks upstream.record other-s3cret
check "nor is one stored or shown" nothing grep -rlF s3cret "$HOME" out err
start_replay elsewhere forge.json
manners upstream "GET /gitlab/ redirect http://127.0.0.1:$elsewhere_port/gitlab/api/v4/projects/acme%2Ftools%2Fthing/releases"
sed "/^registries:/a\\  127.0.0.1:$elsewhere_port: {private: true, plain_http: true}" \
    policy.yaml >two.yaml
forget_all
check "an answer that leads to another host" \
    exits 0 stalemark releases lab --catalog forges.yaml --policy two.yaml -o json
check "is followed" is true "$(jq -s 'length > 0' elsewhere.record)"
check "without the token" is 0 \
    "$(asked elsewhere '.headers.authorization != null')"
unset STALEMARK_TOKEN_FILE

# ----------------------------------------------------------------- GitHub Enterprise
new_ca "$work/ca"
start_replay corp --tls "$work/ca/server.pem" "$work/ca/server.key" traefik.json
cat >corp.yaml <<END
version: 1
endpoints: {github: "https://127.0.0.1:$corp_port/github/api/v3"}
registries: {"127.0.0.1:$corp_port": {private: true}}
END
{ echo 'products:'; product corp 'feeds: [{github: traefik/traefik}]'; } >corp-product.yaml
corp=(stalemark releases corp --catalog corp-product.yaml --policy corp.yaml --ca ca/ca.pem -o json)
GITHUB_TOKEN=public-s3cret GH_TOKEN=public-s3cret GH_ENTERPRISE_TOKEN=corp-s3cret
export GITHUB_TOKEN GH_TOKEN GH_ENTERPRISE_TOKEN
check "a forge of one's own that GH_HOST does not name" env GH_HOST=elsewhere.example \
    "$stalemark_program" "${corp[@]:1}"
check "is asked" test "$(asked corp 'true')" -ge 1
check "without any token" lacks corp.record s3cret
forget_all
forget_requests corp
check "the one that GH_HOST names" env GH_HOST="127.0.0.1:$corp_port" \
    "$stalemark_program" "${corp[@]:1}"
check "is asked" test "$(asked corp true)" -ge 1
check "gets its token with each request" is "$(asked corp true)" \
    "$(asked corp '.headers.authorization == "Bearer corp-s3cret"')"
check "that for GitHub never" lacks corp.record public-s3cret
unset GITHUB_TOKEN GH_TOKEN GH_ENTERPRISE_TOKEN

done_testing
