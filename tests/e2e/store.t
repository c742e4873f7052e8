#!/bin/bash
# The store under hard conditions: many runs at once, damage, no room, no right, no disk.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/replay.sh
. "$top_srcdir/tests/e2e/replay.sh"
need python3 jq

start_replay upstream traefik.json metrics-server.json
{ echo "version: 1"; endpoints upstream; } >policy.yaml
audit() {
    stalemark audit --policy policy.yaml --image traefik:v1.7.9 "$@"
}
state=$XDG_STATE_HOME/stalemark/state.db
cache=$XDG_CACHE_HOME/stalemark/cache.db
verdicts() {
    jq -c '[.findings[] | [.image, .status, .behind]]' "$1"
}
# ask DATABASE SQL
ask() {
    python3 -c 'import sqlite3, sys
print(*(row[0] for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])), sep="\n")' "$@"
}

# ----------------------------------------------------------------- twenty runs at once
crowd() {
    local i failed=0 running=()
    for i in $(seq "$1"); do
        audit --series "series$i" -o "json=run$i.json" >"run$i.out" 2>"run$i.err" &
        running+=($!)
    done
    for i in "${running[@]}"; do
        wait "$i" || failed=$((failed + 1))
    done
    cat run*.err
    [ "$failed" -eq 0 ]
}
for runs in 2 20; do
    forget_all
    rm -f run*
    check "$runs runs at once on one store that is not there yet" nothing crowd "$runs"
    check "each is recorded ($runs)" is "$runs" "$(ask "$state" 'SELECT count(*) FROM run')"
    check "with its findings ($runs)" is "$runs" "$(ask "$state" 'SELECT count(DISTINCT run) FROM finding')"
    check "all say the same ($runs)" is 1 "$(for i in $(seq "$runs"); do verdicts "run$i.json"; done | sort -u | wc -l)"
    check "both files are sound ($runs)" is "ok ok" \
        "$(ask "$state" 'PRAGMA integrity_check') $(ask "$cache" 'PRAGMA integrity_check')"
done
check "again, with what is stored" nothing crowd 20
check "adds as many runs" is 40 "$(ask "$state" 'SELECT count(*) FROM run')"

