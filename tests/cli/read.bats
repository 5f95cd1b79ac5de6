#!/usr/bin/env bats
# How the REPL reads at a terminal: pastes, history, Tab, signals, plain terminals.
load command
load terminal

bats_require_minimum_version 1.5.0

teardown() {
    end_terminal
}

# terminal [SETTING...]: 80 by 24, with the settings in its environment.
terminal() {
    open_terminal 80 24 \
        "env $* '$DATELINE'; echo \"left \$?\"; stty -a | grep -o '[-]*icanon'; exec cat"
    shows '>'
}

paste() { # TEXT: as a terminal sends what is pasted
    tmux -S tmux.sock set-buffer -- "$1"
    tmux -S tmux.sock paste-buffer -p
}

clear_screen() {
    enter '' C-l
    sleep 0.05
}

leave() {
    enter '' C-d
    shows 'left 0'
    tmux -S tmux.sock kill-server
}

history_file() { echo "$XDG_STATE_HOME/dateline/history"; }

@test "a pasted block with blank lines and tabs is one entry, in history as well" {
    terminal
    paste $'function f(a)\n\n\treturn a + 1\n\nend\nprint("is " .. f(1))\n'
    shows 'print("is " .. f(1))'
    run ! shows_now 'is 2'
    enter '' Enter
    shows 'is 2'
    enter '' Up Enter
    shows 'is 2' 2
    leave
    [ "$(wc -l <"$(history_file)")" = 1 ]
    grep -qxF 'function f(a)\n\n	return a + 1\n\nend\nprint("is " .. f(1))' "$(history_file)"
}

shows_now() {
    tmux -S tmux.sock capture-pane -p | grep -qxF -- "$1"
}

@test "a paste that is not whole asks on" {
    terminal
    paste $'for i = 1, 2 do\n\n'
    enter '' Enter
    shows '>>'
    enter 'print("n" .. i) end' Enter
    shows n2
    leave
}

@test "Ctrl-C ends a paste whose end never comes" {
    terminal
    enter $'\e[200~abc\ndef'
    sleep 0.2
    enter '' C-c
    shows '>'
    enter '"ali" .. "ve"' Enter
    shows alive
    leave
}

@test "a terminal that goes away within a paste ends the program" {
    command -v python3 >/dev/null || skip 'python3 is not here'
    run timeout 20 python3 - "$DATELINE" <<'PYTHON'
import os, pty, signal, sys, time
pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    sys.stderr.flush()
    os.execv(sys.argv[1], [sys.argv[1]])
seen = b""
while b"> " not in seen:
    seen += os.read(terminal, 4096)
os.write(terminal, b"\x1b[200~abc\rdef")
time.sleep(0.2)
os.close(terminal)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
PYTHON
    ends_with 0
}

@test "an empty line ends an entry, and Ctrl-D drops an unfinished one" {
    terminal
    enter 'if true then' Enter
    shows '>>'
    enter '' Enter
    shows "input:2: 'end' expected (to close 'if' at line 1) near <eof>"
    enter 'while true do' Enter
    shows '>>' 2
    enter '' C-d
    enter '"still " .. "here"' Enter
    shows 'still here'
    leave
}

@test "an entry of several lines comes back as one, and can be changed" {
    terminal
    enter 'for i = 1, 1 do' Enter
    shows '>>'
    enter 'print("one" .. i)' Enter
    enter 'end' Enter
    shows one1
    enter '' Up
    shows '> for i = 1, 1 do' 2
    enter '' BSpace BSpace BSpace
    enter 'print("two") end' Enter
    shows two
    leave
}

@test "history lasts, is private, finds by Ctrl-R, and forgets doubles and what begins with a space" {
    terminal
    enter '"first" .. "one"' Enter
    shows firstone
    enter '"first" .. "one"' Enter
    shows firstone 2
    enter ' "se" .. "cret"' Enter
    shows secret
    enter '"later"' Enter
    shows later
    leave
    [ "$(cat "$(history_file)")" = $'"first" .. "one"\n"later"' ]
    [ "$(stat -c %a "$(history_file)")" = 600 ]
    terminal
    enter '' C-r
    enter 'fir' Enter
    shows firstone
    leave
}

@test "two sessions lose nothing, and kill -9 loses at most the entry that is typed" {
    terminal "XDG_STATE_HOME=$XDG_STATE_HOME"
    enter '"from " .. "a"' Enter
    shows 'from a'
    HOME=$PWD tmux -S tmux.sock new-window -d -n other "'$DATELINE'" 3>&-
    sleep 0.3
    tmux -S tmux.sock send-keys -t other -l '"from " .. "b"'
    tmux -S tmux.sock send-keys -t other Enter
    for _ in {1..100}; do
        grep -q '"b"' "$(history_file)" && break
        sleep 0.05
    done
    enter '"again " .. "a"' Enter
    shows 'again a'
    enter 'unfinished'
    sleep 0.1
    kill -9 "$(tmux -S tmux.sock display-message -p -t other '#{pane_pid}')"
    [ "$(cat "$(history_file)")" = $'"from " .. "a"\n"from " .. "b"\n"again " .. "a"' ]
}

@test "a state folder that cannot be had is told once, and the REPL works" {
    echo >file
    terminal "XDG_STATE_HOME=$PWD/file"
    enter '"wor" .. "ks"' Enter
    shows works
    enter '"as be" .. "fore"' Enter
    shows 'as before'
    enter '' Up Up Enter
    shows works 2
    [ "$(tmux -S tmux.sock capture-pane -p | grep -c 'will not be remembered')" = 1 ]
    leave
}

