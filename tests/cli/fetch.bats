#!/usr/bin/env bats
# Captures from a real nginx on loopback.
load command
load nginx

serve_page() {
    mkdir -p www
    cat >www/page.html <<'H'
<!DOCTYPE html><html lang="en"><head><title>Sora is here</title>
<meta property="article:published_time" content="2024-12-09"></head><body><article><h1>Sora is here</h1>
<p>The company opened its video generator to paying users on Monday, after a wait of most of a year,
and said that Europe would have to wait for longer.</p></article></body></html>
H
    start_nginx 'location /moved { return 302 /page.html; }' \
        'location /away { return 302 http://127.0.0.2:@PORT@/page.html; }'
    URL=$URL/page.html
}

teardown() {
    stop_nginx
}

@test "a private address is refused until it is granted" {
    serve_page
    run "$DATELINE" fetch "$URL"
    ends_with 6
    has '--allow-private'
    run "$DATELINE" fetch --allow-private "$URL"
    ends_with 0
    has 'Sora is here'
}

@test "a capture is told in a line of JSON, and replayed without the network" {
    serve_page
    first=$("$DATELINE" fetch --json --allow-private "$URL")
    [ "$(jq -r .url <<<"$first")" = "$URL" ]
    [ "$(jq -r .status <<<"$first")" = 200 ]
    [ "$(jq -r .title <<<"$first")" = 'Sora is here' ]
    [ "$(jq -r .published <<<"$first")" = 2024-12-09 ]
    [ "$(jq -r .from <<<"$first")" = network ]
    [ "$(jq -r .sha256 <<<"$first")" = "$(sha256sum www/page.html | cut -d' ' -f1)" ]
    kill "$(cat nginx.pid)"
    second=$("$DATELINE" fetch --json --offline "$URL")
    [ "$(jq -r .from <<<"$second")" = cache ]
    [ "$(jq -c 'del(.from)' <<<"$first")" = "$(jq -c 'del(.from)' <<<"$second")" ]
    run "$DATELINE" fetch --offline "${URL}?other"
    ends_with 5
    has 'not captured'
}

@test "a redirect is followed, and one to another private address is not, when one is granted" {
    serve_page
    run "$DATELINE" fetch --json --allow-private=127.0.0.1 "http://127.0.0.1:$PORT/moved"
    ends_with 0
    [ "$(jq -r .final_url <<<"$output")" = "$URL" ]
    run "$DATELINE" fetch --allow-private=127.0.0.1 "http://127.0.0.1:$PORT/away"
    ends_with 6
}

@test "a source that did not change is confirmed, not fetched again" {
    serve_page
    "$DATELINE" fetch --quiet --allow-private "$URL"
    "$DATELINE" fetch --quiet --allow-private --refresh "$URL"
    grep -q '" 304 ' logs/access.log
    [ "$("$DATELINE" snapshots --json "$URL" | wc -l)" -eq 2 ]
}

@test "search and snapshots find what was captured" {
    serve_page
    for command in search snapshots; do
        run "$DATELINE" $command europe
        ends_with 2
        has 'there is no store dateline.db: nothing was captured yet'
        # shellcheck disable=SC2016 # the quotes are the program's
        has 'hint: `dateline fetch URL`'
    done
    "$DATELINE" fetch --quiet --allow-private "$URL"
    run "$DATELINE" search europe wait
    ends_with 0
    has 'Sora is here'
    [ "$("$DATELINE" search --json europe | jq -r .url)" = "$URL" ]
    run "$DATELINE" snapshots
    has "$URL"
}

