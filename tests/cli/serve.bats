#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2030,SC2031,SC2046,SC2015 # fences; each test has a shell of its own
# The page that follows a notebook: who may ask it what, and what a reader sees in a browser.

load command

bats_require_minimum_version 1.5.0

teardown() {
    [ -z "${SERVED:-}" ] || { kill -TERM "$SERVED" && wait "$SERVED"; } 2>/dev/null || true
}

# served FILE [OPTION...]: serves it; ADDRESS is the page's, ROOT_ADDRESS the server's, SERVED the process.
served() {
    "$DATELINE" serve "$@" >address.txt 2>served.txt 3>&- &
    SERVED=$!
    for _ in $(seq 200); do
        [ -s address.txt ] && break
        sleep 0.05
    done
    ADDRESS=$(head -n 1 address.txt)
    ROOT_ADDRESS=${ADDRESS%/*/}
    [[ $ADDRESS =~ ^http://127\.0\.0\.1:[0-9]+/[0-9a-f]{32}/$ ]]
}

simple() {
    notebook n.md <<'END'
```lua id="a"
print("it is", 1 + 1)
```
END
}

asked() { # CURL ARGUMENT...: prints the status
    curl -s -m 10 --path-as-is -o answer.txt -w '%{http_code}' "$@"
}

refused() { # STATUS CURL ARGUMENT...
    local wanted=$1 got
    shift
    got=$(asked "$@")
    [ "$got" = "$wanted" ] || {
        echo "$* gave $got, not $wanted" >&2
        return 1
    }
    if grep -q 'it is' answer.txt; then return 1; fi
}

shown() { # [TEXT]: the page has what the notebook gave, its code is there before; in answer.txt
    for _ in $(seq 200); do
        [ "$(asked "$ADDRESS")" = 200 ] && grep -q "${1:-it is[[:space:]][0-9]}" answer.txt && return
        sleep 0.05
    done
    return 1
}

json=(-H 'Content-Type: application/json')

@test "the page is served under its token, and ends with Ctrl-C" {
    simple
    served n.md
    shown
    kill -INT "$SERVED"
    wait "$SERVED" # and with status 0
    SERVED=
    run -7 asked "$ADDRESS"
}

@test "it listens on the loopback address alone" {
    simple
    served n.md
    port=${ROOT_ADDRESS##*:}
    here=$(printf ':%04X ' "$port")
    run -0 grep -h "$here" /proc/net/tcp
    [[ $output == *" 0100007F:"* ]]
    run -1 grep -h "00000000$here" /proc/net/tcp
    run -1 grep -h "$here" /proc/net/tcp6
}

@test "nothing is told to who does not know the token" {
    simple
    served n.md
    shown
    token=${ADDRESS#"$ROOT_ADDRESS"/}
    token=${token%/}
    refused 404 "$ROOT_ADDRESS/"
    refused 404 "$ROOT_ADDRESS"
    refused 404 "$ROOT_ADDRESS/00000000000000000000000000000000/"
    refused 404 "$ROOT_ADDRESS/${token:0:31}/"
    refused 404 "$ROOT_ADDRESS/${token}0/"
    refused 404 "$ROOT_ADDRESS/$token"
    refused 404 "$ROOT_ADDRESS/${token^^}x/"
    refused 404 "$ROOT_ADDRESS//$token/"
    refused 404 "$ROOT_ADDRESS/events"
    refused 404 "$ROOT_ADDRESS/?$token/"
}

@test "no path leads to a file" {
    simple
    served n.md
    shown
    for path in n.md ../n.md ../../etc/passwd ..%2f..%2fetc/passwd %2e%2e/n.md //etc/passwd dateline.db \
        './' '%00' 'events/../../n.md' 'live.js'; do
        refused 404 "$ADDRESS$path"
        refused 404 "$ROOT_ADDRESS/$path"
    done
}

@test "another name for this machine is refused" {
    simple
    served n.md
    shown
    port=${ROOT_ADDRESS##*:}
    for host in evil.test "evil.test:$port" 127.0.0.1 "127.0.0.1:1" "127.0.0.1:$port.evil.test" "0.0.0.0:$port" ''; do
        refused 403 -H "Host: $host" "$ADDRESS"
        refused 403 -H "Host: $host" "${ADDRESS}events"
    done
    [ "$(asked -H "Host: localhost:$port" "$ADDRESS")" = 200 ]
}

@test "only the page itself may have something done" {
    simple
    served n.md
    shown
    for origin in http://evil.test null "http://127.0.0.1:1" "https://${ROOT_ADDRESS#http://}" "$ROOT_ADDRESS.evil.test"; do
        refused 403 "${json[@]}" -H "Origin: $origin" -d '{"id":"x"}' "${ADDRESS}reject"
        refused 403 -H "Origin: $origin" -d x=1 "$ADDRESS"
        refused 403 -H "Origin: $origin" "${ADDRESS}events"
    done
    refused 403 "${json[@]}" -d '{"id":"x"}' "${ADDRESS}reject" # without any
    refused 404 "${json[@]}" -H "Origin: $ROOT_ADDRESS" -d '{"id":"x"}' "$ROOT_ADDRESS/reject"
    refused 415 -H "Origin: $ROOT_ADDRESS" -d 'id=x' "${ADDRESS}reject"
    refused 405 "${json[@]}" -H "Origin: $ROOT_ADDRESS" -d '{}' "$ADDRESS"
    refused 405 -X PUT "${ADDRESS}reject"
    refused 405 -X OPTIONS -H "Origin: $ROOT_ADDRESS" "${ADDRESS}reject"
}

@test "what is asked to be done is read with care" {
    simple
    served n.md
    shown
    page=(-H "Origin: $ROOT_ADDRESS" "${json[@]}")
    refused 400 "${page[@]}" -d '' "${ADDRESS}accept"
    refused 400 "${page[@]}" -d 'no json' "${ADDRESS}accept"
    refused 404 "${page[@]}" -d '[]' "${ADDRESS}accept"
    refused 404 "${page[@]}" -d '{"id":7}' "${ADDRESS}accept"
    refused 404 "${page[@]}" -d '{"id":"0"}' "${ADDRESS}accept"
    refused 404 "${page[@]}" -d '{"id":"0"}' "${ADDRESS}remove"
    printf '{"id":"%020000d"}' 1 >long.txt
    refused 413 "${page[@]}" -d @long.txt "${ADDRESS}accept"
    printf '%0.s[' $(seq 5000) >deep.txt
    refused 400 "${page[@]}" -d @deep.txt "${ADDRESS}accept"
    printf '{"id":"\xff\x00"}' >bytes.txt
    refused 400 "${page[@]}" --data-binary @bytes.txt "${ADDRESS}accept"
    shown
}

@test "nothing may run on the page but its own scripts" {
    simple
    served n.md
    shown
    curl -s -D headers.txt -o page.html "$ADDRESS"
    grep -qi "^content-security-policy: default-src 'none';.*connect-src 'self'.*frame-ancestors 'none'; script-src 'sha256-" headers.txt
    if grep -i '^content-security-policy' headers.txt | grep -q "script-src[^;]*unsafe"; then return 1; fi
    grep -qi '^x-content-type-options: nosniff' headers.txt
    grep -qi '^cache-control: no-store' headers.txt
    grep -qi '^referrer-policy: no-referrer' headers.txt
    if grep -qE '<[^>]* on[a-z]+=' page.html; then return 1; fi
}

@test "sixteen connections at most, and who goes away leaves room" {
    simple
    served n.md
    shown
    for _ in $(seq 16); do
        curl -sN -m 60 "${ADDRESS}events" >/dev/null 3>&- &
    done
    sleep 1
    run -0 bash -c "ls /proc/$SERVED/fd | wc -l"
    [ "$output" -lt 40 ]
    run asked -m 2 "$ADDRESS"
    [ "$status" -ne 0 ]
    kill $(jobs -p | grep -v "^$SERVED$")
    shown
}

@test "requests that are no HTTP are dropped, and others are served" {
    simple
    served n.md
    shown
    port=${ROOT_ADDRESS##*:}
    for bytes in '\x00\x01\x02' 'GET / HTTP/9.9\r\n\r\n' 'GET\r\n\r\n' 'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n'; do
        printf '%b' "$bytes" | timeout 1 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3" || true
    done
    head -c 200000 /dev/zero | tr '\0' a | timeout 1 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3" || true
    shown
}

@test "a port that is taken, and a notebook that cannot be read, are told" {
    simple
    served n.md
    port=${ROOT_ADDRESS##*:}
    run timeout 10 "$DATELINE" serve n.md --port "$port"
    ends_with 2
    has "port $port"
    run -2 "$DATELINE" serve none.md
    run -2 "$DATELINE" serve -
    run -2 "$DATELINE" serve n.md other.md
    run -2 "$DATELINE" serve n.md --port 70000
}

@test "hosts that nobody granted are not reached" {
    FRONT='net: [e.example]\n' notebook n.md <<'END'
```lua id="a" error="expected"
print("it is", 1)
fetch("http://e.example/")
```
END
    served n.md
    shown 'no permission to reach e.example'
}

@test "events come in order, from where a reader left" {
    simple
    served n.md
    shown
    for number in 1 2 3; do
        printf -- '---\ndateline: 1\n---\n\n```lua id="a"\nprint("it is", %s)\n```\n' "$number" >n.new
        mv n.new n.md
        sleep 0.4
    done
    curl -sN -m 1 "${ADDRESS}events" >all.txt || true
    last=$(sed -n 's/^id: //p' all.txt | tail -n 1)
    [ "$(grep -c '^event: whole' all.txt)" = 1 ]
    [ "${last##*-}" = 4 ]
    curl -sN -m 1 -H "Last-Event-ID: ${last%-*}-1" "${ADDRESS}events" >missed.txt || true
    [ "$(sed -n 's/^id: .*-//p' missed.txt | tr '\n' ' ')" = '2 3 4 ' ]
    [ "$(grep -c '^event: page' missed.txt)" = 3 ]
    # up to date: nothing; another server's, or nonsense: all
    curl -sN -m 1 "${ADDRESS}events?after=$last" >none.txt || true
    if grep -q '^id:' none.txt; then return 1; fi
    for position in 0123456789abcdef-1 "${last%-*}-99" "${last%-*}--1" "${last%-*}-99999999999999999999" x ''; do
        curl -sN -m 1 -H "Last-Event-ID: $position" "${ADDRESS}events" >whole.txt || true
        grep -q '^event: whole' whole.txt
    done
}

# --- in a browser -----------------------------------------------------------------------------------

seen() { # SCENARIO
    command -v chromedriver >/dev/null && command -v chromium >/dev/null && command -v python3 >/dev/null ||
        skip 'chromium, chromedriver or python3 is not here'
    python3 "$ROOT/tests/cli/serve_page.py" "$1"
}

@test "in a browser: the page shows what the notebook gives" {
    seen is_shown
}

@test "in a browser: an edit changes the words of one cell, and no other node" {
    seen one_cell_changes
}

@test "in a browser: prose that is edited, added, taken out and moved leaves the rest as it is" {
    seen prose_changes
}

@test "in a browser: scroll, focus and open details stay" {
    seen reader_keeps_place
}

@test "in a browser: an error shows with its line over the last good page, and goes" {
    seen error_comes_and_goes
}

@test "in a browser: the running cell shows, and can be stopped or edited" {
    seen progress_shows
}

@test "in a browser: a cell that nothing stops costs the cell, not the page" {
    seen stuck_cell_ends
}

@test "in a browser: the page comes back after the server was away, with all in order" {
    seen comes_back
}

@test "in a browser: of 200 rapid saves, none is lost" {
    seen many_saves
}

@test "in a browser: processes that are killed show an error, and it goes on" {
    seen processes_die
}

@test "in a browser: data files are followed" {
    seen files_are_followed
}

@test "in a browser: a picture that changes has its tools again" {
    seen pictures_change
}

@test "in a browser: a candidate that is accepted is in the file and on the page" {
    seen candidates
}

@test "in a browser: 500 edits leave no memory behind" {
    case $DATELINE in */check/*) skip "sanitizers keep what is freed" ;; esac
    seen many_edits
}
