#!/usr/bin/env bats
load command

@test "what to do next can be typed as it is told" {
    for name in 'a b.md' -c.md "it's e.md"; do
        "$DATELINE" new -- "$name" 2>next.txt
        # shellcheck disable=SC2016
        sed -n 's/^next: dateline/"$DATELINE"/p' next.txt >next.sh
        DATELINE=$DATELINE sh next.sh | grep -q .
    done
}

@test "each template runs at once, offline, and gives a report without a fault" {
    for template in plain company-comparison promise-tracker source-watch; do
        mkdir "$template"
        (
            cd "$template"
            "$DATELINE" new "$template" first-try.md >made 2>next
            while read -r file; do [ -s "$file" ]; done <made
            grep -q 'dateline run first-try.md' next
            [ "$(xargs cat <made | grep -c '@NAME@\|@TITLE@')" -eq 0 ]
            # nothing is said against it, and it is in the form that fmt gives
            "$DATELINE" run --offline first-try.md -o report.md -o report.html 2>said
            [ ! -s said ]
            grep -q '^# First try' report.md
            grep -q '<title>First try' report.html
            "$DATELINE" fmt --check first-try.md
            "$DATELINE" run --offline first-try.md --lock >/dev/null
            "$DATELINE" run --frozen first-try.md >/dev/null
        ) || {
            echo "in $template" >&2
            return 1
        }
    done
    # what each is for stands in its report
    grep -q '298 days' plain/report.md
    grep -q '131 to 161 days' company-comparison/report.md
    grep -q 'no verified outcome' promise-tracker/report.md
    grep -q 'intact' source-watch/report.md
}

@test "a promise tracker's figures are those of its table" {
    "$DATELINE" new promise-tracker p.md >/dev/null 2>&1
    "$DATELINE" run --offline p.md --to md >report.md
    # made in June for "coming weeks", read to 31 July; kept on 20 September: 51 days
    grep -E 'Birch.*late.*51 days' report.md
    # spring ends on 31 May; kept on 2 May
    grep -E 'Cedar.*kept.*29 days' report.md
}

@test "new without a template is plain, and names a file in another folder" {
    mkdir -p notes
    run "$DATELINE" new notes/my_own-question.md
    ends_with 0
    has 'notes/my_own-question.md'
    grep -q 'title: "My own question"' notes/my_own-question.md
}

@test "what is there is never written over, and all files are made or none" {
    echo mine >x.tsv
    run "$DATELINE" new company-comparison x.md
    ends_with 2
    has 'x.tsv is there already'
    [ ! -e x.md ]
    [ "$(cat x.tsv)" = mine ]
    ln -s nowhere y.md
    run "$DATELINE" new y.md
    ends_with 2
    [ ! -e nowhere ]
    run "$DATELINE" new no/such/folder/z.md
    ends_with 2
    has 'no/such/folder'
}

@test "what new cannot make is refused with the next thing to type" {
    run "$DATELINE" new
    ends_with 2
    has 'dateline new [TEMPLATE] NAME.md'
    run "$DATELINE" new promise-tracker
    ends_with 2
    has 'dateline new promise-tracker NAME.md'
    run "$DATELINE" new promise-traker x.md
    ends_with 2
    has "do you mean 'promise-tracker'"
    run "$DATELINE" new x
    ends_with 2
    has 'do you mean x.md'
    run "$DATELINE" new 'a"b.md'
    ends_with 2
    run "$DATELINE" new $'a\nb.md'
    ends_with 2
    [ -z "$(ls)" ]
}

@test "templates are listed, for people and as JSON" {
    run "$DATELINE" new --list
    ends_with 0
    [ "${#lines[@]}" -eq 4 ]
    has company-comparison
    "$DATELINE" new --list --json | jq -e 'select(.name == "source-watch") | .files | length == 3'
}
