#!/bin/bash
# clang-tidy is silent: sizes, complexity, and what compilers do not say.
# SPDX-License-Identifier: Apache-2.0
#
# Slow, so not part of `make check`: ./run check calls it, and `make tidy`.
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

need clang-tidy
flags=$(pkg-config --cflags libcurl jansson yaml-0.1 libcrypto sqlite3 libpcre2-8 libpsl)

complaints() {
    c_files | grep '^src/.*\.c$' | (cd "$source_folder" &&
        STALEMARK_FLAGS="-std=c11 -include ${top_builddir:?}/config.h -Isrc -DDATA_FOLDER=\"\" $flags" \
            xargs -P "$(nproc)" -n 4 sh -c \
            'clang-tidy --quiet "$@" -- $STALEMARK_FLAGS 2>/dev/null' sh) |
        grep -E '(warning|error):'
}
check "clang-tidy is silent" nothing complaints

done_testing
