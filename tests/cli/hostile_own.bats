#!/usr/bin/env bats
# Hostile cases of our own.
load command
load hostile

# A third of them, since all take minutes: `python3 tests/hostile/run.py tests/hostile/own.jsonl` runs
# the rest.
@test "no hostile case of our own does harm, hangs, or is told of in words that do not help" {
    every 3 "$ROOT/tests/hostile/own.jsonl"
}
