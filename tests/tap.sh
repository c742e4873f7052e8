# The Test Anything Protocol for shell tests: check, skip, done_testing.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

tap_count=0
tap_failed=0

# Lines for people; the harness passes them by.
diag() {
    printf '%s\n' "$*" | sed 's/^/# /'
}

# check NAME COMMAND...: passes when the command succeeds; what it printed explains a
# failure.
check() {
    local name=$1 said
    shift
    tap_count=$((tap_count + 1))
    if said=$("$@" 2>&1); then
        printf 'ok %d - %s\n' "$tap_count" "$name"
    else
        tap_failed=$((tap_failed + 1))
        printf 'not ok %d - %s\n' "$tap_count" "$name"
        diag "$said" | head -n "${TAP_DIAG_LINES:-40}"
    fi
}

# skip REASON NAME: counted and named, never silent.
skip() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$2" "$1"
}

# skip_all REASON: the whole file, before any check.
skip_all() {
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

# need TOOL...: skips the whole file where one is missing.
need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip_all "$tool is not installed"
    done
}

# nothing COMMAND...: succeeds when the command prints nothing; else shows it.
nothing() {
    local said
    said=$("$@" 2>&1)
    [ -z "$said" ] || { printf '%s\n' "$said"; return 1; }
}

not() {
    ! "$@"
}

done_testing() {
    printf '1..%d\n' "$tap_count"
    [ "$tap_failed" -eq 0 ] || exit 1
    exit 0
}
