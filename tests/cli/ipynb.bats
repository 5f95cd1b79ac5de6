#!/usr/bin/env bats
# shellcheck disable=SC2016 # backticks are Markdown's
load command

bats_python=/usr/bin/python3

need_nbformat() {
    $bats_python -c 'import nbformat' 2>/dev/null || skip 'python3-nbformat is not here'
}

validate() {
    $bats_python "$ROOT/tests/cli/check_ipynb.py" --validate "$@"
}

@test "random notebooks of Jupyter come back equal, and valid by its own validator" {
    need_nbformat
    seed=${DATELINE_SEED:-$(date +%s)}
    echo "# DATELINE_SEED=$seed" >&3
    run $bats_python "$ROOT/tests/cli/check_ipynb.py" "$DATELINE" "$seed" 60
    ends_with 0
    echo "# ${lines[-1]}" >&3
}

@test "every notebook of the project comes back to the byte, and is valid" {
    count=0
    for file in "$ROOT"/notebooks/*.md "$ROOT"/tests/lua/*.md; do
        "$DATELINE" convert "$file" a.ipynb
        "$DATELINE" convert a.ipynb back.md
        cmp "$file" back.md
        run grep -c '^   "text":' a.ipynb # in parts, not whole
        [ "$output" = 0 ]
        if $bats_python -c 'import nbformat' 2>/dev/null; then validate a.ipynb; fi
        count=$((count + 1))
    done
    [ "$count" -gt 10 ]
}

@test "what is written is indented by one, sorted, and in Jupyter's own kernel's name" {
    printf -- '---\ndateline: 1\n---\nCafé 😀\n\n```lua\nx = 1\ny = 2\n```\n' >n.md
    "$DATELINE" convert n.md n.ipynb
    cat >wanted <<'N'
{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "markdown-1",
   "metadata": {},
   "source": [
    "Café 😀"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "1",
   "metadata": {},
   "outputs": [],
   "source": [
    "x = 1\n",
    "y = 2"
   ]
  }
 ],
 "metadata": {
  "dateline": {
   "front": "---\ndateline: 1\n---\n"
  },
  "kernelspec": {
   "display_name": "dateline",
   "language": "lua",
   "name": "dateline"
  },
  "language_info": {
   "codemirror_mode": "lua",
   "file_extension": ".lua",
   "mimetype": "text/x-lua",
   "name": "lua",
   "pygments_lexer": "lua",
   "version": "5.4"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
N
    diff wanted n.ipynb
}

@test "an edit in Jupyter is an edit of the Markdown" {
    printf -- '---\ndateline: 1\n---\nOne.\n\n```lua id="a" echo=false\nx = 1\n```\n\n\nTwo.\n' >n.md
    "$DATELINE" convert n.md n.ipynb
    jq '.cells[1].source = ["x = 2\n", "```"] | .cells[0].source = ["Uno."]
        | .cells += [{cell_type: "code", id: "new", metadata: {}, outputs: [],
                      execution_count: null, source: "z"}]' n.ipynb >edited.ipynb
    "$DATELINE" convert edited.ipynb back.md
    printf -- '---\ndateline: 1\n---\nUno.\n\n````lua id="a" echo=false\nx = 2\n```\n````\n\n\nTwo.\n\n```lua id="new"\nz\n```\n' >wanted
    diff wanted back.md
}

@test "a notebook of another language is read, shown and not run" {
    cat >p.ipynb <<'N'
{"cells": [
 {"cell_type": "markdown", "id": "t", "metadata": {}, "source": "# Title"},
 {"cell_type": "markdown", "id": "u", "metadata": {}, "source": ["See\n", "```lua\n", "os.exit()\n", "```"]},
 {"cell_type": "code", "id": "c", "metadata": {"scrolled": true}, "execution_count": 3,
  "outputs": [{"output_type": "stream", "name": "stdout", "text": "SECRET"}], "source": "import os"}],
 "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
 "nbformat": 4, "nbformat_minor": 5}
N
    run "$DATELINE" convert p.ipynb p.md
    ends_with 0
    has 'p.outputs.json'
    run grep -c SECRET p.md
    [ "$output" = 0 ]
    grep -q '^# Title$' p.md
    # what shows a cell is seen, and does not run
    grep -q '^<!-- #md id="u" shift=\[\[2, 4\]\] -->$' p.md
    grep -q '^ ```lua$' p.md
    grep -q '^```python x-cell id="c" x-jupyter={"scrolled": true}$' p.md
    run "$DATELINE" run p.md --to json
    ends_with 0
    [ "$(jq '.cells | length' <<<"$output")" -eq 0 ]
    "$DATELINE" convert p.md q.ipynb
    [ "$(jq -S . p.ipynb | sed 's/SECRET/"S"/' | wc -l)" -gt 10 ]
    [ "$(jq -r '.cells[2].outputs[0].text' q.ipynb)" = SECRET ]
    [ "$(jq -r '.cells[2].execution_count' q.ipynb)" = 3 ]
    # a source that has changed has no output
    sed -i 's/import os/import sys/' p.md
    "$DATELINE" convert p.md q.ipynb
    [ "$(jq '.cells[2].outputs | length' q.ipynb)" -eq 0 ]
}

@test "outputs of another notebook are not taken, and no file of others is written over" {
    printf '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}' >a.ipynb
    printf '{"dateline_outputs":1,"cells":[]}' >a.outputs.json
    "$DATELINE" convert a.ipynb a.md
    [ ! -e a.outputs.json ]
    echo mine >a.outputs.json
    printf '{"cells":[{"cell_type":"code","metadata":{},"source":"x","execution_count":1,"outputs":[]}],"metadata":{},"nbformat":4,"nbformat_minor":4}' >a.ipynb
    run "$DATELINE" convert a.ipynb a.md
    ends_with 0
    has 'none of dateline'
    [ "$(cat a.outputs.json)" = mine ]
}

@test "standard input and output take the format from --to" {
    printf -- '---\ndateline: 1\n---\nx\n' >n.md
    "$DATELINE" convert - - --to ipynb <n.md >n.ipynb
    "$DATELINE" convert - - --to md <n.ipynb >back.md
    cmp n.md back.md
}

@test "what cannot be converted is refused with what to do" {
    printf '{"nbformat":3,"nbformat_minor":0,"worksheets":[{"cells":[]}],"metadata":{}}' >old.ipynb
    run "$DATELINE" convert old.ipynb x.md
    ends_with 2
    has 'nbformat 3'
    has 'jupyter nbconvert'
    [ ! -e x.md ]
    printf 'a\377' >bad.md
    run "$DATELINE" convert bad.md x.ipynb
    ends_with 2
    has 'bad.md:1'
    [ ! -e x.ipynb ]
    run "$DATELINE" convert none.ipynb x.md
    ends_with 2
    run "$DATELINE" convert bad.md
    ends_with 2
    run "$DATELINE" convert bad.md x.md
    ends_with 2
    run "$DATELINE" convert bad.md x.html
    ends_with 2
    has 'dateline run'
    run "$DATELINE" convert bad.md - --to docx
    ends_with 2
    truncate -s 101M huge.ipynb
    run "$DATELINE" convert huge.ipynb x.md
    ends_with 7
    has 'larger than'
}

@test "a fault in the JSON is told with its place, once, whatever numbers stand before it" {
    printf '{"cells": [\n {"y": 1.50, "x": }]}\n' >bad.ipynb
    run "$DATELINE" convert bad.ipynb x.md
    ends_with 2
    [ "$output" = "bad.ipynb:2:19: unexpected token near '}'" ]
}

@test "a run is a notebook of Jupyter with outputs, the same in every run, and turns back" {
    FRONT='title: A *run*\nauthors: [A]\nas-of: 2024-12-31\n' notebook n.md <<'N'
One and one is `{lua} 1 + 1`, and `{lua} "<b>"` is text.

```lua id="out"
print("printed \27[31m<script>")
display(table.show({{a = 1, b = "<i>"}}))
42
```

```sql
SELECT 1 AS one
```

```lua
timeline{events = {{id = "a", actor = "A", kind = "release", date = "2024-05", what = "w"}}}:picture{}
```

```lua error="expected" tags=["mine"]
error("as <expected>")
```

```lua echo=false
"quiet"
```
N
    "$DATELINE" run n.md -o a.ipynb
    "$DATELINE" run n.md -o b.ipynb
    cmp a.ipynb b.ipynb
    "$DATELINE" convert -q a.ipynb back.md
    cmp n.md back.md
    jq -r '.cells[] | .source | join("")' a.ipynb >sources
    grep -q '^# A ' sources
    grep -q 'One and one is 2, and' sources
    jq -r '.cells[] | .outputs // [] | .[] | .output_type + " " + ((.data // {}) | keys | join(","))' a.ipynb >outputs
    grep -qx 'stream ' outputs
    grep -qx 'display_data text/html,text/markdown,text/plain' outputs
    grep -qx 'display_data image/svg+xml,text/plain' outputs
    grep -qx 'error ' outputs
    jq -e '[.cells[].metadata.tags // empty] == [["mine", "raises-exception"]]' a.ipynb
    jq -e '[.cells[].metadata | select(.dateline.generated | not) | .jupyter.source_hidden // empty] == [true]' a.ipynb
    # what cells read of the front matter, for a kernel
    jq -e '[.cells[] | select(.metadata.dateline.generated and .cell_type == "code") | .source[0]] == ["%%dateline\n"]' a.ipynb
    run grep -c '\\u001b' a.ipynb
    [ "$output" = 0 ]
    jq -r '.cells[].outputs // [] | .[].data["text/html"] // [] | join("")' a.ipynb >html
    run grep -c '<i>' html
    [ "$output" = 0 ]
    # edited prose is the editor's
    jq '(.cells[] | select(.source[0] // "" | startswith("One and one")) | .source) = ["Edited."]' \
        a.ipynb >edited.ipynb
    "$DATELINE" convert -q edited.ipynb edited.md
    grep -qx 'Edited.' edited.md
    need_nbformat
    validate a.ipynb
}

@test "Jupyter's own converter shows such a notebook" {
    $bats_python -c 'import nbformat, nbconvert' 2>/dev/null || skip 'jupyter-nbconvert is not here'
    notebook n.md <<'N'
```lua
print("a line of text")
table.show({{one = 1, two = 2}})
```
N
    "$DATELINE" run n.md -o n.ipynb
    HOME=$PWD $bats_python -m nbconvert --to html n.ipynb >log 2>&1
    grep -q 'a line of text' n.html
    grep -q '<table' n.html
}

@test "a bibliography leaves as BibTeX and CSL-JSON, and pandoc reads both" {
    cp "$ROOT/tests/lua/page.html" .
    notebook n.md <<'N'
It is said `{lua} cite(fetch("page.html"))`.

```lua
bibliography()
```
N
    "$DATELINE" run n.md -o refs.bib -o refs.csl.json -o n.html
    grep -q '\[1\]' n.html
    [ "$(jq -r '.[0].title' refs.csl.json)" = 'A page' ]
    [ "$(jq -c '.[0].issued' refs.csl.json)" = '{"date-parts":[[2024,11,27]]}' ]
    # the same key in both
    grep -q "^@misc{$(jq -r '.[0].id' refs.csl.json),$" refs.bib
    "$DATELINE" run n.md -o - --to bib | cmp - refs.bib
    "$DATELINE" run n.md -o - --to csl.json | cmp - refs.csl.json
    command -v pandoc >/dev/null || skip 'pandoc is not here'
    key=$(jq -r '.[0].id' refs.csl.json)
    for file in refs.bib refs.csl.json; do
        cp "$file" "given.${file##*.}"
        printf 'See [@%s].\n' "$key" |
            pandoc --citeproc --bibliography "given.${file##*.}" -t plain >out
        grep -q 'A [Pp]age' out
        grep -q '2024' out
        grep -q 'November 27' out || grep -q '2024' out
    done
}

@test "the store's views are as the help tells them, in sqlite3 alone" {
    cp "$ROOT/tests/lua/page.html" .
    notebook n.md <<'N'
```lua
fetch("page.html"):quote("The group says that access stopped")
```
N
    "$DATELINE" run n.md >out
    "$DATELINE" help store >help.txt
    sed -n 's/^  \([a-z]*\)(\(.*\))$/\1 \2/p' help.txt >told
    [ "$(wc -l <told)" -eq 5 ]
    while read -r view columns; do
        sqlite3 -readonly dateline.db "SELECT group_concat(name, ', ') FROM pragma_table_info('$view')" >is
        [ "$(cat is)" = "$columns" ] || {
            echo "$view has $(cat is), and the help tells $columns" >&2
            return 1
        }
        sqlite3 -readonly dateline.db "SELECT count(*) FROM $view" >/dev/null
    done <told
    # all views there are, are told
    sqlite3 -readonly dateline.db "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name" >views
    cut -d' ' -f1 told | sort | diff - views
    [ "$(sqlite3 -readonly dateline.db 'SELECT title FROM pages')" = 'A page' ]
    [ "$(sqlite3 -readonly dateline.db 'SELECT count(*) FROM evidence')" = 1 ]
    # and the examples run as they stand
    sed -n 's/^      \(SELECT .*\)$/\1/p' help.txt >examples
    [ -s examples ]
    while read -r sql; do
        sqlite3 -readonly dateline.db "$sql" >/dev/null
    done <examples
}
