#!/usr/bin/env python3
"""How long Ctrl-C takes, typed at a terminal: at the REPL until its prompt is back, in a run until
the program has ended. Of a loop in Lua, a fetch that waits on a server that says nothing, and of
what is stuck in C. Each is answered; the limits are held from 50 tries on.

Usage: interrupts.py [TRIES [WORD]] (50); DATELINE names the program. Prints TAP.
"""
import os
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from frame import Frame  # noqa: E402
from trial import Terminal, serve_pages, write  # noqa: E402

FRAME = Frame(50)
HELD_FROM = 50
CELLS = {  # name: (code, most milliseconds)
    "a loop in Lua": ("while true do end", 200),
    "a loop in Lua that catches": ("while true do pcall(error) end", 200),
    "a fetch that waits": ("fetch('http://127.0.0.1:%d/silent')", 200),
    "a pattern stuck in C": ("string.find(('a'):rep(200), ('a*'):rep(30) .. 'b')", 1200)}
REACH = ["--allow-net=127.0.0.1", "--allow-private", "--ignore-robots", "--timeout", "60", "--store", "i.db"]


def wait_until_it_runs():
    time.sleep(0.15 + FRAME.chance.random() * 0.1)


def repl_times(code):
    """One session for all: what was interrupted does not harm the next."""
    terminal = Terminal("repl", *REACH)
    terminal.shows("> ")
    times = []
    try:
        for number in range(FRAME.most):
            terminal.type(f'"go " .. {number}\r')
            terminal.shows(f"\ngo {number}\r")
            terminal.shows("> ")
            terminal.type(code + "\r")
            wait_until_it_runs()
            start = time.monotonic()
            terminal.type("\x03")
            terminal.shows("\n(> |.*\n)*> ")
            times.append((time.monotonic() - start) * 1e3)
    finally:
        terminal.close()
    return times


def run_times(code):
    """The notebook says by a file in the store's folder nothing: it is given time to begin."""
    write("i.md", f"---\ndateline: 1\nnet: [127.0.0.1]\n---\n```lua\n{code}\n```\n")
    times = []
    for _ in range(FRAME.most):
        terminal = Terminal("run", "i.md", *REACH)
        try:
            terminal.more(0.3)
            time.sleep(0.3)
            wait_until_it_runs()
            assert terminal.child.poll() is None, f"it ended by itself: {terminal.said!r}"
            start = time.monotonic()
            terminal.type("\x03")
            status = terminal.child.wait(20)
            times.append((time.monotonic() - start) * 1e3)
            assert status == 130, f"status {status}"
        finally:
            terminal.close()
    return times


def try_one(measure, code, most):
    """What there is to be said against it, and its figures."""
    times = sorted(measure(code))
    p50, p99 = times[len(times) // 2], times[len(times) - 1 - len(times) // 100]
    figures = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms of {len(times)}, at most {most} ms"
    return [figures] * (len(times) >= HELD_FROM and p99 > most), figures


def main():
    with FRAME.folder():
        port = serve_pages()
        trials = {f"{where}: {name}": (measure, code % port if "%d" in code else code, most)
                  for where, measure in (("repl", repl_times), ("run", run_times))
                  for name, (code, most) in CELLS.items()}
        for name, trial in FRAME.chosen(trials):
            faults, figures = [], ""
            try:
                faults, figures = try_one(*trial)
            except Exception as fault:  # a wait that was in vain too
                faults = [fault]
            FRAME.tell(f"Ctrl-C, {name}: answered", faults, figures)
    os._exit(FRAME.failed > 0)  # who waits at the silent page is not waited for


main()
