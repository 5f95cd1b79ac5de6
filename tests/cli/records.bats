#!/usr/bin/env bats
# The dates of reports, and the records of the sources that they lead to.
load command

# A server of the test's own: /page.html, and /moved which leads there.
serve() {
    cat >server.py <<'END'
import http.server, sys
BODY = open("page.html", "rb").read()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/page.html")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        found = self.path == "/page.html"
        body = BODY if found else b"none"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open("port", "w") as file:
    file.write(str(server.server_port))
server.serve_forever()
END
    cp "$ROOT/tests/lua/records.html" page.html
    python3 server.py 3>&- &
    echo $! >server.pid
    for _ in $(seq 100); do
        [ ! -s port ] || break
        sleep 0.1
    done
    URL=http://127.0.0.1:$(cat port)
}

teardown() {
    [ ! -e server.pid ] || kill "$(cat server.pid)" 2>/dev/null || true
}

# Two cells, so that one quotes what the other fetched.
quoting() {
    FRONT='net: [127.0.0.1]\n' notebook n.md <<END
\`\`\`lua
page = fetch("$URL/moved");
\`\`\`

\`\`\`lua
page:quote("open to everybody");
\`\`\`

Published on \`{lua} page.published\`.
END
}

# Every link to a record or back has one place to lead to.
links_hold() {
    python3 - "$1" <<'END'
import re, sys
text = re.sub(r"(?s)<template.*", "", open(sys.argv[1], encoding="utf-8").read())
ids = re.findall(r'id="((?:source|from)-\d+)"', text)
links = re.findall(r'href="#((?:source|from)-\d+)"', text)
assert len(set(ids)) == len(ids), "an id stands twice"
for link in links:
    assert link in ids, link
print(len(re.findall(r'<a class="from"', text)), "dates")
END
}

@test "a captured source's record has address, where it led, time, status, hashes and quotation" {
    serve
    quoting
    run "$DATELINE" run n.md --allow-net --allow-private -o n.html -o n.json -o n.out.md
    ends_with 0
    links_hold n.html
    record=$(grep 'id="source-1"' n.html)
    us=$(jq '.sources[0].captured_at_us' n.json)
    exact=$(TZ=UTC date -d "@$((us / 1000000))" +%Y-%m-%dT%H:%M:%SZ)
    [[ $record == *"<time datetime=\"$exact\">${exact:0:10} ${exact:11:8} UTC</time>, live; HTTP status 200"* ]]
    [[ $record == *"<dt>Address</dt><dd>$URL/moved</dd>"* ]]
    [[ $record == *"<dt>Led to</dt><dd>$URL/page.html</dd>"* ]]
    [[ $record == *"<code>$(sha256sum page.html | cut -d' ' -f1)</code> of the bytes"* ]]
    [[ $record == *'<q>open to everybody</q>'* ]]
    [[ $record == *'Example News, published <time datetime="2024-12-09">9 December 2024</time>'* ]]
    grep -q 'Published on <a class="from" id="from-1" href="#source-1"' n.html
    grep -q 'Published on \[9 December 2024\](#source-1)' n.out.md
    [ "$(jq -r '.sources[0].quotes[0].exact' n.json)" = 'open to everybody' ]
    [ "$(jq -r '.cells[] | select(.inline) | .source' n.json)" = "$URL/moved" ]
}

@test "a run that goes on from kept results has the same records" {
    serve
    quoting
    run "$DATELINE" run n.md --allow-net --allow-private --resume -o a.json -o a.html
    ends_with 0
    run "$DATELINE" run n.md --allow-net --allow-private --resume -o b.json -o b.html
    ends_with 0
    cmp a.json b.json
    cmp a.html b.html
    [ "$(jq '.sources[0].quotes | length' b.json)" -eq 1 ]
}

@test "what a cell quoted stays when a later cell asks for the same source" {
    echo 'It opens in March.' >notes.txt
    notebook n.md <<'N'
```lua
fetch("notes.txt"):quote("in March")
```

```lua
fetch("notes.txt").status
```
N
    for how in '' --resume --resume; do
        # shellcheck disable=SC2086 # none, or one
        "$DATELINE" run -q n.md $how -o n.json
        [ "$(jq -r '.sources[0].quotes[].exact' n.json)" = 'in March' ]
    done
}

@test "the flagship's dates lead to records, and back" {
    cp -r "$ROOT/notebooks/." .
    run "$DATELINE" run sora-delay.md --offline -o report.html
    ends_with 0
    run links_hold report.html
    ends_with 0
    [ "${output% dates}" -ge 80 ]
}

@test "a picture's marks lead to the records of the sources that tell their events" {
    notebook n.md <<'N'
```lua
timeline{
 {id = "a", actor = "A", kind = "release", date = "2024-03", what = "First",
  sources = {"https://x.example/?a=1&b='2'\"<3>"}},
 {id = "b", actor = "A", kind = "release", date = "2024-05", what = "Second"},
}
```
N
    run "$DATELINE" run n.md -o n.html -o n.svg
    ends_with 0
    links_hold n.html
    # one for each width of the picture
    [ "$(grep -o '<a href="#source-1" tabindex="-1">' n.html | wc -l)" -eq "$(grep -o '<svg ' n.html | wc -l)" ]
    [ "$(grep -c 'data-source="https' n.html)" -eq 0 ]
    [ "$(grep -o '<a ' n.svg | wc -l)" -eq 1 ]
    [ "$(grep -c 'href' n.svg)" -eq 0 ]
    command -v chromium >/dev/null || return 0
    # Enter on a mark follows it
    sed 's|<meta http-equiv="Content-Security-Policy"[^>]*>||' n.html >enter.html
    cat >>enter.html <<'H'
<script>
var mark = document.querySelector('[role=listitem] a[href]').parentNode;
mark.focus();
mark.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
document.title = location.hash;
</script>
H
    browser --dump-dom "file://$PWD/enter.html" 2>/dev/null >dom.html
    grep -q '<title>#source-1</title>' dom.html
}

@test "on paper the numbers of the records stand beside the dates" {
    command -v chromium >/dev/null || skip 'chromium is not here'
    command -v pdftotext >/dev/null || skip 'pdftotext is not here'
    cp "$ROOT/tests/lua/records.html" .
    notebook n.md <<'END'
```lua
page = fetch("records.html")
page:quote("open to everybody");
```

Published on `{lua} page.published`.
END
    run "$DATELINE" run n.md -o n.html
    ends_with 0
    browser --print-to-pdf="$PWD/n.pdf" --no-pdf-header-footer "file://$PWD/n.html" 2>/dev/null
    pdftotext -layout n.pdf n.txt
    tr -s ' \n' '  ' <n.txt | grep -q 'Published on 9 December 2024 \?1'
    grep -q 'open to everybody' n.txt
}

@test "a date that is a cell's value, or stands in a card, leads to its source too" {
    cp "$ROOT/tests/lua/records.html" .
    notebook n.md <<'END'
```lua
page = fetch("records.html")
page.published
```

```lua
page
```

```lua
date("2024-02")
```
END
    run "$DATELINE" run n.md -o n.html -o n.json -o o.md
    ends_with 0
    grep -q '<p class="value"><a class="from" id="from-1" href="#source-1"' n.html
    grep -q '<dt>published</dt><dd><a class="from" href="#source-1"' n.html
    grep -q '<p class="value"><time datetime="2024-02">February 2024</time></p>' n.html
    [ "$(jq -r '.cells[0].views[0] | .text + " " + .date + " " + .source' n.json)" = '9 December 2024 2024-12-09 records.html' ]
    grep -qF '[9 December 2024](#source-1)' o.md
}

@test "every format has the parameters of the run" {
    FRONT='params: {actor: "A|<b>"}\n' notebook n.md <<'END'
Text.
END
    run "$DATELINE" run n.md -p actor='B|<i>' -o n.html -o n.json -o o.md -o n.ipynb
    ends_with 0
    grep -q 'actor = B|&lt;i&gt;' n.html
    [ "$(jq -r .params.actor n.json)" = 'B|<i>' ]
    grep -qF 'Parameters: actor = B\|\<i\>' o.md
    grep -q 'actor = B' n.ipynb
    run "$DATELINE" run n.md -p actor='B|<i>'
    has 'actor = B|<i>'
}
