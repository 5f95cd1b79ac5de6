#!/usr/bin/env bats
# Two processes: what a cell may do to its own, and what the other one makes of it.
load command

# stuck: a call that no hook stops, as Lua code.
stuck='string.find(("a"):rep(200), ("a*"):rep(30) .. "b")'

# three FILE CODE: a notebook whose second cell prints and then is the code.
three() {
    notebook "$1" <<<$'```lua\nprint("kept")\n```\n\n```lua\nprint("told")\n'"$2"$'\n```\n\n```lua\nprint("later")\n```'
}

# worker_of PID: the process that it started, once it is there. One grep looks at all: one for each takes
# longer, where processes begin slowly, than the run that is waited for.
worker_of() {
    local found
    for _ in {1..400}; do
        found=$(grep -ls "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status) || true
        if [ -n "$found" ]; then
            found=${found%%/status*}
            echo "${found#/proc/}"
            return
        fi
        kill -0 "$1" || return
        sleep 0.05
    done
    return 1
}

# walled: skips where the build or the system has no wall.
walled() {
    [ "$("$DATELINE" doctor --json | jq .wall.stands)" = true ] || skip 'there is no wall here'
}

@test "a cell that nothing stops ends soon after its limit, and what was there is reported" {
    for code in "$stuck" \
        "pcall(function() $stuck end) while true do end" \
        "xpcall(error, function() $stuck end)" \
        "coroutine.wrap(function() $stuck end)()" \
        "local t <close> = setmetatable({}, {__close = function() $stuck end})" \
        "setmetatable(_G, {__index = function() $stuck end}) _ = nothing" \
        'local spaces = (" "):rep(1 << 20) .. "x" spaces:gsub("%s+$", "")' \
        'local s = ("a"):rep(1 << 25) s:find(("a"):rep(1 << 20) .. "b", 1, true)' \
        'load("if a then " .. ("elseif a then "):rep(200000) .. " end")'; do
        three n.md "$code"
        run timeout 20 "$DATELINE" run n.md --timeout 0.2 -o r.json -o r.md
        ends_with 7
        has 'n.md:'
        has 'time limit'
        [ "$(jq -r '[.cells[].views[]?.text] | join("")' r.json)" = $'kept\ntold' ]
        grep -q 'time limit' r.md
    done
}

@test "what a cell compiles is under its limit too" {
    { printf '```lua\nif a then '; yes 'elseif a then' | head -100000; printf 'end\n```\n'; } |
        notebook n.md
    run timeout 30 "$DATELINE" run n.md --timeout 0.2 -o r.md
    ends_with 7
    has 'time limit'
}

@test "ranges that would never end are refused, and an empty string repeated is empty" {
    for code in 'table.move({}, 1, 1 << 40, 2)' 'table.unpack({}, 1, 1 << 40)' \
        'table.concat({}, "", 1, 1 << 40)' 'setmetatable({}, {__gc = function() end})'; do
        three n.md "$code"
        run timeout 20 "$DATELINE" run n.md
        ends_with 1
        has told
    done
    three n.md 'print(#string.rep("", 1 << 40))'
    run timeout 20 "$DATELINE" run n.md --to md
    ends_with 0
    has 0
}

@test "memory that is not Lua's ends at a limit as well" {
    walled
    three n.md 'local t, s = {}, ("x"):rep(1000000) for i = 1, 1e9 do t[i] = md(s) end'
    run timeout 60 "$DATELINE" run n.md --memory 32
    ends_with 7
    has kept
    has '--memory'
}

@test "a worker that dies is told of, and the report is written" {
    three n.md 'while true do end'
    for case in 'ABRT 1 SIGABRT' 'TERM 1 SIGTERM' 'KILL 7 memory'; do
        read -r signal status words <<<"$case"
        "$DATELINE" run n.md -o r.json 2>err &
        pid=$!
        worker=$(worker_of $pid)
        sleep 0.3
        kill -"$signal" "$worker"
        code=0
        wait $pid || code=$?
        [ $code -eq "$status" ]
        grep -q "$words" err
        [ "$(jq -r '[.cells[].views[]?.text] | join("")' r.json)" = $'kept\ntold' ]
    done
}

@test "nothing of the person's is open in a worker, and it is behind the wall" {
    walled
    three n.md 'while true do end'
    "$DATELINE" run n.md 7</etc/passwd 8>leak 2>/dev/null >out &
    pid=$!
    worker=$(worker_of $pid)
    sleep 0.3
    for fd in /proc/"$worker"/fd/*; do readlink "$fd"; done | sed 's/:.*//' >open
    grep -q '^Seccomp:[[:space:]]*2$' /proc/"$worker"/status
    grep -q '^NoNewPrivs:[[:space:]]*1$' /proc/"$worker"/status
    grep -q '^Max core file size *0 ' /proc/"$worker"/limits
    kill -INT $pid
    wait $pid || true
    [ "$(cat open)" = $'/dev/null\n/dev/null\npipe\nsocket\nsocket' ] # its runner's, its keeper's
}

@test "a worker goes with its parent" {
    three n.md 'while true do end'
    "$DATELINE" run n.md 2>/dev/null >/dev/null &
    pid=$!
    worker=$(worker_of $pid)
    kill -KILL $pid
    wait $pid || true
    for _ in {1..40}; do
        if ! grep -qs '^State:[[:space:]]*[^Z]' /proc/"$worker"/status; then
            break
        fi
        sleep 0.05
    done
    run grep -s '^State:[[:space:]]*[^Z]' /proc/"$worker"/status
    [ "$status" -ne 0 ]
}

@test "Ctrl-C ends a cell that nothing stops" {
    three n.md "$stuck"
    "$DATELINE" run n.md -o r.md 2>err &
    pid=$!
    worker_of $pid >/dev/null
    sleep 0.3
    kill -INT $pid
    code=0
    wait $pid || code=$?
    [ $code -eq 130 ]
    grep -q interrupted err
    grep -q told r.md
}

@test "what an entry shows is there before the entry ends" {
    "$DATELINE" repl >out <<<'print("early") display(md("x")) while true do end' 2>/dev/null &
    pid=$!
    for _ in {1..100}; do
        ! grep -q early out || break
        sleep 0.05
    done
    kill -0 $pid
    kill -KILL $pid
    grep -q early out
}

@test "an entry that nothing stops costs the variables, and says so" {
    code=0
    "$DATELINE" repl --timeout 0.2 <<<$'a = 5\nprint("said") '"$stuck"$'\nprint(a)' >out 2>err || code=$?
    [ $code -eq 7 ]
    [ "$(cat out)" = $'said\nnil' ]
    grep -q 'time limit' err
    grep -q 'variables are gone' err
}

@test "a stuck notebook holds up no batch" {
    three a.md "$stuck"
    three b.md 'print("well")'
    run timeout 30 "$DATELINE" run a.md b.md --timeout 1 --jobs 2 -o '{name}.json'
    ends_with 7
    [ "$(jq -r '[.cells[].views[]?.text] | join("")' a.json)" = $'kept\ntold' ]
    [ "$(jq -r '[.cells[].views[]?.text] | join("")' b.json)" = $'kept\ntold\nwell\nlater' ]
}

@test "an expected error is no death" {
    notebook n.md <<<$'```lua error="expected"\n'"$stuck"$'\n```\n\n```lua\nprint("later")\n```'
    run timeout 20 "$DATELINE" run n.md --timeout 0.2
    ends_with 7
    [[ $output != *$'\nlater'* ]]
}

@test "a statement that is killed leaves the store as it was before" {
    three a.md 'store.put("t", {{a = 1}}, {key = "a"})'
    "$DATELINE" run a.md -o a.json
    three b.md 'store.exec("INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")'
    "$DATELINE" run b.md >/dev/null 2>err &
    pid=$!
    worker=$(worker_of $pid)
    sleep 0.5
    kill -KILL "$worker"
    code=0
    wait $pid || code=$?
    [ $code -eq 7 ]
    three c.md 'print("rows", #store.query("SELECT a FROM t"))'
    run "$DATELINE" run c.md --to md
    ends_with 0
    has $'rows\t1'
    [ "$(sqlite3 dateline.db 'PRAGMA integrity_check')" = ok ]
}

@test "what is outside is told of as outside, be it by dots or by a link" {
    echo words >outside.txt
    mkdir in
    ln -s ../outside.txt in/link
    for name in ../outside.txt link; do
        notebook in/n.md <<<$'```lua\nread("'"$name"$'")\n```'
        run "$DATELINE" run in/n.md
        ends_with 6
        has 'out of the notebook'
    done
}

@test "a store behind a link is used where it is" {
    mkdir elsewhere
    "$DATELINE" fetch --quiet --store elsewhere/dateline.db "$ROOT/notebooks/data/sora-events.tsv" || true
    ln -s elsewhere/dateline.db dateline.db
    notebook n.md <<<$'```lua\nstore.put("t", {{a = 1}}, {key = "a"})\nprint(store.query("SELECT a FROM t")[1].a)\n```'
    run "$DATELINE" run n.md --to md
    ends_with 0
    has 1
    [ -L dateline.db ]
}

@test "a run that is to have a sandbox has one, or is refused" {
    three n.md 'print(1)'
    run "$DATELINE" run n.md --require-sandbox
    if [ "$("$DATELINE" doctor --json | jq .wall.stands)" = true ]; then
        ends_with 0
    else
        ends_with 6
        has doctor
    fi
}
