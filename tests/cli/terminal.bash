# A terminal of tmux's, of the test's own, in tmux.sock.
# shellcheck shell=bash

end_terminal() {
    [ ! -S tmux.sock ] || tmux -S tmux.sock kill-server 2>/dev/null || true
}

# open_terminal WIDTH HEIGHT COMMAND: without bats' own descriptor: bats waits for whoever holds it.
open_terminal() {
    command -v tmux >/dev/null || skip 'tmux is not here'
    # the server of a terminal before may still be leaving, and would take this one along
    for _ in {1..400}; do
        tmux -S tmux.sock list-sessions >/dev/null 2>&1 || break
        sleep 0.025
    done
    rm -f tmux.sock
    HOME=$PWD tmux -u -S tmux.sock -f /dev/null new-session -d -x "$1" -y "$2" "$3" 3>&-
}

enter() { # TEXT [KEY...]: the text as it is, then keys by their names
    [ -z "$1" ] || tmux -S tmux.sock send-keys -l -- "$1"
    shift
    [ $# = 0 ] || tmux -S tmux.sock send-keys "$@"
}

# shows LINE [TIMES]: waits, ten seconds at most, until the screen has the line
# (what a terminal echoes of Ctrl-C aside).
shows() {
    local screen
    for _ in {1..400}; do
        screen=$(tmux -S tmux.sock capture-pane -p | sed "s/^\^C//")
        [ "$(grep -cxF -- "$1" <<<"$screen")" -ge "${2:-1}" ] && return 0
        sleep 0.025
    done
    printf 'no line "%s" on:\n%s\n' "$1" "$screen" >&2
    return 1
}
