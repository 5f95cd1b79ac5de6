#!/usr/bin/env bats
# Files that cells make, and where the command writes them.
load command

rows_notebook() {
    notebook n.md <<'END'
```lua
rows = {{who = "A", what = "=1+1"}, {who = "B", what = "x,y"}}
store.export(rows, "rows.csv")
store.export(rows, "deep/rows.json")
```
END
}

@test "files stand in a folder beside the first report, named after it" {
    rows_notebook
    mkdir out
    run "$DATELINE" run n.md -o - -o out/first.html -o second.md --to md
    ends_with 0
    [ "$(cat out/first-files/rows.csv)" = $'what,who\r\n\'=1+1,A\r\n"x,y",B\r' ]
    [ "$(jq -r '.[1].what' out/first-files/deep/rows.json)" = x,y ]
    [ "$(find . -name '*dateline-new-*' -o -name second-files | wc -l)" -eq 0 ]
}

@test "what a killed run left beside them is removed, and what one writes now is not" {
    rows_notebook
    mkdir -p n-files
    dead=$(sh -c 'echo $$')
    echo half >"n-files/.dateline-new-$dead"
    echo half >"n-files/.dateline-new-$$"
    touch -d '2 minutes ago' n-files/.dateline-new-*
    run "$DATELINE" run n.md
    ends_with 0
    [ ! -e "n-files/.dateline-new-$dead" ]
    [ "$(cat "n-files/.dateline-new-$$")" = half ]
    [ -s n-files/rows.csv ]
}

@test "without a report they stand in the working folder" {
    mkdir in
    rows_notebook
    mv n.md in/
    run "$DATELINE" run in/n.md
    ends_with 0
    [ -f n-files/rows.csv ] && [ ! -e in/n-files ]
}

@test "--files says where, and a second run replaces what is there" {
    rows_notebook
    run "$DATELINE" run n.md --files a/b
    ends_with 0
    echo old >a/b/rows.csv
    run "$DATELINE" run n.md --files a/b
    ends_with 0
    grep -q '^what' a/b/rows.csv
}

@test "a run that makes no files makes no folder" {
    notebook n.md <<<'```lua
1
```'
    run "$DATELINE" run n.md --files nothing -o n.html
    ends_with 0
    [ ! -e nothing ] && [ ! -e n-files ]
}

@test "the files of a cell that failed are not written, those before it are" {
    notebook n.md <<'END'
```lua
store.export({{a = 1}}, "good.csv")
```

```lua
store.export({{a = 1}}, "bad.csv")
error("no")
```
END
    run "$DATELINE" run n.md --files f
    ends_with 1
    [ -f f/good.csv ] && [ ! -e f/bad.csv ]
}

@test "nothing is written over a link, nor through one" {
    rows_notebook
    mkdir f elsewhere
    echo mine >mine.txt
    ln -s ../mine.txt f/rows.csv
    ln -s ../elsewhere f/deep
    run "$DATELINE" run n.md --files f
    [ "$status" -ne 0 ]
    has 'f/rows.csv'
    has 'link'
    [ "$(cat mine.txt)" = mine ]
    [ -z "$(ls elsewhere)" ]
    [ -L f/rows.csv ] && [ -L f/deep ]
}

@test "a folder or a pipe in the way is left alone" {
    rows_notebook
    mkdir -p f/rows.csv f/deep
    mkfifo f/deep/rows.json
    run timeout 20 "$DATELINE" run n.md --files f
    [ "$status" -ne 0 ] && [ "$status" -ne 124 ]
    [ -d f/rows.csv ] && [ -p f/deep/rows.json ]
}

@test "an output folder that cannot be made is said" {
    rows_notebook
    echo file >f
    run "$DATELINE" run n.md --files f
    [ "$status" -ne 0 ]
    has 'f'
}

@test "runs of a batch have their files apart, or are refused" {
    rows_notebook
    printf 'who\nA\nB\n' >m.csv
    sed -i 's/^dateline: 1$/dateline: 1\nparams: {who: x}/' n.md
    run "$DATELINE" run n.md --matrix m.csv -o '{who}.html'
    ends_with 0
    [ -f A-files/rows.csv ] && [ -f B-files/rows.csv ]
    run "$DATELINE" run n.md --matrix m.csv --files same -o '{who}.html'
    ends_with 2
    has '{name}'
    run "$DATELINE" run n.md --matrix m.csv --files 'of-{who}'
    ends_with 0
    [ -f of-A/rows.csv ] && [ -f of-B/rows.csv ]
}

@test "what is typed makes files too, beside a notebook or without one" {
    run "$DATELINE" repl <<<'store.export({{a = 1}}, "typed.csv")'
    ends_with 0
    [ "$(cat input-files/typed.csv)" = $'a\r\n1\r' ]
    rows_notebook
    run "$DATELINE" repl n.md --files f <<<'store.export(rows, "again.jsonl")'
    ends_with 0
    [ -f f/rows.csv ] && [ "$(wc -l <f/again.jsonl)" -eq 2 ]
}

@test "what a cell exports, another run imports unchanged" {
    notebook n.md <<'END'
```lua
rows = {{a = "=cmd", b = 1.5, c = "x\ny\"z"}, {a = "'quoted", b = -2.25, c = "é"}}
for _, name in ipairs{"r.csv", "r.json", "r.jsonl"} do store.export(rows, name) end
```
END
    run "$DATELINE" run n.md --files .
    ends_with 0
    notebook m.md <<'END'
```lua
for _, name in ipairs{"r.csv", "r.json", "r.jsonl"} do
  local rows = store.rows(name)
  assert_that(rows[1].a == "=cmd" and rows[2].a == "'quoted", name)
  assert_that(rows[1].b == 1.5 and rows[2].b == -2.25, name)
  assert_that(rows[1].c == "x\ny\"z" and rows[2].c == "é", name)
end
```
END
    run "$DATELINE" run m.md
    ends_with 0
}
