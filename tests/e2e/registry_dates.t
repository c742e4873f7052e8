#!/bin/bash
# Dates that only a registry tells: asked for when a verdict hangs on them, and no oftener.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
# shellcheck source=tests/e2e/strict.sh
. "$top_srcdir/tests/e2e/strict.sh"
need python3 jq openssl

product() {
    printf '  %s: {title: %s, role: load-balancer, images: [%s], version: {scheme: semver, line: minor}, feeds: [%s]}\n' \
        "$1" "$1" "$2" "$3"
}
# The releases of Traefik under names that the catalogue does not know.
jq '.github = "acme/dated" | .repositories = {"acme/edge": ["v{}", "v{}-alpine"], "acme/dated": ["v{}"]}' \
    "$top_srcdir/tests/e2e/feeds/traefik.json" >acme.json
# Two majors of nine lines each: their days are more than one run asks for.
jq -n '{github: "acme/many", repositories: {"acme/many": ["v{}"]}, versions:
    [range(1; 3) as $major | range(9) as $minor | range(2) as $patch
        | ["\($major).\($minor).\($patch)", "2021-04-0\($patch + 1)"]]}' >many.json
start_replay upstream --until 2021-04-12 "$work/acme.json" "$work/many.json"
{
    echo 'products:'
    product edge docker.io/acme/edge registry
    product twin quay.io/acme/edge registry
    product many docker.io/acme/many registry
    product dated docker.io/acme/dated 'registry, {github: acme/dated}'
} >catalog.yaml
{
    echo 'version: 1'
    echo 'tiers: {edge: {patch: {days: 14}, minor: {days: 90}, major: off}}'
    endpoints upstream
} >policy.yaml
judged() {
    stalemark audit --policy policy.yaml --catalog catalog.yaml --as-of 2021-04-12 -o json=report.json "$@"
}

check "a product that only a registry knows" exits 0 judged --image acme/edge:v1.7.9
check "is judged by the days of its pushes" holds report.json '.findings[0] | .status == "stale"
    and .patch.exposed_since == "2019-03-28" and .patch.first == "1.7.10" and .patch.lag == 21'
check "that are less than dates: it was there by then" holds report.json \
    '[.findings[0].evidence[] | select(.feed == "docker-hub acme/edge")] | length > 0
        and all(.fact | test(" or before$"))'
check "the newest are asked for once, and what they lack by its name" is \
    "/hub/v2/namespaces/acme/repositories/edge/tags?page_size=100&ordering=last_updated /hub/v2/namespaces/acme/repositories/edge/tags/v1.7.10" \
    "$(jq -rs '[.[] | select(.path | startswith("/hub")) | .path] | join(" ")' upstream.record)"
check "explain names them too" exits 0 stalemark explain acme/edge:v1.7.9 --policy policy.yaml \
    --catalog catalog.yaml --as-of 2021-04-12
check "with the source" contains out docker-hub

forget_requests upstream
check "what is newest" exits 0 judged --image acme/edge:v1.7.30
check "needs no day" is 0 "$(asked upstream '.path | startswith("/hub")')"
forget_requests upstream
check "while --cache-ttl lasts" exits 0 judged --cache-ttl 1h --image acme/edge:v1.7.30 \
    --image acme/edge:v1.7.9 --image acme/edge:v1.6.0
check "no date is asked for" is 0 "$(asked upstream true)"
check "what is stored counts" holds report.json 'any(.findings[]; .version == "1.7.9"
    and .status == "stale" and .patch.exposed_since == "2019-03-28")'
check "what is not leaves its verdict open, by no failure" holds report.json '.summary.feeds_failed == 0
    and all(.findings[] | select(.version == "1.6.0"); .status != "fresh")
    and any(.findings[].evidence[]; .fact == "dates are not asked for while --cache-ttl lasts")'

