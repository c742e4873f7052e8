#!/bin/bash
# Real proxies in front of real registries: HTTP, CONNECT, passwords, SOCKS 5; IPv6.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
# shellcheck source=tests/e2e/proxy.sh
. "$top_srcdir/tests/e2e/proxy.sh"
need python3 jq openssl docker-registry squid

new_ca "$work/ca"
start_registry plain
start_token_registry locked "$work/ca"
push plain our/dns 1.0.0 1.0.1
push locked our/dns 2.0.0 2.0.1
plain=127.0.0.1:$plain_port
locked=127.0.0.1:$locked_port
cat >policy.yaml <<END
version: 1
unrecognised: judge
registries:
  $plain: {private: true, plain_http: true}
  $locked: {private: true, ca: ca/ca.pem}
  "[::1]:0": {private: true}
END
audit() {
    forget_all
    exits 0 stalemark audit --policy policy.yaml --image "$plain/our/dns:1.0.0" \
        --image "$locked/our/dns:2.0.0" -o json=report.json -v "$@"
}
whole() {
    holds report.json '(.summary.feeds_failed == 0) and ([.findings[].patch.newest] | sort == ["1.0.1", "2.0.1"])'
}
newly() {
    : >"$1"
}

check "without a proxy both are read" audit
check "whole" whole

# ------------------------------------------------------------------- HTTP and CONNECT
start_squid open
export http_proxy=http://127.0.0.1:$open_port https_proxy=http://127.0.0.1:$open_port
check "through a proxy both are read" audit
check "as well" whole
check "the plain one by its URL" matches open/access.log "^GET http://$plain/v2/our/dns/tags/list.* 200"
check "the one with TLS by CONNECT" matches open/access.log "^CONNECT $locked 200"
check "its token server too" matches open/access.log "^CONNECT 127.0.0.1:$locked_realm_port 200"
check "of what is inside the proxy sees nothing" lacks open/access.log "https://"

newly open/access.log
export NO_PROXY=127.0.0.0/8
check "so it is asked directly" audit
check "and whole" whole
check "the proxy is not asked" nothing cat open/access.log
unset NO_PROXY
export no_proxy=.example.org,192.0.2.1
check "another NO_PROXY does not matter" audit
check "the proxy is asked" matches open/access.log "^CONNECT $locked"
unset no_proxy

newly open/access.log
unset http_proxy https_proxy
export HTTP_PROXY=http://127.0.0.1:$open_port
check "HTTP_PROXY in capitals may be a stranger's header (httpoxy)" audit
check "and is passed over" nothing cat open/access.log
unset HTTP_PROXY
export HTTPS_PROXY=http://127.0.0.1:$open_port
check "HTTPS_PROXY is not" audit
check "it is used" matches open/access.log "^CONNECT $locked"
unset HTTPS_PROXY

# -------------------------------------------------------------------------- passwords
start_squid known robot 'pass:canary word'
export http_proxy=http://robot:pass%3Acanary%20word@127.0.0.1:$known_port
export https_proxy=$http_proxy
check "a proxy with a password" audit
check "lets whoever has it" whole
check "by name" matches known/access.log "^CONNECT $locked 200 robot"
check "the password is in no output, report, cache or state" \
    not grep -raE 'canary|cm9ib3Q6' out err report.json "$HOME"
export http_proxy=http://robot:wrong-canary@127.0.0.1:$known_port
export https_proxy=$http_proxy
forget_all
check "a wrong one" exits 3 stalemark audit --policy policy.yaml --image "$plain/our/dns:1.0.0" \
    --image "$locked/our/dns:2.0.0" -o json=report.json -v
check "is told" holds report.json '.errors | length > 0 and (any(.message | test("the proxy for '"$locked"' answered 407"))
        and any(.message | test("^answered 407")))'
check "and not shown" not grep -raE 'wrong-canary' out err report.json "$HOME"
check "nothing is fresh by it" holds report.json 'all(.findings[]; .status == "unknown")'
unset http_proxy https_proxy
gone=$(free_port)
export https_proxy=http://127.0.0.1:$gone http_proxy=http://127.0.0.1:$gone
forget_all
check "a proxy that is not there" exits 3 stalemark audit --policy policy.yaml \
    --image "$plain/our/dns:1.0.0" -o json=report.json
check "is named as what could not be reached" holds report.json '.errors[0].message | test("proxy")'
unset http_proxy https_proxy

# ---------------------------------------------------------------------------- SOCKS 5
if command -v danted >/dev/null; then
    start_dante socks
    for scheme in socks5 socks5h; do
        : >socks.log
        export ALL_PROXY=$scheme://127.0.0.1:$socks_port
        check "$scheme" audit
        check "$scheme: both are read" whole
        check "$scheme: through it" matches socks.log "127.0.0.1.$locked_port"
        unset ALL_PROXY
    done
else
    skip "dante-server is not installed" "SOCKS 5"
fi

# ------------------------------------------------------------------------------- IPv6
if [ -e /proc/net/if_inet6 ] && grep -q '^0\{31\}1 ' /proc/net/if_inet6; then
    port=$(free_port)
    cat >six.yml <<END
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/plain/data}}
http: {addr: "[::1]:$port"}
END
    serve six env OTEL_TRACES_EXPORTER=none docker-registry serve six.yml
    ready 15 "$server_pid" curl -s -o six.ready "http://[::1]:$port/v2/" || bail "no registry on IPv6" six.log
    sed "s|\"\[::1\]:0\": .*|\"[::1]:$port\": {private: true, plain_http: true}|" policy.yaml >six.yaml
    forget_all
    check "a registry at an IPv6 address" exits 0 stalemark audit --policy six.yaml \
        --image "[::1]:$port/our/dns:1.0.0" -o json=report.json
    check "is read" holds report.json '.findings[0].patch.newest == "1.0.1"'
    sed 's|^  "\[::1\].*||' six.yaml >closed.yaml
    forget_all
    check "loopback by IPv6 is loopback: unlisted it is not asked" exits 3 stalemark audit \
        --policy closed.yaml --image "[::1]:$port/our/dns:1.0.0" -o json=report.json
    check "and told" holds report.json '.errors | any(.message | test("private"))'
else
    skip "no IPv6 on loopback" "a registry at an IPv6 address"
fi

done_testing
