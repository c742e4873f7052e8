#!/bin/bash
# Every verdict can be checked by hand: what was read, asked, counted, rejected, and why.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

incident=$top_srcdir/contrib/incident-2021
explain() {
    stalemark explain "$@" -f "$incident/cluster.yaml" \
        --releases "$incident/releases.jsonl" --as-of 2021-04-12 --offline
}
# Words of the output in one line: where it is wrapped is no matter.
says() {
    tr -s ' \n' '  ' <out >flat
    contains flat "$1"
}
says_like() {
    tr -s ' \n' '  ' <out >flat
    matches flat "$1"
}

# ---------------------------------------------------------------- the load balancer
check "the load balancer's verdict is explained" \
    exits 0 explain traefik --kubernetes-version 1.19.9
check "what it is" says 'Traefik 1.7.9 is stale as of 2021-04-12'
check "how its tag was read, by which entry of the catalogue" \
    says 'v1.7.9: version 1.7.9, prefix v; line 1.7 read as semver'
check "which feed told what, when, whole or not" \
    says 'complete, fetched 2021-04-12T00:00:00Z: 116 releases, 224 tags'
check "the releases of the patch step, the first and the newest" \
    says 'patch 21 releases, the first 1.7.10 of 2019-03-28, the newest to pull 1.7.30 of 2021-04-08'
check "its dates" says 'out for 746 days: stale, last good day 2019-04-11'
check "its leeway, each meter with its line of the policy" says_like \
    'leeway: 14 days \(policies/default.yaml:[0-9]+\), 3 releases \(policies/default.yaml:[0-9]+\)'
check "the soak with its line" \
    says_like 'a release counts once it is 3 days old \(policies/default.yaml:[0-9]+\)'
check "tags that do not count, by reason and number" \
    matches out '^  variant +64  1\.7-alpine, v1\.7-alpine, 1\.7\.0-alpine, \.\.\.$'
check "what holds it where it is" \
    says 'behind-patch, stale: 1.7.10 has been out for 746 days, 14 are tolerated'
check "what it would be without" says 'without these it would be fresh'
check "what would change it, first what helps least effort" \
    says '1.7.30 is the smallest step that helps; with it the status would still be stale pull docker.io/library/traefik:v1.7.30'
check "and what leaves nothing stale" \
    says '2.4.8 is the nearest release that leaves nothing stale: fresh'
check "whether it fits the cluster" says 'Kubernetes 1.19.9: supported; on 1.20: supported'
check "evidence names its feed by number and its rule" \
    matches out '^  release 1\.7\.30 of 2021-04-08 \[1\] \(policies/default.yaml:[0-9]+\)$'
narrow() {
    sed 's/…/./g' out |
        awk -v most="$1" 'length($0) > most && $1 !~ /[\/:]/ { print; bad = 1 }
            END { exit bad }'
}
check "no line is wider than the screen" narrow 80
COLUMNS=60
check "on a narrow one too" exits 0 explain traefik
check "no line is wider than it" narrow 60
COLUMNS=80

check "-v explains more" exits 0 explain traefik -v
check "every release with its date" matches out ' 1\.7\.11 2019-04-26 '
check "every tag that does not count" matches out ' v1\.7\.30-alpine   2\.0-alpine '
check "no line is wider than the screen then" narrow 80

# ------------------------------------------------------------------------------ JSON
check "the same as JSON" exits 0 explain traefik -o json
cp out traefik.json
check "has the finding as the report has it" holds traefik.json \
    '.explanations | length == 1 and .[0].finding.product == "traefik"
        and .[0].finding.patch.lag == 21'
check "as many releases are listed as the steps count" holds traefik.json \
    '.explanations[0] | .finding as $f | .considered
        | (.patch.releases | length) == $f.patch.lag
        and (.major.releases | length) == $f.major.lag and .minor.releases == []'
check "each with its date and the day from which it counts" holds traefik.json \
    '.explanations[0].considered.patch.releases[0]
        == {version: "1.7.10", date: "2019-03-28", counts_from: "2019-03-31"}'
check "leeway has file and line" holds traefik.json \
    '.explanations[0].considered.patch.leeway | .days.tolerated == 14
        and (.days.rule | test("default.yaml:[0-9]+$")) and .releases.tolerated == 3'
check "every tag has its place" holds traefik.json \
    '.explanations[0].tags | .total == .newer + .same + .older
        + ([.rejected[] | length] | add) and (.rejected.variant | length) == 64'
check "why it is no better, and what it would be" holds traefik.json \
    '.explanations[0].why_not_better | .held_by == ["behind-patch", "behind-major"]
        and .without == "fresh"'
check "what would change it, and to what" holds traefik.json \
    '[.explanations[0].what_would_change[] | [.by, .version, .then]]
        == [["move", "1.7.30", "stale"], ["move", "2.4.8", "fresh"],
            ["policy", null, "exempt"]]'
