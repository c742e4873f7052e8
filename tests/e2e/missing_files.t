#!/bin/bash
# A file that is not there, a place that takes none: told by status 2 before any request.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

start_replay upstream traefik.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
mkdir folder

# refused COMMAND...: status 2, the file's name, and no request.
refused() {
    exits 2 stalemark "$@" --policy policy.yaml && grep -qE 'nofile|/no/such|folder' err &&
        nothing cat out && is 0 "$(asked upstream true)"
}
for option in --kubeconfig -f --policy --catalog --ca --releases --snapshot; do
    check "audit $option of nothing" refused audit --image traefik:v1.7.9 $option nofile
    check "gate $option of nothing" refused gate --image traefik:v1.7.9 $option nofile
done
check "a key of nothing" refused audit --snapshot policy.yaml --snapshot-key nofile
check "a baseline of nothing" refused gate --image traefik:v1.7.9 --baseline nofile
check "images --kubeconfig of nothing" refused images --kubeconfig nofile
check "images --ca of nothing" refused images --image a --ca nofile
check "tags --from nothing" refused tags traefik:v1 --from nofile
check "releases --releases of nothing" refused releases traefik --releases nofile
check "explain --ca of nothing" refused explain traefik --ca nofile
check "a key to sign with of nothing" refused feeds export all.gz traefik --sign-key nofile
check "feeds test --ca of nothing" refused feeds test traefik --ca nofile
check "a snapshot of nothing" exits 2 stalemark feeds verify nofile --snapshot-unsigned
check "a policy of nothing" exits 2 stalemark policy check nofile

for command in audit gate images; do
    check "$command into no folder" refused $command --image traefik:v1.7.9 -o json=/no/such/x
    check "$command over a folder" refused $command --image traefik:v1.7.9 -o json=folder
done
check "a picture into no folder" refused backtest --since 2020-01-01 --image traefik:v1.7.9 --svg /no/such/x
check "a snapshot into no folder" refused feeds export /no/such/x traefik
if [ "$(id -u)" -ne 0 ]; then
    chmod a-w folder
    check "into a folder that takes nothing" refused audit --image traefik:v1.7.9 -o json=folder/x
fi
check "a device is written to" exits 0 stalemark audit --policy policy.yaml --image traefik:v1.7.9 -o json=/dev/null
check "what an option reads may come through a pipe" exits 0 stalemark images --image traefik:v1.7.9 \
    --policy <(cat policy.yaml)

done_testing
