#!/usr/bin/env bats
# How values print for who types, at terminals of three widths (tmux) and from a pipe.
load command
load terminal

bats_require_minimum_version 1.5.0

teardown() {
    end_terminal
}

# at WIDTH HEIGHT [OPTION...]: the REPL at such a terminal, without colours.
at() {
    local width=$1 height=$2
    shift 2
    NO_COLOR=${COLORS-1} TERM=screen-256color open_terminal "$width" "$height" \
        "$DATELINE repl $* 2>&1; sleep 60"
    sees Ctrl-D
}

types() {
    enter "$1" Enter
}

# sees TEXT: it comes to the screen, whose lines are in $screen.
sees() {
    for _ in $(seq 100); do
        screen=$(tmux -S tmux.sock capture-pane -p -S -200 ${ESCAPES:+-e})
        [[ $screen != *"$1"* ]] || return 0
        sleep 0.05
    done
    printf 'never seen: %s\n%s\n' "$1" "$screen"
    return 1
}

many='t = {} for i = 1, 100000 do t[i] = {id = i, link = "https://example.org/" .. i, name = "日本語 " .. i, score = i / 4} end'

@test "a hundred thousand rows are a page, and :more is the next" {
    at 80 24
    types "$many"
    types 't'
    sees '… 99,980 more rows; :more'
    [[ $screen == *'20  https://example.org/20  日本語 20    5.0'* ]]
    [[ $screen != *'21  https://'* ]]
    types ':more'
    sees '… 99,960 more rows; :more'
    [[ $screen == *'40  https://example.org/40'* ]]
}

@test "a narrow terminal has fewer columns, and says which are missing" {
    at 40 24
    types 'r = {{id = 1, first = "some longer words", second = "some longer words", third = "some longer words", zero = 12345678}}'
    types 'r'
    sees '(+1 column: second)'
    types 'date("2024-03~")'
    sees 'around March 2024  (2024-03~)'
}

@test "a wide terminal has its room used" {
    at 132 24
    types 'r = {{id = 1, first = ("word "):rep(10), second = ("word "):rep(10)}}'
    types 'r'
    sees 'word word word word word word word word word word    1  word word word word word word word word word word'
}

@test "null is told from empty text, dimly where there are colours" {
    COLORS='' at 80 24
    types "store.query(\"select null as n, '' as e, 'x' as x\")"
    sees 'NULL'
    ESCAPES=1 sees $'\e[2mNULL'
    [[ $screen != *$'\e[2mx'* ]]
}

@test "long text is a page between words" {
    at 80 24
    types '("word "):rep(1000)'
    sees '… 3,400 more characters; :more'
    types ':more'
    sees '… 1,800 more characters; :more'
}

@test "a timeline is a picture in the terminal's width, its table comes when asked for" {
    at 40 30
    types 't = timeline{}'
    types 't:add{id="a", actor="OpenAI", kind="release", date="2024-12-09", what="Sora"}'
    types 't'
    sees '… the same as a table of 1 row; :more'
    [[ $screen == *'■'* ]]
    types ':more'
    sees '9 December 2024  OpenAI  release  Sora'
    types ':more'
    sees 'there is no more'
}

@test "a page is a card" {
    printf '%s' '<html><head><title>Sora</title><meta property="article:published_time" content="2024-02-15"></head><body><article><p>It makes films. It is new.</p><a href="https://example.org/b">b</a></article></body></html>' >p.html
    at 80 24
    types 'fetch("file:p.html")'
    sees 'It makes films. It is new.'
    [[ $screen == *'published    15 February 2024  (2024-02-15)'* ]]
    [[ $screen == *'dated by     '* ]]
    [[ $screen == *'links        1'* ]]
    run grep -o 'sha256 *[0-9a-f]*$' <<<"$screen"
    [ "${#output}" -eq 25 ]
}

@test "earlier values have names" {
    at 80 24
    types '6 * 7'
    sees 42
    types '"and " .. _1 .. " again, " .. _'
    sees 'and 42 again, 42'
}

