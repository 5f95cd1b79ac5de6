#!/usr/bin/env bats
# A quotation in a notebook whose source changes between two runs.
load command

page() {
    printf '<!DOCTYPE html><title>A</title><p>%s</p>' "$1" >page.html
}

quoting() {
    notebook n.md <<N
\`\`\`lua
local ev = fetch("page.html"):quote("$1"${2:-})
print(ev.verdict, ev.how, ev.kept)
\`\`\`
N
}

before='In a letter the group says that access stopped after three hours, and that nobody had told them why.'

@test "words that a source never said end a run with status 4" {
    page "$before"
    quoting 'access stopped after four hours'
    run "$DATELINE" run n.md
    ends_with 4
    has 'a number or date differs'
    has '[-four-] {+three+}'
    has 'n.md:5'
}

@test "a source that changes its number ends the next run with status 4, and both wordings" {
    page "$before"
    quoting 'access stopped after three hours'
    run "$DATELINE" run n.md
    ends_with 0
    has 'intact'
    page "${before/three/five}"
    run "$DATELINE" run n.md
    ends_with 4
    has 'evidence no longer holds'
    has '[-three-] {+five+}'
    run "$DATELINE" run n.md # and again: the first words are what counts
    ends_with 4
    has '[-three-] {+five+}'
    page "$before"
    run "$DATELINE" run n.md
    ends_with 0
    has 'intact'
}

@test "a passage that moved holds, one that is gone does not" {
    page "$before"
    quoting 'access stopped after three hours'
    "$DATELINE" run n.md
    page "Updated on Monday. $before"
    run "$DATELINE" run n.md
    ends_with 0
    has 'moved'
    page 'The page that you look for was taken down by its owners.'
    run "$DATELINE" run n.md
    ends_with 4
    has 'gone'
}

@test "a rewording needs consent" {
    page "$before"
    quoting 'that access stopped after three hours, and that nobody had told them'
    "$DATELINE" run n.md
    page "${before/that nobody/and nobody}"
    run "$DATELINE" run n.md
    ends_with 4
    has 'near = true'
    quoting 'that access stopped after three hours, and that nobody had told them' ', {near = true}'
    run "$DATELINE" run n.md
    ends_with 0
    has 'changed'
    has 'near'
}

@test "two runs of the same inputs give the same report, kept evidence or not" {
    page "$before"
    notebook n.md <<'N'
```lua
fetch("page.html"):quote("access stopped after three hours")
```
N
    "$DATELINE" run n.md -o a.html
    "$DATELINE" run n.md -o b.html
    cmp a.html b.html
    grep -q 'access stopped after three hours' a.html
}

@test "what was kept can be asked for in SQL" {
    page "$before"
    quoting 'access stopped after three hours'
    "$DATELINE" run n.md
    notebook q.md <<'N'
```sql
SELECT exact, how, verdict, url FROM evidence
```
N
    run "$DATELINE" run q.md
    ends_with 0
    has 'access stopped after three hours'
    has 'exact'
}

@test "an offline run verifies without a store" {
    page "$before"
    quoting 'access stopped after three hours'
    run "$DATELINE" run --offline n.md
    ends_with 0
    has 'intact'
}
