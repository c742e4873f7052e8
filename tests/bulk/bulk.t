#!/bin/bash
# Real lists of tags read twice, and the test tables of other tools. Data is not shipped.
# SPDX-License-Identifier: Apache-2.0
#
# The data lies in $SHARED_DATA, or beside the source folder; without it all is skipped.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/e2e/lib.sh
. "$here/../e2e/lib.sh"
data=${SHARED_DATA:-$top_srcdir/../shared/data}
[ -d "$data/tables" ] || skip_all "no data: set SHARED_DATA to a folder with tables, tags and releases"
need python3

# The built-in rules alone: reading the whole catalogue would be most of the time.
mkdir -p "$work/data/policies/catalog"
cp "$top_srcdir/policies/default.yaml" "$work/data/policies/"
cp "$top_srcdir/tests/cases/identify/catalog.yaml" "$work/data/policies/catalog/"
export STALEMARK_DATA=$work/data

check "other tools' tables agree, or a rule explains why not" \
    python3 "$here/tables.py" "$stalemark_program" "$data/tables" "$here/explained.cases"
check "real lists are read as an independent reader reads them" \
    python3 "$here/lists.py" "$stalemark_program" "$data"

done_testing
