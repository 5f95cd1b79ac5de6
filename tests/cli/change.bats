#!/usr/bin/env bats
# What changed at a source on a real nginx: watched, compared, and told in a notebook.
load command
load nginx

# page USERS SIGNATURES [PUBLISHED [MODIFIED]]: the page as it now stands.
page() {
    cat >www/new <<H
<!DOCTYPE html><html lang="en"><head><title>An open letter</title>
<meta property="article:published_time" content="${3:-2024-11-26}">
<meta property="article:modified_time" content="${4:-2024-11-26T09:00:00Z}"></head><body><article>
<h1>An open letter</h1>
<p>The company opened its video generator to $1 users on Monday, and said that it was for all.</p>
<p>Europe will have to wait for longer, its chief executive told reporters on a call.</p>
<p>$2 people have signed this letter so far.</p></article></body></html>
H
    mv www/new www/page.html
}

serve_page() {
    start_nginx 'etag off; if_modified_since off;' \
        'location /busy { add_header Retry-After 3600 always; return 503; }'
    URL=$URL/page.html
}

teardown() {
    stop_nginx
}

# round [OPTION...]: one round of a watch.
round() {
    run "$DATELINE" fetch --allow-private --watch --count 1 --quiet "$@" "$URL"
}

@test "a round of a watch tells what changed since the last, and ends with 4 when it matters" {
    serve_page
    page paying 505
    round
    ends_with 0
    has 'captured'
    round
    ends_with 0
    [ -z "$output" ]
    page paying 702
    round
    ends_with 0
    has 'signed: 505 to 702'
    page all 702
    round
    ends_with 4
    has '1 sentence reworded (“paying” became “all”); its own modified date did not change'
    page all 702 2024-11-20
    round --json
    ends_with 4
    [ "$(jq -r .class <<<"$output")" = metadata ]
    [ "$(jq -c .flags <<<"$output")" = '["publication date changed","backdated"]' ]
    [ "$(jq -r '.metadata[0].before' <<<"$output")" = 2024-11-26 ]
    rm www/page.html
    round
    ends_with 4
    has '404 Not Found'
    round
    ends_with 0
    [ -z "$output" ]
    page all 702 2024-11-20
    round
    ends_with 4
    has 'back'
}

@test "a watch goes on through failures, and Ctrl-C ends it with everything kept" {
    serve_page
    page paying 505
    "$DATELINE" fetch --allow-private --watch=1s --json --quiet "$URL" >lines.txt &
    watch=$!
    until grep -q '"captured"' lines.txt; do sleep 0.1; done
    kill "$(cat nginx.pid)"
    until grep -q '"unreachable"' lines.txt; do sleep 0.1; done
    page all 505
    while ! nginx -c "$PWD/nginx.conf" -p "$PWD" 2>/dev/null; do sleep 0.2; done
    until grep -q '"substantive"' lines.txt; do sleep 0.1; done
    grep -q '"reachable"' lines.txt
    kill -INT "$watch"
    status=0
    wait "$watch" || status=$?
    [ "$status" -eq 130 ]
    [ "$(grep -c '"unreachable"' lines.txt)" -eq 1 ]
    [ "$("$DATELINE" snapshots "$URL" | wc -l)" -ge 2 ]
}

@test "a page that goes back and forth is told so once, not every time" {
    serve_page
    for turn in 1 2 3 4 5 6 7 8; do
        [ $((turn % 2)) -eq 0 ] && page all 505 || page paying 505
        round --json
        [ -z "$output" ] || jq -r .class <<<"$output" >>classes.txt
    done
    [ "$(grep -c volatile classes.txt)" -eq 1 ]
    [ "$(tail -1 classes.txt)" = volatile ]
    [ "$(grep -c substantive classes.txt)" -le 4 ]
}

