#!/usr/bin/env python3
"""Runs the hostile cases of a file of JSON Lines, and prints passed and total by area.

Usage: run.py CASES [ID|AREA...]. Exits 1 when one fails.
DATELINE_EVERY=N runs each Nth only; DATELINE_TIMES prints what each took.
"""
import collections
import json
import os
import re
import sys
import time

import file_cases
import lua_cases
import net
import server_cases
import text_cases
import url_cases
from world import World


# In our own cases, where a payload repeats a text too often to be written out.
REPEATED = re.compile("\u27e6(.*?)\u00d7(\\d+)\u27e7", re.S)


def runner_of(case):
    if case["area"] == "net-ssrf":
        return url_cases.run_case
    if case["area"] == "net-hostile":
        return server_cases.run_case
    if case["area"] in ("export", "terminal", "parsers", "report-html") and (
            case["form"] == "recipe" or case["kind"] in ("value", "feed", "edtf")):
        return text_cases.run_case
    if case["area"] in ("bundle", "os-wall", "cli") or (case["area"] == "sqlite" and case["kind"] == "file"):
        return file_cases.run_case
    if case["area"] == "trust" and (case["form"] == "recipe" or case["payload"].startswith("two notebooks")):
        return file_cases.run_case
    if case["kind"] in ("lua", "sql", "fts", "notebook") and case["form"] == "literal":
        return lua_cases.run_case
    if case["kind"] == "sql" or case["area"] == "lua-limits":
        return lua_cases.run_case
    return None


def main():
    if not net.enter():
        print("suite hostile: skipped: this machine lets nobody make a network of his own (unshare -rmn)")
        return 77
    wanted = set(sys.argv[2:])
    passed, total, faults = collections.Counter(), collections.Counter(), []
    world = World()
    count, every = 0, int(os.environ.get("DATELINE_EVERY", "1"))
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            for line in file:
                case = json.loads(line)
                case["payload"] = REPEATED.sub(lambda m: m[1] * int(m[2]), case["payload"])
                if wanted and case["id"] not in wanted and case["area"] not in wanted:
                    continue
                count += 1
                if count % every:
                    continue
                total[case["area"]] += 1
                runner = runner_of(case)
                began = time.monotonic()
                fault = runner(world, case) if runner else "no recipe for it yet"
                if "DATELINE_TIMES" in os.environ:
                    print(f"{case['id']} {time.monotonic() - began:.1f} s")
                if fault:
                    faults.append(f"{case['id']}: {fault}")
                else:
                    passed[case["area"]] += 1
    finally:
        world.close()
    for area in sorted(total):
        print(f"suite hostile {area}: {passed[area]} of {total[area]}")
    print(f"suite hostile: {sum(passed.values())} of {sum(total.values())}")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
