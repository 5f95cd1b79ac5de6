#!/usr/bin/env bats
# The manual: its examples run and say what they give; what is made of it is well-formed.

load command

needs() {
    command -v "$1" >/dev/null || skip "$1 is not here"
}

@test "every example of the manual runs offline, and gives what it says" {
    needs python3
    run python3 "$ROOT/tests/manual/examples.py" "$DATELINE" "$ROOT"/src/manual/*.md
    echo "$output"
    ends_with 0
    has " 0 failed"
    # examples and values: none is lost
    read -r examples values <<<"$(sed -n 's/^\([0-9]*\) examples of \1 ran, \([0-9]*\) values.*/\1 \2/p' <<<"$output")"
    [ "$examples" -ge 160 ]
    [ "$values" -ge 196 ]
}

@test "the harness finds an example that fails, and a value that is another" {
    needs python3
    cat >wrong.md <<'N'
# a

```lua
left = 1
```

```lua
left --> nil
1 + 1 --> 3
```

```lua
error("no")
```
N
    run python3 "$ROOT/tests/manual/examples.py" "$DATELINE" wrong.md
    ends_with 2
    has "wrong.md:7: told '3', is '2'"
    has "wrong.md:12: no"
    has "2 values held, 2 failed"
}

@test "the editors' file is Lua, and knows every name" {
    "$DATELINE" help api --to luals >dateline.lua
    luac=$(command -v luac5.4 || command -v luac || true)
    [ -z "$luac" ] || "$luac" -p dateline.lua
    grep -q '^---@class dateline.page' dateline.lua
    grep -q '^---@field refresh? boolean|string' dateline.lua
    grep -qF -- '---@return dateline.page[]' dateline.lua
    # what is told of `fetch` and of its members
    grep -q '^---@overload fun(url: string, options?: dateline.options.fetch): dateline.page' dateline.lua
    grep -q '^function timeline:lag(a, b) end' dateline.lua
    grep -q '^---@param options? dateline.options.fetch.all' dateline.lua
    # each function tells its parameters, in their order, each with a type
    run awk '/^---@param/ { name = $2; sub(/[?]$/, "", name); told = told (told == "" ? "" : ", ") name
                if ($3 == "") print "no type: " $0 }
        /^function / { list = $0; sub(/^[^(]*[(]/, "", list); sub(/[)].*/, "", list)
                if (list != told) print $0 " tells " told; told = "" }' dateline.lua
    [ -z "$output" ]
}

# types FILE: every type that the editors' file names, one a line. A type ends with the first blank that
# stands outside of brackets and quotation marks.
types() {
    awk '/^---@(param|field|return|overload|type)/ {
        text = $0
        sub(/^---@(param|field) [^ ]* |^---@[a-z]* /, "", text)
        depth = quoted = 0
        for (i = 1; i <= length(text); i++) {
            c = substr(text, i, 1)
            if (c == "\"") quoted = !quoted
            depth += (c ~ /[(<]/) - (c ~ /[)>]/)
            if (c == " " && !quoted && !depth && substr(text, i - 1, 1) != ":") break
        }
        print substr(text, 1, i - 1)
    }' "$1" | sed -E 's/\): /|/g; s/fun\(|\)|table<|>|\[\]//g; s/[a-z]+[?]?: //g' | tr '|,' '\n' |
        sed -E 's/^:? *//; s/^.*: //; s/[?]$//' | sort -u
}

# Once a module that is called itself took "any", and a class that nobody declared would be "any" too.
@test "every type in the editors' file is Lua's or is declared there" {
    "$DATELINE" help api --to luals >dateline.lua
    # shellcheck disable=SC2094 # the name is an argument
    types dateline.lua >types
    [ "$(grep -c '^dateline\.' types)" -gt 40 ]
    while read -r type; do
        case $type in
        string | number | integer | boolean | table | function | nil | any | '"'*'"' | true | false | '') ;;
        *) grep -qE "^---@class ${type//./\\.}(:|$)" dateline.lua || {
            echo "what is '$type'?" >&2
            return 1
        } ;;
        esac
    done <types
    # what takes or gives anything is what really does
    run awk '/^---@(param|return|field|overload) / {
            type = $1 ~ /param|field/ ? $3 : $1 ~ /return/ ? $2 : $0
            if ($2 != "..." && type ~ /(^|[|: ])any([|?,)]|$)/) any = 1 }
        /^---@(field|overload) / { if (any) print $2; any = 0 }
        /^function / { if (any) { name = $2; sub(/[(].*/, "", name); print name } any = 0 }' dateline.lua
    [ "$(sort <<<"$output" | tr '\n' ' ')" = 'assert_that null store.transaction try ' ]
}

@test "man pages are well-formed" {
    # shellcheck disable=SC1003 # tr's backslash
    pages="api $("$DATELINE" help dates --to man | sed -n 's/^\.BR dateline\\-\([a-z\\-]*\) (7).*/\1/p' | tr -d '\\')"
    [[ " $pages " != *' dates '* && $(wc -w <<<"$pages") -gt 6 ]]
    for page in $pages dates; do
        "$DATELINE" help "$page" --to man >"$page.roff"
        if command -v mandoc >/dev/null; then
            run mandoc -Tlint "$page.roff"
            echo "$page: $output"
            [ -z "$output" ]
        fi
        if command -v groff >/dev/null; then
            run groff -k -man -Tutf8 -ww -z "$page.roff"
            [ -z "$output" ]
        fi
    done
}

@test "a member is found by its name alone, or on a variable's" {
    run "$DATELINE" help t:lag
    ends_with 0
    has 'timeline:lag(a, b) -> span'
    run "$DATELINE" help d:words
    ends_with 0
    for one in date:words span:words change:words relation:words; do
        has "$one("
    done
    run "$DATELINE" help page.quote
    ends_with 0
    has 'page:quote(words [, options]) -> evidence'
    run "$DATELINE" help timelin
    ends_with 2
    has "'timeline'"
}

@test "an entry has signature, meaning, options, errors and example; a guide its text" {
    run "$DATELINE" help fetch.all
    ends_with 0
    for part in 'fetch.all(urls [, options]) -> pages, failures' 'Options:' 'Errors:' 'See:' 'print('; do
        has "$part"
    done
    [[ $output != *'```'* ]]
    run "$DATELINE" help page.title
    has 'page.title -> string'
    run "$DATELINE" help exit-status
    ends_with 0
    has 'limit.memory'
    run "$DATELINE" help api
    has 'Guides'
    has 'promises'
}

@test "what cannot be made of the manual is said" {
    run "$DATELINE" help api --to pdf
    ends_with 2
    has '--to luals'
    run "$DATELINE" help nothing --to man
    ends_with 2
}

@test "long help goes through the pager on a terminal alone" {
    needs tmux
    export TMUX_TMPDIR=$BATS_TEST_TMPDIR
    printf '#!/bin/sh\ncat >"%s/paged"\n' "$PWD" >pager
    chmod +x pager
    PAGER=$PWD/pager "$DATELINE" help api >out
    [ ! -e paged ]
    [ -s out ]
    env -u TMUX tmux -f /dev/null new-session -d -x 80 -y 24 \
        "PAGER=$PWD/pager '$DATELINE' help api; PAGER=$PWD/pager '$DATELINE' help span.days; echo done >ended; sleep 9"
    for _ in $(seq 100); do
        [ -e ended ] && break
        sleep 0.1
    done
    env -u TMUX tmux kill-server || true
    grep -q 'timeline:lag' paged
    ! grep -q 'The days when they are exact, else nil' paged || grep -q 'What a cell can call' paged
}
