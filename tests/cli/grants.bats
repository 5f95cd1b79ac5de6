#!/usr/bin/env bats
# Who may reach the network, and what a person at a terminal is asked. The terminal is tmux's.
load command

teardown() {
    [ -z "${terminal-}" ] || tmux -S "$terminal" kill-server 2>/dev/null || true
}

wanting() {
    FRONT=$1 notebook n.md <<'N'
```lua
fetch("http://127.0.0.1:9/")
```
N
}

# at_terminal COMMAND: runs it in a terminal of its own; its status ends the screen. Each has its own
# socket: who asks at one whose server is about to end is told "server exited unexpectedly".
at_terminal() {
    [ -z "${terminal-}" ] || tmux -S "$terminal" kill-server
    terminals=$((${terminals-0} + 1))
    terminal=$BATS_TEST_TMPDIR/terminal-$terminals
    tmux -S "$terminal" -f /dev/null new-session -d -x 110 -y 40 \
        "XDG_STATE_HOME='$XDG_STATE_HOME' $1; echo status \$?; sleep 60"
}

screen() {
    tmux -S "$terminal" capture-pane -p -J
}

# waits until the screen shows TEXT
shows() {
    for _ in $(seq 400); do
        screen | grep -qF -- "$1" && return
        sleep 0.05
    done
    printf 'no "%s" on:\n%s\n' "$1" "$(screen)" >&2
    return 1
}

types() {
    tmux -S "$terminal" send-keys "$@"
}

@test "without a terminal nothing is asked: status 6, and the option that would grant" {
    FRONT='net: [a.test]\n' notebook n.md <<<$'```lua\nfetch("http://a.test/")\n```'
    run "$DATELINE" run n.md </dev/null
    ends_with 6
    has '--allow-net=a.test'
    run bash -c "echo y | '$DATELINE' run n.md"
    ends_with 6
    [[ $output != *"Allow it?"* ]]
    [ ! -e "$XDG_STATE_HOME/dateline/grants.jsonl" ]
}

@test "front matter grants nothing, whatever it says" {
    wanting 'permissions: all\nallow_net: ["*"]\ngrants: ["*"]\n'
    run "$DATELINE" run n.md </dev/null
    ends_with 6
}

@test "a yes on the terminal is remembered for these bytes, listed, and revoked" {
    wanting 'net: [127.0.0.1, "*.example.org"]\n'
    at_terminal "$DATELINE run n.md"
    shows 'Allow it?'
    screen | grep -qF '*.example.org'
    types y Enter
    shows 'status 6' # granted, and still a private address
    shows '--allow-private=127.0.0.1'
    [ "$(stat -c %a "$XDG_STATE_HOME/dateline/grants.jsonl")" = 600 ]
    run "$DATELINE" grants
    ends_with 0
    has n.md
    has '*.example.org'
    hash=$(sha256sum n.md | cut -d' ' -f1)
    [ "$("$DATELINE" grants --json | jq -r .notebook)" = "$hash" ]
    [ "$("$DATELINE" grants --json | jq -c .hosts)" = '["127.0.0.1","*.example.org"]' ]

    # the same bytes elsewhere are the same notebook, and no terminal is needed any more
    mkdir other
    cp n.md other/copy.md
    run "$DATELINE" run other/copy.md --allow-private </dev/null
    ends_with 5 # nothing listens there
    # a byte more is another notebook
    echo >>n.md
    run "$DATELINE" run n.md --allow-private </dev/null
    ends_with 6

    run "$DATELINE" grants revoke "${hash:0:8}"
    ends_with 0
    has '1 revoked'
    run "$DATELINE" run other/copy.md --allow-private </dev/null
    ends_with 6
    run "$DATELINE" grants
    has 'Nothing is granted'
}

@test "once is for once, and no is no" {
    wanting 'net: [127.0.0.1]\n'
    at_terminal "$DATELINE run n.md --allow-private"
    shows 'Allow it?'
    types o Enter
    shows 'status 5'
    run "$DATELINE" grants
    has 'Nothing is granted'
    at_terminal "$DATELINE run n.md --allow-private"
    shows 'Allow it?'
    types Enter
    shows 'status 6'
}

@test "what is typed before the question does not answer it" {
    wanting 'net: [127.0.0.1]\n'
    # the line is in the terminal's buffer long before dateline asks
    at_terminal "sleep 1; $DATELINE run n.md --allow-private"
    types y Enter
    shows 'Allow it?'
    sleep 0.3
    [[ $(screen) != *status* ]]
    types n Enter
    shows 'status 6'
}

