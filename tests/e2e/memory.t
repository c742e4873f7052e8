#!/bin/bash
# valgrind finds nothing: no bad access, no leak, on the ways that matter.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need valgrind python3
if grep -q -- -fsanitize "$top_builddir/Makefile" &&
    nm "$stalemark_program" 2>/dev/null | grep -q __asan; then
    skip_all "this build has the sanitizers, which do the same"
fi

incident=$top_srcdir/contrib/incident-2021
start_replay upstream traefik.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
sed 's/^version: 1$/version: 1\nsoaks: 3d/' policy.yaml >typo.yaml

# The program cannot tell where it was built while valgrind runs it.
export STALEMARK_DATA=$top_srcdir
under() {
    valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
        --errors-for-leak-kinds=definite,indirect "$stalemark_program" "$@"
}
check "the replay of the incident" exits 0 under audit -f "$incident/cluster.yaml" \
    --releases "$incident/releases.jsonl" --as-of 2021-04-12 --offline \
    -o text -o json=report.json -o html=report.html -o markdown=report.md
check "a gate with feeds over HTTP" exits 1 under gate --image traefik:v1.7.9 \
    --policy policy.yaml --as-of 2021-04-12
check "a policy with a typo" exits 2 under gate --image traefik:v1.7.9 --policy typo.yaml
manners upstream '.* html'
check "answers that are no answers" exits 3 under audit --image traefik:v1.7.9 \
    --policy policy.yaml --as-of 2021-04-12
check "tags" exits 0 under tags traefik:v1.7.9 --from - <<<'v1.7.30'

done_testing
