# start_nginx [SERVER-LINE...]: a real server on loopback; files of www/, told anew at every request.
# URL is its address, PORT its port; @PORT@ in a line stands for it.
start_nginx() {
    command -v nginx >/dev/null || skip 'nginx is not here'
    mkdir -p www logs
    # below the ports that outgoing connections take; another server may have one of these
    for _ in 1 2 3 4 5 6 7 8; do
        PORT=$((20000 + RANDOM % 12000))
        nginx_settings "$@" >nginx.conf
        if nginx -c "$PWD/nginx.conf" -p "$PWD" 2>logs/start; then
            URL=http://127.0.0.1:$PORT
            return 0
        fi
        grep -q 'Address already in use' logs/start || break
    done
    cat logs/start >&2
    return 1
}

nginx_settings() {
    # as root, nginx would serve as a user who may not read this folder
    [ "$(id -u)" -ne 0 ] || echo 'user root;'
    cat <<C
daemon on; pid $PWD/nginx.pid; error_log $PWD/logs/error.log; worker_processes 1;
events { worker_connections 64; }
http { access_log $PWD/logs/access.log; client_body_temp_path $PWD/logs; proxy_temp_path $PWD/logs;
fastcgi_temp_path $PWD/logs; uwsgi_temp_path $PWD/logs; scgi_temp_path $PWD/logs;
types { text/html html; }
server { listen 127.0.0.1:$PORT; root $PWD/www;
C
    [ $# -eq 0 ] || printf '%s\n' "${@//@PORT@/$PORT}"
    echo '} }'
}

stop_nginx() {
    [ ! -e nginx.pid ] || kill "$(cat nginx.pid)" 2>/dev/null || true
}
