#!/usr/bin/env bats
# Scripts of Lua with arguments: what they are given, what they may do, and how they end.
load command
load nginx

teardown() {
    stop_nginx
    [ -z "${terminal-}" ] || tmux -S "$terminal" kill-server 2>/dev/null || true
}

# script FILE: standard input behind the line that lets the system run it.
script() {
    { echo '#!/usr/bin/env dateline'; cat; } >"$1"
    chmod +x "$1"
}

# err COMMAND...: its standard error alone is $output.
err() {
    run bash -c '"$@" 2>&1 >/dev/null' - "$@"
}

@test "a script has its name, its arguments and all that a cell has" {
    script a.lua <<'L'
print(args[0], #args)
for i, word in ipairs(args) do print(i, word) end
print(date("2024-03-13"):distance("2024-12-09").most)
L
    run "$DATELINE" a.lua one 'two words' '' --three
    ends_with 0
    [ "$output" = "$(printf 'a.lua\t4\n1\tone\n2\ttwo words\n3\t\n4\t--three\n271')" ]
}

@test "the system runs it by its first line, wherever it stands" {
    mkdir bin elsewhere
    ln -s "$DATELINE" bin/dateline
    script bin/tool <<<'print(args[0], args[1])'
    cd elsewhere
    PATH=$BATS_TEST_TMPDIR/bin:$PATH run tool x
    ends_with 0
    [[ $output == */bin/tool$'\tx' ]]
    run "$DATELINE" script ../bin/tool y
    ends_with 0
}

@test "options of dateline stand before the file, and the script's own behind it" {
    script a.lua <<<'print(today(), args[1], args[2])'
    run "$DATELINE" --as-of 2024-12-31 -q a.lua --as-of 2025
    ends_with 0
    [ "$output" = $'2024-12-31\t--as-of\t2025' ]
    run "$DATELINE" --jobs 3 a.lua
    ends_with 2
    has 'no option --jobs'
    run "$DATELINE" --quiet
    ends_with 2
    has 'a script was expected'
}

@test "nothing is shown but what is printed and displayed" {
    script a.lua <<'L'
local rows = { 1, 2 }
display(md("**bold**"))
print("end")
return rows
L
    run "$DATELINE" a.lua
    ends_with 0
    has bold
    [[ $output == *end ]]
    [[ $output != *table* && $output != *1* ]]
    script b.lua <<<'1 + 1'
    run "$DATELINE" b.lua
    ends_with 2
}

@test "what is printed is told byte for byte, while the script runs" {
    script a.lua <<'L'
print("\27[31mred\r\tx")
local n = 0
while true do n = n + 1 end
L
    mkfifo seen
    "$DATELINE" a.lua >seen &
    IFS= read -r line <seen # it has not ended: a line came through
    kill -INT $!
    run wait $!
    [ "$line" = $'\e[31mred\r\tx' ]
}

@test "a reader that goes away ends it without a word" {
    script a.lua <<<'while true do print("again and again") end'
    run bash -c "set -o pipefail; '$DATELINE' a.lua 2>errors | head -n 1"
    ends_with 0
    [ "$output" = 'again and again' ]
    [ ! -s errors ]
}

@test "standard output that takes nothing is told" {
    [ -e /dev/full ] || skip 'no /dev/full here'
    script a.lua <<<'print("x")'
    run bash -c "'$DATELINE' a.lua >/dev/full"
    ends_with 2
    has 'cannot write to standard output'
}

@test "it ends with the status that it gives, and no pcall keeps it" {
    script a.lua <<'L'
local status = tonumber(args[1]) or args[1] == "true" or (args[1] == "false" and false)
print("before")
local close <close> = setmetatable({}, { __close = function() error("at the end") end })
coroutine.wrap(function() pcall(pcall, exit, status) end)()
print("never")
L
    for status in 0 1 4 5 255; do
        run "$DATELINE" a.lua $status
        ends_with "$status"
        [ "$output" = before ]
    done
    run "$DATELINE" a.lua true
    ends_with 0
    run "$DATELINE" a.lua false
    ends_with 1
    script b.lua <<<'exit(256)'
    run "$DATELINE" b.lua
    ends_with 1
    has 'b.lua:2: bad argument #1'
    has 'a status from 0 to 255'
}

@test "an error names file and line, and shows it" {
    script a.lua <<'L'

local function f() error("the date is missing") end
f()
L
    run "$DATELINE" a.lua
    ends_with 1
    [ "${lines[0]}" = 'a.lua:3: the date is missing' ]
    has 'local function f()'
    script b.lua <<<'print(date("2024-13"))'
    run "$DATELINE" b.lua
    has 'b.lua:2: '
    script c.lua <<<'error({})'
    run "$DATELINE" c.lua
    ends_with 1
    has 'error object is a table'
}

@test "a syntax error has its line, whatever ends the lines" {
    printf 'print(1)\r\nlocal x =\r\nprint(2)\r\n= 3\r\n' >a.lua
    run "$DATELINE" a.lua
    ends_with 2
    has 'a.lua:4: '
    printf '#!/usr/bin/env dateline\r\nprint(1)\r\nerror("here")\r\n' >b.lua
    run "$DATELINE" b.lua
    ends_with 1
    has 'b.lua:3: here'
    printf '\xEF\xBB\xBFprint("with a mark")' >c.lua
    run "$DATELINE" c.lua
    ends_with 0
    [ "$output" = 'with a mark' ]
    : >empty.lua
    run "$DATELINE" empty.lua
    ends_with 0
    [ -z "$output" ]
}

@test "what is no script is told as what it is" {
    run "$DATELINE" missing.lua
    ends_with 2
    has 'cannot open missing.lua: No such file'
    run "$DATELINE" sub/missing
    ends_with 2
    mkdir folder.lua
    run "$DATELINE" folder.lua
    ends_with 2
    has 'folder.lua is a folder'
    printf '\x1bLua\x54\x00' >code.lua
    run "$DATELINE" code.lua
    ends_with 2
    has 'a script is Lua in UTF-8'
    notebook n.md <<<'text'
    run "$DATELINE" n.md
    ends_with 2
    has 'dateline run n.md'
    run "$DATELINE" nothing
    ends_with 2
    has "no command 'nothing'"
    if [ "$(id -u)" -ne 0 ]; then
        : >closed.lua && chmod 0 closed.lua
        run "$DATELINE" closed.lua
        ends_with 6
    fi
}

@test "its head says what front matter does, and is told of by line" {
    script a.lua <<'L'

--[[---
title: T
as-of: 2024-02-03
params:
  actor: OpenAI
---]]
print(today(), params.actor)
L
    run "$DATELINE" -p actor=Google a.lua
    ends_with 0
    [ "$output" = $'2024-02-03\tGoogle' ]
    script b.lua <<<$'--[[---\ntitle: x\nas-of: soon\n---]]'
    run "$DATELINE" b.lua
    ends_with 2
    has 'b.lua:4:'
    script c.lua <<<$'--[[---\nnett: a.test\n---]]'
    run "$DATELINE" c.lua
    ends_with 0
    has "c.lua:3: warning: 'nett' is no key of ours; do you mean 'net'?"
    script d.lua <<<$'--[[---\nnet: a.test\n]]'
    run "$DATELINE" d.lua
    ends_with 2
    has 'd.lua:2:1: the script'\''s head never ends'
}

@test "a first line grants nothing" {
    for line in '#!/usr/bin/env -S dateline --allow-net' '#!/usr/local/bin/dateline -q' \
        $'#! dateline\t--allow-private'; do
        printf '%s\nprint(1)\n' "$line" >a.lua
        run "$DATELINE" a.lua
        ends_with 2
        has 'a.lua:1:'
        has 'gives itself none'
    done
    printf '#!/usr/bin/env -S dateline\nprint(1)\n' >a.lua
    run "$DATELINE" a.lua
    ends_with 0
}

@test "args:parse reads options as the usage has them" {
    script a.lua <<'L'
local given = args:parse [[
Usage: a.lua [OPTION...] FEED...

  -d, --days N          how far back (7)
  -q, --quiet           no titles
      --as-json         JSON
  -f, --feed FILE...    a list
]]
for key, value in pairs(given) do
  print(key, type(value) == "table" and table.concat(value, "+") or value, math.type(value))
end
L
    run "$DATELINE" a.lua one -qd7 --feed=a -f b --as-json - -- --quiet
    ends_with 0
    [ "$output" = "$(printf '%s\n' $'1\tone\tnil' $'2\t-\tnil' $'3\t--quiet\tnil' \
        $'as_json\ttrue\tnil' $'days\t7\tinteger' $'feed\ta+b\tnil' $'quiet\ttrue\tnil')" ]
    run "$DATELINE" a.lua --help
    ends_with 0
    [ "${lines[0]}" = 'Usage: a.lua [OPTION...] FEED...' ]
    [[ $output == *'a list' ]]
    run "$DATELINE" a.lua -h
    ends_with 0
}

@test "a usage may list --help, and a -h that is another option keeps its meaning" {
    script a.lua <<'L'
local given = args:parse "Usage: a.lua [-h]\n  -h, --help  this\n"
print("not reached", given.help)
L
    script b.lua <<'L'
print(args:parse("Usage: b.lua [-h HOST]\n  -h, --host HOST  where\n").host)
L
    for word in -h --help; do
        run "$DATELINE" a.lua "$word"
        ends_with 0
        [ "${lines[0]}" = 'Usage: a.lua [-h]' ]
        [ "${#lines[@]}" -eq 2 ]
    done
    run "$DATELINE" b.lua -h example.org
    [ "$output" = example.org ]
    run "$DATELINE" b.lua --help
    [ "${lines[0]}" = 'Usage: b.lua [-h HOST]' ]
}

@test "arguments that are wrong end with status 2, and say what is right" {
    script a.lua <<'L'
local given = args:parse "Usage: a.lua [--days N] FEED...\n  -d, --days N  how far\n  -q, --quiet  none\n"
if #given == 0 then args:fail("a feed was expected") end
L
    err "$DATELINE" a.lua
    ends_with 2
    [ "${lines[0]}" = 'a.lua: a feed was expected' ]
    [ "${lines[1]}" = 'Usage: a.lua [--days N] FEED...' ]
    err "$DATELINE" a.lua --dyas 3
    ends_with 2
    has 'no option --dyas; do you mean --days?'
    err "$DATELINE" a.lua --xyz
    ends_with 2
    [ "${lines[0]}" = 'a.lua: there is no option --xyz' ]
    err "$DATELINE" a.lua --days soon
    ends_with 2
    has '--days soon: a number was expected'
    err "$DATELINE" a.lua -d
    ends_with 2
    has '-d needs a value: N'
    err "$DATELINE" a.lua --quiet=yes
    ends_with 2
    has '--quiet takes no value'
}

@test "warn writes to standard error, where nothing moves the cursor" {
    script a.lua <<<'warn("late:", 3, "\27[2J") print("result")'
    err "$DATELINE" a.lua
    ends_with 0
    [[ $output == $'late:\t3\t'* && $output != *$'\e'* ]]
    [ "$("$DATELINE" a.lua 2>/dev/null)" = result ]
}

@test "it reads below its own folder, and what its arguments name" {
    mkdir -p own/data other
    echo inside >own/data/in.txt
    echo told >other/told.txt
    echo untold >other/untold.txt
    script own/a.lua <<'L'
print(read("data/in.txt"), pcall(read, "../other/untold.txt"))
for _, word in ipairs(args) do
  local path = word:match("=(.*)") or word
  print(pcall(read, path))
end
L
    run "$DATELINE" own/a.lua other/told.txt "--list=$PWD/other/told.txt" other "--list=other"
    ends_with 0
    has inside
    has 'false'
    [[ $output != *$'\n'untold* ]]
    [ "$(grep -c $'true\ttold' <<<"$output")" -eq 2 ]
    [ "$(grep -c '^false' <<<"$output")" -eq 2 ]
    # what is named gives no right to what stands beside it
    script own/b.lua <<<'print(pcall(read, "other/untold.txt"))'
    run "$DATELINE" own/b.lua other/told.txt
    [[ $output == false* ]]
}

@test "a dash is standard input" {
    script a.lua <<<'print(#read("-"), pcall(read, args[2] or "x"))'
    run bash -c "printf 'a\nb\n' | '$DATELINE' a.lua -"
    ends_with 0
    [[ $output == 4$'\t'* ]]
    script b.lua <<<'print(pcall(read, "-"))'
    run bash -c "echo x | '$DATELINE' b.lua"
    ends_with 0
    [[ $output == false* ]]
}

@test "the sandbox and its limits are a notebook's" {
    script a.lua <<<'print(io, os.execute, os.exit, require, debug, package, dofile, load("\27Lua"))'
    run "$DATELINE" a.lua
    ends_with 0
    [[ $output == nil$'\t'nil$'\t'nil$'\t'nil$'\t'nil$'\t'nil$'\t'nil$'\t'nil* ]]
    script loop.lua <<<'while true do end'
    run "$DATELINE" --timeout 0.2 loop.lua
    ends_with 7
    has 'loop.lua:2: '
    script fat.lua <<<'local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end'
    run "$DATELINE" --memory 16 fat.lua
    ends_with 7
    script talk.lua <<<'local line = ("x"):rep(1023) for _ = 1, 70000 do print(line) end'
    run bash -c "set -o pipefail; '$DATELINE' talk.lua | wc -c"
    ends_with 7
    has 67108864
    notebook n.md <<<$'```lua\nprint(args, exit, warn)\n```'
    run "$DATELINE" run n.md
    ends_with 0
    has $'nil\tnil\tnil'
}

@test "what it makes is written beside, and the store is where it is run" {
    mkdir tools
    script tools/make.lua <<<'store.put("t", { { a = 1 } }) store.export("t", "t.csv")'
    run "$DATELINE" tools/make.lua
    ends_with 0
    [ -e dateline.db ]
    [ ! -e tools/dateline.db ]
    [ "$(head -n 1 make-files/t.csv | tr -d "\r")" = a ]
    run "$DATELINE" --files out --store other.db tools/make.lua
    ends_with 0
    [ -e out/t.csv ] && [ -e other.db ]
}

@test "the network is what its head asks for and a person grants" {
    mkdir -p www
    echo '<title>T</title><p>text</p>' >www/p.html
    start_nginx
    script a.lua <<L
--[[---
net: ["127.0.0.1:$PORT"]
---]]
print(fetch("$URL/p.html").status)
L
    run "$DATELINE" a.lua </dev/null
    ends_with 6
    run "$DATELINE" --allow-net a.lua </dev/null
    ends_with 6
    has --allow-private
    run "$DATELINE" --allow-net --allow-private a.lua
    ends_with 0
    [ "$output" = 200 ]
    run "$DATELINE" --allow-net --allow-private --deny-net=127.0.0.1 --refresh a.lua
    ends_with 6
    run "$DATELINE" --offline a.lua
    ends_with 0
    # nothing is granted that the head does not ask for
    script b.lua <<<"print(fetch('$URL/p.html').status)"
    run "$DATELINE" --allow-net="127.0.0.1:$PORT" --allow-private --store b.db b.lua </dev/null
    has 'grants nothing'
}

@test "a star asks for any host, which an option alone grants" {
    mkdir -p www
    echo x >www/p.html
    start_nginx
    script a.lua <<'L'
--[[---
net: ["*"]
---]]
print(fetch(args[1]).status)
L
    run "$DATELINE" --allow-private a.lua "$URL/p.html" </dev/null
    ends_with 6
    run "$DATELINE" --allow-net="127.0.0.1:$PORT" --allow-private a.lua "$URL/p.html"
    ends_with 0
    run "$DATELINE" --allow-net --allow-private --refresh a.lua "$URL/p.html"
    ends_with 0
    run "$DATELINE" --allow-net=a.test --refresh a.lua http://b.test/
    ends_with 6
}

@test "a yes on the terminal is remembered for these bytes of a script" {
    command -v tmux >/dev/null || skip 'tmux is not here'
    script a.lua <<<$'--[[---\nnet: [127.0.0.1]\n---]]\nfetch("http://127.0.0.1:9/")'
    terminal=$BATS_TEST_TMPDIR/terminal
    tmux -S "$terminal" -f /dev/null new-session -d -x 110 -y 40 \
        "XDG_STATE_HOME='$XDG_STATE_HOME' $DATELINE --allow-private a.lua; echo status \$?; sleep 60"
    for _ in $(seq 200); do
        tmux -S "$terminal" capture-pane -p | grep -q 'Allow it?' && break
        sleep 0.05
    done
    tmux -S "$terminal" send-keys y Enter
    for _ in $(seq 200); do
        tmux -S "$terminal" capture-pane -p | grep -q 'status 5' && break # nothing listens there
        sleep 0.05
    done
    [ "$("$DATELINE" grants --json | jq -r .notebook)" = "$(sha256sum a.lua | cut -d' ' -f1)" ]
    run "$DATELINE" --allow-private a.lua </dev/null
    ends_with 5
    echo >>a.lua
    run "$DATELINE" --allow-private a.lua </dev/null
    ends_with 6
}

@test "help, man pages and completions know scripts" {
    run "$DATELINE" help scripts
    ends_with 0
    has 'net: ["*"]'
    run "$DATELINE" help script
    ends_with 0
    has 'dateline script FILE.lua'
    has 'args:parse'
    run "$DATELINE" help scripts --to man
    ends_with 0
    has '.TH'
    "$DATELINE" help --completion=bash >completion
    : >x.lua && : >y.txt
    run bash -c "source ./completion; COMP_WORDS=(dateline ''); COMP_CWORD=1; _dateline; printf '%s\n' \"\${COMPREPLY[@]}\""
    has x.lua
    has script
    [[ $output != *y.txt* ]]
    run bash -c "source ./completion; COMP_WORDS=(dateline --allow-n); COMP_CWORD=1; COMP_WORDS=(dateline --offline --allow-n); COMP_CWORD=2; _dateline; printf '%s\n' \"\${COMPREPLY[@]}\""
    has --allow-net
}
