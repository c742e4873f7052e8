# What end-to-end tests are written with: a work folder, an isolated home, servers that
# end with the test, and sentences about exit statuses and files. Bash.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

e2e_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top_srcdir=${top_srcdir:-$(cd "$e2e_folder/../.." && pwd)}
top_builddir=${top_builddir:-${STALEMARK_BUILD:-$top_srcdir/build/gcc}}
# shellcheck source=tests/tap.sh
. "$top_srcdir/tests/tap.sh"

stalemark_program=$top_builddir/stalemark
[ -x "$stalemark_program" ] ||
    { echo "Bail out! $stalemark_program is not there: build it, or set top_builddir"; exit 99; }

# ------------------------------------------------------------- the work folder
work=$(mktemp -d "${TMPDIR:-/tmp}/stalemark-e2e.XXXXXX")

# Servers are asked to end, then made to: an API server takes its time. Only what still
# runs as a job of this shell: the number of one that ended may be another's by now.
leave() {
    local alive
    alive=$(jobs -rp)
    # shellcheck disable=SC2086 # a list of numbers
    if [ -n "$alive" ]; then
        kill $alive 2>/dev/null
        for _ in 1 2 3; do
            alive=$(jobs -rp)
            [ -n "$alive" ] || break
            sleep 0.1
        done
        [ -z "$alive" ] || kill -KILL $alive 2>/dev/null
        wait 2>/dev/null
    fi
    if [ -n "${KEEP_WORK:-}" ]; then
        diag "kept: $work"
    else
        rm -rf "$work"
    fi
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Nothing of the user's gets in: no configuration, no credentials, no proxy.
# shellcheck disable=SC2034 # for cluster.sh
real_cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/stalemark-tests
for variable in $(compgen -e | grep -iE \
    '^(KUBE.*|STALEMARK_.*|GITHUB_.*|GH_.*|DOCKER_.*|REGISTRY_AUTH_FILE|.*_proxy|CURL_CA_BUNDLE|SSL_CERT_.*|CACHE_DIRECTORY|STATE_DIRECTORY|NO_COLOR|CLICOLOR.*|SLACK_.*)$'); do
    case $variable in
    KUBEBUILDER_ASSETS) ;;
    *) unset "$variable" ;;
    esac
done
export HOME=$work/home
export XDG_CONFIG_HOME=$HOME/.config XDG_CACHE_HOME=$HOME/.cache
export XDG_STATE_HOME=$HOME/.local/state XDG_DATA_HOME=$HOME/.local/share
export LC_ALL=C.UTF-8 TZ=UTC COLUMNS=80
mkdir -p "$HOME"
cd "$work" || exit 99

# A cache and state of its own, as on a machine that never ran the program.
forget_all() {
    rm -rf "$HOME"
    mkdir -p "$HOME"
}

# --------------------------------------------------------- running the program
# The program under test, with a tool in front of it where one is asked for.
stalemark() {
    ${stalemark_under:-} "$stalemark_program" "$@"
}

# exits STATUS COMMAND...: runs it with its output in files out and err; both are shown
# when the status is another.
exits() {
    local want=$1 got=0
    shift
    "$@" >out 2>err || got=$?
    [ "$got" -eq "$want" ] && return
    printf 'exit status %s, not %s: %s\n' "$got" "$want" "$*"
    printf -- '--- standard output\n%s\n' "$(head -n 40 out)"
    printf -- '--- standard error\n%s\n' "$(head -n 40 err)"
    return 1
}

# contains FILE TEXT: TEXT stands in one line of FILE, as it is.
contains() {
    grep -qF -- "$2" "$1" && return
    printf '%s lacks: %s\n--- it says\n%s\n' "$1" "$2" "$(head -n 40 "$1")"
    return 1
}

# lacks FILE TEXT
lacks() {
    [ -e "$1" ] || { echo "$1 is not there"; return 1; }
    ! grep -nF -- "$2" "$1"
}

# matches FILE REGULAR-EXPRESSION (extended), in one line.
matches() {
    grep -qE -- "$2" "$1" && return
    printf '%s has no line like: %s\n--- it says\n%s\n' "$1" "$2" "$(head -n 40 "$1")"
    return 1
}

# same EXPECTED ACTUAL: two files, byte for byte.
same() {
    diff -u "$1" "$2"
}

# holds FILE FILTER: a jq filter is true of the JSON in FILE.
holds() {
    jq -e "$2" "$1" >/dev/null 2>holds.err && return
    printf 'not true of %s: %s\n%s\n' "$1" "$2" "$(cat holds.err)"
    jq -c . "$1" 2>/dev/null | cut -c 1-2000
    return 1
}

# keeps_to SCHEMA FILE: JSON against one of docs/schema; needs has_schemas.
has_schemas() {
    python3 -W ignore -c 'import jsonschema' 2>/dev/null
}
keeps_to() {
    python3 -W ignore -c '
import json, sys, jsonschema
schema, document = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema,
    format_checker=jsonschema.FormatChecker()).validate(document)' \
        "$top_srcdir/docs/schema/$1.schema.json" "$2"
}

# is WANT GOT
is() {
    [ "$1" = "$2" ] && return
    printf 'expected: %s\n     got: %s\n' "$1" "$2"
    return 1
}

# product NAME LINE...: one of a catalogue, of the role other; feeds and more are LINEs.
product() {
    printf '  %s:\n    title: %s\n    role: other\n    images: [registry.example/%s]\n' "$1" "$1" "$1"
    echo '    version: {scheme: semver, line: minor}'
    printf '    %s\n' "${@:2}"
}

# ------------------------------------------------------------------- servers
# A TCP port that was free a moment ago.
free_port() {
    python3 -c '
import socket
with socket.socket() as listener:
    listener.bind(("127.0.0.1", 0))
    print(listener.getsockname()[1])'
}

# serve NAME COMMAND...: in the background, output to NAME.log, ended with the test.
# Its process id is in server_pid.
serve() {
    local name=$1
    shift
    "$@" >"$work/$name.log" 2>&1 &
    # shellcheck disable=SC2034 # for the caller
    server_pid=$!
}

# ready SECONDS PID COMMAND...: waits until the command succeeds; fails when the time is
# up or the server has ended.
ready() {
    local tenths=$(($1 * 10)) pid=$2
    shift 2
    while [ "$tenths" -gt 0 ]; do
        "$@" >/dev/null 2>&1 && return
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.1
        tenths=$((tenths - 1))
    done
    return 1
}

# stop PID: ends a server before the test does.
stop() {
    jobs -rp | grep -qx "$1" && kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
    return 0
}

# new_ca FOLDER: a certificate authority of our own, and a certificate for loopback:
# ca.pem, server.pem, server.key.
new_ca() {
    mkdir -p "$1"
    (
        cd "$1" || exit 1
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
            -days 2 -keyout ca.key -out ca.pem -subj '/CN=stalemark test authority' \
            -addext 'keyUsage=critical,keyCertSign,cRLSign' &&
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
                -keyout server.key -out server.csr -subj '/CN=localhost' &&
            printf '%s\n' 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
                'extendedKeyUsage=serverAuth' >extensions &&
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 2 \
                -extfile extensions -out server.pem
    ) >"$1.log" 2>&1
}

# bail WHY [LOG]: a server that should be there is not; the test cannot go on.
bail() {
    diag "$1"
    [ -z "${2:-}" ] || diag "$(tail -n 20 "$2")"
    echo "Bail out! $1"
    exit 99
}
