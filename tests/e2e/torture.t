#!/bin/bash
# Runs that die at any moment, disks and memories that fail: nothing committed is lost.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need python3 openssl

nm "$stalemark_program" 2>/dev/null | grep -q __asan &&
    skip_all "sanitizers have a malloc of their own"
"${CC:-cc}" -shared -fPIC -D_GNU_SOURCE -o torture.so "$top_srcdir/tests/helper/torture.c" \
    -ldl 2>torture.log || skip_all "no C compiler, or no glibc"
new_ca "$work/ca"
status=0
"$e2e_folder/torture" "$stalemark_program" "$work" "$work/torture.so" \
    --certificate ca/server.pem ca/server.key ${ROUNDS:+--rounds "$ROUNDS"} \
    ${POINTS:+--points "$POINTS"} ${SEED:+--seed "$SEED"} || status=$?
exit "$status"
