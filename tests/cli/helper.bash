# What every test of the command loads: a folder of its own, a home of its own (no grants, no
# history of whoever runs the suite), and words for what a run must show.
#     load helper
#     setup() { own_folder; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dateline=${DATELINE:-$root/build/dateline}
shared=${DATELINE_SHARED:-$root/../shared}

own_folder() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export HOME=$BATS_TEST_TMPDIR/home
    export XDG_STATE_HOME=$HOME/state XDG_CONFIG_HOME=$HOME/config XDG_DATA_HOME=$HOME/data
    export XDG_CACHE_HOME=$HOME/cache
    mkdir -p "$HOME"
}

# Runs the command with its two streams apart: $status, $output (standard output), $errors. Its
# standard input is empty unless the caller redirects it.
dateline() {
    status=0
    "$dateline" "$@" >stdout.txt 2>stderr.txt || status=$?
    output=$(cat stdout.txt)
    errors=$(cat stderr.txt)
}

# A notebook of the given name; its cells or prose come from standard input.
notebook() {
    {
        printf -- '---\ndateline: 1\nas-of: 2024-12-31\n---\n'
        cat
    } >"$1"
}

# A notebook of the given name with one cell, from standard input.
cell() {
    { echo '```lua' && cat && echo '```'; } | notebook "$1"
}

fails_with() {
    [ "$status" -eq "$1" ] && return 0
    printf 'status %s, not %s\nstdout: %s\nstderr: %s\n' "$status" "$1" "$output" "$errors" >&2
    return 1
}

says() {
    [[ $output == *"$1"* ]] && return 0
    printf 'standard output lacks: %s\nstdout: %s\nstderr: %s\n' "$1" "$output" "$errors" >&2
    return 1
}

complains() {
    [[ $errors == *"$1"* ]] && return 0
    printf 'standard error lacks: %s\nstdout: %s\nstderr: %s\n' "$1" "$output" "$errors" >&2
    return 1
}

# Skips where the data of others is not beside the checkout.
need_shared() {
    [ -e "$shared/$1" ] || skip "no $1 in $shared"
}
