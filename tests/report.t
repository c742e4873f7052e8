#!/bin/bash
# The reports in tests/cases/report, which tests/unit/test_report_golden compares with
# what the writers write, hold what each format asks for.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/sources.sh
. "$here/sources.sh"

need python3
reports=$source_folder/tests/cases/report
schema=$source_folder/docs/schema/report.schema.json
checks=("python3" "$source_folder/tests/report_checks")

for file in "$reports"/*.html; do
    check "$(basename "$file") is strict, without script, fetches nothing, can be read aloud" \
        "${checks[@]}" html "$file"
done
for file in "$reports"/*.slack.json; do
    check "$(basename "$file") keeps within Slack's limits and mentions nobody" \
        "${checks[@]}" slack "$file"
done
for file in "$reports"/*.md; do
    check "$(basename "$file") is one table without foreign markup" \
        "${checks[@]}" markdown "$file"
done
for file in "$reports"/*.jsonl; do
    check "$(basename "$file") has a head, findings and an end" \
        "${checks[@]}" jsonl "$file" "$schema"
done
for file in "$reports"/*.json; do
    case $file in
    *.slack.json) continue ;;
    esac
    name="$(basename "$file") holds to docs/schema/report.schema.json"
    if python3 -c 'import jsonschema' 2>/dev/null; then
        check "$name" "${checks[@]}" json "$file" "$schema"
    else
        skip "python3-jsonschema is not installed" "$name"
    fi
done

raw_control() {
    LC_ALL=C grep -lP '[\x00-\x08\x0b-\x1f\x7f]' "$reports"/*.txt |
        grep -v 'incident-color.txt$'
}
check "no text report holds a raw control character" nothing raw_control

done_testing
