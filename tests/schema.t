#!/bin/bash
# The schemas for editors and what the program reads are the same format.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

need python3
python3 -W ignore -c 'import jsonschema, yaml' 2>/dev/null ||
    skip_all "python3-jsonschema and python3-yaml are not installed"

# holds NAME KIND FILE...
holds() {
    local name=$1
    shift
    python3 -W ignore "$source_folder/tests/schema_checks" \
        "$source_folder/docs/schema/$name.schema.json" "$@"
}

policies=$source_folder/policies
cases=$source_folder/tests/cases

check "the shipped policies hold to the schema" \
    holds policy holds "$policies"/*.yaml
check "the shipped catalogue holds to the schema" \
    holds catalog holds "$policies"/catalog/*.yaml
check "each key of the policy's schema is in the case that the program reads whole" \
    holds policy covers "$cases/policy/full.yaml"
check "each key of the catalogue's schema is in the case that the program reads whole" \
    holds catalog covers "$cases/catalog/full.yaml"
check "what the program takes for a policy, the schema takes" \
    holds policy agrees "$cases"/policy/*.yaml
check "what the program takes for a catalogue, the schema takes" \
    holds catalog agrees "$cases"/catalog/*.yaml

done_testing