check "feeds with what they told" holds traefik.json \
    '.explanations[0].feeds | map([.feed, .state, .releases, .tags])
        == [["file", "complete", 116, 0], ["file", "complete", 0, 224]]'
schema=$top_srcdir/docs/schema
if python3 -W ignore -c 'import jsonschema' 2>/dev/null; then
    # Both schemas as one: a reference to the other becomes one within.
    check "it keeps to its schema" python3 -W ignore -c '
import json, sys, jsonschema
explain, report = (open(path).read() for path in sys.argv[1:3])
report = json.loads(report.replace("#/$defs/", "#/$defs/report-"))
explain = json.loads(explain.replace("urn:stalemark:report:1#/$defs/", "#/$defs/report-"))
explain["$defs"].update({"report-" + key: value for key, value in report["$defs"].items()})
jsonschema.Draft202012Validator(explain,
    format_checker=jsonschema.FormatChecker()).validate(json.load(open(sys.argv[3])))' \
        "$schema/explain.schema.json" "$schema/report.schema.json" traefik.json
else
    skip "python3-jsonschema is not installed" "it keeps to its schema"
fi

# ------------------------------------------------------------------- other verdicts
check "a due finding" exits 0 explain coredns
check "says what it would be" says 'without that it would be fresh'
check "and the day on which it is stale" says 'on 2021-04-21: with nothing done: stale'
check "a fresh one" exits 0 explain velero
check "says what holds" says 'everything that the rules ask for is known and holds'
check "and what waits" says 'on 2021-04-15: 1.6.0 starts to count, a minor step'
check "which is left out until then" says 'left out, soaking, 1: 1.6.0'

cat >policy.yaml <<'END'
version: 1
products:
  coredns: {line: "1.7", owner: team-dns, why: "a plugin", until: 2021-12-31}
exceptions:
  - {product: traefik, version: 1.7.9, reasons: [behind-patch, behind-major],
     owner: team-edge, ticket: OPS-1, why: "moves in May", granted: 2021-04-01,
     until: 2021-05-31}
END
check "an excepted finding" exits 0 explain traefik --policy policy.yaml
check "names the exception, whose it is and until when" \
    says 'exception of team-edge, granted 2021-04-01, until 2021-05-31, OPS-1: moves in May (policy.yaml:5)'
check "and when it is over" says 'on 2021-06-01: the exception is over'
check "a pinned one" exits 0 explain coredns --policy policy.yaml
check "names the pin" \
    says 'pin to line 1.7 of team-dns, until 2021-12-31: a plugin (policy.yaml:3)'

# Nothing whole and young: what the judge could not learn is told with what mends it.
sed 's/"complete":true/"complete":false/g' "$incident/releases.jsonl" >partial.jsonl
check "an unknown finding" exits 0 stalemark explain velero \
    -f "$incident/cluster.yaml" --releases partial.jsonl --as-of 2021-04-12 --offline
check "says which fact is missing" says 'feed-partial, unknown:'
check "and what would mend it" says 'a run in which the feed'
check "a list that is not whole is called so" matches out '^ +partial, fetched'
printf '%s\n' '{"format":"stalemark-releases/1","product":"velero","fetched":"2021-04-12T00:00:00Z","complete":true,"releases":[{"version":"v1.5.4","date":"2020-12-20"}]}' \
    >again.jsonl
check "feeds that differ on a date" exits 0 stalemark explain velero \
    --image docker.io/velero/velero:v1.5.3 --releases "$incident/releases.jsonl" \
    --releases again.jsonl --as-of 2021-04-12 --offline
check "are named with the release and the days" \
    says 'the feeds differ on the dates of 1.5.4 by 102 days; the earliest counts'

# What upstream has never had, what moves, and what only looks like a product.
by_hand() {
    stalemark explain "$@" --releases "$incident/releases.jsonl" --as-of 2021-04-12 --offline
}
check "a version that upstream does not list" exits 0 by_hand traefik:v1.7.99
check "is said to be none of its releases, though it is stale all the same" \
    says 'v1.7.99 is in no complete list of releases as of that day: an own build, a fork, or withdrawn'
check "a tag that moves" exits 0 by_hand traefik:1.7
check "is told one remedy once" is 1 "$(tr -s ' \n' '  ' <out | grep -o 'a tag that names one release' | wc -l)"
check "a look-alike" exits 0 by_hand registry.corp.example/platform/traefik:v1.7.9
check "is called by its name, its tag once" \
    says 'registry.corp.example/platform/traefik:v1.7.9 is unknown as of 2021-04-12'

# ------------------------------------------------------------------------- mistakes
check "a product that is none is an error with a hint" exits 2 explain traefic
check "the hint" contains err "did you mean 'traefik'"
check "one that does not run is exit 3" exits 3 explain redis
check "an image by hand needs no cluster" exits 0 stalemark explain \
    docker.io/library/traefik:v1.7.9 --releases "$incident/releases.jsonl" \
    --as-of 2021-04-12 --offline
check "an unknown format is refused before anything is asked" \
    exits 2 explain traefik -o yaml

done_testing