verdicts() {
    jq -c '[.findings[] | {image, status, reasons, patch, minor, due}]' report.json
}
check "a run that asks for dates" exits 0 judged --image acme/edge:v1.7.9 --image acme/edge:v1.7.29
verdicts >online.json
forget_requests upstream
check "is followed by one without the network" exits 0 judged --offline --image acme/edge:v1.7.9 \
    --image acme/edge:v1.7.29
check "  that judges the same, by the same dates" is "$(cat online.json)" "$(verdicts)"
check "  which asks nobody" is 0 "$(asked upstream true)"
check "what was never asked for" exits 0 judged --offline --image acme/edge:v1.6.0
check "  stays open" holds report.json '.summary.feeds_failed == 0
    and all(.findings[]; .status != "fresh")
    and any(.findings[].evidence[]; .fact == "dates are not asked for with --offline")'

check "a budget that is used up" exits 0 judged --image acme/many:v1.0.0 --image acme/many:v2.0.0
check "is no feed that failed" holds report.json '.summary.feeds_failed == 0 and .summary.feeds_asked == 2'
check "and is told" holds report.json \
    'any(.findings[].evidence[]; .fact == "more dates are needed than a run asks for")'
check "what hangs on it is open" holds report.json 'any(.findings[]; .status == "unknown"
    and (.reasons | index("no-date") != null) and (.reasons | index("feed-failed") == null))'
check "and nothing is fresh by it" holds report.json 'all(.findings[]; .status != "fresh")'

forget_requests upstream
check "where a release feed has the days" exits 0 judged --image docker.io/acme/dated:v2.4.7
check "no registry is asked for one" is 0 "$(asked upstream '.path | startswith("/hub")')"
forget_requests upstream
sed 's/{days: 14}/off/; s/{days: 90}/off/' policy.yaml >releases.yaml
check "steps that are off" exits 0 stalemark audit --policy releases.yaml --catalog catalog.yaml \
    --as-of 2021-04-12 --image acme/edge:v1.7.29
check "ask for none" is 0 "$(asked upstream '.path | startswith("/hub")')"

# Tags of several years: none is among the newest hundred, each is asked for by its name.
old() {
    judged --image acme/edge:v1.7.9 --image acme/edge:v1.7.14 --image acme/edge:v1.7.19
}
pages() {
    jq -rs '[.[] | select(.path | test("/tags/v1")) | (.path | sub(".*/"; "")) + " " + (.status | tostring)] | unique | join(", ")' \
        upstream.record
}
forget_all
forget_requests upstream
check "tags that the newest lack" exits 0 old
check "  are asked for one by one" is "v1.7.10 200, v1.7.15 200, v1.7.20 200" "$(pages)"
manners upstream 'tags/v1.7.10$ status 403' 'specificTag=v1.7.10$ status 403'
forget_all
forget_requests upstream
check "one of them that fails" exits 0 old
check "  does not stop the others" is "v1.7.10 403, v1.7.15 200, v1.7.20 200" "$(pages)"
check "  whose days are what they were, its own is no later than theirs" is \
    "1.7.9 2019-09-12, 1.7.14 2019-09-12, 1.7.19 2019-12-10" "$(jq -r '[.findings[] | .version + " "
        + .patch.exposed_since] | sort_by(split(".")[2] | split(" ")[0] | tonumber) | join(", ")' report.json)"
check "  and what failed is told" holds report.json \
    'any(.findings[].evidence[]; .fact | test("told a part only: v1.7.10: HTTP 403"))'
forget_requests upstream
check "nor is it otherwise with Quay" exits 0 judged --image quay.io/acme/edge:v1.7.9 \
    --image quay.io/acme/edge:v1.7.14 --image quay.io/acme/edge:v1.7.19
check "  whose tags are asked for one by one too" is "v1.7.10 403, v1.7.15 200, v1.7.20 200" \
    "$(jq -rs '[.[] | select(.path | test("specificTag")) | (.path | sub(".*=";"")) + " " + (.status | tostring)] | unique | join(", ")' upstream.record)"
