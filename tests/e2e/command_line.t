#!/bin/bash
# The command line: help that fits a terminal, hints at mistakes, output that is whole.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

wide_lines() {
    "$stalemark_program" --help | awk 'length > 80'
    "$stalemark_program" --help |
        sed -n '/^Commands:/,/^$/s/^  \([a-z]*\( [a-z][a-z]*\)\{0,1\}\)  .*/\1/p' |
        while read -r command; do
            # shellcheck disable=SC2086 # "policy check" is two words
            "$stalemark_program" $command --help |
                awk -v command="$command" 'length > 80 { print command ": " $0 }
                    !NF && blank { print command ": two blank lines" } { blank = !NF }'
        done
}
check "every help fits 80 columns, without gaps" nothing wide_lines

check "an unknown command is a usage error" exits 2 stalemark frobnicate
check "which points to the help" contains err "unknown command 'frobnicate'; see stalemark --help"
check "a slip in a command" exits 2 stalemark adit
check "has a hint" contains err "did you mean 'audit'?"
check "a slip in the first of two words" exits 2 stalemark polcy check
check "has a hint too" contains err "did you mean 'policy'?"
check "the first of two words alone" exits 2 stalemark policy
check "names all that it may be" \
    contains err "there are policy check, policy show, policy test"
check "another second word" exits 2 stalemark cache purge
check "does the same" contains err "there are cache stats, cache prune, cache clear"

full() {
    "$stalemark_program" "$@" >/dev/full 2>err
    [ $? -eq 3 ] && grep -q 'No space left\|not whole' err
}
check "a version that was not written is told" full --version
check "so is a help" full --help
check "and that of a command" full audit --help
check "and a report, with the reason" full audit --offline --image redis:7.0.0 --as-of 2024-01-01
check "which is the system's" contains err "No space left on device"

check "a product that moved on no known day" exits 0 stalemark catalog show traefik
check "is shown without one" lacks out "since -"
check "a retired one" exits 0 stalemark catalog show ingress-nginx
check "is shown with where that was said" matches out '^  retired .*since '

# feed LINE: a catalogue whose product has that feed.
feed() {
    printf 'products:\n  ours:\n    title: Ours\n    role: dns\n    images: [ghcr.io/our/own]\n' >ours.yaml
    printf '    samples: [v1.0.0]\n    feeds:\n      - %s\n' "$1" >>ours.yaml
}
feed github
check "a feed that does not say what to ask" exits 2 stalemark images --image a --catalog ours.yaml
check "is a mistake with its place" contains err "ours.yaml:8:9: feed 'github' does not say what to ask"
feed file
check "so is a file without a path" exits 2 stalemark releases ours --offline --catalog ours.yaml
feed "registry: x"
check "a feed that takes no argument" exits 2 stalemark catalog check ours.yaml
check "says so" contains err "ours.yaml:8:9: feed 'registry' takes no argument"
feed "endoflife: ../x"
check "an argument that is none" exits 2 stalemark gate --image a --catalog ours.yaml
check "is told before anything is asked" contains err "ours.yaml:8:9: '../x' is not a name of endoflife.date"
feed "github: our/own"
check "a good one is taken" exits 0 stalemark catalog check ours.yaml

check "a reference that is none is a usage error, before anything is asked" \
    exits 2 stalemark gate --image "Not a ref"
check "that names the option" contains err "--image: image reference"
done_testing
