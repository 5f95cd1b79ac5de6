# A real server on loopback: files of www/, told anew at every request. URL is its address.
start_nginx() {
    command -v nginx >/dev/null || skip 'nginx is not here'
    mkdir -p www logs
    PORT=$((20000 + RANDOM % 20000))
    URL=http://127.0.0.1:$PORT
    [ "$(id -u)" -ne 0 ] || echo 'user root;' >nginx.conf
    cat >>nginx.conf <<C
daemon on; pid $PWD/nginx.pid; error_log $PWD/logs/error.log; worker_processes 1;
events { worker_connections 64; }
http { access_log $PWD/logs/access.log; client_body_temp_path $PWD/logs; proxy_temp_path $PWD/logs;
fastcgi_temp_path $PWD/logs; uwsgi_temp_path $PWD/logs; scgi_temp_path $PWD/logs;
types { text/html html; } etag off; if_modified_since off;
server { listen 127.0.0.1:$PORT; root $PWD/www; } }
C
    nginx -c "$PWD/nginx.conf" -p "$PWD" 2>/dev/null
}

stop_nginx() {
    [ ! -e nginx.pid ] || kill "$(cat nginx.pid)" 2>/dev/null || true
}
