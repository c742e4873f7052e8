#!/bin/bash
# Every file of the tree is in the archive that make dist writes, and so is installed.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

makefile=$source_folder/Makefile.am

# Words of Makefile.am; those that automake takes by itself; what is made by a build.
known() {
    grep -oE '[A-Za-z0-9_./-]+' "$makefile"
    printf '%s\n' Makefile.am README.md configure.ac .gitignore stalemark.data
}

# A file is named, or a folder that it is in.
unnamed() {
    text_files | awk 'NR == FNR { known[$0] = 1; next }
        { for (path = $0; path != "" && !(path in known); )
              if (!sub(/\/[^\/]*$/, "", path)) path = ""
          if (path == "") print }' <(known) -
}

check "there are files to look at" test "$(text_files | wc -l)" -ge 500
check "Makefile.am names each of them" nothing unnamed
done_testing