@test "a history that is no file is told beside the first prompt" {
    mkdir -p "$(history_file)"
    terminal
    enter '"wor" .. "ks"' Enter
    shows works
    [ "$(tmux -S tmux.sock capture-pane -p | grep -c 'will not be remembered')" = 1 ]
    leave
}

@test "a hostile history does no harm" {
    mkdir -p "$XDG_STATE_HOME/dateline"
    {
        echo '"good " .. "one"'
        printf 'nul\0byte\nescape\033[31mred\n\xc2\x9b31m\n\xff\xfe\nbad \\q\n'
        head -c 10000000 /dev/zero | tr '\0' x
        printf '\n"good " .. "two"\nhalf a line'
    } >"$(history_file)"
    terminal
    enter '' Up
    shows '> "good " .. "two"'
    enter '' Up Enter
    shows 'good two'
    enter '"good " .. "three"' Enter
    shows 'good three'
    [ "$(stat -c %s "$(history_file)")" -lt 1000000 ]
    leave
}

@test "Tab completes columns in SQL, methods and files, and shows a signature" {
    echo x >notes.txt
    terminal
    enter 'store.exec("CREATE TABLE launches (vehicle TEXT)")' Enter
    shows '>'
    enter 'store.query("SELECT vehicle FROM laun' Tab
    shows '> store.query("SELECT vehicle FROM launches'
    enter '' C-c
    enter 'include("not' Tab
    shows '> include("notes.txt'
    enter '' C-c
    clear_screen
    enter 'store.query(' Tab
    sleep 0.3
    tmux -S tmux.sock capture-pane -p | grep -q '^store.query(.*sql'
    enter '' C-c
    leave
}

@test "twenty thousand matches leave the list usable" {
    terminal
    enter 'for i = 1, 20000 do _G["many_" .. i] = i end' Enter
    shows '>'
    enter 'man' Tab
    shows '> many_'
    enter '' Tab
    shows 'and 19800 more'
    enter '' C-c
    enter '"ali" .. "ve"' Enter
    shows alive
    leave
}

@test "wide characters and combining marks are one step, whatever the locale" {
    terminal LANG=C LC_ALL=C
    enter '"日本é́x"' Left BSpace BSpace BSpace
    enter '語' Enter
    shows '日語'
    run ! grep 303 <(tmux -S tmux.sock capture-pane -p)
    leave
}

@test "at a prompt Ctrl-C and what is typed right after it: the one drops, the other stays" {
    terminal
    for i in 1 2 3 4 5; do
        enter "half $i" C-c
        enter "'round' .. $i" Enter
        shows "round$i"
    done
    leave
}

@test "a changed size wraps the line again" {
    terminal
    enter '"' 
    enter "$(printf 'x%.0s' {1..60})"
    tmux -S tmux.sock resize-window -x 40 -y 24
    sleep 0.2
    enter '" .. "y"' Enter
    shows "$(printf 'x%.0s' {1..20})y"
    leave
}

@test "Ctrl-Z stops it with a plain terminal, and it goes on where it was" {
    command -v tmux >/dev/null || skip 'tmux is not here'
    HOME=$PWD tmux -u -S tmux.sock -f /dev/null new-session -d -x 80 -y 24 \
        'PS1="sh$ " exec bash --norc --noprofile -i' 3>&-
    enter "$DATELINE" Enter
    shows '>'
    enter '"before" .. '
    enter '' C-z
    sleep 0.3
    enter 'stty -a | grep -o "[-]*icanon"' Enter
    shows icanon
    enter fg Enter
    sleep 0.2
    enter '"after"' Enter
    shows beforeafter
}

@test "SIGTERM gives the terminal back" {
    terminal
    pkill -TERM -P "$(tmux -S tmux.sock display-message -p '#{pane_pid}')"
    shows icanon
}

@test "inputrc is honoured for dateline alone, vi mode with Tab as well" {
    # shellcheck disable=SC2016 # inputrc's own
    printf '$if dateline\nset editing-mode vi\n"\\C-x": "typed by " \n$endif\n' >.inputrc
    terminal
    enter '"' C-x
    enter 'key"' Enter
    shows 'typed by key'
    enter 'store.qu' Tab
    shows '> store.query'
    enter '' Escape
    sleep 0.6
    enter 'ccif' Enter
    sleep 0.1
    enter '' C-c
    enter '"vi"' Enter
    shows vi
    leave
}

# plain SETTING...: what a session on such a terminal writes.
plain() {
    command -v script >/dev/null || skip 'script is not here'
    { sleep 0.3; echo '1 + 1'; sleep 0.3; printf '\004'; sleep 0.1; } |
        env "$@" script -qfec "'$DATELINE'" /dev/null
}

@test "a dumb terminal and NO_COLOR have a plain prompt" {
    output=$(plain TERM=dumb)
    has $'\n2'
    [[ $output == *'> 1 + 1'* ]]
    [[ $output != *$'\e'* ]]
    output=$(plain TERM=xterm NO_COLOR=1)
    [[ $output == *'> 1 + 1'* ]]
    [[ $output != *$'\e[1m'* ]]
    output=$(plain TERM=xterm)
    [[ $output == *$'\e[1m> \e[0m'* ]]
}

@test "a pipe has no prompt and keeps no history" {
    run --separate-stderr "$DATELINE" repl < <(printf '1 + 1\nif true then\n')
    ends_with 1
    [ "$output" = 2 ]
    # shellcheck disable=SC2154 # run sets it
    [[ $stderr == *"'end' expected"* ]]
    [ ! -e "$(history_file)" ]
}
