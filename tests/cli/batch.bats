#!/usr/bin/env bats
# Many notebooks, or one with many parameters: processes of their own, told of one by one.
load command

notebooks() {
    for name in a b c; do
        FRONT='as-of: 2024-01-01\nparams:\n  actor: OpenAI\n  n: {type: number, default: 3}\n' notebook $name.md <<'N'
```lua
params.actor .. " " .. params.n
```
N
    done
    FRONT='as-of: 2024-01-01\n' notebook bad.md <<<$'```lua\nerror("no such thing")\n```'
}

# of FILE FILTER: the lines of JSON, in the order of the notebooks' names
told() {
    jq -c -s "sort_by(.notebook, (.params | tostring)) | .[] | $1" <<<"$output"
}

@test "several notebooks run as processes, and each has a line, a status and its reports" {
    notebooks
    run "$DATELINE" run a.md bad.md c.md -o 'out/{name}.html' -o 'out/{name}.json' --index out/index.html
    ends_with 1
    [ "$(told '[.notebook, .status, (.reports | length)]')" = \
        $'["a.md",0,2]\n["bad.md",1,2]\n["c.md",0,2]' ]
    [[ $(told .message) == *'bad.md:6: no such thing'* ]]
    "$DATELINE" run a.md -o one.html
    cmp one.html out/a.html
    grep -qF '<a href="a.html">html</a>, <a href="a.json">json</a>' out/index.html
    grep -qF 'no such thing' out/index.html
    [ "$(grep -c '<tr>' out/index.html)" = 4 ]
}

@test "a matrix runs a notebook for each of its rows, and the reports say with what" {
    notebooks
    printf 'actor,n\r\nOpenAI,1\r\n"Me ""ta"", Inc.",2\r\n\r\n../../x,3\r\n' >m.csv
    run "$DATELINE" run a.md --matrix m.csv --jobs 3 -o 'out/{actor}-{n}.json' --index index.html
    ends_with 0
    [ "$(cd out && echo *)" = 'Me-ta-Inc.-2.json OpenAI-1.json x-3.json' ]
    [ "$(jq -r '.cells[0].views[0].text' out/Me-ta-Inc.-2.json)" = 'Me "ta", Inc. 2' ]
    [ "$(jq -r '.params.actor' out/Me-ta-Inc.-2.json)" = 'Me "ta", Inc.' ]
    grep -qF 'href="out/Me-ta-Inc.-2.json"' index.html
    # two notebooks times three rows
    run "$DATELINE" run a.md b.md --matrix m.csv -o 'out/{name}-{n}.md'
    ends_with 0
    [ "$(told .status | wc -l)" = 6 ]
}

@test "names of reports are safe, whatever the values are" {
    notebooks
    long=$(printf 'é%.0s' {1..200})
    printf 'actor\n-rf\nCON\na b\n%s\n..\n \nx/../y\nnul.txt\n' "$long" >m.csv
    run "$DATELINE" run a.md --matrix m.csv -o 'out/{actor}.json'
    ends_with 0
    [ "$(cd out && printf '%s\n' * | LC_ALL=C sort | tr '\n' ' ')" = \
        "CON_.json a-b.json nul.txt_.json rf.json untitled-2.json untitled.json x-..-y.json ${long:0:60}.json " ] || {
        ls out
        false
    }
}

@test "what cannot be told apart or read is said before anything runs" {
    notebooks
    run "$DATELINE" run a.md b.md -o out.html
    ends_with 2
    has 'a.md and b.md would both be written to out.html'
    [ ! -e out.html ]
    printf 'actor\nA\nB\nA\n' >m.csv
    run "$DATELINE" run a.md --matrix m.csv -o '{actor}.html'
    ends_with 0
    [ -e A.html ] && [ -e B.html ] && [ -e A-2.html ]
    run "$DATELINE" run a.md --matrix m.csv -o '{acto}.html'
    ends_with 2
    has 'there is no {acto}'
    for bad in 'actor,n\nA\n' 'actor\n"A\n' 'actor\nA"B\n' 'actor\n"A"B\n' 'actor\n' '' 'actor\n\xff\n'; do
        printf %b "$bad" >m.csv
        run "$DATELINE" run a.md --matrix m.csv -o '{actor}.html'
        ends_with 2
        has m.csv
    done
    run "$DATELINE" run a.md --matrix nothing.csv
    ends_with 2
    run "$DATELINE" run a.md nothing.md b.md -o '{name}.html'
    ends_with 2
    has 'cannot open nothing.md'
    [ ! -e a.html ]
    printf 'nobody\nA\n' >m.csv
    run "$DATELINE" run a.md --matrix m.csv
    ends_with 2
    has "a.md has no parameter 'nobody'"
}

