# Which files of the tree the style gates look at.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

source_folder=${top_srcdir:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}

# The C files: sources, headers, unit tests, fuzz targets, benches.
c_files() {
    (cd "$source_folder" && find src tests -name '*.[ch]' | LC_ALL=C sort)
}

# Scripts, by their first line; and the libraries that scripts read in.
script_files() {
    (cd "$source_folder" && {
        find tests contrib .ci -type f -name '*.sh' 2>/dev/null
        find run tests contrib .ci -type f ! -name '*.[ch]' 2>/dev/null |
            while read -r file; do
                head -n 1 "$file" | grep -aqE '^#!.*[/ ](ba)?sh$' && echo "$file"
            done
    } | LC_ALL=C sort -u)
}

# Python of the test servers.
python_files() {
    (cd "$source_folder" && find tests contrib -type f ! -name '*.[ch]' 2>/dev/null |
        while read -r file; do
            head -n 1 "$file" | grep -aq '^#!.*python3$' && echo "$file"
        done | LC_ALL=C sort -u)
}

# Everything that people wrote, whatever its kind; corpora of bytes are left out.
text_files() {
    (cd "$source_folder" && find . \
        \( -name .git -o -name 'build*' -o -name _build -o -name _inst -o -path ./m4 \
        -o -name autom4te.cache -o -name 'stalemark-[0-9]*' -o -path '*/corpus' \) -prune -o \
        -type f ! -name configure ! -name 'configure~' ! -name aclocal.m4 \
        ! -name 'config.h.in*' ! -name Makefile.in ! -name LICENSE ! -name report.html \
        ! -name '*.o' -print | sed 's|^\./||' | LC_ALL=C sort)
}

# in_source COMMAND...: runs where the names above are valid.
in_source() {
    (cd "$source_folder" && "$@")
}
