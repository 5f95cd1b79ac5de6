#!/usr/bin/env bats
# The published notebooks: that they run anywhere, and that what they say follows from the data. The
# expected numbers are computed here from the dates in the TSV, or counted in it, by other means.
load command

setup_file() {
    NOTEBOOKS='sora-delay announced-shipped vague-dates'
    TUTORIALS='1-first-notebook 2-vague-dates 3-sources 4-promises 5-comparing 6-sharing'
    TUTORIALS="tutorial-${TUTORIALS// / tutorial-}"
    export NOTEBOOKS TUTORIALS
}

# copy_notebooks [FOLDER]: as a clone has them, without what somebody's run has kept.
copy_notebooks() {
    mkdir -p "${1:-.}"
    cp -r "$ROOT/notebooks/." "${1:-.}"
    rm -f "${1:-.}"/*.db "${1:-.}"/*.html
}

# days FROM TO: calendar days between two days.
days() {
    echo $((($(date -u -d "$2" +%s) - $(date -u -d "$1" +%s)) / 86400))
}

# field ID COLUMN: of an event in the data.
field() {
    awk -F'\t' -v id="$1" -v name="$2" '
        /^#/ { next }
        !head { for (i = 1; i <= NF; i++) at[$i] = i; head = 1; next }
        $1 == id { print $at[name] }' data/sora-events.tsv
}

# prose NOTEBOOK: what a reader reads, on one line, without marks.
prose() {
    "$DATELINE" run "$1.md" --offline --to md -o - | tr '\n' ' ' | tr -s ' ' |
        sed -E 's/\*\*|`//g; s/\[([^]]*)\]\([^)]*\)/\1/g; s/\\//g'
}

says() {
    [[ $text == *"$1"* ]] || {
        printf 'no "%s" in:\n%s\n' "$1" "$text" >&2
        return 1
    }
}

@test "each gives the same bytes whoever runs it, wherever, from its lock too" {
    copy_notebooks one
    cp -r one two
    for name in $NOTEBOOKS $TUTORIALS; do
        (cd one && "$DATELINE" run -q "$name.md" --offline -o "$name.html" -o "$name.md.out.json")
        (cd / && env -u LC_ALL LANG=tr_TR TZ=Asia/Kolkata HOME=/nonexistent \
            "$DATELINE" run -q "$OLDPWD/two/$name.md" --offline -o "$OLDPWD/two/$name.html")
        cmp "one/$name.html" "two/$name.html"
        (cd two && "$DATELINE" run -q "$name.md" --frozen --store other.db -o frozen.html)
        cmp "one/$name.html" two/frozen.html
    done
}

# When a picture or a table is drawn otherwise, the locks are made anew: dateline run --offline --lock
@test "each is laid out as fmt does, and check finds no fault, their locks included" {
    copy_notebooks
    for name in $NOTEBOOKS $TUTORIALS; do
        run "$DATELINE" fmt --check "$name.md"
        ends_with 0
        run "$DATELINE" check "$name.md"
        ends_with 0
        has '0 faults'
    done
}

# told NOTEBOOK: the prose as the author wrote it, without front matter, cells and values.
# shellcheck disable=SC2016 # the backticks are the notebook's
told() {
    awk '/^---$/ && fences < 2 { fences++; next }
        fences < 2 { next }
        /^```lua/ { cell = 1 }
        !cell { print }
        /^```$/ { cell = 0 }' "$1" | sed -E 's/`\{lua\}[^`]*`//g'
}

@test "no author wrote a count of days, a year or a share where the data gives one" {
    copy_notebooks
    for name in $NOTEBOOKS; do
        [ "$(told "$name.md" | wc -w)" -gt 300 ]
        run grep -nE '\b[0-9]+ (of|days?|months?|entries|sources)\b|\b20[0-9][0-9]\b' <(told "$name.md")
        [ "$status" -eq 1 ] || {
            echo "$name: $output" >&2
            return 1
        }
    done
}

@test "the piece on Sora counts what the data's days give" {
    copy_notebooks
    text=$(prose sora-delay)
    opened=$(field oai-release date)
    [ "$(days "$(field oai-preview date)" "$opened")" -eq 298 ]
    says '298 days (sources conflict: 297 to 298 days)'
    says 'was kept, with 22 days to spare'
    [ "$(days "$opened" 2024-12-31)" -eq 22 ]
    says 'came late, by 87 days'
    [ "$(days 2024-09-13 "$opened")" -eq 87 ]
    says "Luma's Dream Machine $(days "$(field luma date)" "$opened") days"
    says "video-01 $(days "$(field minimax-video01 date)" "$opened") days before Sora"
    says "had lapsed $(days 2024-09-13 2024-11-26) days before"
    says "still had $(days 2024-11-26 2024-12-31) days to run"
    says 'about 3 hours and 31 minutes' # 8:30 to 12:01
    says "comes late, by $(days 2024-12-31 "$(field oai-europe date)") days"
    says 'it takes 9 months or more' # 13 November is before the 9th of December, 13 December is not
    says "at least $(days 2024-11-27 "$opened") days before Sora"
}

@test "what was known on the day of the leak is what sources of that day or before tell" {
    copy_notebooks
    text=$(prose sora-delay)
    # by hand from the data: entries that may have happened, and of those the ones first published by then
    read -r happened known all < <(python3 - <<'P'
import csv
rows = csv.DictReader((l for l in open("data/sora-events.tsv") if not l.startswith("#")), delimiter="\t")
day, happened, known, all_ = "2024-11-26", 0, 0, 0
for row in rows:
    all_ += 1
    first = row["date"].split("/")[0]
    first = "" if first == ".." else first
    if first[:10].rstrip("?~") <= day:
        happened += 1
        known += any(p != "-" and p <= day for p in row["published"].split())
print(happened, known, all_)
P
    )
    says "$happened of our $all entries had happened or may have. Of these, $known are told"
}

@test "the piece on shipping counts models and days" {
    copy_notebooks
    text=$(prose announced-shipped)
    says 'Of the 11 video generators in this data, 10 have a first showing with a date, and of those only 4'
    says '0 to 298 days'
    first=$(days "$(field runway-gen3 date)" 2024-07-01) last=$(days "$(field runway-gen3 date)" 2024-07-31)
    says "Runway took $first to $last days"
    says "Veo 2 took $(days "$(field google-veo2 date)" "$(field google-veo2-gemini date)") days"
    says "Counted to Europe, Sora took $(days "$(field oai-preview date)" "$(field oai-europe date)") days"
    says 'is certain by the first and possible by the second'
    says 'Vibes, came 352 to 361 days after Movie Gen'
    [ "$(days "$(field meta-moviegen date)" 2025-09-21)" -eq 352 ]
    [ "$(days "$(field meta-moviegen date)" 2025-09-30)" -eq 361 ]
}

@test "the piece on vagueness counts widths" {
    copy_notebooks
    text=$(prose vague-dates)
    all=$(grep -vc '^#' data/sora-events.tsv)
    says "of $((all - 1)) entries are dated to a single day or better"
    this_year=$(($(days 2024-03-13 2024-12-31) + 1)) few=$(($(days 2024-05-13 2024-09-13) + 1))
    says "in March it allowed $this_year days"
    says "we read two to six months, $few days"
    # of 124, 185, 294, 365 and 365
    says 'the median promise allows 294 days'
    says 'only 3 have an outcome'
    says 'Of 6 promises, 3 have no outcome'
}

# commands NOTEBOOK: the shell commands of its fences, in their order.
commands() {
    awk '/^```sh$/ { code = 1; next } /^```$/ { code = 0 } code' "$1"
}

@test "no cell of a tutorial fails, and each leads to the next" {
    copy_notebooks
    # shellcheck disable=SC2086 # names without blanks
    set -- $TUTORIALS
    [ $# -eq "$(find . -name 'tutorial-*.md' | wc -l)" ]
    while [ $# -gt 0 ]; do
        "$DATELINE" run "$1.md" --offline --to json >out.json
        [ "$(jq '.cells | length' out.json)" -ge 1 ]
        # but for those that are there to show an error
        [ "$(jq '[.cells[] | select(.state != "ok")] | length' out.json)" -eq \
            "$(grep -c '^```lua.* error="expected"' "$1.md")" ]
        [ $# -eq 1 ] || grep -q "^Next: .*($2.md)\.$" "$1.md"
        shift
    done
}

@test "the first tutorial's wait is that of the day that was asked for" {
    copy_notebooks
    shown=$(field oai-preview date)
    text=$(prose tutorial-1-first-notebook)
    says "opened it $(days "$shown" "$(field oai-release date)") days later"
    says 'is written  {lua} wait:words()  in the file'
    run "$DATELINE" run tutorial-1-first-notebook.md --offline -p opened="$(field oai-europe date)"
    ends_with 0
    has "opened it $(days "$shown" "$(field oai-europe date)") days later"
    has "'12/09/2024' is no EDTF date"
}

@test "the tutorial on vague dates counts what a calendar has" {
    copy_notebooks
    [ "$(field runway-gen3-open date)" = 2024-07 ]
    text=$(prose tutorial-2-vague-dates)
    says 'has the 31 days of March'
    says "lie $(days 2024-07-31 2024-12-09) to $(days 2024-07-01 2024-12-09) days"
    says '| A day in June before Luma? | possible |'
    # Tuesday before Wednesday, 27 November 2024; two to six months before it
    [ "$(date -u -d 2024-11-26 +%A)" = Tuesday ]
    says '26 November 2024 at about 08:30'
    says 'around May 2024 to around September 2024'
}

@test "the tutorial on sources quotes its page, and is told what the page says instead" {
    copy_notebooks
    text=$(prose tutorial-3-sources)
    says 'the page says it otherwise'
    says 'finds nothing to ask about'
    says "| yesterday | $(LC_ALL=C date -u -d '2024-12-10 - 1 day' '+%-d %B %Y') |"
    # the exercise: without its source an event is asked about
    awk '!/source = page.url/ || !seen++' tutorial-3-sources.md >other.md
    run "$DATELINE" run other.md --offline
    has 'finds 1 to ask about'
    # a page that no longer says it, which the run before kept
    "$DATELINE" run -q tutorial-3-sources.md -o kept.md
    sed -i 's/switched off the making of new accounts/let nobody in/' data/sora-opening-notes.html
    run "$DATELINE" check tutorial-3-sources.md
    ends_with 5
    has 'source.changed: data/sora-opening-notes.html'
    run "$DATELINE" run tutorial-3-sources.md --offline
    ends_with 4
    has '[-switched off the making of new accounts-] {+let nobody in+}'
}

@test "the tutorial on promises counts from the last day of each window" {
    copy_notebooks
    text=$(prose tutorial-4-promises)
    opened=$(field oai-release date)
    says "came late, by $(days 2024-09-13 "$opened") days"
    says "make it $(days 2024-06-13 "$opened") days late"
    says "| by 31 December 2024 | kept | −$(days "$opened" 2024-12-31) days |"
}

@test "the tutorial on comparing counts each maker's days" {
    copy_notebooks
    text=$(prose tutorial-5-comparing)
    opened=$(field oai-release date)
    says "MiniMax opened $(days "$(field minimax-video01 date)" "$opened") days before Sora"
    says "| Luma AI | $(field luma date) | $(days "$(field luma date)" "$opened") |"
    says "| Runway | 2024-07 | $(days 2024-07-31 "$opened") |"
}

@test "the commands of the tutorial on sharing do what it says" {
    copy_notebooks there
    rm there/tutorial-6-sharing.lock
    mkdir bin
    ln -s "$DATELINE" bin/dateline
    commands there/tutorial-6-sharing.md >all.sh
    [ "$(grep -c '^dateline' all.sh)" -ge 6 ]
    (cd there && PATH=$BATS_TEST_TMPDIR/bin:$PATH bash -euo pipefail ../all.sh >../said 2>&1) || {
        cat said >&2
        return 1
    }
    cmp there/tutorial-6-sharing.lock "$ROOT/notebooks/tutorial-6-sharing.lock"
    cd there
    "$DATELINE" unbundle sharing.html -o from-report
    cmp tutorial-6-sharing.md from-report/tutorial-6-sharing.md
    # the exercise
    sed -i 's/switched off the making of new accounts/let nobody in/' data/sora-opening-notes.html
    run "$DATELINE" check tutorial-6-sharing.md
    ends_with 5
    has 'source.changed: data/sora-opening-notes.html'
    has 'hint: '
}
