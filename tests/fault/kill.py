#!/usr/bin/env python3
"""Kills each command that writes, again and again, at moments of chance: what it writes is old or
new and whole, the store passes SQLite's check, and what was told as captured is in it.

Usage: kill.py [ROUNDS [WORD]]; DATELINE names the program. Prints TAP and its seed (FAULT_SEED).
"""
import http.server
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 40
WORD = sys.argv[2] if len(sys.argv) > 2 else ""
PROGRAM = os.path.abspath(os.environ.get("DATELINE", "build/dateline"))
SEED = int(os.environ.get("FAULT_SEED", random.randrange(1 << 30)))
PAGE = ("<html><head><title>Page %s</title></head><body><article><p>On 15 February 2024 the company "
        "showed a model that makes videos from text, and %s people saw it.</p></article></body></html>")
NOTEBOOK = """---
dateline: 1
as-of: 2024-12-31
---
```lua id="a"
page = fetch("a.html")
store.put("t", {{a = 1, b = %d}}, {key = "a"})
page.title, %d
```

```lua
local rows = {} for i = 1, 2000 do rows[i] = {i = i, x = ("x"):rep(i %% 50)} end
store.put("many", rows, {key = "i"})
#rows
```
"""


class Pages(http.server.BaseHTTPRequestHandler):
    change = 0

    def do_GET(self):
        body = (PAGE % (self.path, Pages.change)).encode() + b"<!-- " + b"x" * 20000 + b" -->"
        self.send_response(200 if self.path != "/robots.txt" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def read(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def call(*words):
    done = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    if done.returncode not in (0, 4):
        raise SystemExit(f"{words}: {done.returncode} {done.stderr.decode()}")
    return done.stdout


def check_store(path):
    if not os.path.exists(path):
        return
    with sqlite3.connect(path) as store:
        found = store.execute("PRAGMA integrity_check").fetchone()[0]
        assert found == "ok", f"{path}: {found}"


def captures(path):
    if not os.path.exists(path):
        return set()
    out = call("snapshots", "--json", "--store", path)
    return {json.loads(line).get("url") for line in out.splitlines() if line.strip()}


def world(port):
    """A notebook, its lock and store, a bundle, an archive: what the commands take."""
    write("a.html", PAGE % ("a", 1))
    write("n.md", NOTEBOOK % (1, 1))
    write("web.md", f"---\ndateline: 1\nas-of: 2024-12-31\nnet: [\"127.0.0.1:{port}\"]\n---\n```lua\nfetch('http://127.0.0.1:{port}/w').title\n```\n")
    call("run", "n.md", "--lock", "-o", "r.html", "-o", "r.md")
    call("run", "web.md", "--lock", f"--allow-net=127.0.0.1:{port}", "--allow-private", "--store", "web.db")
    call("fetch", "--allow-private", "--store", "web.db", *[f"http://127.0.0.1:{port}/{i}" for i in range(6)])
    call("bundle", "-q", "n.md", "-o", "b.dateline")
    call("export", "--warc", "-o", "x.warc.gz", "--store", "web.db")
    write("u.md", "---\ndateline:   1\n---\n\n\n```lua    id=\"a\"\n1\n```\n" + "text  \n" * 2000)
    call("convert", "n.md", "c.ipynb")


def commands(port):
    """name: (words, files that are old or new, stores)."""
    urls = [f"http://127.0.0.1:{port}/f{i}" for i in range(40)]
    return {
        "run -o": (["run", "n.md", "-o", "r.html", "-o", "r.md", "-o", "r.json"], ["r.html", "r.md", "r.json"], ["dateline.db"]),
        "run --lock": (["run", "n.md", "--lock"], ["n.lock"], ["dateline.db"]),
        "fetch": (["fetch", "--json", "--refresh", "--allow-private", "--store", "web.db", *urls], [], ["web.db"]),
        "import": (["import", "x.warc.gz", "--store", "in.db"], [], ["in.db"]),
        "export": (["export", "--warc", "-o", "y.warc.gz", "--store", "web.db"], ["y.warc.gz"], ["web.db"]),
        "bundle": (["bundle", "-q", "n.md", "-o", "b.dateline"], [], ["dateline.db", "b.dateline"]),
        "unbundle": (["unbundle", "b.dateline", "-o", "out"], ["out/n.md"], ["out/dateline.db"]),
        "update": (["update", "web.md", f"--allow-net=127.0.0.1:{port}", "--allow-private", "--store", "web.db"], [], ["web.db"]),
        "fmt": (["fmt", "u.md"], ["u.md"], []),
        "convert": (["convert", "n.md", "c.ipynb"], ["c.ipynb"], []),
    }


def killed(words, after):
    child = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(after)
    child.kill()
    told = child.communicate()[0]
    time.sleep(0.01)  # its worker ends with it
    return told, child.returncode == -signal.SIGKILL


def try_one(words, files, stores, rounds, chance):
    changing = words[0] == "run"
    start = time.time()
    before = {name: read(name) for name in files}
    if changing:
        write("n.md", NOTEBOOK % (2, 2))
    if words[0] == "unbundle":
        shutil.rmtree("out", ignore_errors=True)
    subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=60)
    took = time.time() - start
    after = {name: read(name) for name in files}
    hits = 0
    for _ in range(rounds):
        for name, old in before.items():
            if words[0] == "unbundle":
                shutil.rmtree("out", ignore_errors=True)
            elif old is not None:
                with open(name, "wb") as file:
                    file.write(old)
        if words[0] == "import" and chance.random() < 0.5 and os.path.exists("in.db"):
            for left in ("in.db", "in.db-wal", "in.db-shm"):
                if os.path.exists(left):
                    os.remove(left)
        Pages.change += 1
        told, was_killed = killed(words, chance.random() * took * 1.1)
        hits += was_killed
        for name in files:
            now = read(name)
            whole = now == before[name] or now == after[name] or now is None and before[name] is None
            if words[0] == "unbundle":
                whole = now in (None, after[name])
            if name.endswith(".gz") and now is not None and not whole:  # moments differ: it is read
                whole = subprocess.run(["gzip", "-t", name], check=False).returncode == 0
            assert whole, f"{name} is neither old nor new: {len(now or b'')} bytes"
        for store in stores:
            check_store(store)
        if words[0] == "fetch":
            lines = [json.loads(line) for line in told.split(b"\n")[:-1] if line.startswith(b"{")]
            wanted = {line["url"] for line in lines if line.get("sha256")}
            lost = wanted - captures("web.db")
            assert not lost, f"told as captured and not in the store: {lost}"
    call("run", "n.md")  # and all goes on
    left = [name for name in os.listdir(".") if ".new-" in name]
    for name in left:
        shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
    return hits, took, len(left)


def main():
    chance = random.Random(SEED)
    print(f"# FAULT_SEED={SEED}")
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.environ["XDG_STATE_HOME"] = folder + "/state"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    failed = 0
    world(server.server_port)
    chosen = [(n, c) for n, c in commands(server.server_port).items() if WORD in n]
    print(f"1..{len(chosen)}")
    for number, (name, command) in enumerate(chosen, 1):
        try:
            hits, took, left = try_one(*command, ROUNDS, chance)
            print(f"ok {number} - kill -9 leaves {name} old or new"
                  f"\n# {hits} of {ROUNDS} killed in {took * 1000:.0f} ms of work, {left} files left beside", flush=True)
        except AssertionError as fault:
            failed = 1
            print(f"not ok {number} - kill -9 leaves {name} old or new\n#   {fault}", flush=True)
    shutil.rmtree(folder)
    return failed


sys.exit(main())
