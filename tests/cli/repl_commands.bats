#!/usr/bin/env bats
# The REPL's commands, from a pipe: what each does, and what it says to what it cannot take.
load command
load nginx

bats_require_minimum_version 1.5.0

teardown() {
    [ ! -e nginx.pid ] || kill "$(cat nginx.pid)" 2>/dev/null || true
}

# typed TEXT [OPTION...]: the REPL with the text from a pipe; $output, and $stderr apart from it.
typed() {
    local text=$1
    shift
    run --separate-stderr "$DATELINE" repl "$@" < <(printf %s "$text")
}

@test ":help lists every command, and has a word on each" {
    typed ':help'
    ends_with 0
    for one in help doc more sql load cells run edit save timeline sources snapshots schema time \
        profile grants set quit; do
        grep -q "^  :$one " <<<"$output"
        typed ":help :$one"
        ends_with 0
        [[ $output == ":$one"* ]]
        typed ':help'
    done
}

@test ":help tells of a topic, a function and a command of the shell" {
    typed $':help store.put\n:help dates\n:help bundle'
    ends_with 0
    has 'store.put(name, rows [, options])'
    has 'EDTF'
    has 'dateline bundle'
}

@test ":doc and a question mark tell of a function, a method and a variable" {
    typed $'fetch.all?\nt = timeline{}\nt:lag?\nx = {1, 2, 3}\n:doc x\nx ?'
    ends_with 0
    has 'fetch.all(urls [, options])'
    has 'timeline:lag('
    [ "$(grep -c '^x: .*3' <<<"$output")" = 2 ]
}

@test "a name that is none has a near one proposed, and the status says so" {
    typed $'fetch.al?\n:docc x\n:set timeot 3\n:set pictures round\n:set timeout soon\n:quit now\n:doc\n:help timeline:lga\n:set quiet'
    ends_with 2
    [[ $stderr == *"'fetch.all'"*"do you mean ':doc'?"*"do you mean 'timeout'?"* ]]
    [[ $stderr == *'drawn, ascii or list was expected'*'seconds, up to a day'*':quit takes nothing'* ]]
    [[ $stderr == *'the name of a function, a field or a variable was expected'* ]]
    [[ $stderr == *"do you mean 'timeline:lag'"*':set quiet: on or off was expected'* ]]
    [ -z "$output" ]
}

@test "what looks like a command and is Lua runs as Lua" {
    typed $'goto over ::over:: print("over")\n::here:: print("here")\n"why?"'
    ends_with 0
    [ "$output" = $'over\nhere\nwhy?' ]
}

@test ":more shows page after page, and a page by its number" {
    typed $'for i = 1, 3 do print(i) end\n:more\n:more x'
    ends_with 2
    has 'there is no more'
    [[ $stderr == *'the number of a page was expected'* ]]
}

@test ":sql runs a query, and alone goes to SQL and back" {
    typed $'store.put("m", {{name = "Sora", days = 298}})\n:sql SELECT name FROM m\n:sql\nSELECT days\nFROM m;\nSELECT absent FROM m;\n:sql\n20 + 22'
    ends_with 1
    has $'name\n────\nSora'
    has 298
    has 42
    [[ $stderr == *'no such column: absent'* ]]
}

@test ":load runs a file of Lua, of SQL, and a notebook's cells; errors name the file" {
    printf 'function twice(x)\n  return 2 * x\nend\n' >lib.lua
    printf 'SELECT 7 AS seven' >q.sql
    notebook n.md <<<$'```lua\nfrom_notebook = twice(4)\n```\n\n```lua .noeval\nerror("not run")\n```\n\n```lua\nerror("stops here")\n```\n\n```lua\nnever = 1\n```'
    typed $':load lib.lua\ntwice(21)\n:load q.sql\n:load n.md\nfrom_notebook\nnever == nil\n:load none.lua\n:load'
    ends_with 1
    has 42
    has seven
    has $'8\ntrue'
    [[ $stderr == *'n.md:13: stops here'*none.lua*"a file's name was expected"* ]]
    printf '\n\nx = = 1\n' >bad.lua
    typed ':load bad.lua'
    ends_with 1
    [[ $stderr == *'bad.lua:3'* ]]
}