@test "a notebook reaches what it asks for and was granted, and replays it to the byte" {
    serve_page
    FRONT="net: ['127.0.0.1:$PORT']\nas-of: 2024-12-31\n" notebook n.md <<N
\`\`\`lua
p = fetch("$URL")
p
\`\`\`

\`{lua} p.title\`, \`{lua} p.published\`.
N
    run "$DATELINE" run n.md
    ends_with 6
    has 'n.md:7'
    run "$DATELINE" run n.md --allow-net
    ends_with 6
    run "$DATELINE" run n.md --allow-net --allow-private -o 1.html -o 1.md
    ends_with 0
    kill "$(cat nginx.pid)"
    run "$DATELINE" run n.md --offline -o 2.html -o 2.md
    ends_with 0
    cmp 1.html 2.html
    cmp 1.md 2.md
    grep -qF 'Sora is here, [9 December 2024](#source-1)' 2.md
    sed -i "s/net:.*/net: [example.org]/" n.md
    run "$DATELINE" run n.md --allow-net --allow-private --refresh
    ends_with 6
}

@test "a host that the notebook does not ask for is not granted by naming it" {
    serve_page
    notebook n.md <<<$'```lua\nfetch("'"$URL"$'")\n```'
    run "$DATELINE" run n.md --allow-net=127.0.0.1 --allow-private
    [ "$status" -ne 0 ]
    has 'net:'
}

@test "many addresses come from a file, and what cannot be had ends with its status" {
    serve_page
    for i in 1 2 3 4 5; do cp www/page.html "www/$i.html"; echo "http://127.0.0.1:$PORT/$i.html"; done >urls.txt
    echo '# a remark' >>urls.txt
    run "$DATELINE" fetch --allow-private --json --input urls.txt
    ends_with 0
    [ "$(jq -r .url <<<"$output" | sort)" = "$(grep -v '#' urls.txt | sort)" ]
    [ "$(jq -r .from <<<"$output" | sort -u)" = network ]
    echo "http://127.0.0.1:1/" >>urls.txt
    run "$DATELINE" fetch --allow-private --quiet --tries 1 --input - <urls.txt
    ends_with 5
    has 'nothing answers'
    [[ $output != *'#'* ]]
}

@test "a capture that is kept and not read is found by search all the same" {
    serve_page
    run "$DATELINE" fetch --allow-private --no-read --quiet "$URL"
    ends_with 0
    [ -z "$output" ]
    [ "$(sqlite3 dateline.db 'select count(*) from pages')" = 0 ]
    run "$DATELINE" search 'Europe would'
    ends_with 0
    has 'Sora is here'
}

@test "robots.txt is obeyed, and ignored when a person says so" {
    serve_page
    printf 'User-agent: *\nDisallow: /page\n' >www/robots.txt
    run "$DATELINE" fetch --allow-private "$URL"
    ends_with 6
    has 'its line 2 says "Disallow: /page"'
    has '--ignore-robots'
    run "$DATELINE" fetch --allow-private --ignore-robots "$URL"
    ends_with 0
    [ "$(sqlite3 dateline.db "select note from snapshots where url like '%page.html'")" = 'robots.txt was not asked' ]
}

@test "who asks is said in the request" {
    serve_page
    DATELINE_CONTACT=desk@example.org "$DATELINE" fetch --allow-private --quiet "$URL"
    grep -F 'desk@example.org' logs/access.log
    run "$DATELINE" fetch --allow-private --contact $'a\nb' "$URL"
    ends_with 2
    has 'control character'
}

@test "a run is frozen to what its lock names" {
    serve_page
    cat >n.md <<N
---
dateline: 1
title: N
net: ["127.0.0.1:$PORT"]
---
\`\`\`lua
fetch("$URL").title
\`\`\`
N
    run "$DATELINE" run n.md --frozen
    ends_with 5
    has 'dateline run --lock'
    run "$DATELINE" run n.md --allow-net --allow-private --lock -o a.md
    ends_with 0
    [ "$(jq -r '.source // empty' n.lock)" = "$URL" ]
    [ "$(jq -r '.sha256 // empty' n.lock)" = "$(sha256sum www/page.html | cut -d' ' -f1)" ]
    sed -i 's/Sora is here/Sora is gone again/' www/page.html
    run "$DATELINE" run n.md --allow-net --allow-private --refresh -o b.md
    ends_with 0
    grep 'Sora is gone' b.md
    run "$DATELINE" run n.md --frozen -o c.md
    ends_with 0
    cmp a.md c.md
    before=$(cat n.lock)
    rm dateline.db
    run "$DATELINE" run n.md --frozen
    ends_with 5
    [ "$(cat n.lock)" = "$before" ]
    echo nonsense >>n.lock
    run "$DATELINE" run n.md --frozen
    ends_with 2
    has "n.lock:$(wc -l <n.lock)"
}

@test "an age says what is to be asked for again" {
    serve_page
    "$DATELINE" fetch --allow-private --quiet "$URL"
    [ "$("$DATELINE" fetch --allow-private --json --refresh=1h "$URL" | jq -r .from)" = cache ]
    [ "$("$DATELINE" fetch --allow-private --json --refresh "$URL" | jq -r .from)" = network ]
    run "$DATELINE" fetch --refresh=soon "$URL"
    ends_with 2
    has '15m'
    run "$DATELINE" fetch --refresh --offline "$URL"
    ends_with 2
}

@test "a kill in the middle of a thousand captures loses none that was told of" {
    serve_page
    for i in $(seq 1000); do echo "http://127.0.0.1:$PORT/page.html?$i"; done >urls.txt
    for at in 20 150 400; do
        rm -f dateline.db*
        : >told
        "$DATELINE" fetch --allow-private --json --input urls.txt >told 2>/dev/null &
        pid=$!
        while kill -0 $pid 2>/dev/null && [ "$(wc -l <told)" -lt $at ]; do :; done
        kill -9 $pid 2>/dev/null || true
        wait $pid || true
        [ "$(wc -l <told)" -ge $at ]
        [ "$(sqlite3 dateline.db 'pragma integrity_check')" = ok ]
        grep -a '}$' told | jq -r .url | sort >told.urls
        sqlite3 dateline.db 'select url from snapshots' | sort >kept.urls
        [ -z "$(comm -23 told.urls kept.urls)" ]
    done
    run "$DATELINE" fetch --allow-private --quiet --input urls.txt
    ends_with 0
    [ "$(sqlite3 dateline.db "select count(distinct url) from snapshots where url like '%?%'")" = 1000 ]
}

@test "an interrupt ends with 130 and keeps what was captured" {
    serve_page
    for i in $(seq 200); do echo "http://127.0.0.1:$PORT/page.html?$i"; done >urls.txt
    : >told # the loop below may look before the program has begun
    "$DATELINE" fetch --allow-private --json --delay 0.02 --per-host 1 --input urls.txt >told 2>errors &
    pid=$!
    while [ "$(wc -l <told)" -lt 5 ]; do sleep 0.01; done
    kill -INT $pid
    status=0
    wait $pid || status=$?
    [ "$status" -eq 130 ]
    [ "$(sqlite3 dateline.db "select count(*) from snapshots where url like '%?%'")" -ge "$(wc -l <told)" ]
}
