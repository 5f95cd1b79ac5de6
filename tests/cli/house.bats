# The house's own tools: what they must find, planted; what they must say.
setup() {
    root=$PWD
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir -p src/base src/date src/store src/draw src/report src/engine src/api src/cli unit bin
}

plant() { # FILE INCLUDE
    printf '#include %s\n' "$2" >"$1"
}

finds() { # what scripts/layers says of the planted tree
    run "$root/scripts/layers" .
    [ "$status" -eq 1 ] && [[ $output == *"$1"* ]]
}

@test "a folder may include what is below it" {
    plant src/store/x.c '"dateline/str.h"'
    plant src/store/y.c '"base/file.h"'
    plant src/store/z.c '<sqlite3.h>'
    run "$root/scripts/layers" .
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "a header of a floor above is found" {
    plant src/base/x.c '"store/guard.h"'
    finds 'src/base/x.c:1: base includes store, which is above it'
}

@test "a public header belongs to the folder that implements it" {
    plant src/store/x.h '"dateline/engine.h"'
    finds 'src/store/x.h:1: store includes engine, which is above it'
}

@test "a header of the folder beside is found" {
    plant src/draw/x.c '"dateline/fetch.h"'
    finds 'draw includes fetch, which is beside it'
}

@test "a public header that nobody owns is found" {
    plant src/cli/x.c '"dateline/new.h"'
    finds 'dateline/new.h has no owner'
}

@test "a folder that the house does not have is found" {
    mkdir src/util
    plant src/util/x.c '"dateline/str.h"'
    finds 'src/util is no part of the house'
}

@test "Lua, SQLite, curl and readline are named only where they live" {
    plant src/report/l.c '<lua.h>'
    finds 'only engine,api may include lua.h'
    plant src/report/l.c '<sqlite3.h>'
    finds 'only store may include sqlite3.h'
    plant src/report/l.c '<curl/curl.h>'
    finds 'only fetch may include curl/curl.h'
    plant src/report/l.c '<readline/readline.h>'
    finds 'only cli may include readline/readline.h'
}

@test "the command sees the engine by its public header and never the bindings" {
    plant src/cli/a.c '"dateline/engine.h"'
    run "$root/scripts/layers" .
    [ "$status" -eq 0 ]
    plant src/cli/a.c '"engine/limits.h"'
    finds 'cli sees the engine through its public headers alone'
    plant src/cli/a.c '"api/bind.h"'
    finds 'cli does not see the bindings'
}

@test "variables that can change are found, tables of constants are not" {
    cat >x.c <<'C'
static const char *const names[] = {"a", "b"};
int shared = 1;
_Thread_local int own;
const char *name(int i);
const char *name(int i) { static int asked; asked += i + shared + own; return names[asked & 1]; }
C
    cc -fPIE -c x.c -o x.o
    run "$root/scripts/globals" x.o
    [ "$status" -eq 1 ]
    [[ $output == *shared* && $output == *own* && $output == *asked* && $output != *names* ]]
}

@test "embedded Lua comes out as it went in, with any byte, and none is fine too" {
    printf 'return "\303\251\\" -- \001\377\n' >odd.lua
    : >empty.lua
    "$root/scripts/embed" odd.lua empty.lua >prelude.c
    cat >main.c <<'C'
#include "engine/prelude.h"
#include <stdio.h>
int main(void)
{
    for (size_t i = 0; i < dl_prelude_count; i++) {
        fprintf(stderr, "%s %zu\n", dl_prelude_files[i].name, dl_prelude_files[i].size);
        fwrite(dl_prelude_files[i].text, 1, dl_prelude_files[i].size, stdout);
    }
}
C
    cc -std=c17 -Wall -Wextra -Wpedantic -Wconversion -Werror "-I$root/src" prelude.c main.c -o show
    ./show >out 2>names
    cmp out odd.lua
    [ "$(cat names)" = "$(printf 'odd.lua %d\nempty.lua 0' "$(wc -c <odd.lua)")" ]
    "$root/scripts/embed" >prelude.c
    cc -std=c17 -Wall -Wextra -Wpedantic -Werror "-I$root/src" prelude.c main.c -o show
    [ -z "$(./show)" ]
}

# A machine that has only what is linked into bin; its apt-get and dpkg write down what is asked.
machine() {
    local tool
    for tool in sh sed awk env uname id rm cat; do
        ln -sf "$(command -v $tool)" bin/
    done
    for tool in "$@"; do
        printf '#!/bin/sh\necho "%s $*" >>%s/asked\n' "$tool" "$PWD" >"bin/$tool"
        chmod +x "bin/$tool"
    done
    : >asked
}

@test "deps with all in place says nothing and asks no package manager" {
    machine apt-get sudo cc make pkg-config
    run env PATH="$PWD/bin" "$root/scripts/deps"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$(grep -cE '^(apt-get|sudo)' asked)" -eq 0 ]
    [ "$(grep -c pkg-config asked)" -eq 1 ]
}

@test "deps installs what is missing, by apt, once, and says what" {
    machine apt-get apt-cache sudo cc make
    run env PATH="$PWD/bin" "$root/scripts/deps"
    [ "$status" -eq 1 ] # this apt-get installs nothing
    [[ $output == *'installing with apt-get: pkg-config '*liblua5.4-dev* ]]
    [[ $output == *'still missing: cmd:pkg-config'* ]]
    [ "$(grep -cE '^(sudo )?apt-get update' asked)" -eq 1 ]
    [ "$(grep -cE '^(sudo env .*)?apt-get install .*-recommends .*pkg-config.*lua5.4-dev' asked)" -eq 1 ]
}

@test "deps asks each package manager by its own names" {
    local manager name
    for manager in dnf:lua-devel pacman:lua54 apk:lua5.4-dev brew:lua@5.4; do
        name=${manager#*:} manager=${manager%%:*}
        rm -f bin/*
        machine "$manager" cc make sudo
        run env PATH="$PWD/bin" "$root/scripts/deps"
        [[ $output == *"installing with $manager: "*"$name"* ]]
        grep -E "^(sudo )?$manager .*$name" asked
    done
}

@test "deps without a package manager tells what to install" {
    machine cc make
    run env PATH="$PWD/bin" "$root/scripts/deps"
    [ "$status" -eq 1 ]
    [[ $output == *'Please install'*liblua5.4-dev* ]]
}

# A program for tests/run, in the place of a unit test, that prints TAP and ends with a status.
program() { # NAME STATUS TAP
    printf '#!/bin/sh\nprintf "%s"\nexit %s\n' "$3" "$2" >"unit/$1"
    chmod +x "unit/$1"
}

suite() {
    run "$root/tests/run" "$PWD" unit/test_
}

@test "the suite counts what passed, and names what was skipped" {
    program test_a 0 '1..3\nok 1 - one\nok 2 - two\nok 3 - three # SKIP no network\n'
    suite
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = '2 passed, 0 failed' ]
    [[ $output == *'skipped: unit/test_a: three # SKIP no network'* ]]
}

@test "the suite reads a skip as cmocka writes it, with the reason before it" {
    program test_a 0 '1..2\nok 1 - one\n# skipped: no file\nnot ok 2 # SKIP two\n# ok - all\n'
    suite
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = '1 passed, 0 failed' ]
    [[ $output == *'skipped: unit/test_a: # SKIP two (skipped: no file)'* ]]
}

@test "the suite fails with a test that fails, and shows it" {
    program test_a 1 '1..2\nok 1 - one\nnot ok 2 - two\n# two is not three\n'
    suite
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = '1 passed, 1 failed' ]
    [[ $output == *'# two is not three'* ]]
}

@test "a program that dies, stops short, or plans nothing has failed" {
    program test_dies 139 '1..1\nok 1 - one\n'
    program test_short 0 '1..3\nok 1 - one\n'
    program test_silent 0 ''
    suite
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = '2 passed, 3 failed' ]
}

@test "a suite in which nothing ran has failed" {
    suite
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = '0 passed, 0 failed' ]
}

ledger() {
    LEDGER=$BATS_TEST_TMPDIR/ledger.tsv "$root/tests/fuzz/ledger" "$@"
}

@test "the ledger of fuzzing adds up, and begins again after a finding" {
    ledger add edtf 9000000 100 0
    ledger add bundle 5 1799 0
    ledger add edtf 1000000 20 0
    run ledger edtf bundle zone
    [ "${lines[1]}" = "edtf                 10000000      120        0  10000000 in 120 s" ]
    [ "${lines[2]}" = "bundle                      5     1799        0  5 in 1799 s: short" ]
    [ "${lines[3]}" = "zone                        0        0        0  0 in 0 s: short" ]
    [[ ${lines[5]} == "1 of 3 had "*"short of it: bundle zone" ]]
    ledger add edtf 7 1 1
    ledger add bundle 1 1 0
    run ledger edtf bundle
    [ "${lines[1]}" = "edtf                 10000007      121        1  0 in 0 s: short" ]
    [ "${lines[2]}" = "bundle                      6     1800        0  6 in 1800 s" ]
    [ "$(ledger clean bundle)" = "6 1800" ]
    [ "$(ledger clean edtf)" = "0 0" ]
}

@test "the ledger of fuzzing tells of every target that has a source" {
    run ledger
    [ "${#lines[@]}" -eq $(($(find "$root/tests/fuzz" -name '*.c' ! -name replay.c | wc -l) + 3)) ]
}