@test ":cells lists what was typed, and :run runs it again" {
    typed $'n = 0\nerror("no")\nn = n + 1\n:cells\n:run 3\n:run _3\nn\n:run 2\n:run 9\n:run\n:run one'
    ends_with 1
    # what failed counts, as it does for _1, _2 and so on
    has '  _1  typed      n = 0'
    has '  _3  typed      n = n + 1'
    [[ $output != *error* ]]
    [ "${lines[-1]}" = 3 ]
    [[ $stderr == *"no cell '2'"*"no cell '9'"*':run NUMBER'*"no cell 'one'"* ]]
}

@test "beside a notebook :cells lists its cells, and :run and :load know them" {
    notebook n.md <<<$'```lua id="first"\nx = 1\n```\n\nOf `{lua} x`.\n\n```lua caption="adds"\nx + 1\n```'
    typed $':cells\n:run 2\n:run first\n:run\n:run nosuch\ny = x + 40\n:cells\ny = 0\n:run _3\ny\n:run 3' n.md
    ends_with 2
    has '   1  line 5     first: x = 1'
    has '   2  line 11    adds: x + 1'
    has '  _3  typed      y = x + 40'
    [ "${lines[-1]}" = 41 ]
    [ "${lines[2]}" = 2 ]
    [[ $stderr == *"no cell 'nosuch'"*"no cell '3'"* ]]
}

@test ":edit gives what was typed to the editor, and runs what comes back" {
    cat >editor <<<$'#!/bin/sh\nsed -i "s/20/40/" "$1"'
    chmod +x editor
    VISUAL='' EDITOR=./editor typed $'20 + 2\n:edit\n:edit 1\n:edit 7'
    ends_with 2
    [ "$output" = $'22\n40 + 2\n42\n40 + 2\n42' ]
    [[ $stderr == *"no cell '7'"* ]]
    VISUAL=false typed $'1\n:edit\n2'
    ends_with 2
    [ "$output" = $'1\n2' ]
    [[ $stderr == *"the editor 'false' did not end well"* ]]
    VISUAL='truncate -s 0' typed $'1\n:edit'
    ends_with 0
    has 'nothing is left to run'
    run find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'dateline-??????' -newer editor -empty
    [ -z "$output" ]
}

@test "beside a notebook :edit opens it at a cell, and what is stale runs again" {
    notebook n.md <<<$'```lua\nx = 1\n```\n\n```lua\nprint("x is " .. x)\n```'
    cat >editor <<<$'#!/bin/sh\necho "$@" >asked\nfor last; do :; done\nsed -i "s/x = 1/x = 5/" "$last"'
    chmod +x editor
    VISUAL=./editor typed $':edit 2\nx' n.md
    ends_with 0
    [ "$(cat asked)" = '+9 n.md' ]
    [ "${lines[-1]}" = 5 ]
    [[ $stderr == *'ran again'* ]]
}

@test ":save writes the session as a notebook that runs, without what failed" {
    typed $'a = 20\nerror("left out")\n:doc a\nfunction f()\n  return "```"\nend\n:sql SELECT 1 AS one\na + 22\n:save s.md\n:save s.md\n:save s.txt\n:save' --as-of 2024-12-31
    ends_with 1
    has 's.md: 4 cells'
    [[ $stderr == *'s.md is there already, and nothing is written over'*'do you mean s.txt.md?'* ]]
    [[ $(cat s.md) == *'as-of: 2024-12-31'* ]]
    run ! grep -q 'left out' s.md
    run --separate-stderr "$DATELINE" run s.md
    ends_with 0
    has 42
    has one
    run "$DATELINE" fmt --check s.md
    ends_with 0
    typed $'1 + 1\n_ * 2\n:save u.md'
    [[ $stderr == *'entry _2 uses an earlier result by _'* ]]
}

