"""The frame of a program of faults: its two arguments and its seed, a folder of its own to work in, and its TAP."""
import contextlib
import os
import random
import shutil
import sys
import tempfile


class Frame:
    """most and word are the program's arguments, failed says how many tests told of a fault."""

    def __init__(self, most):
        self.most = int(sys.argv[1]) if len(sys.argv) > 1 else most
        self.word = sys.argv[2] if len(sys.argv) > 2 else ""
        self.seed = int(os.environ.get("FAULT_SEED", random.randrange(1 << 30)))
        self.chance = random.Random(self.seed)
        self.told = self.failed = 0

    @contextlib.contextmanager
    def folder(self):
        """Here is a folder of the moment, and what dateline remembers is below it."""
        print(f"# FAULT_SEED={self.seed}")
        before, made = os.getcwd(), tempfile.mkdtemp()
        os.chdir(made)
        os.environ["XDG_STATE_HOME"] = made + "/state"
        try:
            yield
        finally:
            os.chdir(before)
            shutil.rmtree(made)

    def chosen(self, named, times=1):
        """Those whose name has the word in it; they are planned, so many tests for each."""
        found = [(name, one) for name, one in named.items() if self.word in name]
        print(f"1..{len(found) * times}")
        return found

    def tell(self, name, faults, note=""):
        """A test's line, and below it what there is to be said against it, or the note."""
        self.told += 1
        self.failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {self.told} - {name}")
        for line in [f"  {fault}" for fault in faults] or [note] * bool(note):
            print(f"# {line}")
        sys.stdout.flush()
