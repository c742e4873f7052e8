#!/bin/bash
# Every C file is laid out as .clang-format says.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

need clang-format

badly_formatted() {
    c_files | (cd "$source_folder" && xargs clang-format --dry-run -Werror 2>&1) |
        grep ': error:'
}
check "clang-format has nothing to change" nothing badly_formatted

done_testing
