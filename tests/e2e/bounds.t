#!/bin/bash
# What bounds a run: signals, the deadline, open files, an output that takes nothing.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

start_replay upstream traefik.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
facts=(--policy policy.yaml --as-of 2021-04-12)

# ------------------------------------------------------------------------ signals
# ends SIGNAL WANT READY COMMAND...: the program ends with WANT within five seconds of
# SIGNAL, which it gets once READY (a command) succeeds.
ends() {
    local signal=$1 want=$2 is_ready=$3 got=0
    shift 3
    # A shell starts what runs beside it with SIGINT ignored.
    env --default-signal=INT "$stalemark_program" "$@" >out 2>err &
    local running=$!
    ready 10 "$running" bash -c "${is_ready//PID/$running}" || { echo "it never came to that point"; cat err; }
    kill -s "$signal" "$running"
    # A watchdog that does not leave the program time to end by its own limits.
    { sleep 5; kill -KILL "$running"; } 2>/dev/null &
    local watchdog=$!
    wait "$running" || got=$?
    kill "$watchdog" 2>/dev/null
    wait "$watchdog" 2>/dev/null
    is "$want" "$got"
}
echo "the report of last week" >report.json
manners upstream 'GET /github slow 30'
check "SIGTERM while feeds are asked ends it" ends TERM 143 'test -s upstream.record' \
    audit --image traefik:v1.7.9 "${facts[@]}" -o json=report.json
check "it says so" contains err "interrupted by SIGTERM"
check "the report of before stands" contains report.json "the report of last week"
check "nothing was printed" nothing cat out
check "no temporary file is left" nothing find . -name 'report.json.*'
touch -d '2 hours ago' report.json.stalemark-aB3dE6
touch report.json.stalemark-young1
manners upstream
check "a run after one that was killed" exits 0 stalemark audit --image traefik:v1.7.9 "${facts[@]}" -o json=report.json
check "removes what that left, and nothing that another may be writing" is report.json.stalemark-young1 \
    "$(find . -name 'report.json.*' -printf '%f\n')"
rm report.json.stalemark-young1
manners upstream 'GET /github slow 30'
forget_requests upstream
check "SIGINT ends a gate, never as a pass" ends INT 130 'test -s upstream.record' \
    gate --image traefik:v2.4.8 "${facts[@]}"
forget_requests upstream
# Under nohup it is ignored by all that is started, and stays so.
if ((0x$(awk '/^SigIgn/ { print $2 }' /proc/self/status) & 1)); then
    skip "SIGHUP is ignored here, as by nohup" "SIGHUP ends the export of a snapshot"
else
    check "SIGHUP ends the export of a snapshot" ends HUP 129 'test -s upstream.record' \
        feeds export all.jsonl.gz --policy policy.yaml --image traefik:v1.7.9
fi
check "of which nothing is left" nothing find . -name 'all.jsonl*'

mkfifo pods
exec 3<>pods
check "SIGTERM while a list is read ends it" \
    ends TERM 143 'readlink /proc/PID/fd/* | grep -q /pods' \
    images -f pods
exec 3>&-
cat >slow-plugin <<'END'
#!/bin/sh
echo $$ >plugin.pid
sleep 60
END
chmod 700 slow-plugin
cat >plugin.kubeconfig <<END
apiVersion: v1
kind: Config
current-context: one
clusters: [{name: one, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: one, context: {cluster: one, user: one}}]
users:
- name: one
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: $work/slow-plugin, interactiveMode: Never}}
END
chmod 600 plugin.kubeconfig
check "SIGTERM while a credential plugin runs ends it" ends TERM 143 'test -s plugin.pid' \
    images --kubeconfig plugin.kubeconfig
check "and the plugin" not kill -0 "$(cat plugin.pid)"

# A pipe that nobody reads: the report is being written, and only the second signal helps.
mkfifo pipe
sleep 60 >pipe &
holder=$!
exec 4<>pipe
head -c 65536 /dev/zero >&4
twice() {
    local got=0
    "$stalemark_program" audit --offline --image traefik:v1.7.9 -o json=pipe >out 2>err &
    local running=$!
    ready 10 "$running" grep -q pipe_w "/proc/$running/wchan" || sleep 1
    kill -s TERM "$running"
    sleep 0.3
    kill -s TERM "$running" 2>/dev/null
    wait "$running" || got=$?
    is 143 "$got"
}
check "a second signal ends at once what is stuck" twice
exec 4>&-
stop "$holder"

