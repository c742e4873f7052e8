#!/bin/bash
# The manual page is well-formed and names every command and every option of --help.
# SPDX-License-Identifier: Apache-2.0
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/tap.sh"

stalemark=${top_builddir:-.}/stalemark
manual=$here/../docs/stalemark.1
[ -x "$stalemark" ] || skip_all "stalemark is not built"

# The names that stand in the list of commands, one a line.
commands() {
    "$stalemark" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\( [a-z][a-z]*\)\{0,1\}\)  .*/\1/p'
}

# Every option of every command, without its dashes.
options() {
    commands | while read -r command; do
        # shellcheck disable=SC2086 # "policy check" is two words
        "$stalemark" $command --help
    done | grep -oE '^ .{5}--[a-z-]+' | sed 's/.*--//' | sort -u
}

unnamed_commands() {
    commands | while read -r command; do
        grep -qF "stalemark $command" "$manual" || echo "$command"
    done
}

unnamed_options() {
    options | while read -r option; do
        grep -qF -- "\\-\\-${option//-/\\-}" "$manual" || echo "--$option"
    done
}

check "there are commands to look at" test "$(commands | wc -l)" -ge 8
check "there are options to look at" test "$(options | wc -l)" -ge 20
check "the manual names every command" nothing unnamed_commands
check "the manual names every option" nothing unnamed_options
if command -v mandoc >/dev/null; then
    check "the manual is well-formed" mandoc -T lint -W warning "$manual"
else
    skip "mandoc is not installed" "the manual is well-formed"
fi
done_testing
