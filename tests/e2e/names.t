#!/bin/bash
# Names of images that clusters run belong to the right product; look-alikes to none.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

cases=$top_srcdir/tests/cases/names.cases
grep -v '^#' "$cases" | awk '{ for (i = 2; i <= NF; i++) print $1, $i }' | sort >wanted
mapfile -t options < <(awk '{ print "--image"; print $2 ":1.2.3" }' wanted)

check "the images are looked up" exits 0 stalemark images "${options[@]}" -o json=images.json
jq -r '.images[] | [.product // (if .looks_like then "~" + .looks_like else "-" end),
    (.image | sub(":1.2.3$"; ""))] | join(" ")' images.json | sort >found
check "each name belongs to the product that the case names" same wanted found
check "there are 300 names or more, of 80 products or more" \
    test "$(wc -l <wanted)" -ge 300 -a "$(cut -d ' ' -f 1 wanted | sort -u | wc -l)" -ge 80

done_testing
