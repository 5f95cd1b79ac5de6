#!/usr/bin/env bats
# shellcheck disable=SC2103 # each test has a shell of its own
# Bundles: one file to send, and what is refused of one that comes from somebody.
load command

made() {
    mkdir -p data
    printf '<html><head><title>An announcement</title></head><body><article><p>%s</p></article></body></html>' \
        'On 15 February 2024 the company showed a model that makes videos from text.' >data/a.html
    FRONT='as-of: 2024-12-31\n' notebook n.md <<'N'
```lua id="a"
page = fetch("data/a.html")
page.title
```

It was `{lua} date("2024-02-15"):words()`.
N
    "$DATELINE" bundle -q n.md -o n.dateline "$@"
}

# sql STATEMENT: changes the bundle as somebody else could
sql() {
    sqlite3 n.dateline "$1"
}

# refused TEXT: neither run nor unbundle takes it, nothing is left, and TEXT says why
refused() {
    run "$DATELINE" unbundle n.dateline -o out
    [ "$status" -ne 0 ]
    has "$1"
    [ ! -e out ]
    [ -z "$(find . -name '*-new-*')" ]
    run "$DATELINE" run n.dateline
    [ "$status" -ne 0 ]
    has "$1"
}

@test "a bundle runs alone, to the same bytes, and sqlite3 reads it" {
    made
    "$DATELINE" run n.md -o here.html -o here.md -o here.json
    mkdir away
    cp n.dateline away/x.dateline
    cd away
    run env -i TZ=Asia/Tokyo LC_ALL=C HOME=/nowhere TMPDIR="$BATS_TEST_TMPDIR" \
        "$DATELINE" run x.dateline -o there.html -o there.md -o there.json
    ends_with 0
    cmp ../here.html there.html
    cmp ../here.md there.md
    cmp ../here.json there.json
    [ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name 'dateline-*')" ]
    [ "$(sqlite3 -A -tf x.dateline | sort | tr '\n' ' ')" = \
        'data/a.html n.lock n.md outputs/n.html outputs/n.json ' ]
    [ "$(sqlite3 x.dateline 'PRAGMA integrity_check')" = ok ]
    [ "$(sqlite3 x.dateline 'PRAGMA application_id')" = $((0x646C6231)) ]
}

@test "the same notebook gives the same bundle" {
    made
    cp n.dateline first
    made
    cmp first n.dateline
}

@test "a bundle is unpacked whole, into a new folder" {
    made
    run "$DATELINE" unbundle n.dateline
    ends_with 0
    cmp n/n.md n.md
    cmp n/data/a.html data/a.html
    [ -s n/n.lock ]
    [ -s n/outputs/n.html ]
    run "$DATELINE" unbundle n.dateline
    ends_with 2
    has 'is there already'
    run "$DATELINE" run n/n.md --frozen -o again.html
    ends_with 0
    cmp again.html n/outputs/n.html
}

@test "a report gives its notebook back, byte for byte" {
    # shellcheck disable=SC2016 # a notebook's fence
    printf -- '---\r\ndateline: 1\r\nas-of: 2024-12-31\r\n---\r\n</script><!-- \t\r\n```lua\r\n"<script>" .. "é"\r\n```' >odd.md
    "$DATELINE" run odd.md -o odd.html
    run "$DATELINE" unbundle odd.html -o back
    ends_with 0
    cmp back/odd.md odd.md
    echo '<p>nothing</p>' >plain.html
    run "$DATELINE" unbundle plain.html
    ends_with 2
    has 'no notebook'
    [ ! -e plain ]
    sed 's/"name": "odd.md"/"name": "..\/odd.md"/' odd.html >evil.html
    run "$DATELINE" unbundle evil.html
    [ "$status" -ne 0 ]
    has 'unsafe path'
    [ ! -e ../odd.md ]
}