@test ":save beside a notebook adds what was typed below it" {
    notebook n.md <<<$'Words.\n\n```lua\nx = 1\n```'
    typed $'y = x + 1\n:save more.md' n.md
    ends_with 0
    [[ $(cat more.md) == "$(cat n.md)"*'y = x + 1'* ]]
    run "$DATELINE" run more.md
    ends_with 0
}

@test ":timeline shows the picture of one, and alone lists them" {
    typed $':timeline\nt = timeline{}\nt:add{id = "a", actor = "A", kind = "release", date = "2024-12-09"}\n:timeline\n:timeline t'
    ends_with 0
    has 'no variable holds a timeline'
    has 'timeline of 1 event'
    has '9 December 2024'
}

@test ":sources, :snapshots and :schema tell of the store" {
    typed ':schema'
    ends_with 0
    has 'there is no store yet'
    start_nginx
    printf '<title>One</title><p>Text.' >www/one.html
    typed "page = fetch('$URL/one.html')"$'\n:sources\n:snapshots\n:snapshots '"$URL/one.html"$'\n:snapshots http://none.example/\nstore.put("m", {{name = "Sora"}})\n:schema\n:schema M\n:schema none\n:save s.md' --allow-private
    ends_with 2
    grep -q "^$URL/one.html  *1  *1  " <<<"$output"
    grep -q '(no rows)' <<<"$output"
    [ "$(grep -c '^m(name)$' <<<"$output")" = 2 ]
    has 'snapshots(bytes, captured_at'
    [[ $stderr == *"no table or view 'none'"* ]]
    grep -qF "net: ['127.0.0.1:$PORT']" s.md
}

@test "a saved session asks for each host once, for one of IPv6 in a list that can be read" {
    grep -q ' lo$' /proc/net/if_inet6 || skip 'the machine has no IPv6'
    start_nginx 'listen [::1]:@PORT@;'
    printf '<title>One</title><p>Text.' >www/one.html
    local six="http://[::1]:$PORT"
    typed "fetch('$URL/one.html').title"$'\n'"fetch('$six/one.html').title"$'\n'"fetch('$six/one.html?a').title"$'\n:save s.md' --allow-private
    ends_with 0
    grep -qxF "net: ['127.0.0.1:$PORT', '[::1]:$PORT']" s.md
    run -0 --separate-stderr "$DATELINE" run s.md --allow-net --allow-private --refresh
    has 'Sources: 3 of 3 captured'
}

@test ":time says how long an entry took, and what it gives" {
    typed $':time 20 + 22\n:time error("timed")\n:time'
    ends_with 1
    [[ ${lines[0]} = 42 ]]
    [[ ${lines[1]} =~ ^[0-9.]+\ m?s$ ]]
    [[ $stderr == *'input:1: timed'*':time CODE'* ]]
}

@test ":profile says which lines took how long" {
    printf 'function slow()\n  local s = 0\n  for i = 1, 300000 do s = s + i end\n  return s\nend\n' >lib.lua
    typed $':load lib.lua\n:profile quick = 1; made = slow()\nmade\n:profile\n:profile error("in it")'
    ends_with 2
    read -r ms share times where _ <<<"${lines[2]}"
    [ "$where" = input:3 ]
    awk "BEGIN { exit !($ms > 0 && $share > 50 && $times > 100000) }"
    has 45000150000
    [[ $stderr == *':profile CODE'*'input:1: in it'* ]]
}

