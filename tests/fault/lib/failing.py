"""Runs a command with one call that writes failed, again and again, and says what there is to be said against how it
ended: one that fails says what is wrong, with a status; what it was to write is old or new and whole, nothing is left
beside, and the store passes SQLite's check. failing.so, beside the program in fault/, fails the calls."""
import os
import re
import shutil
import struct
import subprocess

from trial import PROGRAM, Terminal, captures, check_store, read, write

SHIM = os.path.join(os.path.dirname(PROGRAM), "fault", "failing.so")
COUNTER = "counter"
NO_ROOM = r"(?i)no space left|disk is full|unable to open|is there room on its disk"
WORDS = {  # what the error has to say; SQLite has no number of the system's for what it shares in memory
    "ENOSPC": NO_ROOM, "EIO": r"(?i)input/output error|disk I/O error|unable to open",
    # SQLite syncs once, and a folder is made once: the system interrupts neither on a disk of its own
    "EINTR": r"disk I/O error|cannot make the folder .*Interrupted system call",
    "SHORT": None,  # is no failure
    "FULL": NO_ROOM}


class Trial:
    """One command in a folder that is as it was before each time."""

    def __init__(self, words, files, stores):
        self.words, self.files, self.stores = words, files, stores
        self.before = self.look()
        self.called, status, said, _ = self.run(0, "")
        if status not in (0, 4):
            raise SystemExit(f"{words}: {status} {said}")
        self.status, self.after = status, self.look()
        self.vague = [name for name in files if name.endswith((".gz", ".wacz", ".lock"))]  # moments differ
        fault = self.check("SHORT", status, said)
        if fault:
            raise SystemExit(f"{words}, and nothing failed: {fault}; said {said!r}")
        self.restore()

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

    # --- one failure ---

    def run(self, at, how):
        """How many calls it made, its status, what it said, and how many calls were failed."""
        write(COUNTER, bytes(16))
        status, said = self.call({"LD_PRELOAD": SHIM, "FAULT_AT": str(at), "FAULT_HOW": how,
                                  "FAULT_COUNTER": os.path.abspath(COUNTER)})
        called, failed = struct.unpack("QQ", read(COUNTER))
        return called, status, said, failed

    def call(self, shim):
        done = subprocess.run([PROGRAM, *self.words], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              check=False, env={**os.environ, **shim})
        self.told = done.stdout
        return done.returncode, done.stderr.decode(errors="replace")

    def check(self, how, status, said):
        """What there is to be said against how it ended, if anything."""
        if status is None:
            return "it does not end"
        if status < 0 or status == 99:
            return f"it died: {status}"
        for store in self.stores:
            check_store(store)
        return self.check_ended(how, status, said) or self.check_left()

    def check_ended(self, how, status, said):
        if status not in (0, self.status):
            if WORDS[how] is None:
                return f"it failed, with {status}"
            if not re.search(r"(?m)^(dateline|error|.*: )", said) or not re.search(WORDS[how], said):
                return f"status {status}, and no clear error"
        for name in self.files:
            fault = self.check_file(name, status, said)
            if fault:
                return fault
        return self.check_told()

    def check_file(self, name, status, said):
        now, old, new = read(name), self.before.get(name), self.after.get(name)
        if name in self.vague and status == self.status:
            if now is None or len(now) < 0.9 * len(new):
                return f"{name} is not whole, and no error"
        elif status != self.status and re.match(r"n\.md:\d+:", said) and now is not None and name.startswith("r."):
            if now[-8:] != new[-8:]:  # a cell failed, and the report has what stands
                return f"{name} ends in its middle"
        elif now != new and (status == self.status or now != old):
            return f"{name} is {'half of it' if now else 'gone'}, status {status}"
        return None

    def check_left(self):
        left = [name for name in self.look() if name not in self.before and name not in self.after]
        left = [name for name in left if not name.endswith(("-wal", "-shm", "-journal")) or "new-" in name]
        return f"left: {left}" if left else None

    def check_told(self):
        if self.words[0] != "fetch":
            return None
        told = set(re.findall(rb'"sha256":"([0-9a-f]+)"', self.told))
        known = {pair[1].encode() for pair in captures(self.stores[0]) if isinstance(pair, tuple)} if told else set()
        return f"told as captured, and not in the store: {told - known}" if told - known else None

    # --- all of them ---

    def try_all(self, how, most, chance):
        """Each call, or so many by chance: the faults, and how many calls were failed."""
        calls = list(range(1, self.called + 1))
        if len(calls) > most:
            calls = sorted(chance.sample(calls, most))
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
                wrong.append(f"{how} at {at}: {fault}; said {said.strip()[-600:]!r}")
        self.restore()
        _, status, said, _ = self.run(0, "")
        if status != self.status:
            wrong.append(f"afterwards it fails too: {status} {said}")
        self.restore()
        if not tried and self.called <= most:  # a few by chance may miss all writes
            wrong.append("no call was failed")
        return wrong, tried


class Session(Trial):
    """A command at a terminal. act does what the person does there; done says whether all of it came about, and raises
    where what came about is not whole."""

    def __init__(self, words, act, done, stores):
        self.act, self.done = act, done
        super().__init__(words, [], stores)

    def call(self, shim):
        terminal = Terminal(*self.words, env=shim)
        try:
            self.act(terminal)
        except AssertionError:  # it ended before
            pass
        status = terminal.ends()
        return status, terminal.seen

    def check_ended(self, how, status, said):
        if self.done(said) and status == self.status:
            return None
        if WORDS[how] is None:
            return f"it failed, with {status}"
        return None if re.search(WORDS[how], said) else f"status {status}, and no clear error"
