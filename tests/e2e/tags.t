#!/bin/bash
# How tags are read: one object for each line, by the product's scheme, with the reason.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need jq

printf '%s\n' v1.7.30 v1.7.9 v1.7.8 1.7.30-alpine '' v2.0.0 v2.0.0 v1.8.0-rc1 latest v1.7 \
    sha256-abc.sig 'two words' >list
printf 'v1.7.31\r\nv1.7.32-\xff\n' >>list

check "tags of a file are read" exits 0 stalemark tags traefik:v1.7.9 --from list -o jsonl
check "one object for each line that is not blank, in the input's order" \
    is "$(grep -c . list)" "$(wc -l <out)"
check "a newer patch" holds <(sed -n 1p out) \
    '.tag == "v1.7.30" and .numbers == ["1", "7", "30"] and .prefix == "v"
        and .relation == "newer" and .step == "patch" and .reason == null'
check "the same" holds <(sed -n 2p out) '.relation == "same" and .step == null'
check "an older one" holds <(sed -n 3p out) '.relation == "older"'
check "another variant" holds <(sed -n 4p out) \
    '.relation == "incomparable" and .reason == "variant" and .variant == "alpine"'
check "the next major, kept twice" holds <(sed -n 6p out) '.tag == "v2.0.0" and .step == "major"'
check "a prerelease above a stable one" holds <(sed -n 7p out) \
    '.prerelease == "rc1" and .reason == "prerelease"'
check "a floating word" holds <(sed -n 8p out) '.reason == "floating" and .numbers == []'
check "a shorter tag floats" holds <(sed -n 9p out) '.reason == "floating"'
check "an artifact" holds <(sed -n 10p out) '.reason == "artifact"'
check "words" holds <(sed -n 11p out) '.reason == "not-a-version"'
check "a carriage return is dropped" holds <(sed -n 12p out) '.tag == "v1.7.31"'
check "bytes that are no tag" holds <(sed -n 13p out) '.reason == "not-a-version"'

stalemark tags traefik:v1.7.9 --from - -o jsonl <list >piped 2>err
check "standard input is the same" same out piped
check "without a tag the reading alone" exits 0 stalemark tags traefik --from list -o jsonl
check "has no relations" holds <(sed -n 1p out) '.numbers == ["1", "7", "30"] and (.relation // null) == null'

done_testing