@test ":set changes the limit of an entry and the form of pictures" {
    typed $':set\n:set timeout 0.2\nwhile true do end\n:set pictures list\n:set quiet on\n:set'
    ends_with 7
    has $'pictures drawn\nquiet off\ntimeout 30'
    has $'pictures list\nquiet on\ntimeout 0.2'
    [[ $stderr == *'time limit'* ]]
}

@test ":set pictures holds for timelines and charts too, at once" {
    local made='t = timeline{{id = "a", actor = "A", kind = "release", date = "2024-12-09", what = "It opens"}}'
    local bar='chart.bar({{x = "one", y = 1}}, {x = "x", y = "y"})'
    typed "$made"$'\n:set pictures list\nt\n'"$bar"
    ends_with 0
    has 'A timeline of 1 event by 1 actor'
    [[ $output != *■* && $output != *█* ]]
    typed "$made"$'\n:set pictures ascii\nt\n'"$bar"
    ends_with 0
    [ -z "$(LC_ALL=C tr -d '\n -~' <<<"$output")" ]
}

@test ":timeline says of another value that it is no timeline" {
    typed $'x = 1\n:timeline x\n:timeline never_set'
    ends_with 1
    [[ $stderr == *'x is no timeline; :timeline lists'*'never_set is no timeline'* ]]
    [ -z "$output" ]
}

@test ":grants says what is granted, and :quit leaves at once" {
    typed $':grants\n:quit\nprint("not reached")'
    ends_with 0
    has 'any host; private addresses are asked for'
    has 'Nothing is granted'
    [[ $output != *reached* ]]
}

@test "a private address is refused where nobody can be asked" {
    start_nginx
    echo here >www/a.txt
    typed "fetch('$URL/a.txt')"
    ends_with 6
    [[ $stderr == *'--allow-private'* ]]
}

@test ":help proposes a command that is near, whether its colon was typed or not" {
    typed $':help :lod\n:help lod\n:help load\n:help timelin'
    ends_with 2
    [[ $stderr == *"on ':lod'; do you mean ':help :load'?"*"on 'lod'; do you mean ':help :load'?"* ]]
    [[ $stderr == *"on 'timelin'"*timeline* ]]
    [[ $output == ':load FILE'* ]]
    has 'timeline.load(file'
}

@test ":load heeds what a cell says of itself, and tells where another folder's cells look for files" {
    mkdir other
    notebook other/n.md <<<$'```lua error="expected"\nerror("wanted")\n```\n\n```lua output=false\nhidden = 5\nhidden\n```\n\n```lua\nread("beside.txt")\n```'
    typed $':load other/n.md\nhidden + 1\n:cells'
    ends_with 2
    # shellcheck disable=SC2016 # the quotes are the program's
    [[ $stderr != *wanted* && $stderr == *'n.md:14: '*'note: its cells read files below . here; `dateline repl other/n.md`'* ]]
    [ "${lines[0]}" = 6 ]
    [[ $output != *wanted* ]]
    notebook n.md </dev/null
    typed $':load other/n.md\nhidden + 1' n.md
    [ "$output" = 6 ]
    [[ $stderr != *wanted* ]]
}

@test ":cells keeps each cell to its line" {
    typed "$(printf 'wide = "%s"\n:cells' "$(printf '漢%.0s' {1..60})")"
    ends_with 0
    [ "${#lines[@]}" = 1 ]
    [[ $output == *'漢 ...' ]]
}

@test ":grants says when nothing is reached" {
    typed ':grants' --offline
    ends_with 0
    has 'the session is offline'
}

@test "what cannot be remembered is told, but not where --quiet is given" {
    mkdir -p "$XDG_STATE_HOME/dateline/history"
    script -qec "'$DATELINE' repl" /dev/null <<<':quit' >told
    grep -q 'will not be remembered' told
    script -qec "'$DATELINE' repl --quiet" /dev/null <<<':quit' >told
    run ! grep -q 'remembered' told
}

