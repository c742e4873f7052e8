# Proxies for a test: squid for HTTP and CONNECT, dante for SOCKS 5.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

# Squid shares memory with itself and leaves it there when it has to end at once.
squids=()
leave_squids() {
    leave
    local name
    for name in "${squids[@]}"; do
        rm -f /dev/shm/"$name"-*
    done
}
trap leave_squids EXIT

# As root squid and its helper run as another user, who has to come to their files.
as_proxy_user() {
    if [ "$(id -u)" -eq 0 ]; then
        exec setpriv --reuid proxy --regid proxy --clear-groups "$@"
    fi
    exec "$@"
}

# start_squid NAME [USER PASSWORD]: open to all, or to that user. NAME_port is set;
# $work/NAME/access.log has "METHOD URL STATUS USER".
start_squid() {
    local name=$1 port folder=$work/$1
    port=$(free_port)
    mkdir -p "$folder"
    chmod 711 "$work"
    {
        cat <<END
http_port 127.0.0.1:$port
pid_filename none
netdb_filename none
cache deny all
cache_mem 1 MB
cache_log $folder/cache.log
logformat asked %rm %ru %>Hs %un
access_log stdio:$folder/access.log asked
buffered_logs off
shutdown_lifetime 0 seconds
END
        if [ -n "${2:-}" ]; then
            printf '%s:%s\n' "$2" "$(openssl passwd -1 "$3")" >"$folder/passwords"
            cat <<END
auth_param basic program /usr/lib/squid/basic_ncsa_auth $folder/passwords
auth_param basic children 1
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
END
        else
            echo "http_access allow all"
        fi
    } >"$folder/squid.conf"
    [ "$(id -u)" -ne 0 ] || chown -R proxy "$folder"
    squids+=("stalemark$port")
    serve "$name" as_proxy_user squid -n "stalemark$port" -N -f "$folder/squid.conf"
    ready 20 "$server_pid" curl -s -o "$work/$name.ready" "http://127.0.0.1:$port/" ||
        bail "squid does not start" "$folder/cache.log"
    printf -v "${name}_port" '%s' "$port"
}

# start_dante NAME: SOCKS 5, open to all; $work/NAME.log has each connection.
start_dante() {
    local name=$1 port
    port=$(free_port)
    cat >"$work/$name.conf" <<END
logoutput: stdout
internal: 127.0.0.1 port = $port
external: 127.0.0.1
clientmethod: none
socksmethod: none
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 log: connect }
END
    serve "$name" danted -f "$work/$name.conf" -p "$work/$name.pid"
    ready 10 "$server_pid" grep -q running "$work/$name.log" ||
        bail "dante does not start" "$work/$name.log"
    printf -v "${name}_port" '%s' "$port"
}
