#!/bin/bash
# Fetching and the registry client against real servers: trust, HTTP/2, tokens, limits.
# SPDX-License-Identifier: Apache-2.0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/registry.sh
. "$top_srcdir/tests/e2e/registry.sh"
need python3 curl openssl gzip

tool=$top_builddir/tests/helper/fetch_tool
[ -x "$tool" ] || bail "tests/helper/fetch_tool is not built: make check builds it"
new_ca "$work/ca"
new_ca "$work/other"
(
    cd ca || exit 1
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout client.key \
        -out client.csr -subj /CN=client &&
        openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -days 2 -out client.pem
) >client.log 2>&1

# says TEXT ARGUMENT...: the tool ends well and its output holds TEXT.
says() {
    local text=$1
    shift
    exits 0 "$tool" "$@" && contains out "$text"
}

# ------------------------------------------------------------------------ nginx
if command -v nginx >/dev/null; then
    port=$(free_port)
    plain=$(free_port)
    strict=$(free_port)
    old=$(free_port)
    mkdir -p web/www web/temporary
    head -c 3000000 /dev/zero >web/www/small
    head -c 300000000 /dev/zero | gzip -9 >web/www/bomb.gz
    head -c 100000 /dev/urandom >web/www/data
    gzip -c web/www/data >web/www/data.gz
    {
        echo "daemon off; master_process off; pid $work/web/pid; error_log $work/web/error.log;"
        echo "events {} http {"
        echo "log_format asked '\$connection \$server_protocol \$uri'; access_log $work/web/access.log asked;"
        for kind in client_body proxy fastcgi uwsgi scgi; do
            echo "${kind}_temp_path $work/web/temporary/$kind;"
        done
        echo "root $work/web/www;"
        echo "ssl_certificate $work/ca/server.pem; ssl_certificate_key $work/ca/server.key;"
        echo "server { listen 127.0.0.1:$port ssl http2; listen 127.0.0.2:$port ssl http2;"
        echo "  location = /bomb { default_type text/plain; add_header Content-Encoding gzip; alias $work/web/www/bomb.gz; }"
        echo "  location = /packed { default_type text/plain; add_header Content-Encoding gzip; alias $work/web/www/data.gz; }"
        echo "  location = /down { return 302 http://127.0.0.1:$plain/data; } }"
        echo "server { listen 127.0.0.1:$plain; }"
        echo "server { listen 127.0.0.1:$strict ssl; ssl_verify_client on; ssl_client_certificate $work/ca/ca.pem; }"
        echo "server { listen 127.0.0.1:$old ssl; ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0; } }"
    } >web/nginx.conf
    serve web nginx -p "$work/web" -c "$work/web/nginx.conf"
    ready 10 "$server_pid" curl -s -o web/ready "http://127.0.0.1:$plain/data" ||
        bail "nginx does not start" web/error.log
    data=https://127.0.0.1:$port/data

    check "an unknown authority is named as the reason" \
        says "issuer certificate; --ca FILE trusts an authority of your own" get --private "$data"
    check "--ca adds one" says "200, 100000 bytes" get --private --ca ca/ca.pem "$data"
    check "a registry's own ca adds one" \
        says "200, 100000 bytes" get --private --own-ca ca/ca.pem "$data"
    check "who does not trust it gets none of its connections" \
        says "issuer certificate" get --private --own-ca ca/ca.pem --again "$data"
    check "of which there was one" contains out "200, 100000 bytes"
    check "another authority does not do" \
        says "does not verify" get --private --ca other/ca.pem "$data"
    CURL_CA_BUNDLE=$work/ca/ca.pem check "CURL_CA_BUNDLE stands for the roots" \
        says "200, 100000 bytes" get --private "$data"
    SSL_CERT_FILE=$work/ca/ca.pem check "SSL_CERT_FILE too" \
        says "200, 100000 bytes" get --private "$data"
    mkdir certificates && cp ca/ca.pem certificates/ && ln -s ca.pem certificates/aaaa.0
    SSL_CERT_DIR=$work/certificates check "SSL_CERT_DIR too" \
        says "200, 100000 bytes" get --private "$data"
    CURL_CA_BUNDLE=$work/ca/ca.pem SSL_CERT_FILE=$work/other/ca.pem check "CURL_CA_BUNDLE comes first" \
        says "200, 100000 bytes" get --private "$data"
    SSL_CERT_FILE=$work/ca/ca.pem check "a ca that stands alone leaves the roots out" \
        says "does not verify" get --private --own-ca other/ca.pem --alone "$data"
    check "a file of authorities that is not there is an error" \
        exits 3 "$tool" get --private --ca gone.pem "$data"
    check "which names the file" contains err "--ca: opening gone.pem: No such file"

    echo nothing >nothing.pem
    check "and one without a certificate" exits 3 "$tool" get --private --ca nothing.pem "$data"
    check "which is told" contains err "nothing.pem holds no certificate in PEM form"
    sed '2s/^..../!!!!/' ca/ca.pem >broken.pem
    check "and one that is broken" exits 3 "$tool" get --private --ca broken.pem "$data"
    check "with the reason" contains err "broken.pem: its certificates cannot be read: "
    SSL_CERT_FILE=$work/broken.pem check "roots that are broken verify nobody" \
        says "failure: $work/broken.pem: its certificates cannot be read: " get --private "$data"

    export CURL_CA_BUNDLE=$work/ca/ca.pem
    check "a certificate for another name is refused" \
        says "does not verify" get --private "https://127.0.0.2:$port/data"
    check "a server name is verified in place of the address" \
        says "200, 100000 bytes" get --private --server-name localhost "$data"
    check "and a wrong one refused" \
        says "does not verify" get --private --server-name wrong.example "$data"
    check "TLS 1.1 is refused" says "no TLS with 127.0.0.1:$old" get --private "https://127.0.0.1:$old/data"
    check "a client certificate opens what wants one" says "200, 100000 bytes" get --private \
        --certificate ca/client.pem --key ca/client.key "https://127.0.0.1:$strict/data"
    check "without it the server answers 400" \
        says "400, " get --private "https://127.0.0.1:$strict/data"
    SSLKEYLOGFILE=$work/keys check "no session key is written anywhere" \
        says "200, 100000 bytes" get --private "$data"
    check "even where the environment names a file" not test -e keys

    : >web/access.log
    check "fifty requests at once are answered" \
        says "200, 100000 bytes" get --private --times 50 "$data"
    check "over HTTP/2" is 50 "$(grep -c 'HTTP/2.0 /data' web/access.log)"
    check "and one connection" is 1 "$(cut -d ' ' -f 1 web/access.log | sort -u | wc -l)"

    check "a packed answer is unpacked" \
        says "200, 100000 bytes" get --private "https://127.0.0.1:$port/packed"
    check "one that unpacks without end is cut" says "unpacks to more than 100 times its size" \
        get --private --body-max 2000000000 "https://127.0.0.1:$port/bomb"
    check "the size that counts is the unpacked one" \
        says "the answer is longer than 99999 bytes" get --private --body-max 99999 \
        "https://127.0.0.1:$port/packed"
    check "https never leads to http" says "was redirected from https to http://127.0.0.1:$plain/data" \
        get --private --plain-http "https://127.0.0.1:$port/down"
    check "a server without TLS is told from one with it" \
        says "no TLS with 127.0.0.1:$plain" get --private "https://127.0.0.1:$plain/data"
    unset CURL_CA_BUNDLE

    serve proxy "$top_srcdir/tests/e2e/connect_proxy" --port-file proxy.port --record proxy.seen
    ready 10 "$server_pid" test -s proxy.port || bail "the proxy does not start" proxy.log
    proxy=http://127.0.0.1:$(cat proxy.port)
    https_proxy=$proxy check "https_proxy is gone through" \
        says "200, 100000 bytes" get --private --ca ca/ca.pem "$data"
    check "the proxy saw it" contains proxy.seen "CONNECT 127.0.0.1:$port"
    check "a proxy of the request's own too" \
        says "200, 100000 bytes" get --private --ca ca/ca.pem --proxy "$proxy" \
        --server-name localhost "$data"
    https_proxy=$proxy check "a proxy opens no private address" \
        says "the address is not a public one" get --ca ca/ca.pem "$data"
    http_proxy=$proxy check "http_proxy is gone through" \
        says "200, 100000 bytes" get --private --plain-http "http://127.0.0.1:$plain/data"
    check "and saw the whole URL" contains proxy.seen "GET http://127.0.0.1:$plain/data"
    http_proxy=http://127.0.0.1:1 NO_PROXY=127.0.0.0/8 check "NO_PROXY goes round it" \
        says "200, 100000 bytes" get --private --plain-http "http://127.0.0.1:$plain/data"
    HTTP_PROXY=http://127.0.0.1:1 check "HTTP_PROXY in capitals is not read" \
        says "200, 100000 bytes" get --private --plain-http "http://127.0.0.1:$plain/data"
