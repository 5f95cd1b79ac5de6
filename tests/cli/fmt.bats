#!/usr/bin/env bats
# shellcheck disable=SC2016 # fences of a notebook
# dateline fmt: attributes in one way, ids on request, and nothing else.
load command

# shellcheck disable=SC2016 # fences of a notebook
odd() {
    printf -- '---\ndateline: 1\nodd:   1\n---\n  prose   \t\n``` lua   id="a"    echo=false  \n1  +  1\n```\n\n'
    printf '````sql\ttags=["x  y",   "b"]   x-own= {"k":  "v \\" id=  w"}\n select  1\n````\n\n```lua\n2\n```\n'
    printf '```lua .noeval  caption="a   b"\n\n```\n```python   x\n  p\n```\nend `{lua}  1` no newline'
}

@test "attributes stand one blank apart, and every other byte stays" {
    odd >n.md
    run "$DATELINE" fmt n.md
    ends_with 0
    odd | sed -e 's/^``` lua   id="a"    echo=false  $/```lua id="a" echo=false/' \
        -e 's/^````sql\t\(tags=.*\)   x-own= /````sql \1 x-own=/' \
        -e 's/noeval  cap/noeval cap/' >wanted.md
    cmp n.md wanted.md
    run "$DATELINE" fmt n.md
    ends_with 0
    cmp n.md wanted.md
    odd | "$DATELINE" fmt - | cmp - wanted.md
}

@test "lines that end as on other systems do so after it" {
    odd | sed 's/$/\r/' >n.md
    "$DATELINE" fmt n.md
    [ "$(grep -c $'\r$' n.md)" -eq "$(odd | grep -c '')" ]
    grep -qx $'```lua id="a" echo=false\r' n.md
}

@test "ids are given on request, to cells that have none, and stay" {
    odd >n.md
    "$DATELINE" fmt --ids n.md
    grep -qx '```lua id="a" echo=false' n.md
    grep -q '^````sql id="cell-2" tags=' n.md
    grep -qx '```lua id="cell-3"' n.md
    grep -qx '```lua id="cell-4" .noeval caption="a   b"' n.md
    cp n.md first.md
    "$DATELINE" fmt --ids n.md
    cmp n.md first.md
    FRONT='as-of: 2024\n' notebook m.md <<<$'```lua id="cell-2"\n1\n```\n```lua\n2\n```'
    "$DATELINE" fmt --ids m.md
    grep -qx '```lua id="cell-2-2"' m.md
    run "$DATELINE" run m.md
    ends_with 0
}

@test "--check writes nothing, and ends with 1 where there is something to write" {
    odd >n.md
    FRONT='as-of: 2024\n' notebook good.md <<<$'```lua\n1\n```'
    cp n.md before.md
    run "$DATELINE" fmt --check good.md n.md
    ends_with 1
    [ "$output" = 'n.md: not formatted' ]
    cmp n.md before.md
    run "$DATELINE" fmt --check good.md
    ends_with 0
    run "$DATELINE" fmt --check --ids good.md
    ends_with 1
}

@test "what is no notebook is left alone" {
    printf 'text \xff\0' >n.md
    cp n.md before.md
    run "$DATELINE" fmt n.md
    ends_with 2
    cmp n.md before.md
    printf -- '---\ndateline: 1\n---\n```lua  id=x\n```\n' >n.md
    run "$DATELINE" fmt n.md
    ends_with 2
    for wrong in '' nothing.md .; do
        # shellcheck disable=SC2086 # words
        run "$DATELINE" fmt $wrong
        ends_with 2
    done
}

@test "the notebooks of the house are formatted" {
    run "$DATELINE" fmt --check "$ROOT"/notebooks/*.md
    ends_with 0
}
