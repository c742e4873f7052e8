#!/bin/bash
# The store of answers: counted, pruned by age, cleared; the history stays as it is.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

store=$XDG_CACHE_HOME/stalemark/cache.db
check "a store that is not there yet is an empty one" exits 0 stalemark cache stats
check "with its path" contains out "path      $store"
check "and no answers" matches out '^answers   0$'
check "and no times" lacks out oldest
check "the same as JSON" exits 0 stalemark cache stats -o json
check "without times" holds out '.answers == 0 and .bytes == 0 and .oldest == null
    and has("newest") and .newest == null'

start_replay upstream traefik.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
stalemark audit --image traefik:v1.7.9 --policy policy.yaml -o json=report.json >out 2>err
check "answers are counted after a run" exits 0 stalemark cache stats -o json
check "with their bytes and times" holds out \
    '.answers >= 3 and .bytes > 1000 and (.oldest | test("^20.*Z$")) and .oldest <= .newest'
answers=$(jq .answers out)

check "how old must be said" exits 2 stalemark cache prune
check "with an example" contains err "--older-than 30d"
check "a duration must be one" exits 2 stalemark cache prune --older-than soon
check "young answers stay" exits 0 stalemark cache prune --older-than 1h
check "all of them" is "0 answers removed, $answers left" "$(cat out)"
python3 -c '
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as store:
    store.execute("UPDATE answer SET fetched_at = fetched_at - 90000"
                  " WHERE key = (SELECT min(key) FROM answer)")' "$store"
check "an old one goes" exits 0 stalemark cache prune --older-than 1d -o json
check "that one alone" holds out ".removed == 1 and .answers == $((answers - 1))"

check "all are cleared" exits 0 stalemark cache clear
check "and counted" is "$((answers - 1)) answers removed, 0 left" "$(cat out)"
check "the history is another file" test -s "$XDG_STATE_HOME/stalemark/state.db"
check "operands are none of it" exits 2 stalemark cache clear all
check "without a place for a store" \
    env XDG_CACHE_HOME=/proc/nowhere bash -c '"$0" cache stats >out 2>err; test $? = 3' \
    "$stalemark_program"
check "that is said" contains err "there is no store of answers to look at"

done_testing
