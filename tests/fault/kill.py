#!/usr/bin/env python3
"""Kills each command that writes, again and again, at moments of chance: what it writes is old or
new and whole, the store passes SQLite's check, what was told as written is there, and what is left
beside bears the name that the next writer of that file removes.

Usage: kill.py [ROUNDS [WORD]]; DATELINE names the program. Prints TAP and its seed (FAULT_SEED).
"""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from frame import Frame  # noqa: E402
from sessions import (ANSWERED, HISTORY, SAVED, history_now, is_granted, is_saved, old_history, typed,  # noqa: E402
                      write_asking)
from trial import (EVENTS, GRANTS, NOTEBOOK, PROGRAM, Pages, Terminal, call, captures, check_store,  # noqa: E402
                   read, serve_pages, world, write)

FRAME = Frame(40)
killed_pids = set()


def commands(port):
    """name: (words, files that are old or new, stores), of commands that end by themselves."""
    urls = [f"http://127.0.0.1:{port}/f{i}" for i in range(40)]
    reach = [f"--allow-net=127.0.0.1:{port}", "--allow-private"]
    fetch = ["fetch", "--json", "--allow-private", "--store", "web.db"]
    return {
        "run -o": (["run", "n.md", "-o", "r.html", "-o", "r.md", "-o", "r.json"], ["r.html", "r.md", "r.json"], ["dateline.db"]),
        "run --lock": (["run", "n.md", "--lock"], ["n.lock"], ["dateline.db"]),
        "run --watch": (["run", "n.md", "--watch", "--count", "1", "-o", "r.html"], ["r.html"], ["dateline.db"]),
        "fetch": ([*fetch, "--refresh", *urls], [], ["web.db"]),
        "fetch --watch": ([*fetch, "--watch", "--count", "1", *urls[:10]], [], ["web.db"]),
        "import": (["import", "x.warc.gz", "--store", "in.db"], [], ["in.db"]),
        "export": (["export", "--warc", "-o", "y.warc.gz", "--store", "web.db"], ["y.warc.gz"], ["web.db"]),
        "bundle": (["bundle", "-q", "n.md", "-o", "b.dateline"], [], ["dateline.db", "b.dateline"]),
        "unbundle": (["unbundle", "b.dateline", "-o", "out"], ["out/n.md"], ["out/dateline.db"]),
        "update": (["update", "web.md", *reach, "--store", "web.db"], [], ["web.db"]),
        "fmt": (["fmt", "u.md"], ["u.md"], []),
        "convert": (["convert", "n.md", "c.ipynb"], ["c.ipynb"], []),
        "new": (["new", "promise-tracker", "fresh.md"], ["fresh.md", "fresh.tsv"], []),
        "grants revoke": (["grants", "revoke", "%064x" % 7], [GRANTS], []),
    }


def killed(words, after):
    child = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(after)
    child.kill()
    killed_pids.add(child.pid)
    told = child.communicate()[0]
    time.sleep(0.01)  # its worker ends with it
    return told, child.returncode == -signal.SIGKILL


def restore(files):
    for name, old in files.items():
        if old is not None:
            write(name, old)
        elif os.path.exists(name):
            os.remove(name)


def check_captured(told):
    """What was told as captured is in the store, by its hash or its id."""
    lines = [json.loads(line) for line in told.split(b"\n")[:-1] if line.startswith(b"{")]
    wanted = {(line["url"], line["sha256"]) for line in lines if line.get("sha256")}
    lost = (wanted | {line["after"] for line in lines if line.get("after")}) - captures("web.db")
    assert not lost, f"told as captured and not in the store: {lost}"
    return len(wanted)


def check_file(name, before, after):
    now = read(name)
    if name.endswith(".gz") and now is not None:  # moments differ: it is read
        whole = subprocess.run(["gzip", "-t", name], check=False).returncode == 0
    else:
        whole = now in (before, after)
    assert whole, f"{name} is neither old nor new: {len(now or b'')} bytes"


def try_command(words, files, stores, chance):
    """A trial of as many kills; how many met it, and how long it works."""
    fresh = words[0] in ("unbundle", "new")
    if fresh:
        shutil.rmtree("out", ignore_errors=True)
        restore({name: None for name in files})
    before = {name: read(name) for name in files}
    if words[0] == "run":
        try_command.edits += 1  # each trial has a change of its own to write
        write("n.md", NOTEBOOK % (try_command.edits, try_command.edits))
    start = time.time()
    subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=60, check=False)
    took, hits = time.time() - start, 0
    after = {name: read(name) for name in files}
    assert before != after or not files or files == ["y.warc.gz"] or words[0] == "convert", "it changed nothing"
    for _ in range(FRAME.most):
        shutil.rmtree("out", ignore_errors=True)
        restore(before)
        if words[0] == "import" and chance.random() < 0.5:
            restore({"in.db": None, "in.db-wal": None, "in.db-shm": None})
        Pages.change += 1
        told, was_killed = killed(words, chance.random() * took * 1.1)
        hits += was_killed
        for name in files:
            check_file(name, before[name], after[name])
        for store in stores:
            check_store(store)
        if words[0] == "fetch":
            check_captured(told)
    restore(before)  # the next writer, which is to sweep, finds what it needs
    return hits, took


try_command.edits = 1


# --- sessions: a kill after what was asked of them ----------------------------------------------------

