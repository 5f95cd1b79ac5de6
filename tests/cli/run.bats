#!/usr/bin/env bats
load command
load terminal

bats_require_minimum_version 1.5.0

teardown() { end_terminal; }

@test "the last expression's value, print and display are shown in order" {
    notebook n.md <<'N'
```lua
print("one", 2)
display({x = 1})
x = 40 +
  2
x
```
N
    run "$DATELINE" run n.md
    ends_with 0
    has $'one\t2\n'
    has '{x = 1}'
    has '42'
}

@test "an error that is an object says what its __tostring does" {
    notebook n.md <<'N'
```lua error="expected"
error(setmetatable({}, {__tostring = function() return "no rows for 2024" end}))
```

```lua error="expected"
error(setmetatable({}, {__tostring = function() error("again") end}))
```

```lua error="expected"
error({code = 1})
```
N
    run "$DATELINE" run n.md
    ends_with 0
    has 'no rows for 2024'
    [ "$(grep -c 'error object is a table value' <<<"$output")" = 2 ]
}

@test "random numbers are those of the notebook, in every run" {
    notebook n.md <<'N'
---
dateline: 1
title: Dice
---

```lua
print(math.random(1000000), math.random(1000000))
```

```lua
print(math.random(1000000), math.random(1000000))
```
N
    "$DATELINE" run n.md --to json >first
    "$DATELINE" run n.md --to json | cmp - first
    [ "$(jq -r '.cells[0].views[0].text' first)" != "$(jq -r '.cells[1].views[0].text' first)" ]
    printf 'math.random(1000000)\nmath.random(1000000)\n' >typed
    "$DATELINE" repl <typed >first
    "$DATELINE" repl <typed | cmp - first
}

@test "a call's value is shown, a final semicolon hides it, and a statement shows nothing" {
    notebook n.md <<'N'
```lua id="a"
local function f() return "called" end
f()
```

```lua id="b"
("quiet"):upper();
```

```lua id="d"
("loud"):upper()
```

```lua id="c"
y = ("x"):rep(3)
```
N
    run "$DATELINE" run n.md --to json
    ends_with 0
    [ "$(jq -c '[.cells[].views | length]' <<<"$output")" = '[1,0,1,0]' ]
    [ "$(jq -r '.cells[0].views[0].text' <<<"$output")" = called ]
}

@test "expressions in prose take their values from the run, in document order" {
    notebook n.md <<'N'
```lua
n = 1
```

It was `{lua} n`.

```lua
n = n + 1
```

It is `{lua} n`, on `{lua} date("2024-03~")`.
N
    run "$DATELINE" run n.md --to md
    ends_with 0
    has 'It was 1.'
    has 'It is 2, on around March 2024.'
}

@test "each report is named by its ending, and several are written by one run" {
    notebook n.md <<<$'```lua\n1 + 1\n```'
    run "$DATELINE" run n.md -o a.html -o b.md -o c.json
    ends_with 0
    [ -z "$output" ]
    grep -q '<!DOCTYPE html>' a.html
    grep -q '^2$' b.md
    [ "$(jq -r '.cells[0].views[0].text' c.json)" = 2 ]
}

@test "a notebook comes from standard input and a report goes to standard output" {
    notebook n.md <<<$'```lua\n"in" .. "out"\n```'
    output=$("$DATELINE" run - --to md <n.md)
    has inout
    output=$("$DATELINE" run - -o - --to html <n.md)
    has '<!DOCTYPE html>'
}

@test "parameters are given values of their type" {
    FRONT='params:\n  who: nobody\n  n: {type: number, default: "1"}\n' notebook n.md <<<$'```lua\nparams.who .. params.n + 1\n```'
    run "$DATELINE" run n.md -p who=me --param n=4
    ends_with 0
    has me5
    run "$DATELINE" run n.md -p n=four
    ends_with 2
    has 'no number'
    run "$DATELINE" run n.md -p whom=me
    ends_with 2
    has "do you mean 'who'"
}

@test "today is the as-of date, and the command line's goes first" {
    FRONT='as-of: 2024-12-31\n' notebook n.md <<<$'```lua\nprint(today())\n```'
    run "$DATELINE" run n.md
    has 2024-12-31
    run "$DATELINE" run n.md --as-of 2024-11-27
    has 2024-11-27
    run "$DATELINE" run n.md --as-of soon
    ends_with 2
}

@test "a cell's error names its line, shows it, ends the run, and keeps what came before" {
    notebook n.md <<'N'
```lua
print("before")
```

```lua
local t = nil
t.x = 1
```

```lua
print("after")
```
N
    run "$DATELINE" run n.md -o r.html -o r.json
    ends_with 1
    has 'n.md:10: '
    has "attempt to index a nil value (local 't')"
    has 't.x = 1'
    grep -q before r.html
    grep -q 'n.md:10' r.html
    [ "$(jq -c '[.cells[].state]' r.json)" = '["ok","failed","not run"]' ]
    [ "$(jq '.cells[1].error.line' r.json)" = 10 ]
    [ "$(grep -c '<pre>after' r.html)" -eq 0 ]
}

