#!/usr/bin/env bats
# shellcheck disable=SC2016 # commands that messages quote
load command

bats_require_minimum_version 1.5.0

@test "a pipe is read, and one that nobody writes to is not waited for" {
    # shellcheck disable=SC2016 # a notebook's fence
    run "$DATELINE" run <(printf -- '---\ndateline: 1\n---\n'; sleep 0.3; printf '```lua\n41 + 1\n```\n')
    ends_with 0
    has 42
    mkfifo pipe.md
    run timeout 20 "$DATELINE" run pipe.md
    ends_with 2
    has 'nobody writes to it'
}

@test "a file that is no notebook is told as such" {
    echo '# A letter' >letter.md
    run "$DATELINE" run letter.md
    ends_with 2
    has 'letter.md:1:1: this is no notebook'
    has 'hint: '
    head -c 3000 /dev/urandom >noise.md
    run "$DATELINE" run noise.md
    ends_with 2
    : >empty.md
    run "$DATELINE" run empty.md
    ends_with 2
}

@test "a missing file and a folder are told as such" {
    run "$DATELINE" run nowhere.md
    ends_with 2
    has 'nowhere.md: No such file'
    run "$DATELINE" run .
    ends_with 2
}

@test "a fence that never closes names the line where it opens" {
    notebook n.md <<<$'text\n\n```lua\nx = 1'
    run "$DATELINE" run n.md -o r.html
    ends_with 2
    has 'n.md:6:1: this cell never ends'
    [ ! -e r.html ]
}

@test "invalid YAML, keys and attributes say where, and propose the near one" {
    printf -- '---\ndateline: 1\ntitle: [a\n---\n' >n.md
    run "$DATELINE" run n.md
    ends_with 2
    has 'n.md:4:1'
    FRONT='titel: x\n' notebook n.md <<<''
    run "$DATELINE" run n.md
    ends_with 0
    has "do you mean 'title'"
    notebook n.md <<<$'```lua captoin="x"\n```'
    run "$DATELINE" run n.md
    ends_with 2
    has 'n.md:4:8'
    has "do you mean 'caption'"
}

@test "invalid dates say where: in front matter, in a cell, in a timeline's file" {
    FRONT='as-of: 2024-02-30\n' notebook n.md <<<''
    run "$DATELINE" run n.md
    ends_with 2
    has 'n.md:3:8'
    has 'days of this month go from 01 to 29'
    notebook n.md <<<$'```lua\nx = 1\ndate("2024-13")\n```'
    run "$DATELINE" run n.md
    [ "$status" -ne 0 ]
    has 'n.md:6'
    has 'months go from 01 to 12'
    printf 'id\tactor\tkind\tdate\twhat\na\tA\tk\t2024-13\tw\n' >t.tsv
    notebook n.md <<<$'```lua\ntimeline.load("t.tsv")\n```'
    run "$DATELINE" run n.md
    [ "$status" -ne 0 ]
    has 't.tsv:2:12'
    has 'n.md:5'
}

@test "a store that is no database is refused and left byte for byte" {
    head -c 5000 /dev/urandom >letter.db
    cp letter.db before
    notebook n.md <<<$'```lua\nstore.get("x")\n```'
    run "$DATELINE" run n.md --store letter.db
    ends_with 2
    has 'letter.db'
    has 'no SQLite database'
    cmp letter.db before
    run "$DATELINE" search --store letter.db x
    ends_with 2
}

@test "a full disk is told, and the old report stays whole" {
    notebook n.md <<<$'```lua\n("x"):rep(300000)\n```'
    run "$DATELINE" run n.md -o /dev/full --to md
    ends_with 2
    has 'No space left'
    echo old >r.md
    run bash -c 'ulimit -f 8; "$0" run n.md -o r.md' "$DATELINE"
    ends_with 2
    has r.md
    [ "$(cat r.md)" = old ]
    [ "$(ls)" = $'n.md\nprofile\nr.md' ] || [ "$(ls)" = $'n.md\nr.md' ]
}

@test "a folder that may not be written is told before anything is lost" {
    notebook n.md <<<$'```lua\n1\n```'
    run "$DATELINE" run n.md -o no/such/folder/r.md
    [ "$status" -ne 0 ]
    has 'no/such/folder/r.md'
    run "$DATELINE" run n.md -o n.md
    ends_with 2
    has 'write over the notebook'
    grep -q 'dateline: 1' n.md
}

@test "an unreachable host is told, and fails with 5" {
    run timeout 30 "$DATELINE" fetch --allow-private http://127.0.0.1:9/
    ends_with 5
    has 'http://127.0.0.1:9/'
    run timeout 30 "$DATELINE" fetch http://no-such-host.invalid/
    ends_with 5
    has 'no-such-host.invalid'
}

@test "unknown commands and options propose the near one" {
    run "$DATELINE" rnu x.md
    ends_with 2
    has "do you mean 'run'"
}

