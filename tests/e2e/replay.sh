# The replay server for a test: start it, teach it manners, ask what it was asked.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

# start_replay NAME [OPTION|FACTS.json]...: facts by their name in tests/e2e/feeds.
# NAME_port and NAME_pid are set; NAME.record and NAME.manners lie in the work folder.
start_replay() {
    local name=$1 argument arguments=()
    shift
    for argument in "$@"; do
        case $argument in
        *.json) [ -f "$argument" ] || argument=$top_srcdir/tests/e2e/feeds/$argument ;;
        esac
        arguments+=("$argument")
    done
    : >"$work/$name.record"
    : >"$work/$name.manners"
    serve "$name" "$top_srcdir/tests/e2e/replay_server" --port-file "$work/$name.port" \
        --record "$work/$name.record" --manners "$work/$name.manners" "${arguments[@]}"
    ready 15 "$server_pid" test -s "$work/$name.port" ||
        bail "the replay server $name does not start" "$work/$name.log"
    printf -v "${name}_port" '%s' "$(cat "$work/$name.port")"
    printf -v "${name}_pid" '%s' "$server_pid"
}

# manners NAME LINE...: how it answers from now on; none: as upstream does.
manners() {
    local name=$1
    shift
    printf '%s\n' "$@" >"$work/$name.manners"
}

# forget_requests NAME
forget_requests() {
    : >"$work/$1.record"
}

# asked NAME FILTER: how many requests there were for which a jq filter is true.
asked() {
    jq -s "[.[] | select($2)] | length" "$work/$1.record"
}

# endpoints NAME: the part of a policy that sends every request to the replay server.
endpoints() {
    local port=${1}_port
    cat <<END
endpoints:
  github: http://127.0.0.1:${!port}/github
  release-data: http://127.0.0.1:${!port}/release-data
  endoflife: http://127.0.0.1:${!port}/endoflife
  kubernetes-release: http://127.0.0.1:${!port}/channels
  gitlab: http://127.0.0.1:${!port}/gitlab/api/v4
  gitea: http://127.0.0.1:${!port}/gitea/api/v1
  docker.io: http://127.0.0.1:${!port}
  docker-hub: http://127.0.0.1:${!port}/hub
  quay.io: http://127.0.0.1:${!port}
  quay: http://127.0.0.1:${!port}/quay
  registry.k8s.io: http://127.0.0.1:${!port}
registries:
  127.0.0.1:${!port}: {private: true, plain_http: true}
END
}
