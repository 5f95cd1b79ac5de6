#!/usr/bin/env bats
# Hostile notebooks, pages, servers, files and bundles that others thought of.
load command
load hostile

@test "no hostile case does harm, hangs, or is told of in words that do not help" {
    cases=${DATELINE_SHARED:-$ROOT/../shared}/hostile/cases.jsonl
    [ -r "$cases" ] || skip "there is no $cases"
    every 1 "$cases"
}
