#!/usr/bin/env python3
"""How long Ctrl-C takes, typed at a terminal: at the REPL until its prompt is back, in a run until
the program has ended. Of a loop in Lua, a fetch that waits on a server that says nothing, and of
what is stuck in C. Each is answered; the limits are held from 50 tries on.

Usage: interrupts.py [TRIES [WORD]] (50); DATELINE names the program. Prints TAP.
"""
import os
import random
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from trial import Terminal, serve_pages, write  # noqa: E402

TRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 50
WORD = sys.argv[2] if len(sys.argv) > 2 else ""
HELD_FROM = 50
CELLS = {  # name: (code, most milliseconds)
    "a loop in Lua": ("while true do end", 200),
    "a loop in Lua that catches": ("while true do pcall(error) end", 200),
    "a fetch that waits": ("fetch('http://127.0.0.1:%d/silent')", 200),
    "a pattern stuck in C": ("string.find(('a'):rep(200), ('a*'):rep(30) .. 'b')", 1200)}
REACH = ["--allow-net=127.0.0.1", "--allow-private", "--ignore-robots", "--timeout", "60", "--store", "i.db"]


def wait_until_it_runs(chance):
    time.sleep(0.15 + chance.random() * 0.1)


def repl_times(code, chance):
    """One session for all: what was interrupted does not harm the next."""
    terminal = Terminal("repl", *REACH)
    terminal.shows("> ")
    times = []
    try:
        for number in range(TRIES):
            terminal.type(f'"go " .. {number}\r')
            terminal.shows(f"\ngo {number}\r")
            terminal.shows("> ")
            terminal.type(code + "\r")
            wait_until_it_runs(chance)
            start = time.monotonic()
            terminal.type("\x03")
            terminal.shows("\n(> |.*\n)*> ")
            times.append((time.monotonic() - start) * 1e3)
    finally:
        terminal.close()
    return times


def run_times(code, chance):
    """The notebook says by a file in the store's folder nothing: it is given time to begin."""
    write("i.md", f"---\ndateline: 1\nnet: [127.0.0.1]\n---\n```lua\n{code}\n```\n")
    times = []
    for _ in range(TRIES):
        terminal = Terminal("run", "i.md", *REACH)
        try:
            terminal.more(0.3)
            time.sleep(0.3)
            wait_until_it_runs(chance)
            assert terminal.child.poll() is None, f"it ended by itself: {terminal.said!r}"
            start = time.monotonic()
            terminal.type("\x03")
            status = terminal.child.wait(20)
            times.append((time.monotonic() - start) * 1e3)
            assert status == 130, f"status {status}"
        finally:
            terminal.close()
    return times


def main():
    chance = random.Random(1)
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.environ["XDG_STATE_HOME"] = folder + "/state"
    port = serve_pages()
    trials = [(f"{where}: {name}", measure, code % port if "%d" in code else code, most)
              for where, measure in (("repl", repl_times), ("run", run_times))
              for name, (code, most) in CELLS.items() if WORD in f"{where}: {name}"]
    print(f"1..{len(trials)}")
    failed = 0
    for number, (name, measure, code, most) in enumerate(trials, 1):
        try:
            times = sorted(measure(code, chance))
            p50, p99 = times[len(times) // 2], times[len(times) - 1 - len(times) // 100]
            figures = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms of {len(times)}"
            bad = len(times) >= HELD_FROM and p99 > most
            print(f"{'not ok' if bad else 'ok'} {number} - Ctrl-C, {name}: answered\n# {figures}, at most {most} ms", flush=True)
        except Exception as fault:  # a wait that was in vain too
            bad = True
            print(f"not ok {number} - Ctrl-C, {name}: answered\n#   {fault}", flush=True)
        failed += bad
    os.chdir("/")
    shutil.rmtree(folder)
    sys.stdout.flush()
    os._exit(failed > 0)  # who waits at the silent page is not waited for


main()
