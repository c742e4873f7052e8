#!/bin/bash
# Every script passes shellcheck, and every Python server compiles.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

complaints() {
    script_files | (cd "$source_folder" && xargs shellcheck -x -f gcc)
}
if command -v shellcheck >/dev/null; then
    check "shellcheck is silent" nothing complaints
else
    skip "shellcheck is not installed" "shellcheck is silent"
fi

uncompiled() {
    python_files | (cd "$source_folder" && xargs -r -n 1 python3 -c '
import sys
compile(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1], "exec")')
}
if command -v python3 >/dev/null; then
    check "the Python of the test servers compiles" nothing uncompiled
else
    skip "python3 is not installed" "the Python of the test servers compiles"
fi

done_testing
