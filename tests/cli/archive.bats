#!/usr/bin/env bats
# Captures as files of the web archives, and back: what a person does with the command.

load command

# A store with captures of every sort: pages that repeat, a redirect, compression, a file.
captures() {
    printf '<title>One</title><p>The words of the first page.</p>' >one.html
    printf '<title>Two</title><p>The words of the second page.</p>' >two.html
    "$DATELINE" fetch one.html two.html >fetched
    sqlite3 dateline.db >/dev/null <<'SQL'
INSERT INTO dl_source(id, url) VALUES (10, 'https://a.example/x'), (11, 'https://a.example/y');
INSERT INTO dl_snapshot(id, source, final_url, status, request, headers, redirects, sha256,
    captured_at_us, etag, last_modified, peer)
SELECT 100 + n, 10 + n / 3, 'https://a.example/' || n, 200,
    CAST('GET / HTTP/1.1' || x'0d0a' || 'Cookie: secret' || x'0d0a0d0a' AS BLOB),
    CAST('HTTP/2 200' || x'0d0a' || 'content-type: text/html' || x'0d0a0d0a' AS BLOB), '',
    (SELECT sha256 FROM dl_snapshot WHERE id = 1 + n % 2), 1700000000000000 + n * 1000001, '', '',
    '93.184.216.34'
FROM (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5);
INSERT INTO dl_hop VALUES (100, 0, 'http://a.example/0', 301,
    CAST('GET / HTTP/1.1' || x'0d0a0d0a' AS BLOB),
    CAST('HTTP/1.1 301 Moved' || x'0d0a' || 'Location: https://a.example/0' || x'0d0a0d0a' AS BLOB),
    '93.184.216.34');
SQL
}

needs() {
    command -v "$1" >/dev/null || skip "$1 is not here"
}

@test "every form holds by another reader's count, with all digests taken again" {
    needs python3
    needs sqlite3
    captures
    for file in x.warc x.warc.gz x.wacz; do
        run "$DATELINE" export -o "$file"
        ends_with 0
        has "8 captures in "
        run python3 "$ROOT/tests/cli/check_archive.py" "$file"
        ends_with 0
        has "metadata=8 request=7 resource=2 response=3 revisit=4 warcinfo=1"
    done
    run gunzip -t x.warc.gz
    ends_with 0
    TZ=Asia/Kathmandu "$DATELINE" export -o elsewhere.wacz
    cmp x.wacz elsewhere.wacz
}

@test "unzip finds a WACZ whole" {
    needs unzip
    needs sqlite3
    captures
    "$DATELINE" export -o x.wacz
    run unzip -t x.wacz
    ends_with 0
    has "No errors detected"
    has "indexes/index.cdx"
}

@test "what was exported is imported once, and is exported as the same bytes" {
    needs sqlite3
    captures
    "$DATELINE" export -o x.warc.gz
    "$DATELINE" export -o x.wacz
    run "$DATELINE" import --store new.db x.warc.gz x.wacz
    ends_with 0
    has "x.warc.gz: 8 captures imported"
    has "x.wacz: 0 captures imported, 8 were there already"
    "$DATELINE" export --warc --store new.db -o - >again.warc.gz
    cmp x.warc.gz again.warc.gz
    run "$DATELINE" search --store new.db first
    has "The words of the first page."
}

@test "standard output and input take an archive in a pipe" {
    needs sqlite3
    captures
    "$DATELINE" export --warc -o - | gunzip -c | "$DATELINE" import --store new.db - >said
    grep -q '8 captures imported' said
    "$DATELINE" export --wacz -o - >x.wacz
    run "$DATELINE" import --json --store other.db x.wacz
    ends_with 0
    [ "$(jq .captures <<<"$output")" -eq 8 ]
}

@test "secrets in requests do not leave the store" {
    needs sqlite3
    captures
    "$DATELINE" export -o x.warc
    run grep -c secret x.warc
    [ "$output" = 0 ]
    run grep -c 'left out of the archived request: Cookie' x.warc
    [ "$output" = 6 ]
}

