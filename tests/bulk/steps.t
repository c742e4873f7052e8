#!/bin/bash
# Verdicts on real lists hold against a second computation; strays in them change nothing.
# SPDX-License-Identifier: Apache-2.0
#
# The data lies in $SHARED_DATA, or beside the source folder; without it all is skipped.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/e2e/lib.sh
. "$here/../e2e/lib.sh"
data=${SHARED_DATA:-$top_srcdir/../shared/data}
[ -d "$data/tags" ] || skip_all "no data: set SHARED_DATA to a folder with tags"
need python3

# figures KIND: the last test of the kind says how many agree.
figures() {
    grep -E '^(not )?ok' "$1.out" | tail -n 1 | sed 's/^/# /'
}
steps() {
    python3 "$here/steps.py" "$stalemark_program" "$data" "$here/steps_explained.cases" \
        "$1" >"$1.out" && return
    grep -v '^ok' "$1.out"
    return 1
}
check "the steps are those of a second computation, or a rule explains why not" steps steps
figures steps
check "a stray in a list changes no verdict, unless a release feed confirms it" steps strays
grep '^ok' strays.out | sed 's/^/# /'

check "no verdict on spoilt data is better than on the whole of it" \
    python3 "$here/degraded.py" "$stalemark_program" "$data"

check "the schemes of the catalogue read the real lists of their products" \
    python3 "$here/unread.py" "$stalemark_program" "$data" "$top_srcdir/policies/catalog"

check "real images are looked up" exits 0 "$here/recognised" "$stalemark_program" "$data"
sed -n 's/^[a-z].*/# &/p' out
check "of the repositories of tags all are known but bases, mocks and single platforms" \
    is 'bitnami/minideb bitnami/nginx-ldap-auth-daemon etcd-empty-dir-cleanup external-dns/external-dns-arm32v7 external-dns/external-dns-arm64v8 library/alpine npd/npd sig-storage/hello-populator sig-storage/mock-driver' \
    "$(sed -n '/^tags:/,$p' out | grep '^ ' | cut -d : -f 2 | tr , '\n' |
        sed 's|^ [a-z0-9.]*/||' | sort | tr '\n' ' ' | sed 's/ $//')"

done_testing
