#!/bin/bash
# The policy replayed over past days says when it would have spoken.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need python3

incident=$top_srcdir/contrib/incident-2021
facts=(-f "$incident/cluster.yaml" --releases "$incident/releases.jsonl" --offline)

check "the incident is replayed day by day" \
    exits 0 stalemark backtest --since 2019-02-11 --until 2021-04-14 "${facts[@]}" --svg days.svg
# 1.7.10 came out on 2019-03-28: it soaks three days, and fourteen are tolerated.
check "due and stale days are told" \
    matches out '^ +load balancer +traefik +1\.7\.9 +2019-03-31 +2019-04-12$'
check "the sentence is told" contains out \
    'traefik 1.7.9: the policy would have spoken 733 days before 2021-04-14 (on 2019-04-12)'
check "what was within its leeway is never stale" \
    matches out '^ +DNS +coredns +1\.7\.1 +2020-10-25 +-$'
check "the picture is well-formed" python3 -c \
    'import sys, xml.dom.minidom as x; x.parse(sys.argv[1])' days.svg
check "the picture says what each bar is" \
    contains days.svg 'traefik 1.7.9 stale from 2019-04-12 to 2021-04-14'

cat >strict.yaml <<'END'
version: 1
soak: 0d
tiers:
  edge: {patch: {days: 0}}
END
check "another policy speaks on another day" \
    exits 0 stalemark backtest --since 2019-02-11 --until 2019-05-01 "${facts[@]}" --policy strict.yaml
check "without soak and leeway, the day after" \
    matches out '^ +load balancer +traefik +1\.7\.9 +2019-03-28 +2019-03-29$'

check "--since is required" exits 2 stalemark backtest "${facts[@]}"
check "days in the wrong order are an error" \
    exits 2 stalemark backtest --since 2021-01-02 --until 2021-01-01 "${facts[@]}"
done_testing
