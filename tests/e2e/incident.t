#!/bin/bash
# The incident of 2021, replayed two days before it from the files shipped.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

incident=$top_srcdir/contrib/incident-2021
facts=(--releases "$incident/releases.jsonl" --as-of 2021-04-12 --offline)

check "an audit ends well, whatever it finds" \
    exits 0 "$incident/replay" "$stalemark_program" -o text -o json=report.json
check "the load balancer stands first" is traefik "$(jq -r '.findings[0].product' report.json)"
check "it is stale, on its line and by a major" holds report.json \
    '.findings[0] | .status == "stale" and .role == "load-balancer"
        and (.reasons | contains(["behind-patch", "behind-major"]))'
check "21 releases on its line, none between, 46 of the next major" holds report.json \
    '.findings[0] | .patch.lag == 21 and .major.lag == 46 and .behind == 67'
check "exposed since 1.7.10 appeared" holds report.json \
    '.findings[0].patch | .first == "1.7.10" and .exposed_since == "2019-03-28"
        and .exposed_days == 746 and .due == "2019-04-11"'
check "the safe step is 1.7.30, the target 2.4.8" holds report.json \
    '.findings[0] | .recommended == "1.7.30" and .target == "2.4.8"
        and .recommended_image == "docker.io/library/traefik:v1.7.30"'
check "it fits the cluster of that day" holds report.json \
    '.findings[0].kubernetes[0] | .version == "1.19.9" and .fit == "supported"'
check "the table says so on one line" \
    matches out '^ *STALE +load balancer +traefik +1\.7\.9 +1\.7\.30 +21 +2019-03-28'
check "evidence names the release, its feed and the rule" holds report.json \
    '.findings[0].evidence | length > 0 and all(.[]; .fact and .feed and has("complete"))
        and any(.[]; .rule != null and (.rule | test("default.yaml:[0-9]+")))'

check "the gate stops it" exits 1 stalemark gate -f "$incident/cluster.yaml" "${facts[@]}"
check "and says why" contains out traefik

sed 's/traefik:v1\.7\.9/traefik:v1.7.30/' "$incident/cluster.yaml" >patched.yaml
check "with 1.7.30 the audit runs" \
    exits 0 stalemark audit -f patched.yaml "${facts[@]}" -o json=patched.json
check "only the major step is left" holds patched.json \
    '.findings[] | select(.product == "traefik") | .reasons == ["behind-major"]'

check "the same files give the same bytes" \
    exits 0 "$incident/replay" "$stalemark_program" -o json=again.json
check "byte for byte" same report.json again.json
for zone in EAST-14 WEST12; do
    check "in another time zone ($zone)" \
        exits 0 env TZ=$zone "$incident/replay" "$stalemark_program" -o json=zone.json
    check "they do as well ($zone)" same report.json zone.json
done

done_testing