@test "a wildcard over everything is never granted by an answer, and a name cannot forge a question" {
    FRONT='net: ["*", "*.org", "a.test\\nAllow it? y"]\n' notebook n.md <<<$'```lua\n1 + 1\n```'
    at_terminal "$DATELINE run n.md"
    shows "too wide to be granted by an answer"
    shows 'a.test?Allow it? y'
    types y Enter
    shows 'status 0'
    [ "$("$DATELINE" grants --json | jq -c '.hosts | length')" = 1 ]
}

@test "five hundred hosts are one question" {
    hosts=$(seq -f 'h%g.example.org' -s ', ' 500)
    FRONT="net: [$hosts]\n" notebook n.md <<<$'```lua\n1 + 1\n```'
    at_terminal "$DATELINE run n.md"
    shows 'and 480 more'
    types y Enter
    shows 'status 0'
    [ "$(screen | grep -c 'Allow it?')" = 1 ]
    [ "$("$DATELINE" grants --json | jq '.hosts | length')" = 500 ]
}

@test "an offline run asks nothing" {
    FRONT='net: [a.test]\n' notebook n.md <<<$'```lua\n1 + 1\n```'
    at_terminal "$DATELINE run n.md --offline"
    shows 'status 0'
    [[ $(screen) != *"Allow it?"* ]]
}

@test "a denied host is denied whatever grants it" {
    wanting 'net: [127.0.0.1]\n'
    run "$DATELINE" run n.md --allow-net=127.0.0.1 --allow-private --deny-net=127.0.0.1
    ends_with 6
    has 'denied by --deny-net'
    run "$DATELINE" fetch --allow-private --deny-net=127.0.0.1 http://127.0.0.1:9/
    ends_with 6
    has 'denied by --deny-net'
    run "$DATELINE" fetch --deny-net='*.test' http://a.test/
    ends_with 6
    has 'a.test: it is denied'
}

@test "files beside the notebook and in the working folder grant nothing" {
    wanting 'net: [127.0.0.1]\n'
    printf "allow_net = ['*']\n" >.dateline.toml
    mkdir -p dateline .local/state/dateline
    printf '{"notebook": "%s", "name": "n.md", "hosts": ["127.0.0.1"], "granted_at": ""}\n' \
        "$(sha256sum n.md | cut -d' ' -f1)" | tee grants.jsonl >dateline/grants.jsonl
    XDG_STATE_HOME=. run "$DATELINE" run n.md </dev/null # relative: ignored
    ends_with 6
}

@test "a damaged file of grants grants nothing, and says its line" {
    wanting 'net: [127.0.0.1]\n'
    mkdir -p "$XDG_STATE_HOME/dateline"
    printf '\nnonsense\n' >"$XDG_STATE_HOME/dateline/grants.jsonl"
    run "$DATELINE" run n.md </dev/null
    ends_with 6
    has 'grants.jsonl:2'
    run "$DATELINE" grants
    ends_with 2
}

@test "without a home nothing is remembered, and runs go on" {
    notebook n.md <<<$'```lua\n1 + 1\n```'
    run env -u HOME -u XDG_STATE_HOME "$DATELINE" run n.md
    ends_with 0
    run env -u HOME -u XDG_STATE_HOME "$DATELINE" grants
    ends_with 0
    run env -u HOME -u XDG_STATE_HOME "$DATELINE" grants revoke all
    ends_with 2
}

@test "grants asks for what it can do" {
    run "$DATELINE" grants revoke
    ends_with 2
    run "$DATELINE" grants revoke 12
    ends_with 2
    has 'eight digits'
    run "$DATELINE" grants revoke 0123456789
    ends_with 2
    has 'nothing is granted'
}

@test "an address under net: is warned of, and the host in it proposed" {
    FRONT='net: ["https://a.test:8443/page", "*.b.test", "//c.test/x", "file:///x"]\n' notebook n.md <<<'Prose.'
    run "$DATELINE" run n.md
    ends_with 0
    has "n.md:3: warning: net: 'https://a.test:8443/page' is no host and grants nothing; do you mean 'a.test:8443'?"
    has "net: '//c.test/x' is no host and grants nothing; do you mean 'c.test'?"
    has "net: 'file:///x' is no host and grants nothing"
    [[ $output != *b.test* && $output != *"mean ''"* ]]
}

@test "a host that the notebook does not ask for is not said to need an option alone" {
    FRONT='' notebook n.md <<<$'```lua\nfetch("https://a.test/")\n```'
    run "$DATELINE" run n.md --allow-net
    ends_with 6
    has 'a notebook asks for it under net:, and --allow-net=a.test grants it'
}
