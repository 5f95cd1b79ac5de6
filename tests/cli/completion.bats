#!/usr/bin/env bats
# Completion, asked of real shells; and the manual page.
load command

# complete LINE: what bash offers at its end, a word a line, sorted.
complete() {
    PATH=$(dirname "$DATELINE"):$PATH LINE=$1 bash --norc -c '
        source <(dateline help --completion=bash)
        # readline cuts words at white space, = and : among others
        COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDS=()
        read -ra words <<<"${LINE//[=:]/ & }"
        COMP_WORDS=("${words[@]}")
        [[ $LINE == *[[:space:]] ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _dateline
        printf "%s\n" "${COMPREPLY[@]}" | sort -u'
}

@test "bash completes commands, options and what options take" {
    run complete 'dateline ru'
    [ "$output" = run ]
    run complete 'dateline run --ma'
    [ "$output" = "$(printf -- '--matrix\n--max-requests\n--max-size')" ]
    run complete 'dateline search --ma'
    [ -z "$output" ]
    run complete 'dateline run --pictures '
    [ "$output" = "$(printf 'ascii\ndrawn\nlist')" ]
    run complete 'dateline run --pictures=d'
    [ "$output" = drawn ]
    run complete 'dateline help --completion=b'
    [ "$output" = bash ]
    run complete 'dateline grants re'
    [ "$output" = revoke ]
    run complete 'dateline new prom'
    [ "$output" = promise-tracker ]
    run complete 'dateline help timeline:sl'
    [ "$output" = "$(printf 'slip\nslips')" ]
}

@test "every option of every command is offered by bash" {
    for command in $("$DATELINE" help | sed -n 's/^  dateline \([a-z]*\) .*/\1/p'); do
        complete "dateline $command -" >offered
        "$DATELINE" help "$command" | sed -n '/^Examples:/q; s/^ [ a-z,-]*\(--[a-z][a-z-]*\).*/\1/p' |
            sort -u >listed
        [ -s listed ]
        [ -z "$(comm -13 offered listed)" ] || {
            echo "$command lacks $(comm -13 offered listed)" >&2
            return 1
        }
    done
}

@test "bash completes notebooks, parameters of the notebook, and captured URLs" {
    FRONT='params:\n  actor: OpenAI\n  against: Sora\n' notebook n.md <<<'Text.'
    touch other.txt x.dateline 'with space.md' s.lua
    mkdir folder
    run complete 'dateline run '
    [ "$output" = "$(printf 'folder\nn.md\nwith space.md\nx.dateline')" ]
    run complete 'dateline run n.md -o o'
    [ "$output" = other.txt ]
    run complete 'dateline run n.md -p a'
    [ "$output" = "$(printf 'actor=\nagainst=')" ]
    run complete 'dateline s.'
    [ "$output" = s.lua ]
    printf 'Kept.' >page.html
    "$DATELINE" fetch page.html >/dev/null
    sqlite3 dateline.db "UPDATE dl_source SET url = 'https://example.org/a'"
    run complete 'dateline diff https://exa'
    [ "$output" = //example.org/a ]
}

@test "a terminal's bash completes at Tab" {
    tmux -L "dateline-$$" -f /dev/null new-session -d -x 100 -y 20 \
        "env -i HOME='$PWD' TERM=screen PATH='$(dirname "$DATELINE"):$PATH' PS1='ready> ' bash --norc"
    shows() {
        for _ in $(seq 100); do
            tmux -L "dateline-$$" capture-pane -p | grep -qF -- "$1" && return 0
            sleep 0.05
        done
        tmux -L "dateline-$$" capture-pane -p >&2
        return 1
    }
    keys() { tmux -L "dateline-$$" send-keys "$@"; }
    shows 'ready>'
    keys 'source <(dateline help --completion=bash); echo so""urced' Enter
    shows sourced
    keys 'dateline snap' Tab '--js' Tab
    shows 'dateline snapshots --json'
    tmux -L "dateline-$$" kill-server
}

@test "zsh completes commands, options and their values" {
    command -v zsh >/dev/null || skip 'zsh is not there'
    "$DATELINE" help --completion=zsh >_dateline
    zsh -n _dateline
    # zsh completes only in an editor: a pseudo-terminal of its own, as zsh's own tests do it
    FRONT='params:\n  actor: OpenAI\n' notebook n.md <<<'Text.'
    cat >ask.zsh <<'Z'
zmodload zsh/zpty
zpty z 'env TERM=vt100 zsh -f -i'
say() { zpty -w z "$1" }
until_shown() {
    local all= part
    repeat 200; do
        while zpty -rt z part; do all+=$part; done
        [[ $all == *$~1* ]] && { print -r -- $all; return 0 }
        sleep 0.05
    done
    print -r -- "$all"
    return 1
}
say "PS1='rea''dy> '; fpath=($PWD \$fpath); autoload -Uz compinit; compinit -u -D; print com''plete"
until_shown '*complete*ready*' >/dev/null || exit 1
zpty -w -n z $'dateline snap\t--js\t; '
until_shown '*shots*--json*' || exit 2
zpty -w -n z $'\x15dateline run n.md -p ac\t'
until_shown '*tor=*' || exit 3
zpty -w -n z $'\x15dateline run --pictures=as\t'
until_shown '*cii*' || exit 4
zpty -d z
Z
    PATH=$(dirname "$DATELINE"):$PATH run timeout 60 zsh -f ask.zsh
    ends_with 0
}

@test "fish completes commands, options and their values" {
    command -v fish >/dev/null || skip 'fish is not there'
    FRONT='params:\n  actor: OpenAI\n' notebook n.md <<<'Text.'
    HOME=$PWD PATH=$(dirname "$DATELINE"):$PATH
    export HOME PATH
    "$DATELINE" help --completion=fish >dateline.fish
    asked() { fish --no-config -c "source dateline.fish; complete -C '$1'" | cut -f 1; }
    run asked 'dateline sna'
    [ "$output" = snapshots ]
    run asked 'dateline run --matr'
    [ "$output" = --matrix ]
    run asked 'dateline run --pictures a'
    [ "$output" = ascii ]
    run asked 'dateline run n.md -p ac'
    [ "$output" = actor= ]
    touch s.lua data.tsv
    run asked 'dateline run n'
    [ "$output" = n.md ]
    run asked 'dateline s.'
    [ "$output" = s.lua ]
    run asked 'dateline script s'
    [ "$output" = s.lua ]
    run asked 'dateline s.lua data'
    [ "$output" = data.tsv ]
    run asked 'dateline data'
    [ -z "$output" ]
}

@test "a shell that is not known is refused" {
    run "$DATELINE" help --completion=csh
    ends_with 2
    has 'bash, zsh or fish'
}

@test "the manual page is clean, and has every command, option and exit status" {
    "$DATELINE" help --man >dateline.1
    if command -v mandoc >/dev/null; then
        run mandoc -Tlint dateline.1
        [ -z "$output" ]
        mandoc -Tutf8 dateline.1 | col -b >page.txt
    else
        sed 's/\\-/-/g' dateline.1 >page.txt
    fi
    for command in $("$DATELINE" help | sed -n 's/^  dateline \([a-z]*\) .*/\1/p'); do
        grep -q "dateline $command" page.txt
        for option in $("$DATELINE" help "$command" | sed -n '/^Examples:/q; s/^ [ a-z,-]*\(--[a-z][a-z-]*\).*/\1/p'); do
            grep -q -- "$option" page.txt || {
                echo "$option of $command is not in the manual" >&2
                return 1
            }
        done
    done
    for heading in NAME SYNOPSIS COMMANDS OPTIONS 'EXIT STATUS' ENVIRONMENT FILES EXAMPLES; do
        grep -qx "$heading" page.txt
    done
    for name in 130 DATELINE_PICTURES DATELINE_TOKENS NO_COLOR dateline.db; do
        grep -q "$name" page.txt
    done
}
