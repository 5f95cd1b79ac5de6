#!/usr/bin/env bats
# The README: each of its commands does what it says, in a clone that has nothing but the program.
load command
load nginx

teardown() { stop_nginx; }

# commands: what stands in its fences of sh, in their order.
commands() {
    awk '/^```sh$/ { code = 1; next } /^```$/ { code = 0 } code' "$ROOT/README.md"
}

# clone: what the README takes for granted.
clone() {
    cp -r "$ROOT/notebooks" .
    rm -f notebooks/*.db notebooks/*.svg
    mkdir -p build
    ln -s "$DATELINE" build/dateline
    awk '/^````markdown$/ { code = 1; next } /^````$/ { code = 0 } code' "$ROOT/README.md" >first.md
}

@test "every command of the README runs, in its order" {
    clone
    start_nginx
    echo '<title>News</title><p>It will be out by the end of the year.</p>' >www/announcement.html
    mv www/announcement.html www/announcement
    echo "$URL/announcement" >urls.txt
    commands >told.sh
    [ "$(grep -c '^build/dateline ' told.sh)" -ge 18 ]
    # the example's host is this machine, and a watch ends
    sed -e "s#https://example.org#$URL#; s#^build/dateline fetch#& --allow-private#" \
        -e 's#--watch=30m#& --count 1#' told.sh >all.sh
    # each ends well
    bash -euxo pipefail all.sh >said 2>trace </dev/null || {
        tail -5 said trace >&2
        return 1
    }
    # what they leave; when a picture is drawn otherwise, the README's own command makes this one again
    cmp notebooks/sora-delay.svg "$ROOT/notebooks/sora-delay.svg"
    sed 's/<[^>]*>//g' first.html | grep -q 'It came late, by 70 days\.'
    [ -s my-comparison.md ]
    [ -s sources.wacz ]
    run "$DATELINE" snapshots --store other.db "$URL/announcement"
    has "$URL/announcement"
    "$DATELINE" help api --to luals | cmp luals/dateline.lua
}

@test "the first notebook says what the README says that it does, and the REPL goes on from it" {
    clone
    "$DATELINE" fmt --check first.md
    run "$DATELINE" run first.md
    ends_with 0
    has 'It came **late**, by 70 days.'
    grep -qF 'It came **late**, by 70 days.' "$ROOT/README.md"
    # from the end of September to 9 December 2024
    [ $((($(date -ud 2024-12-09 +%s) - $(date -ud 2024-09-30 +%s)) / 86400)) -eq 70 ]
    run "$DATELINE" repl first.md <<<'t:slip("soon").slip'
    ends_with 0
    [ "$output" = '70 days' ]
}

@test "what make is asked for is there, every file that is named is, and the table of figures has its place" {
    while read -r target; do
        grep -q "^$target:" "$ROOT/Makefile"
    done < <(grep -oE '^    make [a-z]+|`make [a-z]+' "$ROOT/README.md" | sed 's/.*make //' | sort -u)
    while read -r file; do
        [ -e "$ROOT/$file" ] || {
            echo "no $file" >&2
            return 1
        }
    done < <(grep -oE '\]\([^)]+\)' "$ROOT/README.md" | tr -d '])(')
    [ "$(grep -oE '^<!-- /?bench -->$' "$ROOT/README.md" | tr '\n' ' ')" = '<!-- bench --> <!-- /bench --> ' ]
    # each tutorial is listed
    for file in "$ROOT"/notebooks/tutorial-*.md; do
        grep -qF "(notebooks/$(basename "$file"))" "$ROOT/README.md"
    done
}

@test "Vim colours the cells as the README says, whatever attributes they have" {
    vim --version 2>/dev/null | grep -q '+syntax' || skip 'vim with syntax is not here'
    # shellcheck disable=SC2016 # the quotes are Markdown's
    setting=$(sed -n 's/.*`\(let g:markdown_fenced_languages[^`]*\)`.*/\1/p' "$ROOT/README.md")
    [ -n "$setting" ]
    notebook n.md <<<$'```lua id="x" echo=false\nlocal a = 1\n```\n\n```sql\nSELECT 1\n```'
    vim -u NONE -N -es -c "$setting" -c 'syntax on' -c 'edit n.md' -c 'set filetype=markdown' \
        -c 'redir! > out' -c 'echo synIDattr(synID(5, 1, 1), "name") synIDattr(synID(9, 1, 1), "name")' \
        -c 'redir END' -c 'quit'
    run cat out
    has 'luaStatement sqlStatement'
}
