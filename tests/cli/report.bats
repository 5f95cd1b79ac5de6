#!/usr/bin/env bats
# The report in a real browser.
load command

setup_file() {
    command -v chromium >/dev/null || export NO_BROWSER=1
}

need_browser() {
    [ -z "${NO_BROWSER:-}" ] || skip 'chromium is not here'
}

flagship() {
    cp -r "$ROOT/notebooks/." .
    "$DATELINE" run sora-delay.md --offline -o report.html
}

# opened FILE: the page after it was opened is in dom.html, what its console said in console.txt,
# what it asked the network for in requests.txt.
opened() {
    browser --enable-logging=stderr --log-net-log="$PWD/net.json" --dump-dom "file://$PWD/$1" \
        >dom.html 2>log.txt
    grep -a 'CONSOLE' log.txt >console.txt || true
    # an event a line; what the browser asks for itself has "not an origin", a page's has the page's
    grep -a '"initiator":"' net.json | sed 's/[],]*$//' |
        jq -r '.params | select(.initiator != "not an origin") | .url' >requests.txt
}

# Tags but <a> that name something outside the file, and style that does.
outside() {
    grep -oE '<[a-zA-Z]+ [^>]*>' "$1" | grep -vE '^<a ' |
        grep -iE ' (src|srcset|href|xlink:href|data|poster|action|formaction|background)="' |
        grep -vE ' (src|href)="(data:|#)' || true
    grep -oiE '@import.{20}|url\([^#)][^)]*\)' "$1" || true
}

@test "the flagship opens with its timeline, without a word on the console and without a request" {
    need_browser
    flagship
    opened report.html
    [ ! -s requests.txt ]
    [ ! -s console.txt ]
    grep -q 'class="dl-picture dl-timeline"' dom.html
    [ "$(grep -o 'role="listitem"' dom.html | wc -l)" -gt 30 ]
    grep -q 'Sora opens' dom.html
}

@test "a small report opens the same" {
    need_browser
    notebook n.md <<'N'
```lua
timeline{{id = "a", actor = "A", kind = "release", date = "2024-03~", what = "First & <last>"}}
```
N
    "$DATELINE" run n.md -o report.html
    opened report.html
    [ ! -s requests.txt ]
    [ ! -s console.txt ]
    grep -q 'First &amp; &lt;last&gt;' dom.html
    [ -z "$(outside report.html)" ]
}

@test "the checks see a request, a line on the console and a link to outside" {
    need_browser
    cat >bad.html <<'H'
<!DOCTYPE html><img src="http://127.0.0.1:9/x.png"><p style="background: url(http://127.0.0.1:9/y)">x
<link rel="stylesheet" href="https://accounts.google.com/z"><script>console.error("planted")</script>
H
    opened bad.html
    [ "$(sort -u requests.txt)" = \
        $'http://127.0.0.1:9/x.png\nhttp://127.0.0.1:9/y\nhttps://accounts.google.com/z' ]
    grep -q planted console.txt
    [ "$(outside bad.html | wc -l)" -eq 3 ]
}

@test "the policy stops what a page would ask for" {
    need_browser
    flagship
    sed 's|</main>|<img src="http://127.0.0.1:9/x.png"><script>document.title="ran"</script></main>|' \
        report.html >injected.html
    opened injected.html
    grep -q 'src="http://127.0.0.1:9/x.png"' dom.html
    [ ! -s requests.txt ]
    [ "$(grep -c '<title>ran' dom.html)" -eq 0 ]
    [ "$(grep -c 'Content Security Policy' console.txt)" -eq 2 ]
}