@test "a syntax error names its line too" {
    notebook n.md <<<$'```lua\nx = = 1\n```'
    run "$DATELINE" run n.md
    ends_with 1
    has 'n.md:5: unexpected symbol near'
}

@test "an expected error lets the run go on, and its absence fails" {
    notebook n.md <<<$'```lua error="expected"\nerror("known")\n```\n\n```lua\n"went on"\n```'
    run "$DATELINE" run n.md
    ends_with 0
    has 'went on'
    notebook n.md <<<$'```lua error="expected"\n1\n```'
    run "$DATELINE" run n.md
    ends_with 1
    has 'there was none'
}

@test "echo and output say what of a cell is shown, and .noeval that it is not run" {
    notebook n.md <<<$'```lua echo=false\nprint("a" .. "1")\n```\n\n```lua output=false\nprint("b" .. "2")\n```\n\n```lua .noeval\nprint("c" .. "3")\n```'
    run "$DATELINE" run n.md --to md
    ends_with 0
    has a1
    has '"b" .. "2"'
    has '"c" .. "3"'
    [[ $output != *'"a" .. "1"'* && $output != *b2* && $output != *c3* ]]
}

@test "two runs give the same bytes, whoever runs them and wherever" {
    mkdir -p there/deep home
    cp -r "$ROOT/notebooks/." there/deep
    "$DATELINE" run there/deep/sora-delay.md --offline -o 1.html -o 1.md -o 1.json
    for i in 2 3 4; do
        (cd there && env LC_ALL=C.UTF-8 LANG=tr_TR TZ=Asia/Kolkata HOME="$PWD/../home" LUA_INIT='error("x")' \
            "$DATELINE" run deep/sora-delay.md --offline -o "../$i.html" -o "../$i.md" -o "../$i.json")
        cmp 1.html "$i.html"
        cmp 1.md "$i.md"
        cmp 1.json "$i.json"
    done
}

# Each loops for ever in a way of its own; none may outlive its limit.
@test "a time limit stops a loop, in a coroutine, under pcall, in a handler, in a comparison" {
    for code in 'while true do end' \
        'while true do pcall(function() while true do end end) end' \
        'coroutine.wrap(function() while true do end end)()' \
        'while true do pcall(coroutine.wrap(function() while true do end end)) end' \
        'xpcall(function() while true do end end, function() while true do end end)' \
        'xpcall(error, function() while true do end end)' \
        'table.sort({3, 2, 1}, function() while true do end end)' \
        'local t <close> = setmetatable({}, {__close = function() while true do end end})' \
        'setmetatable(_G, {__index = function() while true do end end}) _ = nothing' \
        'store.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")'; do
        notebook n.md <<<$'```lua\nprint("kept")\n```\n\n```lua\n'"$code"$'\n```'
        run timeout 20 "$DATELINE" run n.md --timeout 0.2
        ends_with 7
        has kept
        has 'time limit'
    done
}

@test "a pattern that never ends ends the process soon after its limit" {
    notebook n.md <<<$'```lua\nstring.find(("a"):rep(200), ("a*"):rep(30) .. "b")\n```'
    run timeout 20 "$DATELINE" run n.md --timeout 0.2
    ends_with 7
    has 'n.md'
    has 'time limit'
}

@test "memory and output have limits" {
    notebook n.md <<<$'```lua\nlocal s = "x"\nwhile true do s = s .. s end\n```'
    run "$DATELINE" run n.md --memory 32
    ends_with 7
    has 'not enough memory'
    has '--memory'
    notebook n.md <<<$'```lua\nwhile true do print(("x"):rep(1000)) end\n```'
    run "$DATELINE" run n.md -o r.json
    ends_with 7
    has 'output limit'
}

@test "Ctrl-C ends the run with 130, and keeps the results" {
    notebook n.md <<<$'```lua\nprint("kept")\n```\n\n```lua\ncoroutine.wrap(function() while true do pcall(string.rep, "x", 9) end end)()\n```'
    "$DATELINE" run n.md -o r.md 2>err &
    pid=$!
    for _ in {1..400}; do # until it catches it
        ! grep -q '^SigCgt:.*[2367abef]$' /proc/$pid/status || break
        sleep 0.025
    done
    sleep 1
    kill -INT $pid
    code=0
    wait $pid || code=$?
    [ $code -eq 130 ]
    grep -q interrupted err
    grep -q kept r.md
}

