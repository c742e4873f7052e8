#!/bin/bash
# The shipped example does what it says: its mirror, its own images, its pin and its
# exception, before, within and after their time. Dates are those of endoflife.date.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

cat >releases.in <<'END'
{"format":"stalemark-releases/1","product":"rabbitmq","fetched":"DAYT00:00:00Z","complete":true,"releases":[{"version":"4.1.8","date":"2026-01-21"},{"version":"4.2.0","date":"2025-10-27"},{"version":"4.2.9","date":"2026-07-19"},{"version":"4.3.0","date":"2026-04-23"},{"version":"4.3.5","date":"2026-08-13"}],"lines":[{"line":"4.1","end":"2026-01-30"},{"line":"4.2","end":"2026-07-31"},{"line":"4.3","end":false}]}
{"format":"stalemark-releases/1","product":"grafana","fetched":"DAYT00:00:00Z","complete":true,"releases":[{"version":"13.1.4","date":"2026-08-18"},{"version":"13.2.0","date":"2026-08-18"}],"lines":[{"line":"13.1","end":"2027-03-20"},{"line":"13.2","end":"2027-05-18"}]}
END

# pod NAMESPACE NAME IMAGE
pod() {
    printf -- '---\n{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: %s}, ' "$2" "$1"
    printf 'spec: {containers: [{name: main, image: "%s"}]}}\n' "$3"
}
{
    pod shop mq rabbitmq:4.1.8
    pod office mq rabbitmq:4.1.8
    pod monitoring grafana registry.corp.example/dockerhub/grafana/grafana:13.1.4
    pod shop shop registry.corp.example/apps/shop:1
} >pods.yaml

# audit_on DAY: the report of that day is report.json.
audit_on() {
    sed "s/DAY/$1/" releases.in >releases.jsonl
    stalemark audit --policy "$top_srcdir/policies/example.yaml" -f pods.yaml \
        --releases releases.jsonl --offline --as-of "$1" -o json=report.json
}

# verdict NAMESPACE STATUS REASON...: of the finding there.
verdict() {
    local namespace=$1 status=$2 reasons
    shift 2
    reasons=$(printf '%s\n' "$@" | jq -Rn '[inputs]' -c)
    holds report.json ".findings[] | select(.uses[0].namespace == \"$namespace\")
        | .status == \"$status\" and .reasons == $reasons"
}

check "a day in November is audited" exits 0 audit_on 2026-11-20
check "what is excepted is exempt, where it is" \
    verdict shop exempt behind-minor line-ended
check "and stale elsewhere" verdict office stale behind-minor line-ended
check "the pin lets the later line inform only" verdict monitoring fresh behind-minor
check "a mirrored image is judged as what it is upstream" \
    holds report.json '.findings[] | select(.product == "grafana") | .tier == "edge"'
check "the company's own image is no finding" \
    holds report.json '.summary.own == 1 and (.findings | length) == 3'

check "a pin does not hide that its line ends" exits 0 audit_on 2027-01-10
check "it is due" verdict monitoring due behind-minor line-ending

check "in the last days of an exception" exits 0 audit_on 2027-01-20
check "its finding is due" verdict shop due behind-minor line-ended
check "until its last day" holds report.json \
    '.findings[] | select(.uses[0].namespace == "shop") | .due == "2027-01-31"'

check "after pin and exception have ended" exits 0 audit_on 2027-02-10
check "the exempt is stale, and says that its exception ended" \
    verdict shop stale behind-minor line-ended exception-expired
check "the pinned is stale" verdict monitoring stale behind-minor line-ending

done_testing
