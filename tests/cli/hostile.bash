# every N CASES: each Nth case of a file is run against the command itself, and a third of those under the
# sanitizers, whose runs take minutes: `DATELINE_SANITIZED=1 DATELINE=build/check/dateline python3
# tests/hostile/run.py CASES` runs all. Servers stand in a network of the test's own that nothing leaves.
every() {
    local python=python3 status=0 # Debian's has its zmq
    command -v python3 >/dev/null || skip "there is no python3"
    ! /usr/bin/python3 -c 'import zmq' 2>/dev/null || python=/usr/bin/python3
    export DATELINE_EVERY=$1
    [[ $DATELINE != */@(check|coverage)/* ]] || export DATELINE_SANITIZED=1 DATELINE_EVERY=$(($1 * 3))
    DATELINE=$DATELINE $python "$ROOT/tests/hostile/run.py" "$2" >told || status=$?
    [ "$status" -ne 77 ] || skip "$(cat told)"
    sed 's/^/# /' told >&3
    [ "$status" -eq 0 ]
}