manners upstream 'tags/v1.7.1[05]$ status 404'
forget_all
check "tags that the API does not have" exits 0 old
check "  are no failure of the API" holds report.json '.summary.feeds_failed == 0'
manners upstream 'tags/v1 status 403'
forget_all
forget_requests upstream
check "an API that fails for each" exits 0 judged --image acme/edge:v1.7.9 --image acme/edge:v1.7.14 \
    --image acme/edge:v1.7.19 --image acme/edge:v1.7.5 --image acme/edge:v1.7.3 --image acme/edge:v1.7.2
check "  is left alone after three" is 3 \
    "$(jq -rs '[.[] | select(.path | test("/tags/v1")) | .path] | unique | length' upstream.record)"

manners upstream '/hub status 500'
forget_all
check "an API that fails" exits 0 judged --image acme/edge:v1.7.29
check "leaves the verdict open" holds report.json '.findings[0] | .status == "unknown"
    and (.reasons | index("no-date") != null)'
check "and is counted" holds report.json '.summary.feeds_asked == 2 and .summary.feeds_failed == 1'

# ------------------------------------------------------- a registry that counts pulls
manners upstream
forget_all
grep -v docker-hub: policy.yaml >images.yaml
pulling() {
    stalemark audit --policy images.yaml --catalog catalog.yaml --as-of 2021-04-12 \
        -o text=report.txt -o json=report.json --image acme/edge:v1.7.9 "$@"
}
check "a registry that counts pulls" exits 0 pulling
check "  is told in the report" holds report.json \
    '.pulls == [{registry: "docker.io", left: 76, limit: 100, window_seconds: 21600, low: false}]'
check "  and in no line, while there are enough" lacks report.txt pulls
manners upstream 'manifests pulls 7'
forget_all
check "when few are left" exits 0 pulling
check "  the report says so" holds report.json '.pulls[0] | .left == 7 and .low'
check "  in a line too" contains report.txt "docker.io allows 7 more of 100 pulls in 6 hours"
check "a run without the network" exits 0 pulling --offline
check "  knows of none" holds report.json 'has("pulls") | not'
manners upstream '/hub status 500'

# ------------------------------------------------------------- a registry's images
if command -v docker-registry >/dev/null; then
    start_registry own
    CREATED=2021-03-01T08:00:00Z push own acme/one 1.0.0 1.0.1
    CREATED=1970-01-01T00:00:00Z PUSH_INDEX=yes push own acme/two 1.0.0 1.0.1
    {
        echo 'products:'
        product one own.example/acme/one registry
        product two own.example/acme/two registry
    } >catalog.yaml
    {
        echo 'version: 1'
        echo 'tiers: {edge: {patch: {days: 14}, minor: off, major: off}}'
        echo "endpoints: {own.example: 'http://127.0.0.1:$own_port'}"
        echo "registries: {'127.0.0.1:$own_port': {private: true, plain_http: true}}"
    } >policy.yaml
    check "images of a registry without an API" exits 0 judged --image own.example/acme/one:1.0.0
    check "tell when they were made" holds report.json '.findings[0] | .status == "stale"
        and .patch.exposed_since == "2021-03-01"
        and any(.evidence[]; .feed == "image own.example/acme/one")'
    check "a build that leaves its time out" exits 0 judged --image own.example/acme/two:1.0.0
    check "tells none" holds report.json '.findings[0] | .status == "unknown"
        and (.reasons | index("no-date") != null)'
    # shellcheck disable=SC2046
    CREATED=2021-04-01T08:00:00Z push own acme/many $(printf '%s ' {1,2}.{0..8}.0)
    echo '  many: {title: many, role: load-balancer, images: [own.example/acme/many], version: {scheme: semver, line: minor}, feeds: [registry]}' >>catalog.yaml
    sed 's/minor: off/minor: {days: 90}/' policy.yaml >lines.yaml
    many() {
        stalemark audit --policy lines.yaml --catalog catalog.yaml --as-of 2021-04-12 -o json=report.json \
            --image own.example/acme/many:1.0.0 --image own.example/acme/many:2.0.0 "$@"
    }
    cut='any(.findings[].evidence[]; .fact == "more dates are needed than a run asks for")'
    check "more dates than a run asks for" exits 0 many
    check "are left out" holds report.json "$cut"
    check "and asked for in the next run" exits 0 many
    check "which pays for none that is stored" holds report.json "$cut | not"
    verdicts >online.json
    check "a run without the network" exits 0 many --offline
    check "  has them all" is "$(cat online.json)" "$(verdicts)"
    check "  of the store" holds report.json \
        'any(.findings[].evidence[]; .feed == "image own.example/acme/many" and .fact == "a stored answer was used")'
    check "a run while --cache-ttl lasts" exits 0 many --cache-ttl 1h
    check "  has them too" is "$(cat online.json)" "$(verdicts)"
    rm "$work/own/data/docker/registry/v2/repositories/acme/one/_manifests/tags/1.0.1/current/link"
    forget_all
    check "an image that is not there" exits 0 judged --image own.example/acme/one:1.0.0
    check "is no registry that failed" holds report.json '.summary.feeds_asked == 2
        and .summary.feeds_failed == 0 and .findings[0].status == "unknown"
        and any(.findings[0].evidence[]; .fact | test("told a part only: 1.0.1: .*404"))'
