#!/usr/bin/env bats
load command

@test "every command has help with an example, and options that it takes" {
    run "$DATELINE" help
    ends_with 0
    for command in run repl fetch search snapshots help; do
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
    for name in 'date(text)' 'timeline.load(file)' 't:slips' 'store.query(sql' 'fetch(url)' 'md(text)'; do
        has "$name"
    done
    run "$DATELINE" help timeline:lag
    ends_with 0
    has 't:lag(a, b)'
    run "$DATELINE" help timelin:lag
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
    "$DATELINE" run n.md --to json | jq -r '.cells[0].views[0].text' |
        grep -vxE 'assert|collectgarbage|error|getmetatable|ipairs|load|next|pairs|pcall|rawequal|rawget|rawlen|rawset|select|setmetatable|tonumber|tostring|type|xpcall' |
        while read -r name; do
            [ -z "$name" ] || "$DATELINE" help "$name" >/dev/null || { echo "undocumented: $name"; exit 1; }
        done
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
}
