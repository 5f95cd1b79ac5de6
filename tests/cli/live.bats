#!/usr/bin/env bats
# A run that goes on where the last one failed, one that follows its files, and what the lock says.

load command

bats_require_minimum_version 1.5.0

cells() { # TEXT of the third cell
    # shellcheck disable=SC2016 # a notebook's fences
    printf -- '---\ndateline: 1\nas-of: 2024-12-31\nparams:\n  p: 1\n---\n\n```lua id="a"\nt = {n = 1}\n```\n\n```lua id="b"\nt.n = t.n + #read("f.txt")\nprint("made")\n```\n\n```lua id="c"\n%s\n```\n\nIn all `{lua} t.n`.\n' "$1" >n.md
}

@test "a run that failed goes on from the cell that is not fresh, to the same report" {
    printf 'abc' >f.txt
    cells 'error("not yet")'
    run -1 "$DATELINE" run n.md --resume -o n.html
    [[ "$output" == *"not yet"* ]]
    cells 'print(t.n * params.p)'
    run -0 "$DATELINE" run n.md --resume -o resumed.html
    run -0 "$DATELINE" run n.md --store fresh.db -o full.html
    cmp resumed.html full.html
    run -0 "$DATELINE" run n.md --resume -o again.html
    cmp again.html full.html
    # what is fresh is shown from what was kept: nothing of it ran
    [ "$(sqlite3 dateline.db 'select count(*) from dl_kept')" -gt 3 ]
}

@test "kept results that are damaged are made again" {
    printf 'abc' >f.txt
    cells 'print(t.n)'
    run -0 "$DATELINE" run n.md --resume -o full.html
    for damage in "trace = x'00'" "result = x'ff'" "result = zeroblob(40)" "trace = zeroblob(200)"; do
        sqlite3 dateline.db "update dl_kept set $damage"
        run -0 "$DATELINE" run n.md --resume -o again.html
        cmp again.html full.html
    done
}

@test "a table that an earlier run filled is made as in a run from the start" {
    cat >n.md <<'END'
---
dateline: 1
---
```lua
store.exec("CREATE TABLE IF NOT EXISTS t(x)")
store.exec("INSERT INTO t VALUES (1)")
```
```lua
store.query("SELECT count(*) AS n FROM t")
```
```lua
error("no")
```
END
    run -1 "$DATELINE" run n.md --resume --to md
    sed -i 's/error("no")/print(store.query("SELECT sum(x) AS s FROM t")[1].s)/' n.md
    run -0 "$DATELINE" run n.md --resume --to md
    [[ "$output" == *$'\n1\n'* ]]
    sed -i 's/VALUES (1)/VALUES (2)/' n.md
    run -0 "$DATELINE" run n.md --resume --to md
    [[ "$output" == *$'\n2\n'* ]]
}

# Waits until a file has a text, for 10 s at most.
until_has() { # FILE TEXT
    for _ in $(seq 200); do
        grep -qF -- "$2" "$1" 2>/dev/null && return 0
        sleep 0.05
    done
    echo "$1 has no: $2"
    cat "$1"
    return 1
}

@test "a watched notebook runs again just what is stale, and says why" {
    printf 'abc' >f.txt
    cells 'print("c is", t.n)'
    "$DATELINE" run n.md --watch -o n.html 2>said 3>&- &
    watcher=$!
    until_has said '4 of 4 ran'
    cells 'print("now", t.n)'
    until_has n.html 'now'
    until_has said 'n.md: 1 of 4 ran'
    until_has said 'its code is new'
    printf 'abcdef' >f.txt
    until_has said 'f.txt changed'
    # an editor that writes another file and renames it over the notebook
    sed 's/now/later/' n.md >n.md.new
    mv n.md.new n.md
    until_has n.html 'later'
    # what cannot be read is said, and mended by the next edit
    printf 'no notebook\n' >n.md
    until_has said 'no notebook'
    cells 'print("mended", t.n)'
    until_has n.html 'mended'
    kill -INT $watcher
    code=0
    wait $watcher || code=$?
    [ $code -eq 130 ]
    "$DATELINE" run n.md --store other.db -o full.html
    cmp n.html full.html
}