@test "from a pipe values are whole, and have names too" {
    run --separate-stderr "$DATELINE" repl <<<$'("x "):rep(3000)\n#_, #_1\nfor i = 1, 1 do end\nt = {} for i = 1, 100 do t[i] = {a = i} end return t'
    ends_with 0
    [ -z "$stderr" ]
    [[ $output == *$'\n6000\n6000\n'* ]]
    [[ $output == *$'\n100' ]]
    [[ $output != *more* ]]
}

@test "the ascii and list forms are for tables too" {
    COLUMNS=80 run "$DATELINE" repl --pictures=ascii <<<'{{a = 1, b = ("x"):rep(200)}}'
    [[ $output == *$'-  ---'*'xx..'* ]]
    LC_ALL=C run grep -P '[^\x00-\x7f]' <<<"$output"
    [ "$status" -eq 1 ]
    run "$DATELINE" repl --pictures=list <<<'{{a = 1, b = "x"}}'
    [ "$output" = $'Row 1:\n  a: 1\n  b: x' ]
}

@test "a run tells its tables in the form that was asked for" {
    notebook n.md <<<$'```lua\n{{a = 1, b = "x"}}\n```'
    run "$DATELINE" run --pictures=list n.md
    ends_with 0
    [[ $output == *$'Row 1:\n  a: 1\n  b: x'* ]]
    run "$DATELINE" run --pictures=ascii n.md
    [[ $output == *$'a  b\n-  -\n1  x'* ]]
}

@test "nothing captured moves the cursor" {
    run "$DATELINE" repl <<<$'"\\27[2J\\u{202e}x", {"\\27]0;t\\7"}, {{a = "\\27[31m"}}'
    ends_with 0
    [[ $output != *$'\e'* && $output != *$'\a'* ]]
    [[ $output == *'␛[2J<U+202E>x'* ]]
}

@test "beside a notebook an edit reaches the names" {
    notebook n.md <<<$'```lua\na = 1\n```'
    run --separate-stderr "$DATELINE" repl n.md <<<$'a + 1\n_1 * 10\n_'
    ends_with 0
    [ "$output" = $'2\n20\n20' ]
}

# A notebook whose table is wider than 80 columns, with a date that SQL has as text.
wide_notebook() {
    # shellcheck disable=SC2016 # the quotes are Markdown's
    printf -- '---\ndateline: 1\ntitle: W\n---\n\n```sql\n%s\n```\n' \
        "SELECT 'a publisher with a long name' AS who, 'the first of them' || ' and more words' AS what,
'2024-12-09' AS day, NULL AS none, '' AS empty, 'and the last of the long columns, to the end' AS note" >w.md
}

@test "a table in a pipe is whole, and cut to COLUMNS where that is set, the dates last" {
    wide_notebook
    run -0 "$DATELINE" run w.md
    [[ $output == *'a publisher with a long name  the first of them and more words  2024-12-09  NULL'* ]]
    [[ $output == *'and the last of the long columns, to the end'* ]]
    COLUMNS=40 run -0 "$DATELINE" run w.md
    [[ $output == *' 2024-12-09'* && $output == *'(+'*' columns: '* ]]
    [[ $output != *'to the end'* ]]
    for bad in 0 -3 wide 80x ''; do
        COLUMNS=$bad run -0 "$DATELINE" run w.md
        [[ $output == *'to the end'* ]]
    done
    run -0 "$DATELINE" run w.md --to json
    [[ $(jq -c '.cells[0].views[0].rows[0][3:5]' <<<"$output") == '[null,""]' ]]
    run -0 "$DATELINE" run w.md --to md
    [[ $output == *'| 2024-12-09 |  |  | and'* ]]
}

@test "a narrow terminal is taken for as wide as it is" {
    wide_notebook
    open_terminal 36 24 "'$DATELINE' run w.md 2>&1; sleep 60"
    sees '(+'
    grep -q '^a p.*2024-12-09' <<<"$screen" # a row is a line
}

@test "COLUMNS goes before what the terminal says" {
    wide_notebook
    open_terminal 132 24 "COLUMNS=50 '$DATELINE' run w.md 2>&1; sleep 60"
    sees '(+'
    [[ $screen == *'2024-12-09'* && $screen != *'to the end'* ]]
}