@test "the report is one file, whose one script is the one that its policy names before all else" {
    flagship
    [ "$(grep -oiE '<script' report.html | wc -l)" -eq 1 ]
    sed -n '/<script>/,/<\/script>/p' report.html | sed '1s/.*<script>//; $d' >script.js
    hash=$(openssl dgst -sha256 -binary script.js | base64)
    grep -qF "script-src 'sha256-$hash'" report.html
    [ "$(grep -ciE 'javascript:| on[a-z]+="' report.html)" -eq 0 ]
    [ "$(grep -cE 'fetch\(|XMLHttpRequest|eval\(|innerHTML|https?:' script.js)" -eq 0 ]
    [ -z "$(outside report.html)" ]
    grep -q "default-src 'none'" report.html
    [ "$(grep -oE '<(meta|link|style)[ >][^>]*' report.html | grep -vE 'charset=' | head -1 |
        grep -c 'Content-Security-Policy')" -eq 1 ]
}

@test "a report without a picture has no script, and its policy lets none run" {
    notebook n.md <<'N'
```lua
1 + 1
```
N
    "$DATELINE" run n.md -o report.html
    [ "$(grep -ciE '<script|script-src' report.html)" -eq 0 ]
}

@test "the script makes one stop of a picture, and the table stands beside it" {
    need_browser
    flagship
    opened report.html
    [ ! -s console.txt ]
    [ "$(grep -oE 'role="listitem" tabindex="0"' report.html | wc -l)" -gt 30 ]
    [ "$(grep -oE 'role="listitem" tabindex="0"' dom.html | wc -l)" -eq \
        "$(grep -oF '<div class="picture">' report.html | wc -l)" ]
    grep -q 'role="toolbar"' dom.html
    [ "$(grep -c 'The picture as a table' report.html)" -ge 1 ]
    [ "$(sed 's/<script>.*//' report.html | grep -c 'role="toolbar"')" -eq 0 ]
}

@test "a short number stays on one line, and a long one folds" {
    notebook n.md <<'N'
```lua
local t = timeline{
 {id = "a", actor = "A", kind = "preview", date = "2024-02-15", what = "Shown"},
 {id = "b", actor = "A", kind = "preview", date = "2024-02-16", what = "Shown", disputes = "a"},
 {id = "c", actor = "A", kind = "release", date = "2024-12-09", what = "Out"},
}
table.show({{days = t:lag("a", "c")}, {days = t:lag("c", "c")}})
```
N
    "$DATELINE" run n.md -o n.html
    grep -qF '<td class="number long">298 days (sources conflict: 297 to 298 days)</td>' n.html
    grep -qF '<td class="number">0 days</td>' n.html
    grep -qF 'td.number{white-space:nowrap}td.number.long{white-space:normal}' n.html
}

@test "the report is another page in the dark, and prints" {
    need_browser
    flagship
    grep -q 'prefers-color-scheme: *dark' report.html
    browser --screenshot="$PWD/light.png" --blink-settings=preferredColorScheme=1 \
        "file://$PWD/report.html" 2>/dev/null
    browser --screenshot="$PWD/dark.png" --blink-settings=preferredColorScheme=0 \
        "file://$PWD/report.html" 2>/dev/null
    [ -s light.png ]
    [ -s dark.png ]
    run cmp -s light.png dark.png
    ends_with 1
    browser --print-to-pdf="$PWD/print.pdf" "file://$PWD/report.html" 2>/dev/null
    [ "$(head -c 4 print.pdf)" = '%PDF' ]
    [ "$(wc -c <print.pdf)" -gt 20000 ]
}

@test "no source is captured offline, and each says so" {
    flagship
    "$DATELINE" run sora-delay.md --offline -o report.json
    [ "$(jq '[.sources[] | select(.sha256 == null and (.url | startswith("http")))] | length' report.json)" -gt 40 ]
    [ "$(jq '[.sources[] | select(.url | startswith("http")) | select(.missing == null)] | length' report.json)" -eq 0 ]
    grep -q 'is not captured' report.html
}

@test "a picture by itself is SVG, and PNG and PDF where librsvg is there, the same twice" {
    flagship
    "$DATELINE" run sora-delay.md --offline -o x.svg
    grep -q '^<svg xmlns' x.svg
    # what librsvg keeps until the program ends is a leak to them
    case $DATELINE in */check/*) skip 'librsvg is not for the sanitizers' ;; esac
    if ! "$DATELINE" run sora-delay.md --offline -o x.png 2>err.txt; then
        grep -q 'librsvg2-2' err.txt
        skip 'librsvg is not here'
    fi
    [ "$(head -c 4 x.png | tail -c 3)" = PNG ]
    "$DATELINE" run sora-delay.md --offline -o x.pdf
    [ "$(head -c 4 x.pdf)" = '%PDF' ]
    cp x.pdf first.pdf
    cp x.png first.png
    "$DATELINE" run sora-delay.md --offline -o x.pdf
    "$DATELINE" run sora-delay.md --offline -o x.png
    cmp x.pdf first.pdf
    cmp x.png first.png
}

@test "a notebook without a picture has none to write" {
    notebook n.md <<'N'
```lua
1 + 1
```
N
    run "$DATELINE" run n.md -o x.svg
    ends_with 2
    has 'shows no picture'
    [ ! -e x.svg ]
}

@test "each table of a report is a region with its own name" {
    notebook n.md <<'N'
```lua
display(table.show({{a = 1}}, {caption = "Who & when"}))
display(table.show({{a = 1}}))
```
N
    "$DATELINE" run n.md -o report.html
    grep -q 'role="region" tabindex="0" aria-label="Table: Who &amp; when"><table><caption>Who' report.html
    grep -q 'role="region" tabindex="0" aria-label="Table"><table><thead>' report.html
}
