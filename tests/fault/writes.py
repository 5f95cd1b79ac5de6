#!/usr/bin/env python3
"""Fails each call that writes of each command that does, in turn: for want of space, by a broken
disk, by a signal, half, and for want of space from then on. A command that fails says what is
wrong, with a status; what it was to write is old or new and whole, nothing is left beside, and the
store passes SQLite's check. Half a write is no failure, and a signal one of SQLite's at most.

Usage: writes.py [MOST [WORD]]: MOST calls of each command, by chance where it has more (200);
DATELINE names the program, failing.so is beside it in fault/. Prints TAP and its seed (FAULT_SEED).
"""
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from trial import (NOTEBOOK, PROGRAM, WEB, Pages, Terminal, captures, check_store, read, serve_pages,  # noqa: E402
                   world, write)

MOST = int(sys.argv[1]) if len(sys.argv) > 1 else 200
WORD = sys.argv[2] if len(sys.argv) > 2 else ""
SEED = int(os.environ.get("FAULT_SEED", random.randrange(1 << 30)))
SHIM = os.path.join(os.path.dirname(PROGRAM), "fault", "failing.so")
COUNTER = "counter"
GRANTS = "state/dateline/grants.jsonl"
HISTORY = "state/dateline/history"
NO_ROOM = r"(?i)no space left|disk is full|unable to open|is there room on its disk"
WORDS = {  # what the error has to say; SQLite has no number of the system's for what it shares in memory
    "ENOSPC": NO_ROOM, "EIO": r"(?i)input/output error|disk I/O error|unable to open",
    # SQLite syncs once, and a folder is made once: the system interrupts neither on a disk of its own
    "EINTR": r"disk I/O error|cannot make the folder .*Interrupted system call",
    "SHORT": None,  # is no failure
    "FULL": NO_ROOM}


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
    }
    for ending in ("html", "md", "json", "ipynb", "bib", "csl.json"):
        name = f"r.{ending}"
        found[f"run -o {name}"] = (["run", "n.md", "-o", name], [name], ["dateline.db"])
    return found


class Trial:
    """One command in a folder that is as it was before each time."""

    def __init__(self, words, files, stores, chance):
        self.words, self.files, self.stores, self.chance = words, files, stores, chance
        self.before = self.look()
        self.called, status, said, _ = self.run(0, "")
        if status not in (0, 4):
            raise SystemExit(f"{words}: {status} {said}")
        self.status, self.after = status, self.look()
        self.vague = [name for name in files if name.endswith((".gz", ".wacz", ".lock"))]  # moments differ

    @staticmethod
    def look():
        found = {}
        for folder, _, names in os.walk("."):
            for name in names:
                path = os.path.normpath(os.path.join(folder, name))
                found[path] = read(path)
        return found

    def restore(self):
        shutil.rmtree("out", ignore_errors=True)
        for name in self.look():
            if name not in self.before:
                os.remove(name)
        for name, old in self.before.items():
            if read(name) != old:
                write(name, old)

    def run(self, at, how):
        write(COUNTER, bytes(16))
        done = subprocess.run([PROGRAM, *self.words], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              check=False, env={**os.environ, "LD_PRELOAD": SHIM, "FAULT_AT": str(at), "FAULT_HOW": how,
                                                "FAULT_COUNTER": os.path.abspath(COUNTER)})
        called, failed = struct.unpack("QQ", read(COUNTER))
        self.told = done.stdout
        return called, done.returncode, done.stderr.decode(errors="replace"), failed

    def check(self, how, status, said):
        """What there is to be said against how it ended, if anything."""
        if status < 0 or status == 99:
            return f"it died: {status}"
        if status not in (0, self.status):
            if WORDS[how] is None:
                return f"it failed, with {status}"
            if not re.search(r"(?m)^(dateline|error|.*: )", said) or not re.search(WORDS[how], said):
                return f"status {status}, and no clear error"
        for name in self.files:
            now, old, new = read(name), self.before.get(name), self.after.get(name)
            if name in self.vague and status == self.status:
                if now is None or len(now) < 0.9 * len(new):
                    return f"{name} is not whole, and no error"
            elif status != self.status and re.match(r"n\.md:\d+:", said) and now is not None and name.startswith("r."):
                if now[-8:] != new[-8:]:  # a cell failed, and the report has what stands
                    return f"{name} ends in its middle"
            elif now != new and (status == self.status or now != old):
                return f"{name} is {'half of it' if now else 'gone'}, status {status}"
        left = [name for name in self.look() if name not in self.before and name not in self.after]
        left = [name for name in left if not name.endswith(("-wal", "-shm", "-journal")) or "new-" in name]
        if left:
            return f"left: {left}"
        for store in self.stores:
            check_store(store)
        return self.check_told()

    def check_told(self):
        if self.words[0] != "fetch":
            return None
        told = set(re.findall(rb'"sha256":"([0-9a-f]+)"', self.told))
        known = {pair[1].encode() for pair in captures(self.stores[0]) if isinstance(pair, tuple)} if told else set()
        return f"told as captured, and not in the store: {told - known}" if told - known else None

    def try_all(self, how):
        calls = list(range(1, self.called + 1))
        if len(calls) > MOST:
            calls = sorted(self.chance.sample(calls, MOST))
        wrong, tried = [], 0
        for at in calls:
            self.restore()
            _, status, said, failed = self.run(at, how)
            tried += failed > 0
            try:
                fault = self.check(how, status, said) if failed else None
            except AssertionError as found:
                fault = str(found)
            if fault:
                wrong.append(f"{how} at {at}: {fault}; said {said.strip()[:300]!r}")
        self.restore()
        _, status, said, _ = self.run(0, "")
        if status != self.status:
            wrong.append(f"afterwards it fails too: {status} {said}")
        self.restore()
        return wrong, tried


def main():
    chance = random.Random(SEED)
    print(f"# FAULT_SEED={SEED}")
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    port = serve_pages()
    world(port)
    write("n.md", NOTEBOOK % (2, 2))  # a change, to be written
    chosen = [(name, command) for name, command in commands(port).items() if WORD in name]
    print(f"1..{len(chosen) * len(WORDS)}")
    number = failures = 0
    for name, command in chosen:
        trial = Trial(*command, chance)
        trial.restore()
        for how in WORDS:
            number += 1
            wrong, tried = trial.try_all(how)
            if not tried and trial.called <= MOST:  # a few by chance may miss all writes
                wrong.append("no call was failed")
            failures += bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} {number} - {how} leaves {name} old or new ({tried} of {trial.called} calls)", flush=True)
            for fault in wrong[:6]:
                print(f"#   {fault}", flush=True)
    os.chdir("/")
    shutil.rmtree(folder)
    return failures > 0


sys.exit(main())
