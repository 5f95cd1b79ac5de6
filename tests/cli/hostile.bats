#!/usr/bin/env bats
# Hostile notebooks, pages, servers, files and bundles that others thought of. Each runs against the
# command itself; servers stand in a network of the test's own that nothing leaves.
load command

# every N: each Nth case is run, and a third of those under the sanitizers, whose runs take
# minutes: `DATELINE_SANITIZED=1 DATELINE=build/check/dateline python3 tests/hostile/run.py CASES` runs all.
every() {
    export DATELINE_EVERY=$1
    [[ $DATELINE != */@(check|coverage)/* ]] || export DATELINE_SANITIZED=1 DATELINE_EVERY=$(($1 * 3))
}

@test "no hostile case does harm, hangs, or is told of in words that do not help" {
    cases=${DATELINE_SHARED:-$ROOT/../shared}/hostile/cases.jsonl
    [ -r "$cases" ] || skip "there is no $cases"
    command -v python3 >/dev/null || skip "there is no python3"
    every 1
    python=python3 # Debian's has its zmq
    ! /usr/bin/python3 -c 'import zmq' 2>/dev/null || python=/usr/bin/python3
    status=0
    DATELINE=$DATELINE $python "$ROOT/tests/hostile/run.py" "$cases" >told || status=$?
    [ "$status" -ne 77 ] || skip "$(cat told)"
    sed 's/^/# /' told >&3
    [ "$status" -eq 0 ]
}

# A third of them, since all take minutes: `python3 tests/hostile/run.py tests/hostile/own.jsonl` runs
# the rest.
@test "no hostile case of our own does harm, hangs, or is told of in words that do not help" {
    command -v python3 >/dev/null || skip "there is no python3"
    every 3
    status=0
    DATELINE=$DATELINE python3 "$ROOT/tests/hostile/run.py" \
        "$ROOT/tests/hostile/own.jsonl" >told || status=$?
    [ "$status" -ne 77 ] || skip "$(cat told)"
    sed 's/^/# /' told >&3
    [ "$status" -eq 0 ]
}
