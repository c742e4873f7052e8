# nginx for a test: static files with validators, and git over smart HTTP.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

# start_nginx NAME: files of $work/NAME/www at /, repositories of $work/NAME/git at
# /git/. NAME_port is set; $work/NAME/access.log has "METHOD URI STATUS ETAG-SENT".
start_nginx() {
    local name=$1 port folder=$work/$1 socket=$work/$1.socket
    port=$(free_port)
    mkdir -p "$folder/www" "$folder/git" "$folder/temporary"
    serve "$name-git" fcgiwrap -s "unix:$socket"
    ready 10 "$server_pid" test -S "$socket" || bail "fcgiwrap does not start" "$work/$name-git.log"
    cat >"$folder/nginx.conf" <<END
daemon off;
master_process off;
pid $folder/nginx.pid;
error_log $folder/error.log;
events {}
http {
    log_format asked '\$request_method \$request_uri \$status "\$http_if_none_match"';
    access_log $folder/access.log asked;
    client_body_temp_path $folder/temporary/body;
    proxy_temp_path $folder/temporary/proxy;
    fastcgi_temp_path $folder/temporary/fastcgi;
    uwsgi_temp_path $folder/temporary/uwsgi;
    scgi_temp_path $folder/temporary/scgi;
    types { application/json json; application/atom+xml atom; text/yaml yaml; }
    server {
        listen 127.0.0.1:$port;
        root $folder/www;
        location /git/ {
            fastcgi_pass unix:$socket;
            fastcgi_param REQUEST_METHOD \$request_method;
            fastcgi_param QUERY_STRING \$query_string;
            fastcgi_param CONTENT_TYPE \$content_type;
            fastcgi_param CONTENT_LENGTH \$content_length;
            fastcgi_param SCRIPT_FILENAME $(git --exec-path)/git-http-backend;
            fastcgi_param GIT_PROJECT_ROOT $folder/git;
            fastcgi_param GIT_HTTP_EXPORT_ALL 1;
            fastcgi_param GIT_PROTOCOL \$http_git_protocol;
            fastcgi_param HTTP_CONTENT_ENCODING \$http_content_encoding;
            rewrite ^/git(/.*)\$ \$1 break;
            fastcgi_param PATH_INFO \$uri;
        }
    }
}
END
    serve "$name" nginx -p "$folder" -c "$folder/nginx.conf"
    ready 10 "$server_pid" curl -s -o "$work/$name.ready" "http://127.0.0.1:$port/" ||
        bail "nginx does not start" "$folder/error.log"
    printf -v "${name}_port" '%s' "$port"
}

# git_repository NAME PATH TAG...: a bare repository with these tags.
git_repository() {
    local folder=$work/$1/git/$2 tag
    shift 2
    git init -q --bare "$folder" &&
        git -C "$folder" -c user.name=test -c user.email=test@test.invalid \
            commit-tree -m release "$(git -C "$folder" mktree </dev/null)" \
            >"$folder/commit" &&
        for tag in "$@"; do
            echo "create refs/tags/$tag $(cat "$folder/commit")"
        done | git -C "$folder" update-ref --stdin
}
