#!/usr/bin/env bats
# Sources with a shape of their own, from an nginx on loopback that answers as their services do.
load command

# A file NAME?QUERY is the answer to that address.
start_services() {
    command -v nginx >/dev/null || skip 'nginx is not here'
    mkdir -p www logs
    PORT=$((20000 + RANDOM % 20000))
    HERE=http://127.0.0.1:$PORT
    [ "$(id -u)" -ne 0 ] || echo 'user root;' >nginx.conf
    cat >>nginx.conf <<C
daemon on; pid $PWD/nginx.pid; error_log $PWD/logs/error.log; worker_processes 1;
events { worker_connections 64; }
http { access_log $PWD/logs/access.log; client_body_temp_path $PWD/logs; proxy_temp_path $PWD/logs;
fastcgi_temp_path $PWD/logs; uwsgi_temp_path $PWD/logs; scgi_temp_path $PWD/logs;
merge_slashes off; default_type application/json; types { text/html html; }
server { listen 127.0.0.1:$PORT; root $PWD/www;
location = /repos/a/b { try_files /repository =404; }
location / { try_files \$uri\$is_args\$args =404; }
location = /repos/a/busy { add_header X-RateLimit-Remaining 0 always;
add_header X-RateLimit-Reset 1732550400 always; return 403 '{"message": "limit"}'; }
location /r/ { if (\$http_authorization != "Bearer s3cret") { return 401; }
return 200 '{"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {"name": "t1_a", "author": "sama",
"body": "soon", "created_utc": 1738355000}}]}}'; }
location /web/ { default_type text/html; add_header Memento-Datetime 'Fri, 16 Feb 2024 08:00:00 GMT' always;
add_header X-Archive-Orig-Server Apache always;
return 404 '<title>Sora was here</title><p>Not found.</p>'; } } }
C
    nginx -c "$PWD/nginx.conf" -p "$PWD" 2>/dev/null
}

teardown() {
    [ ! -e nginx.pid ] || kill "$(cat nginx.pid)" 2>/dev/null || true
}

answer() {
    mkdir -p "www/$(dirname "$1")"
    cat >"www/$1"
}

# Runs the cells on standard input against the services, then again without them: the same bytes.
runs_and_replays() {
    FRONT="net: ['127.0.0.1:$PORT']\nas-of: 2024-12-31\n" notebook n.md
    run "$DATELINE" run n.md --allow-net --allow-private -o 1.html -o 1.md
    ends_with 0
    kill "$(cat nginx.pid)"
    run "$DATELINE" run n.md --offline -o 2.html -o 2.md
    ends_with 0
    cmp 1.html 2.html
    cmp 1.md 2.md
}

@test "commits become rows and events, and are replayed" {
    start_services
    answer repository <<<'{"full_name": "a/b", "fork": false}'
    answer 'repos/a/b/commits?per_page=100' <<<'[{"sha": "abc", "html_url": "https://github.com/a/b/commit/abc",
        "author": {"login": "jo"}, "commit": {"message": "Add models\n\nAll.", "author": {"date": "2024-12-09T18:00:00Z"}}}]'
    runs_and_replays <<N