@test "a key that is none is told of, and not written over" {
    made --sign
    key=$XDG_STATE_HOME/dateline/signing.key
    for bad in 'no key' "$(tr 0-9a-f G-Z_ <"$key")" "$(head -c 63 "$key")"; do
        echo "$bad" >"$key"
        run "$DATELINE" bundle n.md -o again.dateline --sign
        ends_with 2
        has "$key:1: a line of 64 hex digits was expected"
        has 'move it away'
        [ "$(<"$key")" = "$bad" ]
        [ ! -e again.dateline ]
    done
    rm "$key"
    "$DATELINE" bundle -q n.md -o again.dateline --sign
    grep -Eqx '[0-9a-f]{64}' "$key"
}

@test "a signature holds, and what was changed after it is named" {
    made --sign
    [ "$(stat -c %a "$XDG_STATE_HOME/dateline/signing.key")" = 600 ]
    run "$DATELINE" run n.dateline
    ends_with 0
    has 'signed by ed25519:'
    cp n.dateline whole

    sql "UPDATE sqlar SET data = CAST('<p>other</p>' AS BLOB), sz = 12 WHERE name = 'data/a.html'"
    refused 'changed after it was signed: file data/a.html'
    run "$DATELINE" run n.dateline
    ends_with 4

    # with a manifest that tells of the change, and cannot be signed
    hash=$(printf '<p>other</p>' | sha256sum | cut -d' ' -f1)
    sql "UPDATE dl_manifest SET line = 'file $hash data/a.html' WHERE line LIKE '%data/a.html'"
    refused 'changed after it was signed: file data/a.html'

    cp whole n.dateline
    sql "INSERT INTO sqlar SELECT 'more.txt', 33188, 0, 1, CAST('x' AS BLOB)"
    refused 'changed after it was signed: file more.txt'

    # taken out together with its line
    cp whole n.dateline
    sql "DELETE FROM sqlar WHERE name = 'data/a.html'; DELETE FROM dl_manifest WHERE line LIKE '%data/a.html'"
    refused 'something was taken out of it'

    # the signature itself taken off: no longer signed, and said to be so by its silence
    cp whole n.dateline
    sql "DELETE FROM dl_signer"
    run "$DATELINE" run n.dateline
    ends_with 0
    [[ $output != *'signed by'* ]]
}

@test "an unsigned bundle is held against its manifest" {
    made
    sql "UPDATE sqlar SET data = CAST('<p>other</p>' AS BLOB), sz = 12 WHERE name = 'data/a.html'"
    refused 'mismatch with its manifest: file data/a.html'
}

@test "names that lead elsewhere are refused" {
    made
    cp n.dateline whole
    for name in ../../x /etc/cron.d/x a/../../x 'C:\x' 'C:/x' ./-rf -rf a//b a/. '' dateline.db \
        dateline.db-journal "$(printf 'a\nb')" "$(printf 'a\033[31mb')" "$(printf '%0300d' 1)"; do
        cp whole n.dateline
        sql "UPDATE sqlar SET name = '$name' WHERE name = 'data/a.html'"
        refused 'unsafe path'
        [[ $output != *$'\033'* ]]
    done
    cp whole n.dateline
    sql "UPDATE sqlar SET name = CAST(x'61ff62' AS TEXT) WHERE name = 'data/a.html'"
    refused 'unsafe path'
}

@test "links, devices, folders and odd modes are refused" {
    made
    for mode in 41471 24576 8192 4096 49152 16877 0; do # link, block, character, FIFO, socket, folder
        sql "UPDATE sqlar SET mode = $mode, data = CAST('..' AS BLOB), sz = 2 WHERE name = 'data/a.html'"
        refused 'no regular file'
    done
}

@test "a setuid bit is not taken over" {
    made
    sql "UPDATE sqlar SET mode = 33188 + 3072 WHERE name = 'data/a.html'"
    run "$DATELINE" unbundle n.dateline -o out
    ends_with 0
    [ "$(stat -c %a out/data/a.html)" = "$(printf '%o' $((0666 & ~0$(umask))))" ]
}