@test "a URL that is named is exported alone" {
    needs sqlite3
    captures
    run "$DATELINE" export --json -o x.warc.gz https://a.example/y
    ends_with 0
    [ "$(jq .captures <<<"$output")" -eq 3 ]
    run "$DATELINE" export -o y.warc.gz https://b.example/
    ends_with 2
    has "https://b.example/ is not captured"
    [ ! -e y.warc.gz ]
}

@test "a WACZ that was changed is refused with the file's name" {
    needs python3
    needs sqlite3
    captures
    "$DATELINE" export -o x.wacz
    python3 - <<'PY'
import zipfile
with zipfile.ZipFile("x.wacz") as old, zipfile.ZipFile("y.wacz", "w") as new:
    for name in old.namelist():
        body = old.read(name)
        new.writestr(name, body.replace(b"Two", b"Six") if name == "pages/pages.jsonl" else body)
with zipfile.ZipFile("x.wacz") as old, zipfile.ZipFile("z.wacz", "w") as new:
    for name in old.namelist():
        if name != "indexes/index.cdx":
            new.writestr(name, old.read(name))
with zipfile.ZipFile("x.wacz") as old, zipfile.ZipFile("up.wacz", "w", zipfile.ZIP_DEFLATED) as new:
    for name in old.namelist():
        new.writestr(name, old.read(name))
    new.writestr("../../outside", b"x" * 1000)
    new.writestr("/archive/absolute.warc.gz", old.read("archive/data.warc.gz"))
with zipfile.ZipFile("x.wacz") as old, open("piped.wacz", "wb") as pipe:
    class Unseekable:
        write, flush = pipe.write, pipe.flush
    with zipfile.ZipFile(Unseekable(), "w") as new: # sizes follow the entries
        for name in reversed(old.namelist()):
            new.writestr(name, old.read(name))
with zipfile.ZipFile("bomb.wacz", "w", zipfile.ZIP_DEFLATED) as new:
    new.writestr("archive/data.warc", b"\0" * (80 << 20))
PY
    run "$DATELINE" import --store y.db y.wacz
    ends_with 1
    has "pages/pages.jsonl"
    run "$DATELINE" import --store y.db z.wacz
    ends_with 1
    has "indexes/index.cdx"
    run "$DATELINE" import --store y.db bomb.wacz
    ends_with 7
    run "$DATELINE" snapshots --store y.db
    [ -z "$output" ]
    # names that lead out are never opened; deflated files are read as well as stored ones
    run "$DATELINE" import --store y.db up.wacz
    ends_with 0
    has "8 captures imported"
    [ ! -e ../../outside ]
    run "$DATELINE" import --store piped.db piped.wacz
    ends_with 0
    has "8 captures imported"
}

@test "damaged records are left out and counted" {
    needs sqlite3
    captures
    "$DATELINE" export -o x.warc
    sed 's/first page/first rage/' x.warc >y.warc
    run "$DATELINE" import --store y.db y.warc
    ends_with 1
    has "its bytes are not those of its block digest"
    has "left out as damaged"
    head -c -30 x.warc >cut.warc
    run "$DATELINE" import --store cut.db cut.warc
    ends_with 1
    has "it ends before its length"
}

@test "what is no archive is said to be none" {
    echo 'just text' >x.warc
    : >empty.warc
    run "$DATELINE" import x.warc
    ends_with 2
    has 'no record begins at byte 0, where there is "just text"'
    run "$DATELINE" import empty.warc
    ends_with 2
    has "has no records"
    run "$DATELINE" import none.warc
    ends_with 2
    has "cannot open none.warc"
    run "$DATELINE" import .
    ends_with 2
    run "$DATELINE" import
    ends_with 2
    printf 'PK\3\4 and nothing' >x.wacz
    run "$DATELINE" import x.wacz
    ends_with 2
}

