#!/usr/bin/env bats
load command

@test "every command has help with an example, and options that it takes" {
    run "$DATELINE" help
    ends_with 0
    for command in run repl serve fetch search snapshots diff help; do
        has "dateline $command"
        run "$DATELINE" "$command" --help
        ends_with 0
        has "dateline $command"
        has 'Examples:'
        run "$DATELINE" help
    done
}

@test "every function of the Lua API has its signature and its line" {
    run "$DATELINE" help api
    ends_with 0
    for name in 'date(text' 'timeline.load(file' 'timeline:slips' 'store.query(sql' 'fetch(url' 'md(text)'; do
        has "$name"
    done
    run "$DATELINE" help timeline:lag
    ends_with 0
    has 'timeline:lag(a, b)'
    run "$DATELINE" help timeline:lga
    ends_with 2
    has "timeline:lag"
}

@test "what the API documents is there, and what is there is documented" {
    notebook n.md <<'N'
```lua
for _, module in ipairs{"date", "timeline", "store", "fetch"} do
  for name in pairs(_G[module]) do print(module .. "." .. name) end
end
for name, value in pairs(_G) do
  if type(value) == "function" then print(name) end
end
```
N
    "$DATELINE" run n.md --to json | jq -r '.cells[0].views[].text' |
        grep -vxE 'assert|collectgarbage|error|getmetatable|ipairs|load|next|pairs|pcall|rawequal|rawget|rawlen|rawset|select|setmetatable|tonumber|tostring|type|xpcall' >names
    [ "$(wc -l <names)" -gt 20 ]
    while read -r name; do
        [ -z "$name" ] || "$DATELINE" help "$name" >help.txt || {
            echo "undocumented: $name" >&2
            return 1
        }
    done <names
}

@test "the version is told" {
    run "$DATELINE" --version
    ends_with 0
    [[ $output =~ ^dateline\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "make install puts program, library and headers under PREFIX" {
    [ "$DATELINE" = "$ROOT/build/dateline" ] || skip 'installed from the release build alone'
    make -s -C "$ROOT" install DESTDIR="$PWD/root" PREFIX=/usr
    root/usr/bin/dateline --version
    [ -e root/usr/lib/libdateline.a ]
    [ -e root/usr/include/dateline/engine.h ]
    grep -q '^function timeline:lag' root/usr/share/dateline/dateline.lua
    grep -q 'timeline:lag(a, b)' root/usr/share/man/man3/dateline-api.3
    for guide in dates notebook promises safety exit-status; do
        [ -s "root/usr/share/man/man7/dateline-$guide.7" ]
    done
    [ ! -e root/usr/share/man/man7/dateline-fetch.7 ]
    for script in weekly-digest promise-scoreboard source-changes; do
        run root/usr/bin/dateline "root/usr/share/dateline/scripts/$script.lua" --help
        ends_with 0
        has "Usage: $script.lua"
        "$DATELINE" help scripts | grep -q "$script.lua"
    done
    [ "$(find root/usr/share/dateline/scripts -type f | wc -l)" -eq 3 ]
}

@test "every option that a command's help lists is taken, and another is refused" {
    seen=0
    for command in run repl serve fetch search snapshots diff; do
        "$DATELINE" help "$command" >help.txt
        while read -r option; do
            # a value for those that want one; --help, so that nothing runs
            run "$DATELINE" "$command" "$option=1" --help
            [[ $output != *'has no option'* || $output == *"do you mean '$option'?"* ]]
            seen=$((seen + 1))
        done < <(sed -n 's/^ [ a-z,-]* \(--[a-z][a-z-]*\).*/\1/p' help.txt)
        run "$DATELINE" "$command" --no-such-option
        ends_with 2
        has 'has no option --no-such-option'
    done
    [ "$seen" -gt 30 ]
}

@test "every example is a line of shell, and its commands and options are there" {
    seen=0
    for command in $("$DATELINE" help | sed -n 's/^  dateline \([a-z]*\) .*/\1/p'); do
        "$DATELINE" help "$command" | sed -n '/^Examples:/,/^$/s/^  //p' >examples
        [ -s examples ]
        while IFS= read -r line; do
            bash -n <<<"$line"
        done <examples
        grep -o 'dateline [^|<>&();]*' examples >calls || true
        while IFS= read -r call; do
            eval "set -- $call"
            [[ $2 == *.lua || $2 == -* ]] && continue # options of a script's own
            run "$DATELINE" "$2" --help "${@:3}"      # all are read before it is answered
            ends_with 0
            seen=$((seen + 1))
        done <calls
    done
    [ "$seen" -gt 50 ]
}

@test "a command without what it needs says how it is used" {
    for command in run serve fetch search diff; do
        run "$DATELINE" "$command"
        ends_with 2
        has "dateline $command"
    done
}

@test "help on what there is not proposes the near one" {
    run "$DATELINE" help serach
    ends_with 2
    has "do you mean 'search'"
    run "$DATELINE" help store.qeury
    ends_with 2
    has "do you mean 'store.query'"
    run "$DATELINE" help nothing-like-it
    ends_with 2
    has 'dateline help api'
}

@test "of two topics one is asked for" {
    run "$DATELINE" help run check
    ends_with 2
    has 'dateline help run'
}

@test "an option that means another thing in a command is told so there" {
    "$DATELINE" export --help | grep -q -- '--output FILE *the archive to write'
    "$DATELINE" bundle --help | grep -q -- '--output FILE *the bundle to write'
    "$DATELINE" unbundle --help | grep -q -- '--output FILE *the folder to make'
    "$DATELINE" help --help | grep -q -- '--to FORMAT *luals or man'
    "$DATELINE" help --man | tr '\n' ' ' | grep -q 'Of unbundle: the folder to make'
    for shell in zsh fish; do
        "$DATELINE" help --completion=$shell | grep -q 'the folder to make'
    done
}

@test "help is folded to 80 columns where there is no terminal, and long lists are grouped" {
    for command in $("$DATELINE" help | sed -n 's/^  dateline \([a-z]*\) .*/\1/p'); do
        "$DATELINE" "$command" --help >help.txt
        # examples stand as they are typed
        sed '/^Examples:/q' help.txt | awk -v command="$command" 'length > 80 {
            print command ": " $0; bad = 1 } END { exit bad }'
    done
    "$DATELINE" run --help >help.txt
    for group in Output Parameters 'Sources and network' Limits Watching Messages; do
        grep -qx "$group:" help.txt
    done
    "$DATELINE" search --help >help.txt
    grep -qx 'Options:' help.txt
}