@test "an edit is shown by one round, and what it leaves as it was is not kept anew" {
    printf 'abc' >f.txt
    cells 'print("c is", t.n)'
    "$DATELINE" run n.md --watch -o n.html 2>said 3>&- &
    watcher=$!
    until_has said '4 of 4 ran'
    sleep 0.3
    # over what is there, and in another's place
    cells 'print("now", t.n)'
    until_has n.html 'now'
    sed 's/now/later/' n.md >n.md.new
    mv n.md.new n.md
    until_has n.html 'later'
    page=$(stat -c %i-%z n.html)
    # twice as long as the wait between two looks where nobody tells of changes
    sleep 1
    [ "$(stat -c %i-%z n.html)" = "$page" ]
    kill -INT $watcher
    wait $watcher || true
    # the first round's four, and one of each edit
    [ "$(sqlite3 dateline.db 'select group_concat(n) from (select count(*) as n from dl_kept
        group by kept_at_us order by kept_at_us)')" = 4,1,1 ]
    run -0 "$DATELINE" run n.md --resume -o resumed.html
    cmp resumed.html n.html
}

@test "a watch of one round ends with the run's status" {
    printf 'abc' >f.txt
    cells 'error("no")'
    run -1 "$DATELINE" run n.md --watch --count 1 -o n.html
    cells 'print(1)'
    run -0 "$DATELINE" run n.md --watch --count 1 -o n.html
    run -2 "$DATELINE" run - --watch <n.md
}

@test "the lock tells each cell's code, globals, sources and result, and changes only with them" {
    printf 'abc' >f.txt
    cells 'print(t.n)'
    run -0 "$DATELINE" run n.md --lock -o n.html
    cp n.lock first.lock
    [ "$(grep -c '^{"cell":' n.lock)" -eq 3 ]
    jq -es 'all(.[] | select(.cell); .code | test("^[0-9a-f]{64}$"))' n.lock
    [ "$(jq -rc 'select(.cell == "b") | [.reads, .writes]' n.lock)" = '[["t"],["t"]]' ]
    [ "$(jq -rc 'select(.cell == "c") | [.reads, .writes]' n.lock)" = '[["t"],[]]' ]
    COLUMNS=40 run -0 "$DATELINE" run n.md --lock --resume -o n.html
    cmp n.lock first.lock
    # another line, the same cells: nothing changes
    sed -i 's/^In all/\n\nIn all/' n.md
    run -0 "$DATELINE" run n.md --lock -o n.html
    cmp n.lock first.lock
    printf 'abcd' >f.txt
    run -0 "$DATELINE" run n.md --lock -o n.html
    [ "$(diff first.lock n.lock | grep -c '^>')" -eq 2 ] # the file, and the cell that shows it
}

@test "a frozen run takes the day that the lock names" {
    # shellcheck disable=SC2016 # a notebook's fence
    printf -- '---\ndateline: 1\n---\n```lua\nprint(today())\n```\n' >n.md
    run -0 "$DATELINE" run n.md --as-of 2020-02-02 --lock --to md
    run -0 "$DATELINE" run n.md --frozen --to md
    [[ "$output" == *2020-02-02* ]]
}

@test "the flagship's kept results make the report that a plain run makes" {
    cp -r "$ROOT"/notebooks/sora-delay.md "$ROOT"/notebooks/data .
    run -0 "$DATELINE" run sora-delay.md --offline --resume -o first.html
    run -0 "$DATELINE" run sora-delay.md --offline --resume -o kept.html
    run -0 "$DATELINE" run sora-delay.md --offline --store other.db -o plain.html
    cmp first.html kept.html
    cmp kept.html plain.html
}

@test "a cell that is stuck costs its process, and the report has what stands above it" {
    FRONT='as-of: 2024-01-01\n' notebook n.md <<'N'
```lua id="a"
x = {1}
print("above")
```

```lua id="b"
print("last words")
return string.find(string.rep("a", 200), string.rep("a*", 30) .. "b")
```

```lua id="c"
print("below")
```
N
    run "$DATELINE" run n.md --resume --timeout 0.5 -o n.json
    ends_with 7
    has 'stuck in a library function'
    [ "$(jq -c '[.cells[] | .state]' n.json)" = '["ok","failed","not run"]' ] ||
        jq -c '[.cells[] | .state]' n.json
    [ "$(jq -r '.cells[0].views[0].text' n.json)" = above ]
    [ "$(jq -r '.cells[1].views[0].text' n.json)" = 'last words' ]
    # mended, it goes on from there
    sed -i 's/^return string.find.*/return 41 + 1/' n.md
    run "$DATELINE" run n.md --resume -o n.json
    ends_with 0
    [ "$(jq -r '.cells[1].views[1].text' n.json)" = 42 ]
    [ "$(jq -r '.cells[2].views[0].text' n.json)" = below ]
}

@test "a chunk that takes the compiler for ever is ended as well" {
    { printf -- '---\ndateline: 1\n---\n```lua\nlocal a, b\nif a then\n'
        yes 'elseif b then' | head -60000
        printf 'end\n```\n'; } >n.md
    run timeout 60 "$DATELINE" run n.md --resume --timeout 1
    ends_with 7
}