@test "a cell of SQL shows its rows, and a wrong one fails" {
    notebook n.md <<<$'```sql\nSELECT 1 AS one, \'x\' AS two\n```'
    run "$DATELINE" run n.md --to md
    ends_with 0
    has '| one | two |'
    notebook n.md <<<$'```sql\nSELEC 1\n```'
    run "$DATELINE" run n.md
    ends_with 1
    has 'syntax error'
}

@test "a notebook can do nothing but what it is for" {
    for code in 'os.execute("touch pwned")' 'io.open("/etc/passwd")' 'require("os")' \
        'read("/etc/passwd")' 'load("\27Lua")()' 'debug.getregistry()' \
        'package.loadlib("x", "y")' 'store.exec("ATTACH '"'pwned'"' AS x")'; do
        notebook n.md <<<$'```lua\n'"$code"$'\n```'
        run "$DATELINE" run n.md
        [ "$status" -ne 0 ]
        [ ! -e pwned ]
    done
}

@test "a list's items and footnotes go on under their first word, and bold prose is no list" {
    notebook n.md <<'N'
**Bold** opens a paragraph that is long enough to be folded, and goes
on in a second line of its source.

- an item that is long enough to be folded at eighty columns, whose source
  goes on in a second line
12. another item

A note[^n].

[^n]: one that is long enough to be folded as well, at the width that a pipe is taken
  to have.
[^m]: another
N
    run "$DATELINE" run n.md
    ends_with 0
    has '**Bold** opens a paragraph that is long enough to be folded, and goes on in a
second line of its source.'
    has '- an item that is long enough to be folded at eighty columns, whose source goes
  on in a second line
12. another item'
    has '[^n]: one that is long enough to be folded as well, at the width that a pipe is
  taken to have.
[^m]: another'
}

# Once its lines were folded into one, so that nobody could copy the commands of a notebook's prose.
@test "code in prose keeps its lines on a terminal, and so does a cell that is not run" {
    notebook n.md <<'N'
Commands:

    dateline run a.md
      # `{lua} 1 + 1`

    dateline run b.md

- an item

    its second paragraph,
    folded

~~~sh
mkdir a
```

- no item
~~~

```lua .noeval
page = fetch("https://example.org")
  page
```
N
    run "$DATELINE" run n.md
    ends_with 0
    # shellcheck disable=SC2016 # the quotes are Markdown's
    has '    dateline run a.md
      # `{lua} 1 + 1`

    dateline run b.md

- an item

its second paragraph, folded

    mkdir a
    ```

    - no item

    page = fetch("https://example.org")
      page'
}

@test "on a terminal a run says which reports it wrote, unless it is to be quiet, and a script hears nothing" {
    notebook n.md <<<'text'
    run "$DATELINE" run n.md -o n.html
    ends_with 0
    [ -z "$output" ]
    open_terminal 80 24 \
        "'$DATELINE' run n.md -q -o quiet.html; '$DATELINE' run n.md -o n.html -o n.json; sleep 60"
    shows 'wrote n.html'
    shows 'wrote n.json'
    [ -e quiet.html ]
    run ! grep -q '^wrote quiet' <(tmux -S tmux.sock capture-pane -p)
}

@test "the terminal's list of sources says why one is not captured, once where all say the same" {
    notebook n.md <<<$'```lua\nfetch.all{"https://a.test/", "https://b.test/"};\n```'
    run -0 "$DATELINE" run n.md --offline
    [ "$(grep -c 'is not captured' <<<"$output")" -eq 1 ]
    has 'Sources: 0 of 2 captured; each'
    notebook n.md <<<$'```lua\nfetch.all{"https://a.test/", "http://127.0.0.1:1/"};\n```'
    run -0 "$DATELINE" run n.md
    has 'there is no permission to reach a.test'
    has 'a loopback address'
}

@test "on a terminal what finds nothing says so, and in a pipe it is silent" {
    echo 'Some words.' >a.txt
    "$DATELINE" fetch --quiet a.txt
    open_terminal 80 24 \
        "'$DATELINE' search absent; '$DATELINE' snapshots https://a.test/; sleep 60"
    shows 'no capture says all of this'
    shows 'it is not captured'
    run -0 "$DATELINE" search absent
    [ -z "$output" ]
    run -0 "$DATELINE" snapshots https://a.test/
    [ -z "$output" ]
}

@test "a cell that fails for want of a page has the reason beside it" {
    notebook n.md <<<$'```lua\npages = fetch.all{"https://a.test/", "https://b.test/"}\npages[1]:quote("x")\n```'
    run --separate-stderr "$DATELINE" run n.md --offline -o n.html
    ends_with 1
    [[ $stderr == *'n.md:6:'*$'\nnote: 2 of 2 sources were not captured; https://a.test/ is not captured'* ]]
    notebook n.md <<<$'```lua\nfetch("https://a.test/")\n```'
    run --separate-stderr "$DATELINE" run n.md --offline -o n.html
    ends_with 5
    [[ $stderr != *note:* ]]
}