@test "a host that asks to be left alone is, and the others are asked" {
    serve_page
    page paying 505
    BUSY=http://127.0.0.1:$PORT/busy
    run "$DATELINE" fetch --allow-private --watch --count 1 --quiet "$BUSY"
    ends_with 0
    run "$DATELINE" fetch --allow-private --watch --count 1 --quiet "$BUSY"
    ends_with 5
    has 'left alone until'
    [ "$(grep -c /busy logs/access.log)" -eq 1 ]
}

@test "an interval that somebody's server would suffer from is refused, and so is nonsense" {
    run "$DATELINE" fetch --watch=5s https://example.org/
    ends_with 2
    has 'too often'
    run "$DATELINE" fetch --watch=often https://example.org/
    ends_with 2
    has '15m'
    run "$DATELINE" fetch --watch --offline https://example.org/
    ends_with 2
    run "$DATELINE" fetch --watch
    ends_with 2
    run "$DATELINE" fetch --watch --count 0 https://example.org/
    ends_with 2
}

@test "diff shows a change, by address and by snapshots, and tells by its status when asked" {
    serve_page
    page paying 505
    round
    run "$DATELINE" diff "$URL"
    ends_with 2
    has 'captured once'
    page all 702
    round
    run "$DATELINE" diff "$URL"
    ends_with 0
    has 'opened its video generator to [-paying-] {+all+}'
    has '[-505-] {+702+} people have signed'
    first=$("$DATELINE" snapshots --json "$URL" | jq .id | sort -n | head -1)
    run "$DATELINE" diff "$first" $((first + 1)) --json --exit-status
    ends_with 4
    [ "$(jq -r '.reworded[0].words' <<<"$output")" = 'The company opened its video generator to [-paying-] {+all+} users on Monday, and said that it was for all.' ]
    [ "$(jq -c '.counters[0]' <<<"$output")" = '{"what":"signed","from":"505","to":"702"}' ]
    run "$DATELINE" diff $((first + 1))
    ends_with 0
    has 'silent edit'
    run "$DATELINE" diff "$first"
    ends_with 2
    run "$DATELINE" diff "$first" "$first" --exit-status
    ends_with 0
    has 'not changed'
    run "$DATELINE" diff 1 x
    ends_with 2
    run "$DATELINE" diff 1 999
    ends_with 2
    has 'no snapshot 999'
}

@test "what a page says is escaped where a change shows it" {
    serve_page
    page paying 505
    round
    page $'&lt;img src=x onerror=alert(1)&gt; &#27;[31m ~~**all**~~ |\x02' 505
    round
    notebook n.md <<<$'```lua\nstore.diff("'"$URL"$'")\n```'
    "$DATELINE" run n.md --offline -o r.html -o r.md -o r.json
    [ "$(grep -c '<img' r.html)" -eq 0 ]
    grep -q '<ins>&lt;img src=x' r.html
    grep -qF '\~\~\*\*all' r.md
    jq -e . r.json >/dev/null
    script -qec "'$DATELINE' diff '$URL'" /dev/null >tty.txt
    [ "$(grep -c $'\x1b\\[31m' tty.txt)" -eq 0 ]
    grep -q 'onerror' tty.txt
}

@test "a notebook shows a change in every format, and its events in a timeline" {
    serve_page
    page paying 505
    round
    page all 702
    round
    kill "$(cat nginx.pid)"
    notebook n.md <<N
\`\`\`lua
c = store.diff("$URL")
assert_that(c.class == "substantive" and c.flags[1] == "silent edit")
assert_that(#c.reworded == 1 and c.reworded[1].after:find("all users") and c.reworded[1].when)
assert_that(c.counters[1].from == "505" and c.counters[1].to == "702")
assert_that(store.diff(c.before.id, c.after.id).class == "substantive")
t = timeline(store.events("$URL"))
assert_that(#t:events() == 4)
c
\`\`\`

\`{lua} c\`.
N
    run "$DATELINE" run n.md --offline -o r.html -o r.md -o r.json
    ends_with 0
    grep -q '<del>paying</del> <ins>all</ins>' r.html
    grep -qF '~~paying~~ **all**' r.md
    jq -e '[.. | .change? // empty] | any(contains("[-paying-] {+all+}"))' r.json
}
