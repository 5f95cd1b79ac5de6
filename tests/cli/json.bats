#!/usr/bin/env bats
# --json of every command that has it: what each answers is read by a parser of JSON, for names with
# quotes and line ends, for nothing, and for what fails. The guide `environment` has what holds of all.
load command

bats_require_minimum_version 1.5.0

# A name that breaks whoever puts quotes around it by hand; and what it is for jq.
odd=$'a "q"\n\\b\t.html'

# answers STATUS ARGUMENT...: runs it; each line of standard output is an object by itself, in which
# nothing stands between the parts.
answers() {
    run -"$1" --separate-stderr "$DATELINE" "${@:2}"
    printf '%s\n' "$output" >answer
    /usr/bin/python3 - <<'END'
import json, re
for line in open('answer', encoding='utf-8'):
    assert isinstance(json.loads(line), dict), line
    between = re.sub(r'"(\\.|[^"\\])*"', '', line.rstrip('\n'))
    assert not re.search(r'\s', between), line
END
}

# nothing ARGUMENT...: an empty answer is no line, and no failure.
nothing() {
    run -0 --separate-stderr "$DATELINE" "$@"
    [ -z "$output" ]
}

# fails STATUS ARGUMENT...: what fails answers on standard error alone.
fails() {
    run -"$1" --separate-stderr "$DATELINE" "${@:2}"
    [ -z "$output" ]
    [ -n "$stderr" ]
}

value() {
    jq -r "$1" answer
}

@test "every command with --json is tried here" {
    for command in $("$DATELINE" help | sed -n 's/^  dateline \([a-z]*\) .*/\1/p'); do
        "$DATELINE" help "$command" | grep -q -- '^ *--json' || continue
        grep -qE "^ *(answers [0-9]|nothing|fails [0-9]) $command " "$BATS_TEST_FILENAME" || {
            echo "no test of dateline $command --json" >&2
            return 1
        }
        "$DATELINE" help environment | sed -n '/Answers in JSON/,/An object a line/p' | grep -qw "$command"
    done
}

@test "captures: fetch, search, snapshots, diff, export and import answer in lines" {
    printf '<title>He said "no" &amp; left</title><p>Kept here.' >"$odd"
    answers 0 fetch --json "$odd"
    [ "$(value .title)" = 'He said "no" & left' ]
    [ "$(value .published)" = null ]
    [[ $(value .captured_at) =~ ^[0-9-]{10}T[0-9:]{8}Z$ ]]
    fails 2 fetch --json not-there.html
    answers 0 snapshots --json
    [ "$(value .bytes)" -eq "$(wc -c <"$odd")" ]
    [ "$(value .url)" = "$(sqlite3 dateline.db 'SELECT url FROM dl_source')" ]
    nothing snapshots --json https://example.org/never
    fails 2 snapshots --json --store none.db
    answers 0 search --json kept
    [ "$(value .title)" = 'He said "no" & left' ]
    nothing search --json absent
    printf '<title>He said "yes"</title><p>Gone from here.' >"$odd"
    "$DATELINE" fetch --refresh "$odd" >/dev/null
    answers 0 diff --json 1 2
    [ "$(value .before,.after | paste -sd' ')" = '1 2' ]
    fails 2 diff --json 1 99
    answers 0 export --json -o $'x"\n.warc.gz'
    [ "$(value .file)" = $'x"\n.warc.gz' ]
    answers 0 import --json --store other.db $'x"\n.warc.gz'
    [ "$(value .captures)" -eq 2 ]
    fails 2 import --json --store other.db none.warc
}