@test "files that grow past their size, their ratio or the limit are refused" {
    made
    cp n.dateline whole
    sql "UPDATE sqlar SET sz = 10000000000 WHERE name = 'data/a.html'"
    refused 'times'
    cp whole n.dateline
    sql "UPDATE sqlar SET sz = 10 WHERE name = 'data/a.html'"
    refused 'of another size than it says'
    cp whole n.dateline
    sql "UPDATE sqlar SET sz = -1 WHERE name = 'data/a.html'"
    [ "$("$DATELINE" run n.dateline 2>&1 >/dev/null | wc -l)" -gt 0 ]
    cp whole n.dateline
    sql "UPDATE sqlar SET data = x'789c', sz = 100 WHERE name = 'data/a.html'"
    refused 'refused'
    cp whole n.dateline
    sql "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
         INSERT INTO sqlar SELECT 'e' || i, 33188, 0, 0, x'' FROM n"
    refused 'limit of 10000'
    cp whole n.dateline
    sql "INSERT INTO dl_body VALUES ('00', 10000000000, 'zstd', x'00')"
    refused 'limit of 64 MiB'
}

@test "a schema that is not ours is refused before anything of it runs" {
    made
    cp n.dateline whole
    sql "CREATE VIEW more AS SELECT load_extension('/tmp/evil.so')"
    refused 'not those that dateline makes'
    cp whole n.dateline
    sql "CREATE TRIGGER t AFTER INSERT ON dl_body BEGIN SELECT 1; END"
    refused 'not those that dateline makes'
    cp whole n.dateline
    sql "PRAGMA application_id = 1"
    run "$DATELINE" unbundle n.dateline -o out
    has 'no bundle of dateline'
    cp whole n.dateline
    sql "PRAGMA user_version = 9999"
    refused 'newer dateline'
}

@test "what is cut short, has other bytes behind it or is no bundle at all is refused" {
    made
    cp n.dateline whole
    head -c 20000 whole >n.dateline
    refused 'refused'
    head -c 50 whole >n.dateline
    run "$DATELINE" unbundle n.dateline -o out
    [ "$status" -ne 0 ]
    [ ! -e out ]
    cp whole n.dateline
    LC_ALL=C sed -i 's/notebook n.md/notebook m.md/g' n.dateline
    run "$DATELINE" unbundle n.dateline -o out
    [ "$status" -ne 0 ]
    [ ! -e out ]
    echo text >n.dateline
    run "$DATELINE" unbundle n.dateline -o out
    has 'refused'
    run "$DATELINE" unbundle nothing.dateline -o out
    ends_with 2
}

@test "journals beside a bundle are not looked at" {
    made
    printf 'evil' >n.dateline-journal
    printf 'evil' >n.dateline-wal
    run "$DATELINE" run n.dateline
    ends_with 0
    [ "$(cat n.dateline-journal n.dateline-wal)" = evilevil ]
}

@test "settings in a bundle are ignored, and said to be" {
    made
    for name in .netrc .inputrc .dateline.toml data/.hidden; do
        sql "INSERT INTO sqlar VALUES ('$name', 33188, 0, 1, CAST('x' AS BLOB));
             INSERT INTO dl_manifest VALUES ('file $(printf x | sha256sum | cut -d' ' -f1) $name', x'')"
    done
    run "$DATELINE" unbundle n.dateline -o out
    ends_with 0
    has '.netrc in the bundle is ignored'
    [ -z "$(find out -name '.*')" ]
}

@test "a bundle needs a run that ends well, and a name" {
    FRONT='as-of: 2024-12-31\n' notebook bad.md <<<$'```lua\nerror("no")\n```'
    run "$DATELINE" bundle bad.md -o bad.dateline
    ends_with 1
    [ ! -e bad.dateline ]
    run "$DATELINE" bundle bad.md -o bad.zip
    ends_with 2
    run "$DATELINE" bundle bad.md
    ends_with 2
    run "$DATELINE" bundle - -o x.dateline
    ends_with 2
}