# ----------------------------------------------------------------------- the deadline
forget_all
manners upstream 'GET /v2/ drip 1' 'GET /(github|release-data|endoflife)/ drip 1'
check "a server that drips bytes does not hold a run up" exits 3 stalemark audit \
    --image traefik:v2.4.8 "${facts[@]}" --timeout 2s -o json=late.json
check "what it did not say is unknown" holds late.json \
    '.findings[0] | .status == "unknown" and (.reasons | index("feed-failed"))'
check "because of the deadline" holds late.json \
    '.errors | length > 0 and all(.message | test("deadline"))'
check "the gate does not pass" exits 3 stalemark gate --image traefik:v2.4.8 "${facts[@]}" --timeout 2s
manners upstream 'GET /github drip 1'
forget_all
stalemark audit --image traefik:v1.7.9 "${facts[@]}" --timeout 3s -o json=part.json >out 2>err
check "what was answered before still convicts" holds part.json '.findings[0].status == "stale"'
manners upstream '.* retry-after 60'
forget_all
check "nor does one that asks to wait" exits 3 stalemark audit --image traefik:v1.7.9 \
    "${facts[@]}" --timeout 2s -o json=wait.json
check "it is late too" holds wait.json '.errors | any(.message | test("deadline"))'
manners upstream
check "--timeout has a least" exits 2 stalemark audit --image a --timeout 0s

# ------------------------------------------------------------------- open files
forget_all
crowd() {
    local i
    for i in $(seq 50); do
        start_replay "host$i" traefik.json
        crowd+=(--image "127.0.0.1:$(cat "host$i.port")/library/traefik:v1.7.9")
        printf '  127.0.0.1:%s: {private: true, plain_http: true}\n' "$(cat "host$i.port")" >>policy.yaml
    done
}
crowd=()
crowd
few_files() (
    ulimit -n "$1"
    exits "$2" stalemark audit "${crowd[@]}" --policy policy.yaml --as-of 2021-04-12 -o json=crowd.json
)
check "50 registries with 64 open files" few_files 64 0
check "are all read" holds crowd.json \
    '.summary.images == 50 and all(.errors[]; .about | startswith("feed registry") | not)'
few_files_tell() (
    ulimit -n 20
    stalemark audit "${crowd[@]}" --policy policy.yaml --as-of 2021-04-12 -o json=few.json >out 2>err
    case $? in
    0) jq -e 'all(.findings[]; .status != "fresh")' few.json >/dev/null ;;
    3) ;;
    *) cat err; return 1 ;;
    esac
)
check "with 20 it tells what failed, and nothing is fresh" few_files_tell

# ------------------------------------------------------- standard output and secrecy
closed() {
    "$stalemark_program" "$@" >&- 2>err
    [ $? -eq 3 ] && grep -q 'not whole\|standard output' err
}
check "a closed standard output is told" closed audit --offline --image redis:7.0.0
check "for a help too" closed --help
check "and no database was written over" exits 0 stalemark cache stats
quiet_pipe() {
    local status
    "$stalemark_program" catalog list 2>err | head -n 1 >/dev/null
    status=${PIPESTATUS[0]}
    { [ "$status" -eq 141 ] || [ "$status" -eq 0 ]; } && nothing cat err
}
check "a reader that has read enough ends it without a word" quiet_pipe

manners upstream 'GET /github slow 5'
forget_all
"$stalemark_program" audit --image traefik:v1.7.9 "${facts[@]}" -o json=core.json >out 2>err &
running=$!
check "it runs" ready 5 "$running" grep -qa audit "/proc/$running/cmdline"
ready 5 "$running" grep -q 'Max core file size  *0 ' "/proc/$running/limits"
check "no core file would be written" grep 'Max core file size  *0 ' "/proc/$running/limits"
if nm "$stalemark_program" 2>/dev/null | grep -q __asan; then
    skip "the sanitizers look into it" "its memory is its own"
elif [ "$(id -u)" -ne 0 ]; then
    check "nobody of the same user reads its memory" not head -c 1 "/proc/$running/environ"
else
    check "its memory belongs to nobody but root" is 0 "$(stat -c %u "/proc/$running/environ")"
fi
stop "$running"

done_testing
