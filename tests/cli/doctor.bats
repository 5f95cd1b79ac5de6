# dateline doctor: what is there, what is missing and what mends it.
load command

answer() { # FILTER: of the one object that doctor answers
    "$DATELINE" doctor --json | jq -r "$1"
}

teardown() {
    [ -z "${PLACE:-}" ] || rm -rf "$PLACE"
}

@test "doctor says what there is, and ends well where nothing needed is missing" {
    run "$DATELINE" doctor
    ends_with 0
    has "version          $("$DATELINE" --version | cut -d' ' -f2)"
    has 'certificates   yes'
    has 'wall  '
    has "$XDG_STATE_HOME/dateline"
    has 'store            dateline.db: not there yet'
    run "$DATELINE" doctor me
    ends_with 2
}

@test "what doctor looks for is not made by looking" {
    "$DATELINE" doctor --json >answer.json
    [ ! -e "$XDG_STATE_HOME" ]
    [ ! -e dateline.db ]
    jq -e '.folders[] | select(.name == "state") | (.exists | not) and .writable' answer.json
}

@test "libraries are told with the version that runs, as pkg-config tells it" {
    for pair in SQLite=sqlite3 libcurl=libcurl OpenSSL=libcrypto libxml2=libxml-2.0 \
        jansson=jansson zstd=libzstd libyaml=yaml-0.1 brotli=libbrotlidec libzip=libzip; do
        running=$(answer ".libraries[] | select(.name == \"${pair%=*}\") | .running")
        [ "$running" = "$(pkg-config --modversion "${pair#*=}")" ] || {
            echo "${pair%=*}: $running" >&2
            false
        }
    done
    [ "$(answer '.libraries | map(select(.running == "")) | length')" = 0 ]
}

@test "a state folder that cannot be written is told, with its mend and status 1" {
    # shellcheck disable=SC2030 # of this test
    export XDG_STATE_HOME=/dev/null/state
    run "$DATELINE" doctor
    ends_with 1
    has 'needed:   the state folder /dev/null/state/dateline cannot be written: Not a directory'
    has 'export XDG_STATE_HOME='
    run bash -c '"$1" doctor --json' - "$DATELINE"
    ends_with 1
    jq -e '(.ok | not) and (.missing | length == 1) and .missing[0].needed' <<<"$output"
}

@test "a folder without the right to write is told, and the command that mends it does" {
    PLACE=$(mktemp -d /tmp/dateline-doctor-XXXXXX) # another user gets there
    as=()
    if [ "$(id -u)" -eq 0 ]; then # whom no mode keeps out
        # where a coverage build counts, another user may not write: what it would count is left out
        mkdir -m 777 "$PLACE/counts"
        as=(env GCOV_PREFIX="$PLACE/counts" setpriv --reuid 65534 --clear-groups --bounding-set=-all
            --inh-caps=-all)
        "${as[@]}" "$DATELINE" --version || skip 'no right can be given up here'
        chmod 711 "$PLACE"
    fi
    # shellcheck disable=SC2031 # of this test
    export XDG_STATE_HOME=$PLACE/state
    mkdir -p "$PLACE/state/dateline"
    chmod 500 "$PLACE/state/dateline"
    [ "$(id -u)" -ne 0 ] || chown 65534 "$PLACE/state/dateline"
    run "${as[@]}" "$DATELINE" doctor --json
    ends_with 1
    mend=$(jq -r '.missing[] | select(.what | contains("the state folder")) | .mend' <<<"$output")
    [ "$mend" = "chmod u+rwx '$PLACE/state/dateline'" ]
    bash -c "$mend"
    run "${as[@]}" "$DATELINE" doctor --json
    jq -e 'all(.missing[]; .what | contains("the state folder") | not)' <<<"$output"
}

@test "without a home there is no state folder" {
    run env -u XDG_STATE_HOME -u HOME "$DATELINE" doctor
    ends_with 1
    has 'there is no state folder: neither XDG_STATE_HOME nor HOME is set'
}

@test "a temporary folder that is a file is told" {
    touch file
    TMPDIR=$PWD/file run "$DATELINE" doctor
    ends_with 1
    has 'export TMPDIR='
}

@test "a store of an older dateline is told with what brings it up, and then with its captures" {
    cp "$ROOT/tests/data/store-1.db" dateline.db
    run "$DATELINE" doctor
    ends_with 1
    has 'the store dateline.db is of an older dateline'
    run "$DATELINE" snapshots
    has 'of an older dateline'
    "$DATELINE" search words >/dev/null
    answer .store >store.json
    jq -e '.exists and .writable and .bytes > 0 and .error == null' store.json
    [ "$(jq .captures store.json)" = "$("$DATELINE" snapshots --json | wc -l)" ]
}

@test "what is no store is told, and left as it is" {
    echo 'no database, but words' >words.db
    run "$DATELINE" doctor --store words.db
    ends_with 1
    has 'words.db is no store of dateline: it is no SQLite database'
    has 'name another file with --store FILE'
    [ "$(cat words.db)" = 'no database, but words' ]
}

@test "of a terminal its width, colours and characters are told" {
    answer .terminal >pipe.json
    jq -e '(.there or .color | not) and .columns == 80' pipe.json
    command -v script >/dev/null || skip 'no script to make a terminal with'
    LC_ALL=C TERM=xterm NO_COLOR='' script -qec "stty cols 93; '$DATELINE' doctor" /dev/null \
        </dev/null >there.txt
    grep -q 'xterm, 93 columns, colours, its locale is NOT of UTF-8' there.txt
    grep -q 'export LANG=C.UTF-8' there.txt
}