# ------------------------------------------------------------------------------ damage
# spoil FILE HOW
spoil() {
    python3 - "$@" <<'END'
import os, sys
path, how = sys.argv[1:]
size = os.path.getsize(path)
with open(path, "r+b") as file:
    if how == "header":
        file.write(b"x" * 100)
    elif how == "garbage":
        file.write(b"x" * size)
    elif how == "cut":
        file.truncate(size // 2)
    elif how == "pages":
        for page in range(2, size // 4096, 3):
            file.seek(page * 4096)
            file.write(b"x" * 4096)
END
}
exits 0 audit -o json=sound.json
for how in header pages cut garbage; do
    forget_all
    audit -o json=before.json >out 2>err
    spoil "$cache" "$how"
    check "a cache with $how is set aside" exits 0 audit -o json=after.json
    check "and told ($how)" matches err 'cache: .*built anew'
    check "the verdict is the same ($how)" same <(verdicts sound.json) <(verdicts after.json)
    check "the next run has nothing to tell ($how)" nothing stalemark audit -q --policy policy.yaml \
        --image traefik:v1.7.9 -o json=next.json
    spoil "$state" "$how"
    check "a state with $how is set aside" exits 0 audit -o json=after.json
    check "what could be read of it is told ($how)" matches err 'history: .*was damaged: .*rows'
    check "its verdict is the same too ($how)" same <(verdicts sound.json) <(verdicts after.json)
    check "the run is recorded in a sound file ($how)" is ok "$(ask "$state" 'PRAGMA integrity_check')"
    check "the damaged one is kept ($how)" test -s "$state.broken"
done
forget_all
audit -o json=before.json >out 2>err
check "twenty runs that find the cache and the state damaged" spoil "$state" header
spoil "$cache" header
rm -f run*
crowd 20 >told
check "all end well" is 20 "$(find . -maxdepth 1 -name 'run*.json' | wc -l)"
check "the state was rebuilt once" is 1 "$(grep -c 'history: .*was damaged' told)"
check "and lost no run" is 20 "$(ask "$state" "SELECT count(*) FROM run WHERE series LIKE 'series%'")"

# ----------------------------------------------------- whose folder, and what is in it
forget_all
mkdir -p "$(dirname "$cache")" elsewhere
echo precious >elsewhere/file
ln -s "$work/elsewhere/file" "$cache"
check "a symbolic link in the cache's place" exits 0 audit -o json=link.json
check "is not followed" same <(echo precious) elsewhere/file
check "that is told" matches err 'cache: .*goes without'
forget_all
mkdir -p "$(dirname "$state")"
chmod 777 "$(dirname "$state")"
check "a folder that others may write" exits 0 audit -o json=open.json
check "is not used, and told" matches err 'not recorded.*writable by others'
check "nor is anything left there" nothing ls -A "$(dirname "$state")"
if [ "$(id -u)" -eq 0 ]; then
    forget_all
    mkdir -p "$(dirname "$cache")"
    chown nobody "$(dirname "$cache")"
    check "a folder of another user" exits 0 audit -o json=foreign.json
    check "is not used, and told so" matches err 'cache: .*belongs to another user'
else
    skip "needs root" "a folder of another user is not used"
fi

# ---------------------------------------------------------------- no right, and no room
# mounted OPTIONS COMMAND...: with a file system of its own at $HOME.
mounted() {
    local options=$1
    shift
    # shellcheck disable=SC2016 # for the shell inside
    unshare --mount --map-root-user bash -c '
        mount -t tmpfs -o "$1" tmpfs "$HOME" && shift && "$@"' mounted "$options" "$@"
}
forget_all
if mounted size=1m true 2>mount.err; then
    check "a store that can only be read" exits 0 mounted ro "$stalemark_program" audit \
        --policy policy.yaml --image traefik:v1.7.9 -o json="$work/ro.json"
    check "is told" matches err 'not recorded'
    check "the verdict is the same" same <(verdicts sound.json) <(verdicts ro.json)
    # Room for the empty files, and for little more.
    # What is full first, a run that is to be recorded (3) or the file before (0)?
    full_disk() {
        mounted size=96k "$stalemark_program" audit --policy policy.yaml --image traefik:v1.7.9 \
            --image traefik:v2.4.8 -o json="$work/full.json" >out 2>err
        case $? in 0 | 3) ;; *) return 1 ;; esac
    }
    check "a disk that gets full" full_disk
    check "is told with its reason" matches err 'full'
    check "the report is whole all the same" is '"stale"' \
        "$(jq -c '[.findings[] | select(.image | test("v1.7.9"))][0].status' full.json)"
    report_on_full_disk() {
        mounted size=8k bash -c 'echo old >"$HOME/report.json"
            "$1" audit --policy policy.yaml --image traefik:v1.7.9 -o "json=$HOME/report.json"
            status=$?
            cat "$HOME/report.json"; ls "$HOME" | grep report; exit $status' - "$stalemark_program"
    }
    check "a report that does not fit" exits 3 report_on_full_disk
    check "leaves the one of before, and nothing else" same <(printf 'old\nreport.json\n') out
else
    skip "no mounts here: $(head -n 1 mount.err)" "a store that can only be read, and a full disk"
fi

# --------------------------------------------------------------- a network file system
if command -v "${CC:-cc}" >/dev/null && ! nm "$stalemark_program" 2>/dev/null | grep -q __asan; then
    cat >nfs.c <<'END'
#include <sys/vfs.h>
int fstatfs(int descriptor, struct statfs *facts)
{
    (void)descriptor;
    facts->f_type = 0x6969;
    return 0;
}
END
    forget_all
    check "a store on NFS, as fstatfs tells" "${CC:-cc}" -shared -fPIC -o nfs.so nfs.c
    check "is used" exits 0 env LD_PRELOAD="$work/nfs.so" "$stalemark_program" audit \
        --policy policy.yaml --image traefik:v1.7.9 -o json=nfs.json
    check "and warned of" is 2 "$(grep -c 'on a network file system' err)"
    check "its journal is one that such a file system bears" is "$(printf 'delete\ndelete')" \
        "$(ask "$state" 'PRAGMA journal_mode'; ask "$cache" 'PRAGMA journal_mode')"
else
    skip "no C compiler, or one with sanitizers" "a store on a network file system"
fi

done_testing