@test "a format is chosen, and one only" {
    "$DATELINE" fetch "$ROOT/tests/lua/page.html" >/dev/null 2>&1 || cp "$ROOT/tests/lua/page.html" .
    "$DATELINE" fetch page.html >/dev/null
    run "$DATELINE" export -o x.zip
    ends_with 2
    has "give --warc or --wacz"
    run "$DATELINE" export --warc -o x.wacz
    ends_with 2
    run "$DATELINE" export --warc --wacz -o x.warc.gz
    ends_with 2
    run "$DATELINE" export
    ends_with 2
    run "$DATELINE" export --warc -o x
    ends_with 0
    run "$DATELINE" export --warc -o none/x
    ends_with 2
    run "$DATELINE" export --store none.db --warc -o y
    [ "$status" -ne 0 ]
    [ ! -e y ]
}

# What is committed stays, the store is whole, and another run goes on where the first ended.
@test "an import that is killed in its middle leaves a store to go on with" {
    needs python3
    needs sqlite3
    python3 - <<'PY'
import os
with open("big.warc", "w", newline="") as out:
    for n in range(3000):
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{n} {os.urandom(800).hex()}"
        out.write(f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n"
                  f"WARC-Date: 2020-01-01T00:00:00.{n:06}Z\r\n"
                  f"WARC-Target-URI: https://a.example/{n}\r\n"
                  f"Content-Type: application/http;msgtype=response\r\n"
                  f"Content-Length: {len(block)}\r\n\r\n{block}\r\n\r\n")
PY
    mkfifo pipe
    "$DATELINE" import pipe >said 2>&1 3>&- &
    killed=$!
    exec 4>pipe # stays open: the import waits for more
    head -c 3000000 big.warc >&4
    for _ in $(seq 300); do
        kept=$(sqlite3 dateline.db 'SELECT count(*) FROM dl_snapshot' 2>/dev/null || echo 0)
        [ "${kept:-0}" -gt 0 ] && break
        sleep 0.1
    done
    kill -9 "$killed"
    wait "$killed" || true
    exec 4>&-
    kept=$(sqlite3 dateline.db 'SELECT count(*) FROM dl_snapshot')
    [ "$kept" -gt 0 ]
    [ "$kept" -lt 3000 ]
    [ "$(sqlite3 dateline.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok ]
    run "$DATELINE" import --json big.warc
    ends_with 0
    [ "$(jq .present <<<"$output")" -eq "$kept" ]
    [ "$(jq .captures <<<"$output")" -eq $((3000 - kept)) ]
}

# peak_of COMMAND...: its largest resident size in KiB.
peak_of() {
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

@test "archives of any size go through in bounded memory" {
    needs python3
    case $DATELINE in */check/*) skip "sanitizers keep what is freed" ;; esac
    python3 - <<'PY'
with open("big.warc", "wb") as out:
    for n in range(60):
        body = b"%d words of a page, again and again. " % n * 80000
        if n == 30: # past the limit, and not to be held
            body *= 20
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body
        out.write(b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%d>\r\n"
                  b"WARC-Date: 2020-01-01T00:00:%02dZ\r\nWARC-Target-URI: https://a.example/%d\r\n"
                  b"Content-Type: application/http;msgtype=response\r\n"
                  b"Content-Length: %d\r\n\r\n%b\r\n\r\n" % (n, n, n, len(block), block))
PY
    [ "$(stat -c %s big.warc)" -gt 200000000 ]
    run "$DATELINE" import --no-read big.warc
    ends_with 1
    has "its body is too large"
    has "59 captures imported"
    rm dateline.db
    kept=$(peak_of sh -c "'$DATELINE' import --no-read --quiet big.warc || true")
    echo "import: $kept KiB"
    [ "$kept" -lt 65536 ]
    for file in x.warc.gz x.wacz; do
        kept=$(peak_of "$DATELINE" export -o "$file")
        echo "export: $kept KiB"
        [ "$kept" -lt 65536 ]
    done
}

@test "an archive for standard output waits in TMPDIR, which is named where it cannot" {
    captures
    mkdir there
    TMPDIR=$PWD/there "$DATELINE" export --wacz -o - >x.wacz
    needs unzip
    run unzip -t x.wacz
    ends_with 0
    TMPDIR=$PWD/nowhere run "$DATELINE" export --wacz -o -
    ends_with 2
    has "cannot create a temporary file in $PWD/nowhere"
}
