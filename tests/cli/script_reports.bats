#!/usr/bin/env bats
# The three scripts that come with dateline: each against real servers and files, and bad input.
load command
load nginx

bats_require_minimum_version 1.5.0

teardown() {
    stop_nginx
}

@test "a digest has the entries of the week, newest first, and only those" {
    start_nginx
    cat >www/a.xml <<'X'
<rss version="2.0"><channel><title>A [lab]</title><link>http://a.example/</link><description>d</description>
<item><title>Too old</title><pubDate>Sun, 01 Dec 2024 10:00:00 GMT</pubDate></item>
<item><title>First *day*</title><link>http://a.example/1</link><pubDate>Tue, 03 Dec 2024 10:00:00 GMT</pubDate></item>
<item><title>Sora opens</title><link>http://a.example/2</link><pubDate>Mon, 09 Dec 2024 18:00:00 GMT</pubDate></item>
<item><title>Not yet</title><pubDate>Tue, 10 Dec 2024 10:00:00 GMT</pubDate></item>
<item><title>Without a date</title></item>
</channel></rss>
X
    digest() { run --separate-stderr "$DATELINE" --as-of 2024-12-09 --allow-net --allow-private "$ROOT/scripts/weekly-digest.lua" "$@"; }
    digest "$URL/a.xml"
    ends_with 0
    [[ $output == *'## A \[lab\]'*'[Sora opens](<http://a.example/2>)'*'First \*day\*'*'2 entries of 1 feed.' ]]
    [[ $output != *old* && $output != *yet* && $output != *Without* ]]
    digest --days 9 --match TOO "$URL/a.xml"
    [[ $output == *'Too old'*'1 entry of 1 feed.' ]]
    digest "$URL/none.xml" "$URL/a.xml"
    ends_with 0
    [[ $stderr == *"$URL/none.xml: "* ]]
    digest "$URL/none.xml"
    ends_with 5
    digest
    ends_with 2
    [[ $stderr == *'a feed was expected'* ]]
    digest --days 0 x
    ends_with 2
}

@test "a scoreboard counts promises, and open ones past their day are a status" {
    cp "$ROOT/tests/manual/events.tsv" . 2>/dev/null || cp "$(dirname "$(grep -rl sora-year "$ROOT/tests" --include=*.tsv | head -1)")"/*.tsv .
    file=$(grep -l sora-year ./*.tsv | head -1)
    run "$DATELINE" --as-of 2024-12-31 "$ROOT/scripts/promise-scoreboard.lua" "$file"
    ends_with 0
    has 'share_kept'
    has 'sora-year'
    run "$DATELINE" "$ROOT/scripts/promise-scoreboard.lua" --as-of 2024-11-26 --by speaker "$file"
    ends_with 0
    has 'Mira Murati'
    run "$DATELINE" "$ROOT/scripts/promise-scoreboard.lua" --as-of 2030-01-01 --open "$file"
    ends_with 4
    has 'yes'
    for words in '' '--by whom x.tsv' '--as-of soon x.tsv' 'none.tsv'; do
        # shellcheck disable=SC2086 # words
        run "$DATELINE" "$ROOT/scripts/promise-scoreboard.lua" $words
        ends_with 2
    done
}

@test "changes are told with status 4, and nothing with status 0" {
    start_nginx
    changes() {
        run --separate-stderr "$DATELINE" --allow-net --allow-private --store w.db \
            "$ROOT/scripts/source-changes.lua" "$@"
    }
    echo '<title>T</title><p>It will open in spring. It is for all who ask.' >www/a.html
    changes "$URL/a.html"
    ends_with 0
    [ -z "$output$stderr" ]
    changes "$URL/a.html"
    ends_with 0
    [ -z "$output$stderr" ]
    echo '<title>T</title><p>It will open in late autumn, not before. It is for all who ask.' >www/a.html
    printf '# pages\n\n%s/a.html\n' "$URL" >list
    changes --list list
    ends_with 4
    [[ $output == "$URL/a.html"*'+ '*autumn*'- '*spring* ]]
    [ -z "$stderr" ]
    changes - --list - <list
    changes --list list http://127.0.0.1:1/x
    ends_with 5
    [[ $stderr == 'http://127.0.0.1:1/x: '* ]]
    changes
    ends_with 2
}
