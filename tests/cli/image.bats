#!/usr/bin/env bats
# Pictures from elsewhere in reports, and progress on a terminal.
load command

@test "a picture is in the report as a data URI, and its words stand where it cannot be shown" {
    cp "$ROOT/tests/lua/dot.png" .
    notebook n.md <<'END'
```lua
image("dot.png", {alt = "A <red> dot"})
```
END
    run "$DATELINE" run n.md -o n.html -o n.json -o n.md.md --to html
    ends_with 0
    run "$DATELINE" run n.md -o n.html -o n.json
    ends_with 0
    grep -q "href=\"data:image/png;base64,$(base64 -w0 dot.png)\"" n.html
    grep -q 'aria-label="A &lt;red&gt; dot"' n.html
    [ "$(sed '/<template/d' n.html | grep -c '<red>')" -eq 0 ]
    [ "$(jq -r '.cells[0].views[0].text' n.json)" = '[A <red> dot; image/png, 3 × 2 pixels]' ]
    run "$DATELINE" run n.md
    has '[A <red> dot; image/png, 3 × 2 pixels]'
}

@test "the browser draws it" {
    command -v chromium >/dev/null || skip 'chromium is not here'
    cp "$ROOT/tests/lua/dot.png" .
    notebook n.md <<'END'
```lua
image("dot.png", {alt = "A dot"})
```
END
    run "$DATELINE" run n.md -o n.html
    ends_with 0
    browser --enable-logging=stderr --dump-dom "file://$PWD/n.html" >dom.html 2>log.txt
    grep -q 'data:image/png' dom.html
    [ "$(grep -a 'CONSOLE' log.txt | grep -ci 'refused\|violates')" -eq 0 ]
}

@test "how far a cell has come stands on a terminal, without what would move the cursor" {
    command -v script >/dev/null || skip 'script is not here'
    notebook n.md <<'END'
```lua
progress(0, "first")
local sum = 0
for round = 1, 25 do
  for i = 1, 12000000 do sum = sum + i end
  progress(round / 25, "row " .. round .. "\27[2J\n of 25")
end
sum = nil
```
END
    run timeout 60 script -qec "'$DATELINE' run n.md --timeout 50" /dev/null
    has 'row '
    has '[###'
    [[ $output != *$'\033[2J'* ]]
    run "$DATELINE" run n.md --timeout 50
    ends_with 0
    [[ $output != *row* ]]
}
