"""What the programs of faults share: pages on a server of their own, a folder with all that commands take, a terminal,
and what is to be said of a folder afterwards."""
import fcntl
import http.server
import json
import os
import re
import select
import sqlite3
import subprocess
import termios
import threading
import time

GRANTS = "state/dateline/grants.jsonl"
PROGRAM = os.path.abspath(os.environ.get("DATELINE", "build/dateline"))
PAGE = ("<html><head><title>Page %s</title></head><body><article><p>On 15 February 2024 the company "
        "showed a model that makes videos from text, and %s people saw it.</p></article></body></html>")
NEWS = ("<!DOCTYPE html><html lang=en><head><title>News of Sora</title><meta property='article:published_time' "
        "content='2024-12-10T10:00:00Z'></head><body><article><h1>News of Sora</h1>"
        "<p>OpenAI released Sora to the public on December 9, 2024, after a long wait.</p>"
        + "<p>More words of the article.</p>" * 10 + "</article></body></html>")
EVENTS = "id\tactor\tkind\tdate\twhat\nfirst\tOpenAI\tpromise\t2024-03\tA first event\n"
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
WEB = """---
dateline: 1
as-of: 2024-12-31
net: ["127.0.0.1:%d"]
---
```lua
fetch('http://127.0.0.1:%d/%s').title
```
"""
FOLLOWED = WEB + """
```lua
t = timeline.load("events.tsv")
t
```
"""


class Pages(http.server.BaseHTTPRequestHandler):
    change = 0

    def do_GET(self):
        if self.path == "/silent":
            time.sleep(3600)
        body = (PAGE % (self.path, Pages.change)).encode() + b"<!-- " + b"x" * 20000 + b" -->"
        body = NEWS.encode() if self.path == "/news" else body
        self.send_response(200 if self.path != "/robots.txt" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve_pages():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def write(path, text):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def read(path):
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def call(*words, good=(0, 4), **more):
    done = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False, **more)
    if done.returncode not in good:
        raise SystemExit(f"{words}: {done.returncode} {done.stderr.decode()}")
    return done.stdout


def check_store(path):
    if not os.path.exists(path):
        return
    store = sqlite3.connect(path)
    try:
        found = store.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as fault:
        found = str(fault)
    finally:
        store.close()
    assert found == "ok", f"{path}: {found}"


def captures(path):
    """(URL, hash) of all that a store holds."""
    if not os.path.exists(path):
        return set()
    lines = [json.loads(line) for line in call("snapshots", "--json", "--store", path).splitlines() if line.strip()]
    return {(line["url"], line["sha256"]) for line in lines} | {line["id"] for line in lines}


def world(port):
    """Here: a notebook, its lock and store, a bundle, an archive: what the commands take."""
    write("a.html", PAGE % ("a", 1))
    write("n.md", NOTEBOOK % (1, 1))
    write("web.md", WEB % (port, port, "w"))
    write("events.tsv", EVENTS)
    write("followed.md", FOLLOWED % (port, port, "news"))
    reach = [f"--allow-net=127.0.0.1:{port}", "--allow-private"]
    call("run", "n.md", "--lock", "-o", "r.html", "-o", "r.md")
    call("run", "web.md", "--lock", *reach, "--store", "web.db")
    call("run", "followed.md", *reach, "--store", "followed.db")
    call("fetch", "--allow-private", "--store", "web.db", *[f"http://127.0.0.1:{port}/{i}" for i in range(6)])
    call("bundle", "-q", "n.md", "-o", "b.dateline")
    call("export", "--warc", "-o", "x.warc.gz", "--store", "web.db")
    write("u.md", "---\ndateline:   1\n---\n\n\n```lua    id=\"a\"\n1\n```\n" + "text  \n" * 2000)
    call("convert", "n.md", "c.ipynb")
    os.makedirs("state/dateline", exist_ok=True)
    write(GRANTS, "".join(
        '{"granted_at":"2024-12-31T00:00:00Z","hosts":["a.example"],"name":"n%d.md","notebook":"%064x"}\n' % (i, i)
        for i in range(1, 500)))


class Terminal:
    """A program at a terminal of its own; what it said, from the last wait on, is in said, and all of it in seen."""

    def __init__(self, *words, env=None):
        ours, its = os.openpty()
        self.fd, self.said, self.seen = ours, "", ""
        self.child = subprocess.Popen(
            [PROGRAM, *words], stdin=its, stdout=its, stderr=its, start_new_session=True, close_fds=True,
            env={**os.environ, "TERM": "dumb", **(env or {})}, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(its)

    def type(self, text):
        os.write(self.fd, text.encode())

    def more(self, patience):
        """Reads what there is; False at the end, or when nothing came."""
        if not select.select([self.fd], [], [], max(patience, 0))[0]:
            return False
        try:
            came = os.read(self.fd, 65536)
        except OSError:  # nobody has the other end any more
            return False
        text = came.decode(errors="replace")
        self.said += text
        self.seen += text
        return bool(came)

    def shows(self, pattern, patience=20):
        """Waits until what it says matches; what is behind the match is waited for next."""
        end = time.monotonic() + patience
        while True:
            found = re.search(pattern, self.said)
            if found:
                self.said = self.said[found.end():]
                return found
            if not self.more(min(end - time.monotonic(), 1)) and (
                    time.monotonic() > end or self.child.poll() is not None):
                raise AssertionError(f"no {pattern!r} in {self.said!r}")

    def tells(self, pattern, within, fault):
        """Whether it says so in time, or is cut short; where within is None it has to, and fault is what else holds."""
        try:
            return bool(self.shows(pattern, 60 if within is None else within))
        except AssertionError:
            assert within is not None, fault
            return False

    def ends(self, patience=20):
        """Waits until it has ended by itself; its status, None where it had to be killed."""
        end = time.monotonic() + patience
        while self.child.poll() is None and time.monotonic() < end:
            self.more(0.02)
        status = self.child.poll()
        self.close()
        return status

    def close(self):
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        while self.more(0):
            pass
        os.close(self.fd)