# anywhere COMMAND...: as another user, in another locale and time zone, with what Lua and a shell
# would take from the environment.
anywhere() {
    local as=()
    ! unshare -r true 2>/dev/null || as=(unshare -r)
    env -i PATH="$PATH" TZ="${ZONE:-Asia/Tokyo}" LC_ALL="${LOCALE:-tr_TR.UTF-8}" HOME=/nowhere \
        TMPDIR="$BATS_TEST_TMPDIR" LUA_INIT='error("not mine")' LUA_PATH='/nowhere/?.lua' \
        COLUMNS=41 TERM=dumb "${as[@]}" "$@"
}

@test "the flagship's bundle gives the same bytes twenty times, whoever runs it and wherever" {
    "$DATELINE" bundle -q "$ROOT/notebooks/sora-delay.md" -o s.dateline
    "$DATELINE" run -q "$ROOT/notebooks/sora-delay.md" -o here.html -o here.md -o here.json -o here.ipynb
    for i in $(seq 20); do # Lua's hash seed differs by where the system puts a process
        mkdir "away $i"
        cd "away $i"
        [ $((i % 2)) -eq 0 ] && ZONE=America/New_York LOCALE=C || ZONE=Asia/Kolkata LOCALE=de_DE.UTF-8
        anywhere "$DATELINE" run -q ../s.dateline -o r.html -o r.md -o r.json -o r.ipynb
        for format in html md json ipynb; do cmp "../here.$format" "r.$format"; done
        cd ..
    done
}

@test "a bundle holds what its cells read, and the day of its run" {
    mkdir -p data/deep
    printf 'id\tdate\tactor\tkind\twhat\nsora\t2024-02-15\tOpenAI\trelease\tSora\n' >data/events.tsv
    echo 'some words' >data/deep/words.txt
    notebook n.md <<'N'
```lua
today(), #timeline.load("data/events.tsv"), read("./data/deep/../deep/words.txt"), read("data/deep/words.txt")
```
N
    "$DATELINE" bundle -q n.md --as-of 2020-02-29 -o n.dateline
    mkdir away
    mv n.dateline away
    rm -r data
    cd away
    run anywhere "$DATELINE" run n.dateline -o - --to md
    ends_with 0
    has '2020-02-29'
    has 'some words'
    [ "$(sqlite3 -A -tf n.dateline | sort | tr '\n' ' ')" = \
        'data/deep/words.txt data/events.tsv n.lock n.md outputs/n.html outputs/n.json ' ]
    "$DATELINE" unbundle -q n.dateline
    grep -q '{"as_of":"2020-02-29"}' n/n.lock
    [ "$(grep -c '{"file":' n/n.lock)" -eq 3 ] # as the cells name them
    "$DATELINE" run n/n.md --frozen -o again.html
    cmp again.html n/outputs/n.html
}

@test "a source that could not be had is missing in a frozen run for the same reason" {
    FRONT='as-of: 2024-12-31\nnet: [example.invalid]\n' notebook n.md <<'N'
```lua
local page, why = fetch.try("https://example.invalid/a")
tostring(page), why
```
N
    "$DATELINE" run n.md --lock -o a.html -o a.json
    "$DATELINE" run n.md --frozen -o b.html -o b.json
    cmp a.html b.html
    cmp a.json b.json
    has_missing=$(jq -r 'select(.source) | .missing' n.lock)
    [[ $has_missing == *'no permission to reach example.invalid'* ]]
}

@test "a report gives its lock back, and a frozen run of both gives the report" {
    made
    "$DATELINE" run n.md -o r.html
    "$DATELINE" unbundle r.html -o back
    "$DATELINE" run n.md --lock >/dev/null
    cmp back/n.lock n.lock
    cp -r data back/
    "$DATELINE" run back/n.md --frozen -o again.html
    cmp again.html r.html
    echo 'other' >back/data/a.html
    run "$DATELINE" run back/n.md --frozen -o again.html
    [ "$status" -ne 0 ]
    # a run that failed has no lock to give
    FRONT='as-of: 2024-12-31\n' notebook bad.md <<<$'```lua\nerror("no")\n```'
    run "$DATELINE" run bad.md -o bad.html
    "$DATELINE" unbundle bad.html -o bad
    [ ! -s bad/bad.lock ]
}