else
    skip "nginx is not installed" "trust, HTTP/2 and limits against nginx"
fi

# ------------------------------------------------------------------ registries
if command -v docker-registry >/dev/null; then
    start_registry plain
    push plain library/traefik v1.7.9 v1.7.30 2.4
    # shellcheck disable=SC2046
    push plain team/many $(seq -f 1.%g 1 500)
    host=127.0.0.1:$plain_port
    check "a registry on loopback needs the policy's lines" \
        says "registries: {$host: {private: true, plain_http: true}}" tags "$host" library/traefik
    check "private alone does not make it plain" \
        says "registries: {$host: {private: true, plain_http: true}}" tags --private "$host" library/traefik
    check "with both it is listed" says "complete, 3 tags" tags --private --plain-http "$host" library/traefik
    check "docker.io can be answered by it" \
        says "complete, 3 tags" tags --base "http://$host" docker.io traefik
    check "five hundred tags in one answer are read" \
        says "complete, 500 tags" tags --private --plain-http "$host" team/many
    check "a repository that is not there is said so" \
        says "failure: does not exist there (404)" tags --private --plain-http "$host" no/such
    check "a tag's digest is told without a pull" \
        says "sha256:" manifest --private --plain-http "$host" library/traefik v1.7.9
    check "of a tag that is not there too" \
        says "failure: does not exist there (404)" manifest --private --plain-http "$host" library/traefik v9

    start_password_registry locked "$work/ca" robot 'pass word'
    push locked apps/one 1.0.0
    host=127.0.0.1:$locked_port
    check "a registry with passwords wants one" \
        says "failure: wants a login, and none is stored for $host" \
        tags --private --own-ca ca/ca.pem "$host" apps/one
    mkdir -p "$HOME/.docker"
    printf '{"auths":{"%s":{"auth":"%s"}}}' "$host" "$(printf 'robot:pass word' | base64)" \
        >"$HOME/.docker/config.json"
    check "docker's file has it" says "complete, 1 tags" tags --private --own-ca ca/ca.pem "$host" apps/one
    printf '{"auths":{"%s":{"auth":"%s"}}}' "$host" "$(printf 'robot:wrong' | base64)" \
        >"$HOME/.docker/config.json"
    check "a wrong one is told" says "failure: private or does not exist (401): the login stored for $host is refused, or" \
        tags --private --own-ca ca/ca.pem "$host" apps/one

    start_token_registry tokens "$work/ca" robot secret
    push tokens apps/two 2.0.0
    host=127.0.0.1:$tokens_port
    printf '{"auths":{"%s":{"auth":"%s"}}}' "$host" "$(printf 'robot:secret' | base64)" \
        >"$HOME/.docker/config.json"
    check "a token server gives a token for the login" \
        says "complete, 1 tags" tags --private --own-ca ca/ca.pem "$host" apps/two
    check "one token does for twenty questions" exits 0 "$tool" tags --private --own-ca ca/ca.pem --times 20 \
        "$host" apps/two
    check "one refusal, one token, twenty lists" contains err "requests: 22"
else
    skip "docker-registry is not installed" "the reference registry is asked"
fi

done_testing
