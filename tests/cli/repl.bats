#!/usr/bin/env bats
# The REPL, from a pipe and at a terminal (tmux).
load command
load terminal

bats_require_minimum_version 1.5.0

teardown() {
    end_terminal
}

# typed TEXT [OPTION...]: the REPL with the text from a pipe; $output, and $stderr apart from it.
typed() {
    local text=$1
    shift
    run --separate-stderr "$DATELINE" repl "$@" < <(printf %s "$text")
}

@test "a pipe runs line by line and prints each value" {
    typed $'1 + 1\nx = 5\nx * 2\nprint("said", x)\ndate("2024-03~")\n'
    ends_with 0
    [ "$output" = $'2\n10\nsaid\t5\naround March 2024  (2024-03~)' ]
    [ -z "$stderr" ]
}

@test "nothing typed is nothing done" {
    typed ''
    ends_with 0
    [ -z "$output$stderr" ]
    [ ! -e dateline.db ]
}

@test "an entry goes on over lines until it is whole" {
    typed $'function twice(a)\n  return a *\n    2\nend\nfor i = 1, 2 do\n  print(twice(i))\nend\nt = [[one\ntwo]]\n#t'
    ends_with 0
    [ "$output" = $'2\n4\n7' ]
}

@test "an empty line does not cut a function that comes from a pipe" {
    typed $'function f()\n\n  return "whole"\nend\nf()'
    ends_with 0
    [ "$output" = whole ]
}

@test "an entry that never ends is told at the end" {
    typed $'"first"\nfor i = 1, 2 do'
    ends_with 1
    [ "$output" = first ]
    [[ $stderr == *"'end' expected"* ]]
}

@test "an error is told, what follows runs, and the status says so" {
    typed $'error("bad")\nx = = 1\n7 * 6'
    ends_with 1
    [ "$output" = 42 ]
    [[ $stderr == *'input:1: bad'*"unexpected symbol near '='"* ]]
}

@test "an entry that runs too long is stopped, and the next one runs" {
    typed $'while true do end\n"next"' --timeout 0.2
    ends_with 7
    [ "$output" = next ]
    [[ $stderr == *'time limit'* ]]
}

@test "locals end with their entry, and globals stay" {
    typed $'local a = 1; b = 2\nprint(a, b)'
    ends_with 0
    [ "$output" = $'nil\t2' ]
}

@test "a name that holds nothing is answered with nil, and what gives no value with nothing" {
    typed $'t = {}\nnosuch\nt.field\nx = 1\nlocal y = 2\nprint("said")\n_'
    ends_with 0
    [ "$output" = $'nil\nnil\nsaid\nnil' ]
}

@test "today is the as-of date that was given" {
    typed 'tostring(today())' --as-of 2024-11-26
    [ "$output" = 2024-11-26 ]
}

@test "a notebook's globals are there" {
    notebook n.md <<<$'```lua\nanswer = 42\n```'
    typed 'answer + 1' n.md
    ends_with 0
    [ "$output" = 43 ]
}

@test "a notebook whose cell fails says so, and so does the status" {
    notebook n.md <<<$'```lua\nerror("broken")\n```'
    typed '"still here"' n.md
    ends_with 1
    [ "$output" = 'still here' ]
    [[ $stderr == *'n.md:5: broken'* ]]
}

@test "an edited notebook runs what is stale, entries among it, before the next entry" {
    # shellcheck disable=SC2016 # a notebook's fences
    printf -- '---\ndateline: 1\n---\n```lua\na = 1\nprint("a ran")\n```\n\n```lua\nb = 10\nprint("b ran")\n```\n' >n.md
    coproc REPL { "$DATELINE" repl n.md 2>told; }
    local out=${REPL[0]} in=${REPL[1]}
    echo 'c = a + b' >&"$in"
    echo 'c' >&"$in"
    read -r -t 10 line <&"$out"
    [ "$line" = 11 ]
    sleep 0.1
    sed -i 's/^a = 1/a = 5/' n.md
    echo 'c, b' >&"$in"
    read -r -t 10 line <&"$out"
    [ "$line" = 15 ]
    read -r -t 10 line <&"$out"
    [ "$line" = 10 ]
    # a failure changes nothing, and nothing else runs again for it
    echo 'c = 99 error("no")' >&"$in"
    echo 'c' >&"$in"
    read -r -t 10 line <&"$out"
    [ "$line" = 15 ]
    eval "exec $in>&-"
    sleep 0.5
    grep -qF 'note: line 5, input-1, input-2 ran again' told || { cat told; false; }
    [ "$(grep -c 'ran again' told)" = 1 ]
}

