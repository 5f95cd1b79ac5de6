"""What a person does at a terminal that writes a file: types what goes into the history, saves the session, answers a
notebook's question for a grant. Here is what stands before, what is typed, and what has to hold of the file afterwards,
whether the program was killed or its writes failed."""
import json
import os
import re

from trial import GRANTS, WEB, read, write

HISTORY = "state/dateline/history"
SAVED = "s.md"
ANSWERED = ["run", "asks.md", "--allow-private", "--store", "web.db"]


# --- the history ---------------------------------------------------------------------------------------

def old_history():
    """Entries of before, so many that the second that comes now cuts the file to its newest; the lines come back."""
    text = "".join(f"-- typed before {i:050}\n" for i in range((1 << 20) // 67))
    entry = len(typed(0)[0] + "\n")
    assert len(text) + entry <= 1 << 20 < len(text) + 2 * entry
    os.makedirs(os.path.dirname(HISTORY), exist_ok=True)
    write(HISTORY, text)
    return text.split("\n")[:-1]


def typed(number):
    """An entry that stays in the history, and what its result looks like."""
    return f'"typed " .. {number}', f"\ntyped {number}\r"


def history_now(old, asked):
    """Those of asked that are in the history. All are whole, and stand in order behind a row of the newest of old."""
    text = read(HISTORY).decode()
    assert text.endswith("\n"), f"half a line ends the history: {text[-60:]!r}"
    lines = text.split("\n")[:-1]
    strange = [line for line in lines if line not in asked and not re.fullmatch(r"-- typed before \d{50}", line)]
    assert not strange, f"half a line is in the history: {strange[:3]}"
    kept = [line for line in lines if line not in asked]
    assert len(kept) > len(old) // 3 and kept == old[-len(kept):], f"{len(kept)} of {len(old)} earlier lines are left"
    added = lines[len(kept):]
    assert added == [line for line in asked if line in added], f"the history ends in {added}"
    return added


# --- :save ---------------------------------------------------------------------------------------------

def is_saved(cells):
    """Whether the session of so many cells, N + 100 each, is in its file; it may not be there, but not half of it."""
    now = (read(SAVED) or b"").decode()
    whole = now.count("```lua") == cells and now.rstrip().endswith("```") and f"\n{cells - 1} + 100\n" in now
    assert whole or read(SAVED) is None, f"{SAVED} is half of it: {len(now)} bytes"
    return whole


# --- the question --------------------------------------------------------------------------------------

def write_asking(port):
    """The notebook that asks; ANSWERED runs it."""
    write("asks.md", WEB % (port, port, "w"))


def is_granted(before):
    """Whether the grant is in the file of grants, with all that were there before."""
    now = read(GRANTS)
    grants = [json.loads(line) for line in now.splitlines()]
    others = b"".join(line for line in now.splitlines(keepends=True) if b'"name":"asks.md"' not in line)
    assert others == before, f"the grants are neither old nor new: {len(grants)}, and {before.count(10)} were there"
    return now != before