@test "parameters come from a file, and the command line has the last word" {
    notebooks
    printf 'actor: Google\nn: 7\n' >p.yaml
    run "$DATELINE" run a.md --params p.yaml --to md
    has 'Google 7'
    run "$DATELINE" run a.md --params p.yaml -p n=8 --to md
    has 'Google 8'
    printf '{"actor": "Meta", "n": 9}' >p.json # JSON is YAML
    run "$DATELINE" run a.md --params p.yaml --params p.json --to md
    has 'Meta 9'
    printf 'actor: Google\nacter: 7\n' >p.yaml
    run "$DATELINE" run a.md --params p.yaml
    ends_with 2
    has "p.yaml:2:1: a.md has no parameter 'acter'"
    printf 'n: &a 7\n' >p.yaml
    run "$DATELINE" run a.md --params p.yaml
    ends_with 2
    has 'p.yaml:1:4: this is no YAML as notebooks have it'
    [[ $output != *'front matter'* ]]
    printf 'n: much\n' >p.yaml
    run "$DATELINE" run a.md --params p.yaml
    ends_with 2
    has p.yaml:1
    printf 'n: [1, 2]\n' >p.yaml
    run "$DATELINE" run a.md --params p.yaml
    ends_with 2
    printf 'n: &x 1\nactor: *x\n' >p.yaml
    run "$DATELINE" run a.md --params p.yaml
    ends_with 2
    printf -- '- 1\n' >p.yaml
    run "$DATELINE" run a.md --params p.yaml
    ends_with 2
    has 'a map'
}

@test "a notebook that takes too long is ended, and the others go on" {
    notebooks
    notebook slow.md <<<$'```lua\nwhile true do end\n```'
    run "$DATELINE" run slow.md a.md --run-timeout 3.5 -o 'out/{name}.html'
    ends_with 7
    [ "$(told '[.notebook, .status]')" = $'["a.md",0]\n["slow.md",7]' ]
    [[ $(told .message) == *'passed its limit of 3.5 s'* ]]
    [ ! -e out/slow.html ]
    [ -s out/a.html ]
}

@test "nothing is asked, and a batch that is ended ends what it started" {
    notebook slow.md <<<$'```lua\nwhile true do end\n```'
    "$DATELINE" run slow.md slow.md --timeout 60 >log 2>&1 &
    batch=$!
    sleep 0.4
    kill -TERM $batch
    status=0
    wait $batch || status=$?
    [ "$status" -eq 143 ]
    [ -z "$(pgrep -f "$BATS_TEST_TMPDIR" || true)" ]
    [ -z "$(ps -eo ppid,args | awk -v p=$batch '$1 == p')" ]
}

@test "processes that make one store at the same moment each find it made" {
    for name in a b c d e f; do
        FRONT='as-of: 2024-01-01\n' notebook $name.md <<<$'```lua\nstore.put("t", {{id = 1}}, {key = "id"})\n```'
    done
    for round in $(seq 20); do
        rm -f dateline.db*
        run "$DATELINE" run ./?.md --jobs 6
        ends_with 0
    done
}

@test "killed at any moment, a batch leaves whole reports and a whole store, and runs again" {
    for name in a b c d; do
        FRONT='as-of: 2024-01-01\n' notebook $name.md <<N
\`\`\`lua
for i = 1, 5 do store.put("t_$name", {{id = i, text = ("x"):rep(2000)}}, {key = "id"}) end
store.query("SELECT count(*) AS n FROM t_$name")
\`\`\`
N
    done
    "$DATELINE" run ./?.md -o 'want/{name}.html' >/dev/null
    rm -f dateline.db*
    for round in $(seq "${DATELINE_KILLS:-200}"); do
        "$DATELINE" run ./?.md -o 'out/{name}.html' >/dev/null 2>&1 &
        batch=$!
        sleep "0.0$((RANDOM % 6))$((RANDOM % 10))"
        kill -9 $batch 2>/dev/null || true
        wait $batch 2>/dev/null || true
        for report in out/*.html; do
            [ ! -e "$report" ] || cmp "$report" "want/${report#out/}" || {
                echo "round $round: $report is not whole" >&2
                return 1
            }
        done
    done
    sleep 0.2
    [ "$(sqlite3 dateline.db 'PRAGMA integrity_check')" = ok ]
    run "$DATELINE" run ./?.md -o 'out/{name}.html'
    ends_with 0
    for name in a b c d; do cmp out/$name.html want/$name.html; done
}
