#!/usr/bin/env bats
# The command between other programs: standard input and output that are pipes, closed or full.
load command
load nginx

teardown() {
    stop_nginx
}

# What each command prints something with, a command a line; `prepare` makes the files. A command that
# is not here is in `silent`: the first test says which is in neither.
prints='help
help run
help store
help api --to luals
help --completion=bash
--version
run n.md
run n.md -o - --to html
run --json n.md
run n.md other.md
check n.md
script s.lua
repl
new --list
fetch --json page.html
search europe
snapshots --json
diff 1 2
export --warc -o -
export --json -o made.wacz
import kept.warc.gz
convert n.md - --to ipynb
fmt -
update --dry-run n.md
grants revoke all
doctor --json
kernel install --prefix k'
# what they make are files; and serve, which goes on till Ctrl-C, has a test of its own
silent='bundle unbundle serve'

prepare() {
    printf '<title>Europe waits</title><p>Europe will have to wait for it, for longer than others.</p>' >page.html
    printf '<title>Europe waits</title><p>Europe will have to wait for it, as all others do now.</p>' >later.html
    "$DATELINE" fetch --quiet page.html later.html
    notebook n.md <<'N'
```lua
for i = 1, 300 do print("line", i) end
read("data.txt")
```
N
    echo first >data.txt
    "$DATELINE" run n.md --lock --quiet >/dev/null
    notebook other.md <<<'Text.'
    echo 'for i = 1, 300 do print("line", i) end' >s.lua
    "$DATELINE" export --quiet -o kept.warc.gz
}

# each COMMAND...: the program with the words of each line of `prints`, as standard input what it wants.
each() {
    local words
    while read -r words; do
        echo "# dateline $words" >&2
        case $words in
        update*) echo second >data.txt ;;
        *) echo first >data.txt ;;
        esac
        case $words in
        repl) echo '1 + 1' >input ;;
        *) cp n.md input ;;
        esac
        rm -f made.*
        # shellcheck disable=SC2086 # the line is words
        "$@" $words || return 1
    done <<<"$prints"
}

@test "every command is known to print, or to print nothing" {
    for command in $("$DATELINE" help | sed -n 's/^  dateline \([a-z]*\) .*/\1/p'); do
        [[ " $silent " == *" $command "* ]] || grep -q "^$command\b" <<<"$prints" || {
            echo "what does dateline $command print?" >&2
            return 1
        }
    done
}

# Descriptor 9: a pipe whose reader has left before anything is written.
# shellcheck disable=SC2094 # that is what makes it
left_pipe() {
    rm -f pipe
    mkfifo pipe
    exec 8<>pipe 9>pipe 8<&-
}

gone() {
    local status=0
    left_pipe
    timeout 60 "$DATELINE" "$@" <input >&9 2>err 3>&- || status=$?
    exec 9>&-
    [ "$status" -eq 0 ] && ! grep -v '^next: \|^other.md\|^n.md: [0-9]' err
}

# complained WHY: with status 2, once.
complained() {
    if [ "$status" -ne 2 ] || [ "$(grep -c "cannot write \(to \)\?standard output: $1" err)" -ne 1 ]; then
        echo "status $status: $(cat err)" >&2
        return 1
    fi
}

full() {
    local status=0
    timeout 60 "$DATELINE" "$@" <input >/dev/full 2>err || status=$?
    complained 'No space left'
}

closed_output() {
    local status=0
    timeout 60 "$DATELINE" "$@" <input >&- 2>err || status=$?
    complained 'Bad file descriptor'
}

closed_input() {
    timeout 60 "$DATELINE" "$@" <&- >out
    [ -s out ]
}

closed_error() {
    timeout 60 "$DATELINE" "$@" <input >out 2>&-
    [ -s out ]
}

@test "a reader that has left is no failure, and nothing is said" {
    prepare
    each gone
}

@test "a full disk behind standard output is said once, with status 2" {
    [ -w /dev/full ] || skip 'there is no /dev/full'
    prepare
    each full
    timeout 60 "$DATELINE" serve n.md >/dev/full 2>err && return 1
    grep -q 'cannot write to standard output: No space left' err
}

