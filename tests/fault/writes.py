#!/usr/bin/env python3
"""Fails each call that writes of each command and session that does, in turn: for want of space, by a broken disk, by
a signal, half, and for want of space from then on. A command that fails says what is wrong, with a status; what it was
to write is old or new and whole, nothing is left beside, and the store passes SQLite's check. A session goes on, and
says what it could not write. Half a write is no failure, and a signal one of SQLite's at most.

Usage: writes.py [MOST [WORD]]: MOST calls of each command, by chance where it has more (200);
DATELINE names the program, failing.so is beside it in fault/. Prints TAP and its seed (FAULT_SEED).
"""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from failing import WORDS, Session, Trial  # noqa: E402
from frame import Frame  # noqa: E402
from sessions import (ANSWERED, SAVED, history_now, is_granted, is_saved, old_history, typed,  # noqa: E402
                      write_asking)
from trial import GRANTS, NOTEBOOK, call, read, serve_pages, world, write  # noqa: E402

FRAME = Frame(200)
PICTURE = """---
dateline: 1
as-of: 2024-12-31
---
```lua
timeline{{id = "sora", actor = "OpenAI", kind = "release", date = "2024-12-09", what = "Sora"}}
```
"""
PICTURES = ["p.svg", "p.png", "p.pdf"]
FILES = """---
dateline: 1
---
```lua
store.put("made", {{a = %d}}, {key = "a"})
store.export("made", "made.csv")
store.export("made", "below/made.json")
```
"""


# --- commands that end by themselves ---------------------------------------------------------------------

def commands(port):
    """name: (words, files that are old or new, stores)."""
    reach = [f"--allow-net=127.0.0.1:{port}", "--allow-private"]
    urls = [f"http://127.0.0.1:{port}/f{i}" for i in range(2)]
    found = {
        "fmt": (["fmt", "u.md"], ["u.md"], []),
        "new": (["new", "promise-tracker", "fresh.md"], ["fresh.md", "fresh.tsv"], []),
        "convert": (["convert", "n.md", "c.ipynb"], ["c.ipynb"], []),
        "unbundle": (["unbundle", "b.dateline", "-o", "out"], ["out/n.md"], ["out/dateline.db"]),
        "bundle": (["bundle", "-q", "n.md", "-o", "b.dateline"], [], ["b.dateline", "dateline.db"]),
        "run --lock": (["run", "n.md", "--lock"], ["n.lock"], ["dateline.db"]),
        "grants revoke": (["grants", "revoke", "%064x" % 7], [GRANTS], []),
        "fetch": (["fetch", "--json", "--refresh", "--allow-private", "--store", "web.db", *urls], [], ["web.db"]),
        "fetch, a new store": (["fetch", "--json", "--allow-private", "--store", "in.db", *urls], [], ["in.db"]),
        "import": (["import", "x.warc.gz", "--store", "in.db"], [], ["in.db"]),
        "update": (["update", "web.md", *reach, "--store", "web.db"], ["web.lock"], ["web.db"]),
        "export --warc": (["export", "--warc", "-o", "y.warc.gz", "--store", "web.db"], ["y.warc.gz"], ["web.db"]),
        "export --wacz": (["export", "--wacz", "-o", "y.wacz", "--store", "web.db"], ["y.wacz"], ["web.db"]),
        "run, files of its cells": (["run", "files.md"], ["files-files/made.csv", "files-files/below/made.json"],
                                    ["dateline.db"]),
    }
    for name in ("r.html", "r.md", "r.json", "r.ipynb", "r.bib", "r.csl.json"):
        found[f"run -o {name}"] = (["run", "n.md", "-o", name], [name], ["dateline.db"])
    for name in PICTURES:
        found[f"run -o {name}"] = (["run", "p.md", "-o", name], [name], ["dateline.db"])
    return found


# --- sessions ------------------------------------------------------------------------------------------

def types(*entries):
    """Types them at the REPL's prompt, each when the one before was answered, and leaves."""
    def act(terminal):
        terminal.shows("> ")
        for entry in entries:
            terminal.type(entry + "\r")
            terminal.shows("\n> ")
        terminal.type("\x04")
    return act


def answers(terminal):
    terminal.shows("Allow it")
    terminal.type("y\r")


def saved(said):
    told = f"{SAVED}: 1 cell of this session" in said
    assert told == is_saved(1), f"{SAVED} is {'not there, and told as saved' if told else 'there, and not told'}"
    return told


def kept(said):
    """What an older file of the name has to be, whatever fails."""
    assert read(SAVED) == b"older\n", f"{SAVED} was written over"
    return f":save: {SAVED} is there already" in said


def remembered(old):
    asked = [typed(number) for number in range(4)]

    def done(said):
        added = history_now(old, [entry for entry, _ in asked])
        for _, result in asked:
            assert re.search(result, said), "the session ended before it was left"
        whole = len(added) == len(asked)
        assert whole or "note: what is typed will not be remembered" in said, f"kept and told no more: {added}"
        return whole
    return done


def granted(before):
    def done(said):
        added = is_granted(before)
        ran = "Page /" in said
        assert added or not ran or "the grant holds for this run only" in said, "it went on, and the grant is not there"
        return added and ran
    return done


def sessions(port):
    """name: what makes a trial of it."""
    def save():
        return Session(["repl"], types("0 + 100", f":save {SAVED}"), saved, ["dateline.db"])

    def save_over():
        write(SAVED, "older\n")
        return Session(["repl"], types("0 + 100", f":save {SAVED}"), kept, ["dateline.db"])

    def history():
        return Session(["repl"], types(*[typed(number)[0] for number in range(4)]), remembered(old_history()), [])

    def question():
        write_asking(port)
        return Session(ANSWERED, answers, granted(read(GRANTS)), ["web.db"])

    return {"repl's :save": save, "repl's :save over a file": save_over, "repl's history": history,
            "run's grant": question}


def prepare(port):
    """Older files, and changes that are to be written."""
    world(port)
    write("n.md", NOTEBOOK % (2, 2))
    write("p.md", PICTURE)
    for name in PICTURES:
        write(name, "an older picture")
    write("files.md", FILES % 1)
    call("run", "files.md")
    write("files.md", FILES % 2)


def main():
    with FRAME.folder():
        port = serve_pages()
        prepare(port)
        for name, made in FRAME.chosen({**commands(port), **sessions(port)}, len(WORDS)):
            trial = made() if callable(made) else Trial(*made)
            for how in WORDS:
                wrong, tried = trial.try_all(how, FRAME.most, FRAME.chance)
                FRAME.tell(f"{how} leaves {name} old or new ({tried} of {trial.called} calls)", wrong[:6])
    return FRAME.failed > 0


sys.exit(main())