def end(terminal):
    killed_pids.add(terminal.child.pid)
    was_killed = terminal.child.poll() is None
    terminal.close()
    time.sleep(0.01)
    return was_killed


def history_round(_, after):
    """The file is cut to its newest lines on the way; what gave a result is in it."""
    old = old_history()
    terminal = Terminal("repl")
    terminal.shows("> ")
    end_at, answered = time.monotonic() + (after or 60), []
    for entry, result in map(typed, range(6)):
        terminal.type(entry + "\r")
        if not terminal.tells(result, after and end_at - time.monotonic(), "no result in time"):
            break
        answered.append(entry)
    hit = end(terminal)
    kept = history_now(old, [typed(number)[0] for number in range(6)])
    assert set(answered) <= set(kept), f"{set(answered) - set(kept)} gave a result and is not in the history"
    return hit


def save_round(_, after):
    restore({SAVED: None, HISTORY: None})
    terminal = Terminal("repl")
    terminal.shows("> ")
    for number in range(20):
        terminal.type(f"{number} + 100\r")
        terminal.shows(f"\n{number + 100}\r")
    terminal.type(f":save {SAVED}\r")
    told = terminal.tells(f"{SAVED}: 20 cells", after, "it was not saved")
    hit = end(terminal)
    assert is_saved(20) or not told, f"it was told that {SAVED} is saved, and it is not there"
    return hit


def question_round(_, after):
    restore({GRANTS: question_round.before})
    terminal = Terminal(*ANSWERED)
    terminal.shows("Allow it")
    terminal.type("y\r")
    told = terminal.tells("Page /", after, "it did not run")
    hit = end(terminal)
    assert is_granted(question_round.before) or not told, "it went on, and the grant is not there"
    check_store("web.db")
    return hit


def accept_round(_, after):
    write("events.tsv", EVENTS)
    with subprocess.Popen([PROGRAM, "serve", "followed.md", "--offline", "--store", "followed.db"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True) as child:
        at = urllib.parse.urlsplit(child.stdout.readline().decode().strip())
        offer, answer = None, None
        events = http.client.HTTPConnection(at.netloc, timeout=30)
        events.request("GET", at.path + "events")
        lines = events.getresponse()
        while not offer:
            offer = re.search(rb'"id":"([^"]+)"', lines.readline())
        ask = http.client.HTTPConnection(at.netloc, timeout=after or 30)
        try:
            ask.request("POST", at.path + "accept", json.dumps({"id": offer.group(1).decode()}),
                        {"Content-Type": "application/json", "Origin": f"http://{at.netloc}"})
            answer = ask.getresponse().status
        except OSError:
            assert after, "no answer in time"
        killed_pids.add(child.pid)
        child.kill()
        events.close()
        ask.close()
    now = read("events.tsv").decode()
    new = now.count("\n") == 3 and "OpenAI released Sora" in now and now.endswith("\n")
    assert new or now == EVENTS, f"events.tsv is neither old nor new: {now!r}"
    assert answer in (None, 200) and (new or not answer), f"{answer} was told, and the row is not there"
    check_store("followed.db")
    return True


SESSIONS = {"repl's history": history_round, "repl's :save": save_round, "run's grant": question_round,
            "serve's accept": accept_round}


def try_session(round_of, port, chance):
    write_asking(port)
    question_round.before = read(GRANTS)
    start = time.time()
    round_of(port, None)
    took = time.time() - start
    # from the prompt on: what came before it is not killed
    hits = sum(round_of(port, 0.001 + chance.random() * min(took, 0.2)) for _ in range(FRAME.most))
    restore({GRANTS: question_round.before, HISTORY: None})
    return hits, took


def check_left():
    """What is left beside belongs to who was killed; its age and no more keeps the next writer from removing it."""
    left = 0
    for folder, folders, files in os.walk("."):
        for name in folders + files:
            found = re.fullmatch(r"(.*)\.dateline-new-(\d+)(-journal|-wal|-shm)?", name)
            assert found or "new-" not in name, f"{name} is left"
            if found:
                left += 1
                path = os.path.join(folder, name)
                assert int(found.group(2)) in killed_pids, f"{name} is left by one that was not killed"
                os.utime(path, (time.time() - 90, time.time() - 90))
    return left


def check_swept(words):
    Pages.change += 1  # a lock that stays as it is has no next writer
    call(*words)
    left = [name for name in os.listdir(".") if "-new-" in name]
    for name in left:  # that is told once
        shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
    assert not left, f"left still: {left}"


def try_one(command, port):
    """A command's rounds, and what they leave; what there is to be told of it."""
    of_session = callable(command)
    hits, took = try_session(command, port, FRAME.chance) if of_session else try_command(*command, FRAME.chance)
    call("run", "n.md")  # and all goes on
    left = check_left()
    if left and not of_session:
        shutil.rmtree("out", ignore_errors=True)
        check_swept(command[0])
    return f"{hits} of {FRAME.most} killed in {took * 1000:.0f} ms of work, {left} files left beside"


def main():
    with FRAME.folder():
        port = serve_pages()
        world(port)
        for name, command in FRAME.chosen({**commands(port), **SESSIONS}):
            faults, note = [], ""
            try:
                note = try_one(command, port)
            except AssertionError as fault:
                faults = [fault]
            FRAME.tell(f"kill -9 leaves {name} old or new", faults, note)
    return FRAME.failed > 0


sys.exit(main())
