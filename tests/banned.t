#!/bin/bash
# What must not stand in the tree: banned functions, marks, sizes, paths of a machine.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

# in_c PATTERN: matches in C outside comments and string literals.
in_c() {
    c_files | (cd "$source_folder" && xargs awk -v pattern="$1" '
        FNR == 1 { comment = 0 }
        {
            line = $0
            gsub(/\\./, "", line)
            gsub(/"[^"]*"/, "\"\"", line)
            gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
            if (comment) {
                if (!match(line, /\*\//)) next
                line = substr(line, RSTART + 2)
                comment = 0
            }
            if (match(line, /\/\*/)) {
                line = substr(line, 1, RSTART - 1)
                comment = 1
            }
            if (line ~ pattern) print FILENAME ":" FNR ": " $0
        }')
}

# in_text PATTERN: matches in any file that people wrote.
in_text() {
    text_files | (cd "$source_folder" && xargs grep -nIE -- "$1" /dev/null)
}

# SPDX within the first lines, and a sentence before it.
headless() {
    local file
    c_files | while read -r file; do
        head -n 1 "$source_folder/$file" | grep -q '^/\* [A-Z`"]' ||
            echo "$file: the first line is not a sentence in a comment"
        head -n 5 "$source_folder/$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
            echo "$file: no SPDX line below it"
    done
    { script_files; python_files; } | while read -r file; do
        head -n 3 "$source_folder/$file" | grep -q '^# [A-Z]' ||
            echo "$file: no sentence says what it is for"
        head -n 6 "$source_folder/$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
            echo "$file: no SPDX line"
    done
}

long_files() {
    c_files | (cd "$source_folder" && xargs awk '
        FNR == 501 { print FILENAME ": more than 500 lines" }')
}

# With the kernel's braces a function starts and ends in the first column.
long_functions() {
    c_files | (cd "$source_folder" && xargs awk '
        FNR == 1 { start = 0 }
        /^\{/ { start = FNR }
        /^\}/ && start {
            if (FNR - start - 1 > 60)
                print FILENAME ":" start ": " FNR - start - 1 " lines"
            start = 0
        }')
}

open_endings() {
    local file
    text_files | while read -r file; do
        [ -z "$(tail -c 1 "$source_folder/$file")" ] ||
            echo "$file: no newline at the end"
    done
}

tabs() {
    { c_files; script_files; python_files; } |
        (cd "$source_folder" && xargs grep -nP '\t' /dev/null)
    text_files | grep -E '\.(md|yaml|yml|json|ac)$' |
        (cd "$source_folder" && xargs grep -nP '\t' /dev/null)
}

check "the tree was found" test -f "$source_folder/src/main.c"
check "no banned function is called" nothing in_c \
    '(^|[^A-Za-z0-9_])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|strtol|strtoul|strncpy|gets|alloca|system|popen|tmpnam|localtime|gmtime|ctime|asctime)[ \t]*[(]'
check "no struct hides behind a typedef" nothing in_c 'typedef[ \t]+(struct|union|enum)'
check "comments are /* */" nothing in_c '//'
check "headers are guarded by pragma once" nothing in_c '#[ \t]*ifndef[ \t]+[A-Z_]*_H_?$'
check "nothing waits to be done" nothing in_text '(TO''DO|FIX''ME|\bXX''X\b|HA''CK)'
check "no path of one machine" nothing in_text \
    '(^|[^A-Za-z0-9._$}-])/(wor[k]|roo[t]|hom[e]/[a-z]+|User[s])/'
check "no tabs where spaces belong" nothing tabs
check "no blanks at line ends" nothing in_text '[ ]+$'
check "no carriage returns" nothing in_text $'\r$'
check "files end with a newline" nothing open_endings
check "each file says what it is for, and its licence" nothing headless
check "no C file is longer than 500 lines" nothing long_files
check "no function is longer than 60 lines" nothing long_functions

done_testing
