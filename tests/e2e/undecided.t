#!/bin/bash
# A pattern of the catalogue that gives up on a tag never makes anything fresh.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

cat >slow.yaml <<'END'
products:
  slow:
    title: Slow
    role: dns
    images: [ghcr.io/our/slow]
    version: {scheme: pattern, pattern: '(?<numbers>([0-9]+)+)', then: semver}
    feeds: [registry]
    samples: ["12"]
END
endless=1234567890123456789012345678901234567890x

# judge NAME TAG TAGS: the running tag against a whole list of tags.
judge() {
    jq -nc --argjson tags "$3" '{format: "stalemark-releases/1", product: "slow",
        tags: {"ghcr.io/our/slow": {fetched: (now | todate), complete: true, tags: $tags}}}' \
        >"$1.jsonl"
    stalemark audit --offline --catalog slow.yaml --releases "$1.jsonl" \
        --image "ghcr.io/our/slow:$2" -o "json=$1.json"
}

check "a list that can be read" judge whole 12 '["11", "12"]'
check "makes the newest fresh" holds whole.json '.findings[0].status == "fresh"'
check "a list with a tag that the pattern gives up on" judge endless 12 "[\"11\", \"12\", \"$endless\"]"
check "acquits nobody" holds endless.json \
    '.findings[0] | .status == "unknown" and (.reasons | index("feed-partial"))'
check "and says why" holds endless.json '[.. | strings] | any(test("pattern gives up on"))'
check "it still convicts" judge behind 11 "[\"11\", \"12\", \"$endless\"]"
check "by the release that can be read" holds behind.json '.findings[0].behind == 1'
check "a running tag that it gives up on" judge running "$endless" "[\"12\", \"$endless\"]"
check "names no version" holds running.json \
    '.findings[0] | .status == "unknown" and (.reasons | index("no-version"))'
check "for that reason" holds running.json '.findings[0].message | test("pattern gives up on the tag")'

done_testing
