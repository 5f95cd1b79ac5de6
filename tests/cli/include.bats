#!/usr/bin/env bats
# A notebook that includes another: what the lock, a later run and a bundle know of it.
load command

two_notebooks() {
    FRONT='title: Lib\n' notebook lib.md <<'END'
```lua
x = 1
function f() return x end
print("said");
"not shown"
```
END
    FRONT='as-of: 2024-01-01\n' notebook n.md <<'END'
```lua
include "lib.md"
```

```lua
f()
```

X is `{lua} x`.
END
}

@test "what an included notebook prints is shown, and it is a source of the run" {
    two_notebooks
    run "$DATELINE" run n.md -o n.json -o n.html
    ends_with 0
    [ "$(jq -r '.cells[0].views[0].text' n.json)" = said ]
    [ "$(jq '.cells[0].views | length' n.json)" -eq 1 ]
    [ "$(jq -r '.sources[0].url + " " + .sources[0].sha256' n.json)" = "lib.md $(sha256sum lib.md | cut -d' ' -f1)" ]
    grep -q 'id="source-1"' n.html
}

@test "a frozen run takes only the file that the lock names" {
    two_notebooks
    run "$DATELINE" run n.md --lock -o n.json
    ends_with 0
    grep -q '"source":"lib.md"' n.lock
    run "$DATELINE" run n.md --frozen -o n.json
    ends_with 0
    sed -i 's/x = 1/x = 2/' lib.md
    run "$DATELINE" run n.md --frozen -o n.json
    ends_with 5
    has 'lib.md is not the file that the lock names'
}

@test "cells that include run again when the file changed, and what reads from them" {
    two_notebooks
    run "$DATELINE" run n.md --resume --to md
    has 'X is 1'
    run "$DATELINE" run n.md --resume --to md
    has 'X is 1'
    sed -i 's/x = 1/x = 2/' lib.md
    run "$DATELINE" run n.md --resume --to md
    ends_with 0
    has 'X is 2'
    [ "$(grep -c '^2$' <<<"$output")" -eq 1 ]
}

@test "a bundle carries the included file" {
    two_notebooks
    run "$DATELINE" bundle n.md -o n.dateline
    ends_with 0
    mkdir elsewhere
    cd elsewhere || return 1
    run "$DATELINE" run ../n.dateline --to md
    ends_with 0
    has 'X is 1'
}

@test "an endless included cell is stopped, expected error or not" {
    notebook lib.md <<'END'
```lua error="expected"
while true do end
```
END
    notebook n.md <<'END'
```lua
pcall(include, "lib.md")
```
END
    run timeout 30 "$DATELINE" run n.md --timeout 1
    ends_with 7
}

@test "an included link that leads out of the folder is refused" {
    mkdir in
    echo 'secret' >secret.md
    ln -s ../secret.md in/lib.md
    cd in || return 1
    notebook n.md <<'END'
```lua
include "lib.md"
```
END
    run "$DATELINE" run n.md
    [ "$status" -ne 0 ]
    has 'lib.md'
    [[ $output != *secret$'\n'* ]]
}
