#!/bin/bash
# The command tags: one JSON line for each line read, in the input's order, and a table
# for people.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# ------------------------------------------------------------------ one JSON line
printf 'v1.7.30\n' >one.txt
check "a tag is read and related" \
    exits 0 stalemark tags traefik:v1.7.9 --from one.txt -o jsonl
check "in these keys and this order" is \
    '{"tag":"v1.7.30","numbers":["1","7","30"],"prerelease":null,"build":null,"variant":"","prefix":"v","relation":"newer","step":"patch","reason":null}' \
    "$(cat out)"
check "without TAG only the reading is printed" \
    exits 0 stalemark tags traefik --from one.txt -o jsonl
check "which has no relation" is \
    '{"tag":"v1.7.30","numbers":["1","7","30"],"prerelease":null,"build":null,"variant":"","prefix":"v"}' \
    "$(cat out)"

# ------------------------------------------------------------------ the list
printf '%s\n' v1.7.30 '' 1.7.30-alpine '   ' latest v1.7.30 'no tag' 2.0.0-rc1 \
    1.7.9-r3 18.04 >list.txt
printf '1.7.8\r\n\tx\r\nlast-without-newline' >>list.txt
printf '\n\xff\xfe\n\0\n' >>list.txt
check "any list is read" exits 0 stalemark tags traefik:v1.7.9 --from list.txt -o jsonl
cat >wanted.txt <<'END'
v1.7.30 newer patch null
1.7.30-alpine incomparable null variant
latest incomparable null floating
v1.7.30 newer patch null
no tag incomparable null not-a-version
2.0.0-rc1 incomparable null prerelease
1.7.9-r3 newer rebuild null
18.04 incomparable null floating
1.7.8 older null null
END
check "blank lines are skipped, CRs dropped, doubles kept, the order is the input's" \
    same wanted.txt <(jq -r '[.tag, .relation, (.step | tostring), (.reason | tostring)]
        | join(" ")' out | head -n 9)
check "bytes that are no tag are no version, and still valid JSON" \
    is '13 5' "$(jq -rs '"\(length) \(map(select(.reason == "not-a-version")) | length)"' out)"
check "18.04 reads as 18.4" \
    is '["18","4"]' "$(jq -c 'select(.tag == "18.04").numbers' out)"
check "what is no version has no numbers" \
    is '[]' "$(jq -c 'select(.tag == "latest").numbers' out)"
check "standard input is read as well" \
    exits 0 stalemark tags traefik:v1.7.9 --from - -o jsonl <one.txt
check "with the same answer" contains out '"relation":"newer","step":"patch"'
check "an empty list is no error" exits 0 stalemark tags traefik:v1.7.9 --from /dev/null -o jsonl
check "and prints nothing" is "" "$(cat out)"

# ------------------------------------------------------------------ the product's rules
printf '%s\n' 15.7 16.0 15 >postgres.txt
check "the product's rules read the tags" \
    exits 0 stalemark tags postgres:15.6 --from postgres.txt -o jsonl
check "postgres lines are majors: 15.7 is a patch, 15 floats" \
    is 'patch major floating' \
    "$(jq -rs '[.[0].step, .[1].step, .[2].reason] | join(" ")' out)"
cat >catalog.yaml <<'END'
products:
  thing:
    title: Thing
    role: other
    images: [quay.io/acme/thing]
    version: {scheme: semver, line: minor, then: calver}
    builds: [hf]
    feeds: [registry]
END
printf '%s\n' 5.26.0-hf2 2025.1.0 >thing.txt
check "a catalogue of one's own is added" \
    exits 0 stalemark tags quay.io/acme/thing:5.26.0 --catalog catalog.yaml \
    --from thing.txt -o jsonl
check "with its build words and its renumbering" \
    is 'rebuild major' "$(jq -rs '[.[].step] | join(" ")' out)"
cat >policy.yaml <<'END'
version: 1
mirrors: {registry.corp.example/dockerhub/: docker.io/}
END
check "a mirror of the policy is seen through" \
    exits 0 stalemark tags registry.corp.example/dockerhub/postgres:15.6 \
    --policy policy.yaml --from postgres.txt
check "to the product" matches out '^docker.io/library/postgres: PostgreSQL, 3 tags$'

# ------------------------------------------------------------------ the table
printf '%s\n' 1.7.8 latest v1.7.10 1.7.30-alpine v1.7.30 v1.7.9 >table.txt
check "for people there is a table" exits 0 stalemark tags traefik:v1.7.9 --from table.txt
cat >wanted.txt <<'END'
v1.7.30 newer patch
v1.7.10 newer patch
v1.7.9 same
1.7.8 older
latest floating
1.7.30-alpine variant
END
first_and_last() {
    tail -n +4 out |
        awk '{ print $1, ($(NF - 1) == "newer" ? "newer " : "") $NF }'
}
check "what counts first, the newest on top, then the reasons of the others" \
    same wanted.txt <(first_and_last)
printf 'x\033[31mred\n' >evil.txt
check "control characters do not reach the terminal" \
    exits 0 stalemark tags traefik:v1.7.9 --from evil.txt
check "they are shown" contains out 'x\x1B[31mred'

# ------------------------------------------------------------------ what is wrong
check "a reference that is none is an error" \
    exits 2 stalemark tags Traefik:v1 --from one.txt
check "that says why" contains err "upper-case letter"
check "no image is an error" exits 2 stalemark tags --from one.txt
check "two images are an error" exits 2 stalemark tags traefik:1 redis:7 --from one.txt
check "a misspelt option is an error with a hint" \
    exits 2 stalemark tags traefik:v1 --form one.txt
check "the hint" contains err "--from"
check "another format is an error" \
    exits 2 stalemark tags traefik:v1 --from one.txt -o xml
check "a file that is not there is told" \
    exits 2 stalemark tags traefik:v1 --from nowhere.txt
check "with its name" contains err nowhere.txt

incident=$top_srcdir/contrib/incident-2021/releases.jsonl
check "without --from the repository's own list is read" \
    exits 0 stalemark tags traefik:v1.7.9 --releases "$incident" --offline -o jsonl
check "all of it" is 224 "$(wc -l <out)"
check "a list that was not asked for is exit 3" \
    exits 3 stalemark tags traefik:v1.7.9 --offline
check "with the reason" contains err 'no stored answer'
done_testing
