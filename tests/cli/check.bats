#!/usr/bin/env bats
# dateline check and dateline update: what can be said against a notebook, and taking over what its
# sources say now.
bats_require_minimum_version 1.5.0
load command
load nginx

teardown() {
    stop_nginx
}

# page USERS [NAME]: the page as it now stands.
page() {
    cat >www/new <<H
<!DOCTYPE html><html lang="en"><head><title>An announcement</title></head><body><article>
<h1>An announcement</h1>
<p>The company opened its video generator to $1 users on Monday, and said that it was for all.</p>
<p>Europe will have to wait for longer, its chief executive told reporters on a call.</p>
</article></body></html>
H
    mv www/new "www/${2:-page}.html"
}

# quoting: a notebook that quotes the page, with its lock.
quoting() {
    start_nginx 'etag off; if_modified_since off;'
    page paying
    FRONT="as-of: 2024-12-31\nnet: [127.0.0.1]\n" notebook n.md <<N
\`\`\`lua id="page"
page = fetch("$URL/page.html")
page.title
\`\`\`

\`\`\`lua id="quote"
page:quote("Europe will have to wait for longer")
\`\`\`

\`\`\`lua id="words"
page.text:match("to (%a+) users")
\`\`\`
N
    "$DATELINE" run n.md --allow-net --allow-private --lock >/dev/null
}

# state: all files here and what is in them.
state() {
    find . -type f -not -path './logs/*' -exec sha256sum {} + | sort -k 2
}

# kinds: of the findings of the last run with --json, in order; a fault is marked.
kinds() {
    jq -r 'select(.kind) | .kind + (if .status > 0 then "!" else "" end)' <<<"$output" | paste -sd ' '
}

@test "a notebook that is as its lock says is without fault, and no file changes" {
    quoting
    state >../before
    run "$DATELINE" check n.md
    ends_with 0
    [ "$output" = '1 notebook, 1 without fault; 0 faults, 0 warnings' ]
    run "$DATELINE" check --json n.md
    ends_with 0
    [ "$(jq -c . <<<"$output")" = \
        '{"summary":true,"notebooks":1,"clean":1,"faults":0,"warnings":0,"status":0}' ]
    run "$DATELINE" check -q n.md
    ends_with 0
    [ -z "$output" ]
    state | cmp - ../before
    [ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'dateline-*' -newer ../before -user "$(id -un)" \
        -regex '.*/dateline-......$')" ]
}

@test "a source that changed is told of when it is asked, and only then" {
    quoting
    page all
    state >../before
    run "$DATELINE" check n.md
    ends_with 0
    run "$DATELINE" check --online n.md
    ends_with 6
    has 'n.md:7: permission: 127.0.0.1 is at 127.0.0.1, a loopback address'
    run "$DATELINE" check --online --allow-net --allow-private n.md
    ends_with 4
    has 'n.md:7: source.changed'
    has '“paying” became “all”'
    [[ $output != *evidence* ]]
    state | cmp - ../before
    # a page that only looks different is no fault
    page paying
    sed -i 's/<h1>/<h1 class="new">/' www/page.html
    run "$DATELINE" check --json --online --allow-net --allow-private n.md
    ends_with 0
    [ "$(kinds)" = 'source.changed' ]
}

@test "a capture that is newer than the lock's counts without the network" {
    quoting
    page all
    "$DATELINE" fetch -q --allow-private --refresh "$URL/page.html" >/dev/null
    run "$DATELINE" check --json n.md
    ends_with 4
    [ "$(kinds)" = 'source.changed!' ]
    [ "$(jq -r 'select(.kind) | "\(.file) \(.line) \(.cell) \(.status)"' <<<"$output")" = 'n.md 7 page 4' ]
}

@test "evidence that a source says no longer is named where it is quoted" {
    quoting
    sed -i 's/have to wait for longer/not wait/' www/page.html
    run "$DATELINE" check --json --online --allow-net --allow-private n.md
    ends_with 4
    [[ $(kinds) == 'source.changed! evidence.'*'!' ]]
    [ "$(jq -r 'select(.kind and (.kind | startswith("evidence"))) | .line' <<<"$output")" -eq 12 ]
    # what another notebook quoted from the same page, and this one does not, is not its fault
    sed -i '/page:quote/d' n.md
    "$DATELINE" run n.md --frozen >/dev/null
    run "$DATELINE" check --json --online --allow-net --allow-private n.md
    [[ $(kinds) != *evidence* ]]
}

@test "a source that vanished, and a server that is gone, are told apart" {
    quoting
    rm www/page.html
    run "$DATELINE" check --json --online --allow-net --allow-private n.md
    ends_with 4
    [[ $(kinds) == *'source.vanished!'* ]]
    has '404'
    stop_nginx
    until ! nc -z 127.0.0.1 "$PORT" 2>/dev/null; do sleep 0.05; done
    run "$DATELINE" check --json --online --allow-net --allow-private --tries 1 n.md
    ends_with 5
    [ "$(kinds)" = 'net.unreachable!' ]
}

@test "a capture that the store does not have ends the run with 5" {
    quoting
    rm dateline.db*
    run "$DATELINE" check --json n.md
    ends_with 5
    [[ $(kinds) == 'net.offline! '*not-run* ]]
    [ ! -e dateline.db ]
}

@test "cells, results and files that are not the lock's are told with their lines" {
    mkdir data
    echo one >data/a.txt
    echo two >data/b.txt
    FRONT='as-of: 2024-12-31\n' notebook n.md <<'N'
```lua id="a"
read("data/a.txt")
```
```lua id="b"
#read("data/b.txt")
```
```lua id="c"
1 + 1
```
N
    "$DATELINE" run n.md --lock >/dev/null
    run "$DATELINE" check n.md
    ends_with 0
    echo three >data/a.txt
    run "$DATELINE" check --json n.md
    ends_with 4
    [ "$(kinds)" = 'output! source.changed!' ]
    [ "$(jq -r 'select(.kind) | .line' <<<"$output" | paste -sd ' ')" = '6 6' ]
    echo one >data/a.txt
    sed -i 's/^1 + 1/1 + 2/' n.md
    run "$DATELINE" check n.md
    ends_with 3
    has "n.md:12: stale: the cell's code is another than the lock's, and gives another result"
    sed -i 's/^1 + 2/2/; s/id="b"/id="z"/' n.md
    run "$DATELINE" check --json n.md
    ends_with 3
    [ "$(kinds)" = 'stale! stale! stale!' ]
    has "the lock has a cell 'b' that the notebook does not have"
    rm data/a.txt
    run "$DATELINE" check --json n.md
    ends_with 2
    [[ $(kinds) == *'not_found!'*not-run* ]]
    [[ $(kinds) == *'source.vanished!'* ]]
}

@test "globals that are read before they are written are named, and no others" {
    FRONT='as-of: 2024-12-31\n' notebook n.md <<'N'
```lua id="a"
print(later, nevr)
function helper() return below end
```
```lua id="b"
later, never = 1, 2
mine = mine or 3
below = 4
local t = {}
t.field = later
```
```lua id="c"
print(helper(), later, mine, string.format("%d", 1), params, date("2024"))
```
N
    "$DATELINE" run n.md --lock >/dev/null
    run "$DATELINE" check n.md
    ends_with 1
    has "n.md:6: global.later: 'later' is read here, and only written further down, in line 10"
    has "n.md:6: warning: global.never: 'nevr' is read, and no cell writes it"
    has "do you mean 'never'?"
    has '1 fault, 1 warning'
}

@test "a timeline's faults are those that it has in the end, and not those of its parts" {
    printf 'id\tdate\tactor\tkind\twhat\tsources\tdue\tsettles\n' >t.tsv
    printf 'p\t2024-03-13\tA\tpromise\tsoon\thttps://a.org\t2024\t\n' >>t.tsv
    printf 'r\t2024-12-09\tA\trelease\tdone\thttps://a.org\t\tp\n' >>t.tsv
    FRONT='as-of: 2024-12-31\n' notebook n.md <<'N'
```lua id="load"
t = timeline.load("t.tsv")
releases = t:filter(function(e) return e.kind == "release" end)
local hidden = timeline{{id = "x", date = "2024", actor = "B", kind = "release", what = "w"}}
more = timeline{{id = "y", date = "2024", actor = "B", kind = "promise", what = "w", due = "2025",
    sources = "https://b.org"}}
```
```lua id="settle"
more:add{id = "z", date = "2024-05", actor = "B", kind = "release", what = "v",
    sources = "https://b.org", settles = "y"}
releases
```
N
    "$DATELINE" run n.md --lock >/dev/null
    run "$DATELINE" check --json n.md
    ends_with 1
    [ "$(kinds)" = 'timeline.no-source!' ]
    has 'x: '
    printf 's\t2024-01-01\tA\trelease\tearly\thttps://a.org\t\tp\n' >>t.tsv
    run "$DATELINE" check --json n.md
    [[ $(kinds) == *timeline.outcome-before-promise* ]]
    has 't.tsv: '
}

@test "a notebook without a lock, or with a broken one, is told so" {
    FRONT='as-of: 2024-12-31\n' notebook n.md <<<$'```lua\n1\n```'
    run "$DATELINE" check --json n.md
    ends_with 3
    [ "$(kinds)" = 'no-lock!' ]
    [ ! -e dateline.db ]
    head -c 300 /dev/urandom >n.lock
    run "$DATELINE" check --json n.md
    ends_with 2
    [ "$(kinds)" = 'syntax!' ]
    printf '{"cell":"1","code":"00"}\n' >n.lock
    run "$DATELINE" check n.md
    ends_with 2
    has 'n.lock:1: syntax'
    yes '{"x":[[[[[[[[[[' | head -20000 >n.lock
    run "$DATELINE" check n.md
    ends_with 3
}

@test "several notebooks are told in their order, with a summary, whatever is wrong with them" {
    FRONT='as-of: 2024-12-31\n' notebook good.md <<<$'```lua\n1\n```'
    FRONT='as-of: 2024-12-31\nodd: 1\n' notebook bad.md <<<$'```lua\nerror("no\x1b[31m")\n```\n```lua\n1\n```'
    FRONT='as-of: 2024-12-31\n' notebook syntax.md <<<$'```lua\nx = = 1\n```'
    FRONT='as-of: 2024-12-31\n' notebook slow.md <<<$'```lua\nwhile true do end\n```'
    printf 'no front \xff matter\0' >broken.md
    for name in good bad syntax slow; do cp /dev/null $name.lock; done
    "$DATELINE" run good.md --lock >/dev/null
    run "$DATELINE" check --json --jobs 3 --timeout 0.2 good.md bad.md syntax.md slow.md broken.md nothing.md
    ends_with 2
    jq -es 'all(.[]; type == "object") and (map(select(.summary)) | length == 1)' <<<"$output"
    jq -es 'map(select(.kind)) | all(.[]; has("file") and has("line") and has("cell") and
        has("message") and has("hint") and has("status"))' <<<"$output"
    [ "$(jq -r 'select(.status > 0 and .file) | .file' <<<"$output" | uniq | paste -sd ' ')" = \
        'bad.md syntax.md slow.md broken.md nothing.md' ]
    [ "$(jq -r 'select(.file == "bad.md" and .kind == "cell") | .line' <<<"$output")" -eq 7 ]
    [ "$(jq -r 'select(.file == "slow.md" and .status == 7) | .kind' <<<"$output")" = limit.time ]
    [ "$(jq -c 'select(.summary) | [.notebooks, .clean, .status]' <<<"$output")" = '[6,1,2]' ]
    run "$DATELINE" check bad.md
    ends_with 1
    [[ $output != *$'\x1b'* ]]
    has "warning: notebook: 'odd' is no key of ours"
    run "$DATELINE" check --timeout 0.2 bad.md slow.md good.md
    ends_with 7
    run "$DATELINE" check --run-timeout 0.3 --timeout 60 slow.md
    ends_with 7
}

@test "a bundle is checked as the notebook in it" {
    quoting
    "$DATELINE" bundle -q n.md --offline -o n.dateline
    mkdir away
    mv n.dateline away
    cd away
    run "$DATELINE" check n.dateline
    cd "$OLDPWD"
    ends_with 0
    has '1 without fault'
}

@test "what check cannot take is refused" {
    run "$DATELINE" check
    ends_with 2
    run "$DATELINE" check -
    ends_with 2
    has 'standard input has no lock'
    run "$DATELINE" check .
    ends_with 2
    run "$DATELINE" check --lock n.md
    ends_with 2
    run "$DATELINE" help check
    ends_with 0
    has 'Exit status: of all that is found the gravest'
}

# renew [OPTION...]: the notebook's update, with the network.
renew() {
    run "$DATELINE" update --allow-net --allow-private --delay 0 "$@" n.md
}

@test "an update takes over what changed, and changes only the lines of what did" {
    quoting
    cp n.lock first.lock
    renew
    ends_with 0
    has 'n.md: 0 sources, 0 files and 0 cells changed'
    cmp n.lock first.lock
    page all
    state >../before
    renew --dry-run --exit-status
    ends_with 4
    has 'paying'
    has 'nothing was written'
    state | cmp - ../before
    renew
    ends_with 0
    has 'cell words: gives another result'
    has 'n.md: 1 source, 0 files and 2 cells changed'
    # the page's line, and those of the cells that show its words, or its capture's time
    [ "$(diff first.lock n.lock | grep -c '^>')" -eq 3 ]
    [ "$(diff first.lock n.lock | grep '^>' | cut -c 3- | jq -r '.cell // "source"' | paste -sd ' ')" = \
        'quote words source' ]
    run "$DATELINE" check n.md
    ends_with 0
    run "$DATELINE" run n.md --frozen -o - --to md
    ends_with 0
    has 'all'
    [ "$(sqlite3 dateline.db 'PRAGMA integrity_check')" = ok ]
    run "$DATELINE" diff "$URL/page.html"
    ends_with 0
    has 'paying'
}

@test "an update that fails changes nothing" {
    quoting
    state >../before
    # the quotation is gone
    sed -i 's/have to wait for longer/not wait/' www/page.html
    state >../before
    renew
    ends_with 4
    state | cmp - ../before
    page paying
    state >../before
    stop_nginx
    renew --tries 1
    ends_with 5
    rm -f nginx.pid
    grep -v nginx.pid ../before >../expected
    state | cmp - ../expected
    # no permission
    run "$DATELINE" update n.md
    [ "$status" -ne 0 ]
    state | cmp - ../expected
}

@test "of a page that is gone an update keeps the capture that the lock names" {
    quoting
    sed -i '/^page:quote/s/^/page.title --/' n.md
    "$DATELINE" run n.md --frozen --lock >/dev/null
    cp n.lock first.lock
    rm www/page.html
    renew --exit-status
    ends_with 4
    has '404'
    has 'the lock keeps the capture that it has'
    cmp n.lock first.lock
    run "$DATELINE" run n.md --frozen -o - --to md
    ends_with 0
    has 'paying'
    # and tells of it again
    run "$DATELINE" check --json n.md
    ends_with 4
    [ "$(kinds)" = 'source.vanished!' ]
}

@test "of several captures with the same bytes a frozen run has the one that the lock names" {
    quoting
    "$DATELINE" run n.md --frozen -o a.html
    sleep 1.1 # a capture's time is told by the second
    "$DATELINE" fetch -q --allow-private --refresh "$URL/page.html" >/dev/null
    [ "$("$DATELINE" snapshots "$URL/page.html" | wc -l)" -ge 2 ]
    "$DATELINE" run n.md --frozen -o b.html
    cmp a.html b.html
    run "$DATELINE" check n.md
    ends_with 0
}

@test "an update tells in JSON what changed" {
    quoting
    page all
    renew --json
    ends_with 0
    [ "$(jq -r '.kind' <<<"$output" | paste -sd ' ')" = 'source cell cell' ]
    [ "$(jq -r 'select(.kind == "source") | .class' <<<"$output")" = substantive ]
    [ "$(jq -r 'select(.kind == "cell") | .cell' <<<"$output" | paste -sd ' ')" = 'quote words' ]
}

@test "an update keeps the day of the lock, unless another is named" {
    notebook n.md <<<$'```lua\ntoday()\n```'
    "$DATELINE" run n.md --lock --as-of 2020-02-29 >/dev/null
    cp n.lock first.lock
    run "$DATELINE" update n.md
    ends_with 0
    cmp n.lock first.lock
    run "$DATELINE" update n.md --as-of 2021-01-01
    ends_with 0
    grep -q '{"as_of":"2021-01-01"}' n.lock
    [ ! -e dateline.db ]
}

@test "an update makes a lock where there is none, and refuses what it cannot take" {
    FRONT='as-of: 2024-12-31\n' notebook n.md <<<$'```lua id="a"\n1\n```'
    run "$DATELINE" update n.md
    ends_with 0
    has 'cell a: new'
    run "$DATELINE" check n.md
    ends_with 0
    for wrong in '' '-' 'nothing.md' 'n.md m.md'; do
        # shellcheck disable=SC2086 # words
        run "$DATELINE" update $wrong
        ends_with 2
    done
    "$DATELINE" bundle -q n.md -o n.dateline
    run "$DATELINE" update n.dateline
    ends_with 2
    has 'is a bundle'
    echo '{' >n.lock
    run "$DATELINE" update n.md
    ends_with 0 # a line of another kind, which is kept
    grep -qx '{' n.lock
    echo 'x' >n.lock
    run "$DATELINE" update n.md
    ends_with 2
}

@test "a cell that asks the store what it has is warned of where a lock or bundle is made" {
    echo 'Some words.' >a.txt
    notebook n.md <<<$'```lua\nfetch("a.txt").title\n```\n\n```sql\nSELECT count(*) AS n FROM snapshots\n```\n\n```lua\nstore.search("words")\n```'
    run -0 --separate-stderr "$DATELINE" run n.md --lock -o n.html
    [ "$(grep -c 'neither lock nor bundle holds' <<<"$stderr")" -eq 2 ]
    [[ $stderr == *'n.md:9: note:'*'n.md:13: note:'* ]]
    run -0 --separate-stderr "$DATELINE" bundle n.md -o n.dateline
    [[ $stderr == *'n.md:9: note:'* ]]
    run -0 --separate-stderr "$DATELINE" run n.md --quiet --lock -o n.html
    [ -z "$stderr" ]
}
