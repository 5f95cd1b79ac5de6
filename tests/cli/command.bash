# What the command's tests share. Each test works in a folder of its own.
# DATELINE: the program (tests/run sets it).

setup() {
    DATELINE=${DATELINE:-$PWD/build/dateline}
    ROOT=$PWD
    export XDG_STATE_HOME=$BATS_TEST_TMPDIR/state
    cd "$BATS_TEST_TMPDIR" || return 1
}

# notebook FILE: writes front matter and standard input as the body.
notebook() {
    { printf -- '---\ndateline: 1\n%b---\n' "${FRONT:-}"; cat; } >"$1"
}

# has TEXT: the last run's output holds it, as it is.
has() {
    [[ $output == *"$1"* ]] || {
        printf 'no "%s" in:\n%s\n' "$1" "$output" >&2
        return 1
    }
}

# ends_with STATUS: the last run's exit status.
ends_with() {
    [ "$status" -eq "$1" ] || {
        printf 'status %s, expected %s:\n%s\n' "$status" "$1" "$output" >&2
        return 1
    }
}

# Headless Chromium over a file; extra flags first. It has a profile of its own, and finds no host
# but this machine, so that what it would ask for itself never leaves.
browser() {
    chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
        --disable-component-update --disable-sync --no-first-run --disable-quic \
        --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1' \
        --user-data-dir="$BATS_TEST_TMPDIR/profile" "$@"
}