else
    skip "docker-registry is not installed" "images of a registry without an API"
fi

# --------------------------------------------------- Google's lists, which tell days
forget_cloud
start_strict strict
{
    echo 'products:'
    product old gcr.io/library/app registry
    product new europe-docker.pkg.dev/library/app registry
    product none gcr.io/library/undated registry
} >catalog.yaml
{
    echo 'version: 1'
    echo 'tiers: {edge: {patch: {days: 14}, minor: off, major: off}}'
    echo 'soak: 7d'
} >policy.yaml
images() {
    jq -s '[.[] | select(.path | test("/(manifests|blobs)/"))] | length' strict.record
}
for image in gcr.io/library/app europe-docker.pkg.dev/library/app; do
    : >strict.record
    check "$image, whose list tells days" exits 0 judged --image "$image:v1.7.9"
    check "  is judged by them" holds report.json '.findings[0] | .status == "stale"
        and .patch.exposed_since == "2019-03-28" and .patch.first == "1.7.10" and .patch.lag == 2'
    check "  as by days on which it was there" holds report.json \
        "[.findings[0].evidence[] | select(.feed == \"registry $image\" and (.fact | test(\" or before\$\")))] | length > 0"
    check "  no image is asked for its own" is 0 "$(images)"
    : >strict.record
    check "  the store keeps them" exits 0 judged --offline --image "$image:v1.7.9"
    check "  for a run without the network" holds report.json \
        '.findings[0].patch.exposed_since == "2019-03-28"'
    check "  which asks nobody" nothing cat strict.record
done
check "a list of several pages" exits 0 judged --image europe-docker.pkg.dev/library/app:v1.7.9
check "  is read to its end" is 2 "$(sent '.host == "europe-docker.pkg.dev" and .status == 200 and (.path | test("/tags/list"))')"
check "what was uploaded four days ago" exits 0 judged --image gcr.io/library/app:v1.7.10
check "  counts, whatever the soak: it may have been out before" holds report.json \
    '.findings[0].patch | .newest == "1.7.30" and .lag == 1'
: >strict.record
check "days of 1970 and 1980" exits 0 judged --image gcr.io/library/undated:v1.7.10
check "  are none: the image is asked" is 1 "$(images)"
check "  and tells its own" holds report.json '.findings[0].patch.exposed_since == "2021-04-08"'

done_testing