@test "notebooks: run, check, fmt and new answer in lines" {
    FRONT='' notebook $'n "1"\n.md' <<<$'```lua\n1 + 1\n```'
    FRONT='' notebook bad.md <<<$'```lua\nerror("so \\"it\\" ends")\n```'
    answers 0 run --json $'n "1"\n.md' -o $'r "1".html'
    [ "$(value '.notebook, .reports[0], .status' | paste -sd' ')" = $'n "1" .md r "1".html 0' ]
    printf 'actor\n"a ""q"""\n' >rows.csv
    FRONT='params:\n  actor: OpenAI\n' notebook p.md <<<$'```lua\nactor = params.actor\n```'
    answers 0 run --json p.md --matrix rows.csv
    [ "$(value .params.actor)" = 'a "q"' ]
    answers 1 run --json bad.md
    [[ $(value .message) == *'so "it" ends'* ]]
    fails 2 run --json not-there.md
    answers 1 check --json bad.md
    [ "$(value 'select(.kind == "cell.failed") | .status' | head -1)" != 0 ]
    answers 0 fmt --json --check $'n "1"\n.md'
    [ "$(value .differs)" = false ]
    FRONT='' notebook wide.md <<<$'```lua    echo=false\n1\n```'
    answers 1 fmt --json --check wide.md
    [ "$(value '.file, .differs' | paste -sd' ')" = 'wide.md true' ]
    answers 0 fmt --json wide.md
    answers 0 fmt --json --check wide.md
    [ "$(value .differs)" = false ]
    fails 2 fmt --json - <wide.md
    fails 2 fmt --json --check not-there.md
    answers 0 new --json 'a new one.md'
    [ "$(value .file)" = 'a new one.md' ]
    answers 0 new --json --quiet source-watch s.md
    [ "$(value .file | wc -l)" -eq 3 ]
    answers 0 new --json --list
    [ "$(value .name | wc -l)" -eq 4 ]
    fails 2 new --json s.md
}

@test "standard input is run with --json too, and by one run alone" {
    FRONT='' notebook n.md <<<$'```lua\nerror("stopped")\n```'
    run -1 --separate-stderr "$DATELINE" run --json - <n.md
    [ "$(jq -r '.notebook, .status' <<<"$output" | paste -sd' ')" = '- 1' ]
    [[ $(jq -r .message <<<"$output") == *stopped* ]]
    FRONT='' notebook n.md <<<$'```lua\n40 + 2\n```'
    run -0 --separate-stderr "$DATELINE" run --json - -o r.md <n.md
    [ "$(jq -r '.reports[0]' <<<"$output")" = r.md ]
    grep -q 42 r.md
    cp n.md other.md
    fails 2 run --json - n.md <other.md
    fails 2 run --json - - <n.md
}

@test "grants lists and revokes in lines" {
    mkdir -p "$XDG_STATE_HOME/dateline"
    hash=$(printf x | sha256sum | cut -d' ' -f1)
    nothing grants --json
    jq -nc --arg notebook "$hash" --arg name "$odd" \
        '{notebook: $notebook, name: $name, hosts: ["a.example", "*.b.example"], granted_at: "2026-01-02T03:04:05Z"}' \
        >"$XDG_STATE_HOME/dateline/grants.jsonl"
    answers 0 grants --json
    [ "$(value '.hosts | join(" ")')" = 'a.example *.b.example' ]
    [ "$(value .name)" = "$odd" ]
    answers 0 grants revoke --json "$hash"
    [ "$(value .revoked)" -eq 1 ]
    answers 0 grants --json revoke all
    [ "$(value .revoked)" -eq 0 ]
    fails 2 grants --json revoke "$hash"
}

@test "doctor answers in one object, update in a line for each thing that changed" {
    "$DATELINE" doctor --json | jq -es 'length == 1 and (.[0].ok | type == "boolean")' >/dev/null
    answers 0 doctor --json
    FRONT='' notebook n.md <<<$'```lua\nfetch("page.html").title\n```'
    printf '<title>One "1"</title><p>Kept here.' >page.html
    "$DATELINE" run n.md --lock >/dev/null
    printf '<title>Two "2"</title><p>Kept there.' >page.html
    run --separate-stderr "$DATELINE" update --json n.md
    jq -es 'all(type == "object")' <<<"$output" >/dev/null
    fails 2 update --json not-there.md
}

@test "a report on standard output keeps it, and the line stands on standard error" {
    FRONT='' notebook n.md <<<$'```lua\n40 + 2\n```'
    run -0 --separate-stderr "$DATELINE" run --json n.md -o - --to md
    [[ $output == *42* && $output != *'"status"'* ]]
    [ "$(jq -r '.status, .reports[0]' <<<"$stderr" | paste -sd' ')" = '0 -' ]
    printf 'actor\nA\n' >one.csv
    # shellcheck disable=SC2016
    FRONT='params: {actor: B}\n' notebook p.md <<<'By `{lua} params.actor`.'
    run -0 --separate-stderr "$DATELINE" run p.md --matrix one.csv -o - --to md
    [[ $output == *'By A.'* && $output != *'"status"'* ]]
    fails 2 run --json n.md --to md
}