# Once the question was the beginning of a query, and the prompt asked on for its semicolon.
@test "a question mark asks of a name in SQL too, first of a table" {
    typed $'store.put("m", {{name = "Sora", days = 298}})\n:sql\nm?\nfetch.all ?\nSELECT days FROM m;\nnone_such?'
    ends_with 2
    has $'\nm(days, name)\n'
    has 'fetch.all(urls [, options])'
    has 298
    [[ $stderr == *"'none_such'"* ]]
}

@test "code after :time and :profile goes on over lines until it is whole" {
    typed $':time for i = 1, 2 do\n  print("turn " .. i)\nend\n:profile function twice(x)\n\n  return 2 * x\nend\ntwice(21)\n:sql\n:time SELECT 7\nAS seven;'
    ends_with 0
    has $'turn 1\nturn 2\n'
    has $'\n42\n'
    has seven
    [ -z "$stderr" ]
}

@test "beside a notebook an error names the file that :load read, or the entry that was typed" {
    notebook n.md <<<$'```lua\nx = 1\n```'
    notebook o.md <<<$'```lua\ny = 5\n```\n\n```lua\nerror("stops here")\n```'
    printf '\n\nx = = 1\n' >bad.lua
    typed $':load o.md\ny\n:load bad.lua\nerror("mine")' n.md
    ends_with 1
    [ "$output" = 5 ]
    [[ $stderr == *'o.md:9: stops here'*'bad.lua:3: '*$'\ninput-'?':1: mine'* ]]
}

@test ":load gives a notebook the parameters that it declares, and the session's where it has them" {
    mkdir d
    cat >d/o.md <<'END'
---
dateline: 1
title: Declares
params:
  actor: 'Open "AI" \ n'
  count: 3
  sure: true
  on: {type: date, default: 2024-02-15}
  odd-name: x
---
```lua
print(params.actor, params.count + 1, params.sure, params.on:words(), params["odd-name"])
```
END
    typed $':load d/o.md\n:save s.md'
    ends_with 0
    [ "${lines[0]}" = $'Open "AI" \\ n\t4\ttrue\t15 February 2024\tx' ]
    run --separate-stderr "$DATELINE" run s.md
    ends_with 0
    has 'Open "AI"'
    cat >n.md <<'END'
---
dateline: 1
title: Has one
params:
  count: 40
---
END
    typed $':load d/o.md' n.md
    ends_with 0
    [[ $output == *$'\t41\ttrue\t'* ]]
}

@test ":save leaves a link that leads nowhere as it is" {
    ln -s away.md s.md
    typed $'x = 1\n:save s.md'
    ends_with 2
    [[ $stderr == *'s.md is there already, and nothing is written over'* ]]
    [ ! -e away.md ]
}

@test ":edit tells each editor of a line in its own way" {
    notebook n.md <<<$'```lua\nx = 1\n```\n\n```lua\nx\n```'
    mkdir bin
    for one in code subl nano; do
        # shellcheck disable=SC2016 # the script's
        printf '#!/bin/sh\necho "$0 $@" >>asked\n' >bin/$one
        chmod +x bin/$one
    done
    for one in 'bin/code --wait' 'bin/subl -w' 'bin/nano'; do
        VISUAL=$one typed $':edit 2\n:edit' n.md
        ends_with 0
    done
    [ "$(cat asked)" = "bin/code --wait --goto n.md:9
bin/code --wait n.md
bin/subl -w n.md:9
bin/subl -w n.md
bin/nano +9 n.md
bin/nano n.md" ]
}

@test "what is said of help is what can be typed here" {
    typed $':help zzzzzz\n:doc zzzzzz\n:help words'
    ends_with 2
    # shellcheck disable=SC2016 # the quotes are the program's
    [[ $stderr == *'`:help` lists the commands, `:help api` the functions'*'`:help` lists'* ]]
    # shellcheck disable=SC2016
    has '`:help change:words` has more'
    [[ $stderr$output != *'dateline help'* ]]
}