@test "an edit that cannot be read is told, and the notebook stays as it was" {
    notebook n.md <<<$'```lua\na = 1\n```'
    coproc REPL { "$DATELINE" repl n.md 2>told; }
    local out=${REPL[0]} in=${REPL[1]}
    echo 'a' >&"$in"
    read -r -t 10 line <&"$out"
    [ "$line" = 1 ]
    echo 'no notebook' >n.md
    echo 'a + 1' >&"$in"
    read -r -t 10 line <&"$out"
    [ "$line" = 2 ]
    eval "exec $in>&-"
    sleep 0.5
    grep -q 'this is no notebook' told
}

# A terminal of 80 by 24 in which the REPL runs, and tells its status when it has left.
terminal() {
    open_terminal 80 24 "'$DATELINE'; echo \"left \$?\"; sleep 60"
}

@test "a terminal has a prompt, shows values, asks for the rest of an entry, and remembers" {
    terminal
    shows '>'
    enter '20 + 22' Enter
    shows 42
    enter 'for i = 1, 1 do' Enter
    shows '>>'
    enter 'print("body " .. i)' Enter
    enter 'end' Enter
    shows 'body 1'
    enter '"the " .. "last"' Enter
    shows 'the last'
    tmux -S tmux.sock send-keys Up Enter
    shows 'the last' 2
    enter 'error("known")' Enter
    shows 'input:1: known'
    tmux -S tmux.sock send-keys C-d
    shows 'left 0'
}

@test "at a terminal Ctrl-C drops what is typed and stops what runs, and Ctrl-D leaves" {
    terminal
    shows '>'
    enter 'half of a' C-c
    enter '"who" .. "le"' Enter
    shows whole
    enter 'for i = 1, 9 do' Enter
    shows '>>'
    tmux -S tmux.sock send-keys C-c
    enter '"drop" .. "ped"' Enter
    shows dropped
    enter 'while true do end' Enter
    shows '> while true do end'
    sleep 0.3 # typed is not yet running
    tmux -S tmux.sock send-keys C-c
    shows 'input:1: interrupted'
    enter '"ali" .. "ve"' Enter
    shows alive
    tmux -S tmux.sock send-keys C-d
    shows 'left 0'
}

@test "at a terminal Tab completes names, files and what lines before declare" {
    mkdir data && touch data/events.tsv
    terminal
    shows '>'
    enter 'release_day = 41' Enter
    shows '>'
    enter 'release_' Tab
    shows '> release_day'
    enter ' + 1' Enter
    shows 42
    shows '>'
    enter 'store.qu' Tab
    shows '> store.query'
    tmux -S tmux.sock send-keys C-c
    shows '>'
    enter 'read("data/e' Tab
    shows '> read("data/events.tsv'
    tmux -S tmux.sock send-keys C-c
    shows '>'
    enter 'release_notes = 1' Enter
    shows '>'
    enter 'release_' Tab
    shows '> release_'
    tmux -S tmux.sock send-keys Tab
    shows 'release_day    release_notes'
    tmux -S tmux.sock send-keys C-c
    shows '>'
    enter 'local function of(amount)' Enter
    shows '>>'
    enter 'return amo' Tab
    shows '>> return amount'
    tmux -S tmux.sock send-keys C-c
    shows '>'
    enter '("a"):up' Tab
    enter '()' Enter
    shows A
}
