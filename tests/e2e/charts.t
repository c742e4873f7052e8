#!/bin/bash
# The indexes of Helm repositories, served by nginx.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$e2e_folder/replay.sh"
# shellcheck source=tests/e2e/nginx.sh
. "$e2e_folder/nginx.sh"
# shellcheck source=tests/e2e/registry.sh
. "$e2e_folder/registry.sh"
need jq python3 nginx fcgiwrap docker-registry curl

feed() {
    jq -rc ".feeds[] | select(.feed == \"helm\") | $1" out
}

product() {
    cat <<END
  $1:
    title: $1
    role: other
    images: [registry.example/charts/$1]
    version: {scheme: semver, line: major}
    feeds: [{helm: "https://charts.example/$2"}]
END
}

start_nginx web
mkdir -p web/www/stable web/www/cut
cat >web/www/stable/index.yaml <<'END'
apiVersion: v1
entries:
  gone:
  - {version: 1.1.0, created: "2026-03-02T08:05:00Z", deprecated: true}
  - {version: 1.0.0, created: "2026-02-02T08:05:00Z"}
  thing:
  - {version: 4.8.3, appVersion: 2.13.1, created: "2026-03-02T08:05:00Z"}
  - {version: 4.10.0, appVersion: 2.14.0, created: "2026-04-02T08:05:00Z"}
  - {version: 4.9.0, created: "2026-03-20T08:05:00Z", removed: true}
generated: "2026-04-02T08:05:00Z"
END
head -n -1 web/www/stable/index.yaml >web/www/cut/index.yaml
printf '%s\n' 'version: 1' "endpoints: {helm: 'http://127.0.0.1:$web_port'}" >policy.yaml
{
    echo 'products:'
    product thing stable#thing
    product gone stable#gone
    product cut cut#thing
    product absent stable#nothing
} >charts.yaml
common=(--catalog charts.yaml --policy policy.yaml -o json)

check "versions of a chart" exits 0 stalemark releases thing "${common[@]}"
check "stand in the order of versions, not of the file" is 4.10.0 \
    "$(jq -r '.lines[] | select(.line == "4") | .newest' out)"
check "with the days of the index" is 2026-04-02 \
    "$(jq -r '.releases[] | select(.version == "4.10.0") | .date' out)"
check "what was removed is withdrawn" is true \
    "$(jq -r '.releases[] | select(.version == "4.9.0") | .withdrawn' out)"
check "all of them" is complete "$(feed .state)"
check "the next run asks for changes only" exits 0 stalemark releases thing "${common[@]}"
check "and reads the stored index" matches web/access.log '^GET /stable/index.yaml 304 '
check "whole" is complete "$(feed .state)"
check "a chart whose newest version is deprecated" \
    exits 0 stalemark releases gone "${common[@]}"
check "has ended" holds out '.lines[] | select(.line == "1") | .ended'
check "an index that nothing ends" exits 0 stalemark releases cut "${common[@]}"
check "may be cut" is partial "$(feed .state)"
check "a chart that is not there" exits 3 stalemark releases absent "${common[@]}"
check "is a failure" is "the index has no version of chart 'nothing'" "$(feed .failure)"

python3 - >web/www/stable/index.yaml <<'END'
print("apiVersion: v1\nentries:")
for chart in [f"chart-{i}" for i in range(120)] + ["thing"]:
    print(f"  {chart}:")
    for version in range(400):
        print(f"  - name: {chart}\n    version: 1.{version}.0\n    appVersion: 2.{version}.0")
        print(f"    created: \"2026-0{1 + version % 9}-02T08:05:00Z\"")
        print(f"    description: {'A chart that is described at length. ' * 9}")
print('generated: "2026-09-02T08:05:00Z"')
END
check "an index of more than 16 MiB" is true \
    "$([ "$(stat -c %s web/www/stable/index.yaml)" -gt 16777216 ] && echo true)"
forget_all
check "is read" exits 0 stalemark releases thing "${common[@]}"
check "for the one chart" is '[400,"complete"]' "$(jq -c '[(.releases | length), .feeds[0].state]' out)"

cat >several.yaml <<'END'
products:
END
for chart in chart-1 chart-2 chart-3 chart-4; do
    product $chart "stable#$chart" >>several.yaml
done
product absent "stable#nothing" >>several.yaml
forget_all
: >web/access.log
check "several charts of one index" exits 0 stalemark feeds export several.jsonl.gz \
    chart-1 chart-2 chart-3 absent --catalog several.yaml --policy policy.yaml
check "are read, each for itself" is '["chart-1 400","chart-2 400","chart-3 400"]' \
    "$(zcat several.jsonl.gz | jq -cs '[.[] | select(.releases) | "\(.product) \(.releases | length)"] | sort')"
