#!/usr/bin/env bats
# What happened on the network, told on demand: --verbose and $DATELINE_LOG, never a secret in it.
load command
load nginx

bats_require_minimum_version 1.5.0

teardown() {
    stop_nginx
}

serve() {
    start_nginx 'location = /old { return 302 /a.html?token=tell-nobody&page=2; }' \
        'location = /gone { return 404; }'
    echo '<title>A</title><p>Text.' >www/a.html
}

@test "--verbose says each exchange, redirects and failures among them" {
    serve
    run --separate-stderr "$DATELINE" fetch --verbose --allow-private --delay 0 "$URL/old" "$URL/gone"
    [[ $stderr =~ GET\ $URL/robots.txt\ -\>\ 404 ]]
    [[ $stderr =~ GET\ $URL/old\ -\>\ 302,\ [0-9]+\ bytes ]]
    [[ $stderr =~ GET\ $URL/a.html\?token=...\&page=2\ -\>\ 200,\ [0-9]+\ bytes ]]
    [[ $stderr =~ GET\ $URL/gone\ -\>\ 404 ]]
    [[ $stderr == *', 127.0.0.1'* ]]
    run --separate-stderr "$DATELINE" fetch --verbose --allow-private --tries 1 http://127.0.0.1:1/x
    ends_with 5
    [[ $stderr == *'GET http://127.0.0.1:1/'*' -> failed: '* ]]
    run --separate-stderr "$DATELINE" fetch --allow-private --delay 0 "$URL/a.html"
    [[ $stderr != *GET* ]]
}

@test "a notebook's requests are told as well, from behind its wall" {
    serve
    FRONT="net: ['127.0.0.1:$PORT']\n" notebook n.md <<<$'```lua\nfetch("'"$URL"$'/a.html").title\n```'
    run --separate-stderr "$DATELINE" run n.md --verbose --allow-net --allow-private
    ends_with 0
    [[ $stderr == *"GET $URL/a.html -> 200"* ]]
    run --separate-stderr "$DATELINE" run n.md --refresh --verbose --allow-net --allow-private
    ends_with 0
    [[ $stderr == *"GET if changed $URL/a.html -> 304"* ]]
}

@test "\$DATELINE_LOG names a file that lines are added to, readable by its owner alone" {
    serve
    DATELINE_LOG=net.log run --separate-stderr "$DATELINE" fetch --allow-private --delay 0 "$URL/a.html"
    ends_with 0
    [[ $stderr != *GET* ]]
    DATELINE_LOG=net.log run "$DATELINE" fetch --refresh --allow-private --delay 0 "$URL/a.html"
    [ "$(grep -cE "^20[0-9-]+T[0-9:]+Z GET (if changed )?$URL/a.html -> (200|304)" net.log)" = 2 ]
    [ "$(stat -c %a net.log)" = 600 ]
    DATELINE_LOG=- run --separate-stderr "$DATELINE" fetch --refresh --allow-private --delay 0 "$URL/a.html"
    [[ $stderr == *"GET if changed $URL/a.html"* ]]
    DATELINE_LOG=none/net.log run --separate-stderr "$DATELINE" fetch --refresh --allow-private "$URL/a.html"
    ends_with 0
    # shellcheck disable=SC2016 # the variable's name
    [[ $stderr == *'$DATELINE_LOG names none/net.log, which cannot be written'* ]]
}

@test "no secret is in what is told" {
    serve
    export DATELINE_TOKENS="127.0.0.1=Bearer tell-nobody"
    DATELINE_LOG=net.log run "$DATELINE" fetch --verbose --allow-private --delay 0 \
        "$URL/a.html?api_key=tell-nobody&q=1" "$URL/gone?X-Amz-Signature=tell-nobody;sessionid=tell-nobody" \
        "$URL/old" 'http://127.0.0.1:1/x?access_token=tell-nobody'
    [[ $output == *'api_key=...&q=1'* ]]
    [ "$(grep -c 'tell-nobody' net.log)" = 0 ]
    grep -q 'X-Amz-Signature=...;sessionid=...' net.log
    run grep -F 'tell-nobody' <(grep GET <<<"$output")
    [ -z "$output" ]
}
