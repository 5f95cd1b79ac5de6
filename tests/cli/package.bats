#!/usr/bin/env bats
# What others build from: the installed library, the archive of the sources, the same bytes again.
load command

release() {
    [ "$DATELINE" = "$ROOT/build/dateline" ] || skip 'of the release build alone'
}

@test "a C program links the installed library by pkg-config, and runs a notebook with it" {
    release
    make -s -C "$ROOT" install PREFIX="$PWD/usr" >/dev/null
    export PKG_CONFIG_PATH=$PWD/usr/lib/pkgconfig
    pkg-config --validate dateline
    [ "$(pkg-config --modversion dateline)" = "$("$DATELINE" --version | cut -d' ' -f2)" ]
    # shellcheck disable=SC2046 # the flags are words
    cc -std=c17 -Wall -Werror $(pkg-config --cflags dateline) "$ROOT/tests/embed/lag.c" \
        $(pkg-config --libs dateline) -o lag
    run ./lag
    ends_with 0
    has 'It took 298 days.'
    has '42'
    [ "$(head -1 <<<"$output")" = '298 days' ]
}

@test "the archive of the sources is of one commit, and the same bytes again" {
    [ -e "$ROOT/.git" ] || skip 'no git checkout'
    cd "$ROOT"
    scripts/dist dateline-1.2.3 "$BATS_TEST_TMPDIR/a" 2>/dev/null
    sleep 1
    scripts/dist dateline-1.2.3 "$BATS_TEST_TMPDIR/b" 2>/dev/null
    cmp "$BATS_TEST_TMPDIR"/{a,b}/dateline-1.2.3.tar.gz
    tar -tzf "$BATS_TEST_TMPDIR/a/dateline-1.2.3.tar.gz" >"$BATS_TEST_TMPDIR/names"
    grep -qx 'dateline-1.2.3/src/base/str.c' "$BATS_TEST_TMPDIR/names"
    [ "$(grep -vc '^dateline-1.2.3/' "$BATS_TEST_TMPDIR/names")" -eq 0 ]
    [ "$(grep -cE '/(build|\.git)/' "$BATS_TEST_TMPDIR/names")" -eq 0 ]
}

@test "nothing of the folder that it was built in is in the program" {
    release
    [ "$(strings -n 6 "$DATELINE" | grep -cF "$ROOT/")" -eq 0 ]
}

@test "the package puts zsh's completion where Debian's zsh looks" {
    release
    folder=$(grep -o 'ZSHDIR=[^ ]*' "$ROOT/scripts/debian/rules")
    make -n -C "$ROOT" install PREFIX=/usr "$folder" | grep -qF "> ${folder#ZSHDIR=}/_dateline"
    command -v zsh >/dev/null || skip 'zsh is not here'
    # shellcheck disable=SC2016 # zsh's own
    zsh -fc 'print -l $fpath' >fpath
    # where zsh comes from another system's package its folder is another
    grep -q vendor-completions fpath || skip 'this zsh is not Debian'"'"'s'
    grep -qxF "${folder#ZSHDIR=}" fpath
}

@test "every path that the packaging installs from the sources is there" {
    [ -x "$ROOT/scripts/debian/rules" ]
    for file in control changelog copyright source/format dateline.install libdateline-dev.install; do
        [ -s "$ROOT/scripts/debian/$file" ]
    done
    # what is built from is what the packages say that they are built from
    apt=$(sed -n "/^build_needs='/,/^'/p" "$ROOT/scripts/deps" | awk '/^(pc|file):.*-dev/ { print $2 }')
    for package in $apt; do
        [ "$package" = libc6-dev ] || grep -qw -- "$package" "$ROOT/scripts/debian/control"
    done
}