\`\`\`lua
rows = fetch.commits("a/b", {api = "$HERE"})
t = timeline{}
t:add(rows[1])
rows
\`\`\`

\`{lua} rows[1].what\` by \`{lua} rows[1].actor\`, \`{lua} rows.facts.repository\`.
N
    grep -q 'Add models by jo, a/b' 2.md
    grep -q '2024' 2.md
}

@test "a limit that is used up ends the run with when to ask again" {
    start_services
    FRONT="net: ['127.0.0.1:$PORT']\n" notebook n.md <<<$'```lua\nfetch.commits("a/busy", {api = "'"$HERE"$'"})\n```'
    run "$DATELINE" run n.md --allow-net --allow-private
    ends_with 5
    has 'limit of requests is used up'
    has '2024-11-25T16:00:00Z'
}

@test "an archived error is a page with its date and distance, and is replayed" {
    start_services
    runs_and_replays <<N
\`\`\`lua
p = fetch.at("https://openai.com/sora", "2024-02-15", {archive = "$HERE"})
assert(p.status == 404 and p.origin == "memento")
assert(p.original == "https://openai.com/sora" and p.moved == nil)
assert(p.distance.days == 1 and tostring(p.asked) == "2024-02-15")
assert(p.original_headers == "Server: Apache\n" or p.original_headers == "Server: Apache\r\n")
p
\`\`\`

\`{lua} p.title\` on \`{lua} p.memento\`, \`{lua} p.distance\` off.
N
    grep -qE 'Sora was here on \[?16 February 2024' 2.md
    grep -q '1 day off' 2.md
    grep -q 'memento' 2.md
}

@test "an archive's list, incidents, an embed and a sitemap are rows, and are replayed" {
    start_services
    answer 'cdx/search/cdx?url=https%3A%2F%2Fopenai.com%2Fsora&output=json&from=202402&limit=3000&showResumeKey=true' <<<'[
        ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["k", "20240215181501", "https://openai.com/sora", "text/html", "200", "AAAA", "1"]]'
    answer api/v2/incidents.json <<<'{"page": {"name": "OpenAI"}, "incidents": [{"id": "x", "name": "Sora is down",
        "created_at": "2024-12-11T15:17:00-08:00", "resolved_at": "2024-12-11T19:38:00-08:00"}]}'
    answer 'oembed?url=https%3A%2F%2Fx.com%2F1&format=json' <<<'{"type": "rich", "version": "1.0", "author_name": "Sam"}'
    answer robots.txt <<<"Sitemap: $HERE/map.xml"
    answer map.xml <<<"<urlset><url><loc>$HERE/a</loc><lastmod>2024-12-09</lastmod></url></urlset>"
    runs_and_replays <<N
\`\`\`lua
h = fetch.history("https://openai.com/sora", {archive = "$HERE", from = date("2024-02")})
i = fetch.incidents("$HERE")
e = fetch.embed("https://x.com/1", {endpoint = "$HERE/oembed"})
s = fetch.sitemap("$HERE/")
display(h) display(i) display(e) display(s)
\`\`\`

\`{lua} #h\`, \`{lua} i[1].what\`, \`{lua} i[1].ended\`, \`{lua} e[1].actor\`, \`{lua} s[1].date\`.
N
    grep -qE '1, Sora is down, \[?11 December 2024' 2.md
    grep -qE 'Sam, \[?9 December 2024' 2.md
}

@test "a person's token goes to its host, and is kept nowhere" {
    start_services
    FRONT="net: ['127.0.0.1:$PORT']\nas-of: 2024-12-31\n" notebook n.md <<N
\`\`\`lua
rows = fetch.reddit("https://www.reddit.com/r/OpenAI/comments/1ieonxv/", {api = "$HERE"})
rows
\`\`\`

\`{lua} rows[1].actor\`: \`{lua} rows[1].what\`.
N
    run env DATELINE_TOKENS='api.github.com=Bearer other; 127.0.0.1=Bearer s3cret' \
        "$DATELINE" run n.md --allow-net --allow-private -o 1.md -o 1.html -o 1.json
    ends_with 0
    grep -q 'sama: soon' 1.md
    [ -s dateline.db ]
    run grep -l s3cret 1.md 1.html 1.json dateline.db*
    ends_with 1
    run env DATELINE_TOKENS='127.0.0.1 Bearer s3cret' "$DATELINE" run n.md
    ends_with 2
    has 'HOST=VALUE'
    [[ $output != *s3cret* ]]
}

@test "an archive that was not granted is not asked" {
    start_services
    FRONT="net: [example.org]\n" notebook n.md <<<$'```lua\nfetch.at("https://openai.com/sora", "2024", {archive = "'"$HERE"$'"})\n```'
    run "$DATELINE" run n.md --allow-net --allow-private
    ends_with 6
    [ ! -s logs/access.log ]
}
