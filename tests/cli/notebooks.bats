#!/usr/bin/env bats
# The published notebooks: that they run anywhere, and that what they say follows from the data. The
# expected numbers are computed here from the dates in the TSV, or counted in it, by other means.
load command

setup_file() {
    NOTEBOOKS='sora-delay announced-shipped vague-dates'
    export NOTEBOOKS
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
    cp -r "$ROOT/notebooks" one
    rm -f one/*.db
    cp -r one two
    for name in $NOTEBOOKS; do
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
    cp -r "$ROOT/notebooks/." .
    for name in $NOTEBOOKS; do
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
    cp -r "$ROOT/notebooks/." .
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
    cp -r "$ROOT/notebooks/." .
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
    cp -r "$ROOT/notebooks/." .
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
    cp -r "$ROOT/notebooks/." .
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
    cp -r "$ROOT/notebooks/." .
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