@test "a closed standard output is an error, and no file of ours gets what was for it" {
    prepare
    sha256sum n.md n.lock page.html >before
    each closed_output
    sha256sum --check --quiet before
    [ "$(sqlite3 dateline.db 'PRAGMA integrity_check')" = ok ]
}

@test "a closed standard error takes nothing from standard output" {
    prepare
    each closed_error
    [ "$(sqlite3 dateline.db 'PRAGMA integrity_check')" = ok ]
}

@test "a closed standard input is an error of what reads it, and of nothing else" {
    prepare
    prints=$(grep -vx 'repl\|fmt -' <<<"$prints") each closed_input
    while read -r words; do
        # not by run alone: its own pipe would take the place of what is closed
        # shellcheck disable=SC2086 # the line is words
        run bash -c '"$@" <&-' - timeout 60 "$DATELINE" $words
        ends_with 2
        has 'standard input'
    done <<'W'
run - --to md
check -
fmt -
convert - - --to md
fetch --input -
import -
repl
script -
s.lua -
W
}

@test "a notebook from standard input makes a report on standard output" {
    notebook n.md <<'N'
# Lead

```lua
date("2024-03-13"):distance("2024-12-09").most
```
N
    "$DATELINE" run - --to md <n.md | grep -q 271
    "$DATELINE" run - -o - --to html <n.md | grep -q '<h1'
    "$DATELINE" run - --to json <n.md | jq -e '.cells | length == 1'
    run bash -c 'printf -- "---\ndateline: 1\n---\n\`\`\`lua\nerror(\"no\")\n\`\`\`\n" | "$1" run - 2>&1' - "$DATELINE"
    ends_with 1
    has 'standard input:5'
}

@test "captures go through jq, a line each, from URLs on the command line and on standard input" {
    mkdir -p www
    echo '<title>One</title><p>Of two.</p>' >www/one.html
    echo '<title>Two</title><p>Of two.</p>' >www/two.html
    start_nginx
    "$DATELINE" fetch --json --allow-private --delay 0 "$URL/one.html" "$URL/two.html" |
        jq -r '.title' | sort >titles
    [ "$(paste -sd ' ' titles)" = 'One Two' ]
    printf '%s\n' "$URL/one.html" "$URL/two.html" |
        "$DATELINE" fetch --json --offline --input - | jq -r .sha256 | sort >hashes
    sha256sum www/*.html | cut -d' ' -f1 | sort | diff - hashes
    [ "$("$DATELINE" fetch --json --offline "$URL/one.html" "$URL/two.html" | head -1 | jq -s length)" -eq 1 ]
}

@test "captures go from store to store through a pipe" {
    prepare
    "$DATELINE" export --warc -o - | gunzip -c | grep -a '^WARC-Type: re' >types
    [ -s types ]
    "$DATELINE" export --warc -o - | "$DATELINE" import --quiet --store copy.db -
    "$DATELINE" snapshots --store copy.db | sed 's/^ *[0-9]*//' >copied
    "$DATELINE" snapshots | sed 's/^ *[0-9]*//' | diff - copied
}

@test "what goes on for ever ends when nobody reads it any more" {
    yes '1 + 1' | timeout 60 "$DATELINE" repl | head -1 >first
    [ "$(cat first)" = 2 ]
    echo 'while true do print("on") end' >s.lua
    timeout 60 "$DATELINE" s.lua | head -1 >first
    [ "${PIPESTATUS[0]}" -eq 0 ]
    notebook n.md <<<'Text.'
    left_pipe
    timeout 60 "$DATELINE" run n.md --watch --quiet >&9
    printf '<title>A</title><p>Text.</p>' >page.html
    timeout 60 "$DATELINE" fetch --watch=1s --allow-private page.html >&9
    exec 9>&-
}

@test "a dash writes the reports that are asked for, and progress stays away from them" {
    notebook n.md <<<'Text.'
    "$DATELINE" convert n.md - --to ipynb | "$DATELINE" convert - - --to md | "$DATELINE" fmt - |
        "$DATELINE" run - --to md 2>err | grep -qx 'Text.'
    [ ! -s err ]
    "$DATELINE" help --man | head -1 | grep -q '^.TH'
    "$DATELINE" help api | wc -l | grep -qv '^0$'
}
