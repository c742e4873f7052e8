#!/bin/bash
# The direction of includes, and third-party headers in their places: ARCHITECTURE.md.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One line for each include: "file header"; ours as paths under src, theirs in <>.
includes() {
    (cd "$source_folder/src" && find . -name '*.[ch]' | sed 's|^\./||' | LC_ALL=C sort |
        xargs awk '
            /^[ \t]*#[ \t]*include/ {
                header = $0
                sub(/^[ \t]*#[ \t]*include[ \t]*/, "", header)
                if (header ~ /^"/) gsub(/"/, "", header)
                sub(/[ \t].*$/, "", header)
                print FILENAME, header
            }')
}
includes >"$work/includes"

# Edges that point to the left: each folder may reach what it is followed by.
wrong_edges() {
    awk '
        BEGIN {
            may["main"] = "commands audit report judge feeds identify inventory policy net store base"
            may["commands"] = "audit report judge feeds identify inventory policy net store base"
            may["audit"] = "judge feeds identify inventory policy net store base"
            may["report"] = "judge feeds identify inventory policy base"
            may["judge"] = "feeds identify inventory policy base"
            may["feeds"] = "identify inventory policy net store base"
            may["identify"] = "inventory policy base"
            may["inventory"] = "policy net store base"
            may["policy"] = "base"
            may["net"] = "base"
            may["store"] = "base"
            may["base"] = ""
        }
        function layer(path) {
            if (path ~ /\//) { sub(/\/.*/, "", path); return path }
            sub(/\.[ch]$/, "", path)
            return path
        }
        $2 !~ /^</ && $2 != "config.h" {
            from = layer($1); to = layer($2)
            if (!(from in may)) { print $1 ": no such layer: " from; next }
            if (from != to && (" " may[from] " ") !~ (" " to " "))
                print $1 " includes " $2 ": " from " must not know " to
        }' "$work/includes"
}

# reach FOLDER TARGET...: chains of includes from FOLDER into one of the targets.
reach() {
    awk -v from="$1" -v targets="${*:2}" '
        $2 !~ /^</ { out[$1] = out[$1] " " $2 }
        END {
            count = split(targets, target, " ")
            for (file in out) if (index(file, from "/") == 1) walk(file, file)
        }
        function walk(file, chain,    next_files, n, i, j) {
            n = split(out[file], next_files, " ")
            for (i = 1; i <= n; i++) {
                for (j = 1; j <= count; j++)
                    if (index(next_files[i], target[j] "/") == 1)
                        print chain " -> " next_files[i]
                if (!((from, next_files[i]) in seen)) {
                    seen[from, next_files[i]] = 1
                    walk(next_files[i], chain " -> " next_files[i])
                }
            }
        }' "$work/includes"
}

# only_in HEADERS PLACES: who includes a third-party header outside its place.
only_in() {
    awk -v header="$1" -v place="$2" \
        '$2 ~ header && $1 !~ place { print $1 " includes " $2 }' "$work/includes"
}

# Headers that do not begin with their own header, where there is one.
own_header_later() {
    (cd "$source_folder/src" && awk '
        { if (!($1 in first) && $2 != "config.h" && $2 != "\"config.h\"") first[$1] = $2 }
        END {
            for (file in first) {
                if (file !~ /\.c$/) continue
                own = file; sub(/\.c$/, ".h", own)
                if ((getline line < own) >= 0 && first[file] != own)
                    print file " begins with " first[file] ", not " own
            }
        }' "$work/includes")
}

# More than one file of a place that should be alone.
more_than_one() {
    awk -v header="$1" '$2 ~ header { print $1 }' "$work/includes" | sort -u |
        awk '{ file[NR] = $0 } END { if (NR > 1) for (i in file) print file[i] }'
}

missing_headers() {
    awk '$2 !~ /^</ && $2 != "config.h" { print $2 }' "$work/includes" | sort -u |
        while read -r header; do
            [ -f "$source_folder/src/$header" ] || echo "$header does not exist"
        done
}

check "the includes were read" test -s "$work/includes"
check "every include goes to the right" nothing wrong_edges
check "every header of ours exists" nothing missing_headers
check "judge reaches no net and no store" nothing reach judge net store
check "report reaches no net and no store" nothing reach report net store
check "policy reaches only base" nothing reach policy \
    net store inventory identify feeds judge report audit commands
check "base reaches nothing of ours" nothing reach base policy net store inventory \
    identify feeds judge report audit commands
check "curl/curl.h stays in net" nothing only_in '^<curl/' '^net/'
check "sqlite3.h stays in store" nothing only_in '^<sqlite3' '^store/'
check "yaml.h stays in base" nothing only_in '^<yaml[.]h' '^base/yaml(_events)?[.]c$'
check "OpenSSL stays in base/digest.c, net, keys and signatures" \
    nothing only_in '^<openssl/' '^(base/((digest|signature)[.]c|key_pem[.][ch])$|net/)'
check "zlib stays in base/gzip.c and base/gunzip.c" \
    nothing only_in '^<zlib' '^base/(gzip|gunzip)[.]c$'
check "libpsl stays in net" nothing only_in '^<libpsl' '^net/'
check "pcre2.h stays in identify or base" nothing only_in '^<pcre2' '^(identify|base)/'
check "pcre2.h is in one file" nothing more_than_one '^<pcre2'
check "uthash is used through base/map.h" nothing only_in '^<uthash' '^base/map[.]h$'
check "expat.h stays in feeds" nothing only_in '^<expat' '^(feeds|base)/'
check "headers leave jansson to base/json.h" \
    nothing only_in '^<jansson' '([.]c|^base/json[.]h)$'
check "judge knows no JSON" nothing only_in '^(<jansson|base/json[.]h)' \
    '^(base|policy|identify|inventory|net|store|feeds|report|audit|commands|main)'
check "each file begins with its own header" nothing own_header_later

done_testing