@test "a misspelt value of an option proposes the near one, and what is far from all lists them" {
    FRONT='' notebook n.md <<<'Text.'
    while IFS='|' read -r near words arguments; do
        read -ra given <<<"$arguments"
        run "$DATELINE" "${given[@]}" </dev/null
        ends_with 2
        has "${given[*]: -1}: $words was expected; do you mean '$near'?"
    done <<'END'
html|html, md, json, ipynb, svg, png, pdf, bib or csl.json|run n.md --to htlm
ascii|drawn, ascii or list|run n.md --pictures asci
drawn|drawn, ascii or list|repl --pictures dran
ipynb|md or ipynb|convert n.md x --to ipybn
bash|bash, zsh or fish|help --completion bahs
END
    DATELINE_PICTURES=lits run "$DATELINE" run n.md
    ends_with 2
    has "\$DATELINE_PICTURES lits: drawn, ascii or list was expected; do you mean 'list'?"
    run "$DATELINE" run n.md --to word
    ends_with 2
    [[ $output == *'csl.json was expected' ]]
    run "$DATELINE" run n.md --to "$(printf 'x%.0s' {1..3000})"
    ends_with 2
    [[ $output == *'csl.json was expected' ]]
    run --separate-stderr "$DATELINE" repl <<<$':set pictures lits\n:set quiet of'
    [[ $stderr == *":set pictures lits: drawn, ascii or list was expected; do you mean 'list'?"* ]]
    [[ $stderr == *":set quiet of: on or off was expected; do you mean 'o"* ]]
    run "$DATELINE" run --ofline x.md
    ends_with 2
    has -- '--offline'
    run "$DATELINE" run --timeout soon x.md
    ends_with 2
    has 'a number'
    notebook n.md <<<''
    run "$DATELINE" run n.md -o r.docx
    ends_with 2
    has '.html'
    run "$DATELINE" run n.md --to docx
    ends_with 2
    run "$DATELINE" run
    ends_with 2
    run "$DATELINE" help nothing-like-it
    ends_with 2
}

@test "a reader that goes away is no error" {
    notebook n.md <<<$'```lua\nfor i = 1, 20000 do print(i) end\n```'
    "$DATELINE" run n.md 2>err | head -1 >/dev/null
    [ "${PIPESTATUS[0]}" -eq 0 ]
    [ ! -s err ]
}

@test "a disk without room for a store is told to be full" {
    unshare -rm mount -t tmpfs none "$PWD" 2>/dev/null || skip 'no space of mounts of one'"'"'s own'
    mkdir small
    echo '<p>A page.</p>' >a.html
    for size in 16k 64k 128k; do
        run unshare -rm sh -c 'mount -t tmpfs -o size="$1" none small && exec "$2" fetch --store small/s.db a.html' \
            sh "$size" "$DATELINE"
        [ "$status" -ne 0 ]
        has "the disk is full"
        has "make room on the disk"
    done
}

@test "an option that is none is told as it was written, wherever it stands" {
    run "$DATELINE" run a.md b.md --ofx
    ends_with 2
    has '`dateline run` has no option --ofx'
    run "$DATELINE" run a.md b.md -x
    ends_with 2
    has '`dateline run` has no option -x'
    run "$DATELINE" run a.md -qx
    ends_with 2
    has 'has no option -x'
    run "$DATELINE" run a.md --quiet -xq
    ends_with 2
    has 'has no option -x;'
    run "$DATELINE" run a.md --quiet=1
    ends_with 2
    has 'has no option --quiet=1'
    run "$DATELINE" run a.md b.md -o
    ends_with 2
    has '-o needs a value'
    run "$DATELINE" run a.md b.md --output
    ends_with 2
    has '--output needs a value'
    run "$DATELINE" run a.md b.md --store
    ends_with 2
    has '--store needs a value'
}

@test "a notebook where a command or a script stands is sent to run" {
    notebook n.md <<<'Prose.'
    for name in n.md ./n.md "$PWD/n.md"; do
        run "$DATELINE" "$name"
        ends_with 2
        has "a notebook runs by \`dateline run $name\`"
    done
    run "$DATELINE" ./absent.md
    ends_with 2
    has "there is no command './absent.md'"
}

@test "an option before any command is not said to be a script's alone" {
    run "$DATELINE" --frobnicate
    ends_with 2
    has '`dateline` has no option --frobnicate'
    has '`dateline help` the commands'
    run "$DATELINE" --ofline x.lua
    ends_with 2
    has "do you mean '--offline'?"
}

@test "a folder in the place of a store, and a bundle that is not there, are called so" {
    mkdir folder
    run "$DATELINE" search --store folder x
    ends_with 2
    has 'folder is a folder; a store is one file'
    run "$DATELINE" unbundle absent.dateline
    ends_with 2
    has 'absent.dateline: No such file or directory'
}
