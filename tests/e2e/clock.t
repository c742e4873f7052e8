#!/bin/bash
# A machine whose clock is wrong calls nothing fresh, and keeps nothing of that day.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

# A release of this week and one that is long behind it, by four hosts.
jq -n --arg new "$(date -u -d '-10 days' +%F)" '{source: "made up", github: "traefik/traefik",
    release_data: "traefik", endoflife: "traefik", repositories: {"library/traefik": ["v{}"]},
    versions: [["3.0.0", "2024-01-10"], ["3.0.1", "2024-02-10"], ["3.1.0", $new]],
    lines: [{name: "3.0", released: "2024-01-10", eol: false}, {name: "3.1", released: $new, eol: false}]}' \
    >facts.json
for host in one two three four; do
    start_replay $host "$work/facts.json"
done
{
    endpoints one | sed "s|docker.io: .*|docker.io: http://127.0.0.1:$two_port|
        s|endoflife: .*|endoflife: http://127.0.0.1:$three_port/endoflife|
        s|release-data: .*|release-data: http://127.0.0.1:$four_port/release-data|"
    for host in two three four; do
        port=${host}_port
        echo "  127.0.0.1:${!port}: {private: true, plain_http: true}"
    done
    echo "version: 1"
} >policy.yaml
audit() {
    exits "$2" stalemark audit --policy policy.yaml --image traefik:v3.1.0 --image traefik:v3.0.0 -o "json=$1.json"
}
# The clock of the machine cannot be set here: it is the hosts that all say another time.
hosts_say() {
    local host
    for host in "${@:2}"; do
        manners "$host" ".* date $1"
    done
}
state=$XDG_STATE_HOME/stalemark/state.db
ask() {
    python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' "$state" "$1"
}

check "with the right time" audit right 0
check "the newest is fresh" holds right.json '[.findings[] | select(.status == "fresh") | .version] == ["3.1.0"]'
check "and nothing is told of clocks" holds right.json 'all(.errors[]; .about != "clock")'
runs=$(ask 'SELECT count(*) FROM run')

hosts_say 864000 one two three four
forget_requests one
check "ten days behind those who answer" audit behind 0
check "nothing is fresh" holds behind.json \
    'all(.findings[]; .status != "fresh" and .status != "due") and .summary.fresh == 0'
check "for its days cannot be trusted" holds behind.json \
    '.findings[] | select(.version == "3.1.0") | .status == "unknown" and .reasons == ["data-too-old"]
        and (.message | test("clock is 10 days behind"))'
check "which the report says too" holds behind.json '.errors | any(.about == "clock" and (.message | test("10 days behind")))'
check "the text as well" exits 0 stalemark audit --policy policy.yaml --image traefik:v3.1.0
check "in words" contains out "clock is 10 days behind"
check "what is stale stays stale" holds behind.json '.findings[] | select(.version == "3.0.0") | .status == "stale"'
check "the run is not kept" is "$runs" "$(ask 'SELECT count(*) FROM run')"
check "the gate does not pass" exits 3 stalemark gate --policy policy.yaml --image traefik:v3.1.0
hosts_say -31536000 one two three four
check "a year ahead of them" audit ahead 0
check "nothing is fresh either" holds ahead.json '.summary.fresh == 0 and (.errors | any(.message | test("365 days ahead of")))'
hosts_say 900 one two three four
check "a quarter of an hour" audit minutes 0
check "is told" holds minutes.json '.errors | any(.message | test("clock is 15 minutes behind"))'
check "and changes nothing" holds minutes.json '.summary.fresh == 1'
hosts_say 864000 one
hosts_say 0 two three four
check "one host that says another time" audit liar 0
check "is not believed" holds liar.json '.summary.fresh == 1 and all(.errors[]; .about != "clock")'
hosts_say 864000 one two three four
check "a past day does not depend on the clock" exits 0 stalemark audit --policy policy.yaml \
    --image traefik:v3.0.1 --as-of 2024-03-01 -o json=past.json
check "and is judged" holds past.json 'all(.errors[]; .about != "clock")'

done_testing