check "are asked for once" is 1 "$(grep -c "GET /stable/index.yaml" web/access.log)"
chart() {
    : >web/access.log
    stalemark releases "$@" --catalog several.yaml --policy policy.yaml -o json
}
stored() {
    python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT sum(length(body)) FROM answer").fetchone()[0])' \
        "$HOME/.cache/stalemark/cache.db"
}
check "one of them later" exits 0 chart chart-2
check "is asked for changes alone" matches web/access.log '^GET /stable/index.yaml 304 '
check "is stored" is '[400,"complete"]' "$(jq -c '[(.releases | length), .feeds[0].state]' out)"
check "another one" exits 0 chart chart-4
check "was not kept: the whole index is asked for again" matches web/access.log '^GET /stable/index.yaml 200 '
check "is read whole" is '[400,"complete"]' "$(jq -c '[(.releases | length), .feeds[0].state]' out)"
check "what was kept before" exits 0 chart chart-3
check "is kept still" matches web/access.log '^GET /stable/index.yaml 304 '
check "offline" exits 0 chart chart-1 --offline
check "the store answers" is '[400,"complete"]' "$(jq -c '[(.releases | length), .feeds[0].state]' out)"
check "offline, a chart that nobody asked for" exits 3 chart absent --offline
check "is not stored" matches out 'not asked'
check "of 20 MB the store keeps what was asked" is true "$([ "$(stored)" -lt 400000 ] && echo true)"

start_registry hub
for version in 1.0.0 1.1.0 1.2.0+build.5 2.0.0-rc.1 2.0.0; do
    push_chart hub thing "$version"
done
printf '%s\n' 'version: 1' "registries: {'127.0.0.1:$hub_port': {private: true, plain_http: true}}" >hub.yaml
printf '%s\n' 'products:' '  pushed:' '    role: other' \
    '    charts: [{name: pushed, sources: ["https://pushed.example/"]}]' \
    '    version: {scheme: semver, line: major}' \
    "    feeds: [{oci: \"oci://127.0.0.1:$hub_port/charts/thing\"}]" >pushed.yaml
check "a chart that was pushed to a registry" exits 0 stalemark releases pushed \
    --catalog pushed.yaml --policy hub.yaml -o json
check "has its tags as versions" is '["1.0.0","1.1.0","1.2.0","2.0.0-rc.1","2.0.0"]' \
    "$(jq -c '[.releases[].version]' out)"
check "the list is whole" is complete "$(jq -r '.feeds[] | select(.feed == "oci") | .state' out)"
check "an export of it" exits 0 stalemark feeds export pushed.jsonl.gz pushed \
    --catalog pushed.yaml --policy hub.yaml
check "has + where the tag has _" is '["1.2.0+build.5"]' \
    "$(zcat pushed.jsonl.gz | jq -cs '[.[] | .releases // [] | .[].version | select(test("build"))]')"
sed 's|oci: "oci:|helm: "oci:|' pushed.yaml >helm.yaml
sed 's|oci: "oci://|oci: "|' pushed.yaml >plain.yaml
for way in helm plain; do
    check "$way: written as Helm does or without a scheme" \
        exits 0 stalemark feeds list --catalog $way.yaml pushed
    check "$way: is the same question" contains out "oci           127.0.0.1:$hub_port/charts/thing"
    check "$way: asked in the same way" exits 0 stalemark releases pushed \
        --catalog $way.yaml --policy hub.yaml -o json
    check "$way: with the same answer" is complete "$(jq -r '.feeds[] | select(.feed == "oci") | .state' out)"
done
sed -i 's|oci://[^"]*|nohost/thing|' pushed.yaml
check "an address without a host is an error" exits 2 stalemark catalog check --catalog pushed.yaml
check "that says how it is written" contains err "is not HOST/PATH/CHART"
sed -i 's|oci://[^"]*|oci://nohost/thing|' helm.yaml
check "as Helm writes it too" exits 2 stalemark catalog check --catalog helm.yaml
check "and says it the same way" contains err "is not HOST/PATH/CHART"

start_replay locked
printf '%s\n' 'version: 1' "endpoints: {helm: 'http://127.0.0.1:$locked_port'}" >policy.yaml
echo "http://127.0.0.1:$locked_port robot:s3cret" >tokens
export STALEMARK_TOKEN_FILE=$work/tokens
check "a repository behind a password" exits 3 stalemark releases thing "${common[@]}"
check "is asked with it" is 1 "$(asked locked \
    ".headers.authorization == \"Basic $(printf robot:s3cret | base64)\"")"

done_testing
