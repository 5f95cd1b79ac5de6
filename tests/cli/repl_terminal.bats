#!/usr/bin/env bats
# The REPL at a terminal (tmux): editing, history, Tab, signals, questions and progress.
load command
load terminal
load nginx

teardown() {
    end_terminal
    [ ! -e nginx.pid ] || kill "$(cat nginx.pid)" 2>/dev/null || true
}

# terminal [WIDTH [ENVIRONMENT]]: one in which the REPL runs, and tells its status when it has left.
terminal() {
    open_terminal "${1:-80}" 24 "env ${2:-} '$DATELINE' repl; echo \"left \$?\"; sleep 60"
    shows '>'
}

# screen PATTERN: waits, ten seconds at most, until a line of the screen matches it.
screen() {
    for _ in {1..400}; do
        tmux -S tmux.sock capture-pane -p | grep -qE -- "$1" && return 0
        sleep 0.025
    done
    printf 'nothing like "%s" on:\n%s\n' "$1" "$(tmux -S tmux.sock capture-pane -p)" >&2
    return 1
}

@test "what is pasted is one entry, and comes back as one" {
    terminal
    tmux -S tmux.sock set-buffer $'for i = 1, 2 do\n  print("line " .. i)\nend'
    tmux -S tmux.sock paste-buffer -p
    enter '' Enter
    shows 'line 2'
    enter 'print("after")' Enter
    shows after
    enter '' Up Up Enter
    shows 'line 2' 2
}

@test "an entry of several lines is recalled whole by another session" {
    terminal
    enter 'function twice(x)' Enter
    shows '>>'
    enter 'return 2 * x' Enter
    enter 'end' Enter
    enter 'twice(21)' Enter
    shows 42
    enter '' C-d
    shows 'left 0'
    end_terminal
    terminal
    enter '' Up Up Enter
    enter 'twice(11)' Enter
    shows 22
}

@test "two sessions at once lose nothing of each other's history, and it is searched" {
    terminal
    enter '"first " .. "one"' Enter
    shows 'first one'
    tmux -S tmux.sock split-window -d "'$DATELINE' repl" 3>&-
    for _ in {1..200}; do
        tmux -S tmux.sock capture-pane -p -t 1 | grep -q '^>' && break
        sleep 0.025
    done
    tmux -S tmux.sock send-keys -t 1 -l '"second " .. "one"'
    tmux -S tmux.sock send-keys -t 1 Enter
    for _ in {1..200}; do
        tmux -S tmux.sock capture-pane -p -t 1 | grep -q '^second one' && break
        sleep 0.025
    done
    enter '"third " .. "one"' Enter
    shows 'third one'
    tmux -S tmux.sock send-keys -t 1 C-d
    enter '' C-d
    shows 'left 0'
    end_terminal
    for one in first second third; do grep -q "$one" state/dateline/history; done
    terminal
    enter '' C-r
    enter 'second' Enter
    shows 'second one'
}

@test "Tab completes fields, columns in SQL, commands, their files and their values" {
    mkdir notes && touch notes/first.lua
    terminal 100
    enter 'store.put("models", {{release_day = 1}})' Enter
    shows 1
    enter 'box = {contents = 42}' Enter
    shows '>'
    enter 'box.con' Tab
    shows '> box.contents'
    enter '' C-c
    enter 'store.query("SELECT release' Tab
    shows '> store.query("SELECT release_day'
    enter '' C-c
    enter ':snap' Tab
    shows '> :snapshots'
    enter '' C-c
    enter ':load no' Tab
    screen '^> :load notes/'
    enter 'f' Tab
    shows '> :load notes/first.lua'
    enter '' C-c
    enter ':set tim' Tab
    shows '> :set timeout'
    enter '' C-c
    enter ':set pictures dr' Tab
    shows '> :set pictures drawn'
    enter '' C-c
    enter ':time function f()' Enter
    shows '>>'
    enter 'return box.con' Tab
    shows '>> return box.contents'
    enter '' C-c
    enter ':doc fetch.al' Tab
    shows '> :doc fetch.all'
    enter '' C-c
    enter ':sql' Enter
    shows 'sql>'
    enter 'SELECT release' Tab
    shows 'sql> SELECT release_day'
    enter ' FROM models\;' Enter
    shows 'release_day'
}

@test "SIGWINCH: tables are cut to the width that the terminal has now" {
    terminal 100
    enter 'rows = {{name = "a", words = ("long "):rep(30)}}' Enter
    enter 'rows' Enter
    screen '^a +long.{60,}'
    tmux -S tmux.sock resize-window -x 50 -y 24
    enter '' C-l
    enter 'rows' Enter
    screen '^a +long.{20,40}…$'
}

@test "wide characters stand in their columns" {
    terminal
    enter '{{name = "海螺", days = 1}, {name = "Sora", days = 298}}' Enter
    screen '^ *1  海螺$|^海螺 +1$'
    screen '^ *298  Sora$|^Sora +298$'
    line() { tmux -S tmux.sock capture-pane -p | grep -m1 "$1"; }
    # the columns of a terminal: two for each of these characters
    [[ "$(line 'Sora$\|^Sora ')" =~ ^(\ *298\ \ |Sora\ +) ]]
    wide=$(tmux -S tmux.sock capture-pane -p | grep -m1 '海螺  \|  海螺$')
    [ -n "$wide" ]
}

@test "a terminal without colour gets none, and one with it does" {
    terminal 80 NO_COLOR=1
    enter 'error("plain")' Enter
    screen 'input:1: plain'
    enter '{{a = 1}}' Enter
    shows a
    run tmux -S tmux.sock capture-pane -p -e
    [[ $output != *$'\e['[3-9]* ]]
    end_terminal
    terminal 80 TERM=dumb
    enter '20 + 22' Enter
    shows 42
    run tmux -S tmux.sock capture-pane -p -e
    [[ $output != *$'\e['[3-9]* ]]
}

@test "what takes longer says so in a line that goes away" {
    terminal
    enter 'for i = 1, 1e12 do end' Enter
    screen '^[0-9]+ s; Ctrl-C stops it'
    enter '' C-c
    screen 'interrupted'
    run tmux -S tmux.sock capture-pane -p
    [[ $output != *'Ctrl-C stops it'* ]]
    enter '20 + 22' Enter
    shows 42
}

# Once the time that a person thought was shown as an entry's, before the entry's value.
@test "a pause before an entry is not told as the time of the entry" {
    notebook n.md <<<$'```lua\nx = 42\n```'
    open_terminal 80 24 "'$DATELINE' repl n.md; echo \"left \$?\"; sleep 60"
    shows '>'
    sleep 1.2
    enter 'x' Enter
    shows 42
    run tmux -S tmux.sock capture-pane -p
    [[ $output != *'Ctrl-C stops it'* ]]
}

@test "a private address asks, no is no, and yes holds for the session" {
    start_nginx
    echo 'the text' >www/a.txt
    terminal 100
    enter "fetch('$URL/a.txt').text" Enter
    screen "127.0.0.1 is 127.0.0.1, port $PORT"
    enter 'n' Enter
    screen 'private'
    [ ! -s logs/access.log ]
    enter '' C-l
    enter "fetch('$URL/a.txt').text" Enter
    screen 'Reach it'
    enter 'y' Enter
    shows 'the text'
    enter "fetch('$URL/a.txt', {refresh = true}).status" Enter
    shows 200
}

@test "_ is the last value, and _1 that of the first entry" {
    terminal
    enter '20 + 22' Enter
    shows 42
    enter '_ + 1' Enter
    shows 43
    enter '_1 + _2 + _' Enter
    shows 128
}
