"""Text from outside: what reaches a terminal, a report, an exported file, or a parser."""
import csv
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import time

from lua_cases import RAW, cell, judge_escaped, judge_ok, lua_string, notebook
from net import PUBLIC, Server, answer, pages
from world import DATELINE

ESCAPES = {"\\x1b": "\x1b", "\\x07": "\x07", "\\x08": "\x08", "\\r": "\r", "\\x9b": "\x9b"}


def spelled(text):
    """The payload's escapes as the bytes that they stand for."""
    text = re.sub(r"\\xc2\\x9b", "\x9b", text)
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m.group(1), 16)), text)
    return re.sub(r"\\x([0-9a-f]{2})", lambda m: chr(int(m.group(1), 16)), text).replace("\\r", "\r")


# --- terminal ---

def title_of(payload):
    if "combining marks" in payload:
        return "a" + "\u0301" * 1000000
    if "10 MB on one line" in payload:
        return "t" * (10 << 20)
    return spelled(payload)


def run_title(world, case):
    """A page's title wherever the command shows one."""
    title = title_of(case["payload"])
    body = ("<title>" + title.replace("<", "&lt;") + "</title><article><p>findme " + title[:4000].replace("<", "&lt;") +
            " said on Monday that it would ship in 2024.</p></article>").encode("utf-8", "surrogatepass")
    folder = world.new_folder()
    with Server(PUBLIC, 80, pages({}, answer(body, headers=["X: y"]).replace(b"text/html", b"text/html; charset=utf-8"))):
        runs = [world.command(["fetch", "--delay", "0", "http://public.test/x"], folder),
                world.command(["search", "findme"], folder), world.command(["snapshots"], folder),
                world.command(["search", "--json", "findme"], folder)]
    code = 'local p = fetch("http://public.test/x")\ndisplay(p)\nprint(p.title)\ndisplay(store.search("findme"))\nreturn p.title'
    runs.append(world.run_patiently(notebook(cell(code), "net: [public.test]\n"), ["--allow-net", "--store",
                                    os.path.join(folder, "dateline.db"), "--offline"]))
    for run in runs:
        if run.status == 7 and re.search("too large", run.errors):
            continue  # refused for its size
        if run.status != 0:
            return f"status {run.status}: {run.errors[:200]}"
        told = run.output + run.errors.encode("utf-8", "surrogateescape")
        found = RAW.search(told)
        if found and run is not runs[3]:
            return f"{found.group(0)!r} reaches the terminal: {told[max(0, found.start() - 40):found.end() + 20]!r}"
        if run.seconds > 20:
            return f"took {run.seconds:.1f} s"
    listing = runs[1].output.decode("utf-8", "replace")
    longest = max((len(re.sub("\u0301", "", line)) for line in listing.splitlines()), default=0)
    return f"a line of {longest} columns in a list" if longest > 400 else None


class Terminal:
    """The REPL on a pseudo-terminal."""

    def __init__(self, world, files=None):
        folder = world.new_folder()
        for name, data in (files or {}).items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(os.path.abspath(DATELINE) if os.path.isabs(DATELINE) else DATELINE_PATH,
                      ["dateline", "repl"], world.environment(folder, {"TERM": "xterm-256color"}))
        self.seen = b""
        self.read(0.5)

    def read(self, seconds):
        until, began = time.monotonic() + seconds, len(self.seen)
        while time.monotonic() < until:
            ready, _, _ = select.select([self.fd], [], [], 0.05)
            if ready:
                try:
                    got = os.read(self.fd, 65536)
                except OSError:
                    break
                if not got:
                    break
                self.seen += got
        return self.seen[began:]

    def type(self, data, seconds=0.5):
        os.write(self.fd, data)
        return self.read(seconds)

    def close(self):
        os.close(self.fd)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


DATELINE_PATH = os.path.abspath(DATELINE)


def run_paste(world, _):
    """Bracketed paste is one entry that waits for Enter."""
    terminal = Terminal(world)
    try:
        shown = terminal.type(b"\x1b[200~print(1)\nos.execute('x')\nprint(41 + 1)\x1b[201~", 0.7)
        if re.search(rb"\r\n1\r\n", shown) or b"42" in shown:
            return "a pasted line ran before Enter"
        after = terminal.type(b"\r", 1)
        if re.search(rb"\r\n42\r\n", after):
            return "the rest ran although its second line fails"
        return None if b"execute" in after else f"the entry did not run as one: {after[-200:]!r}"
    finally:
        terminal.close()


def run_completion(world, _):
    """Completion looks at raw fields: no code of the session runs for it."""
    terminal = Terminal(world)
    try:
        terminal.type(b"foo = setmetatable({}, {__index = function() launched = true end})\r")
        terminal.type(b"foo.\t\t", 0.7)
        terminal.type(b"\x15", 0.3)
        shown = terminal.type(b"tostring(launched)\r", 0.7)
        return None if re.search(rb"\bnil\b", shown) else f"a metamethod ran: {shown[-200:]!r}"
    finally:
        terminal.close()


def run_candidates(world, _):
    """Candidates of completion are escaped like all else."""
    terminal = Terminal(world)
    try:
        terminal.type(b'odd = {["a\\27[2Jb"] = 1, ["a\\27[2Jc"] = 2}\r')
        shown = terminal.type(b"odd.\t\t", 0.7)
        return "a candidate clears the screen" if b"\x1b[2J" in shown else None
    finally:
        terminal.close()


# --- exported files ---

def exported(world, value, form):
    """The value in a table of the store and in a timeline, written in a format by the API."""
    code = f"""local value = {lua_string(value)}
local t = timeline{{{{id = "a", date = "2024-01-01", actor = "A", kind = "statement", what = value, source = "https://a.test/"}},
  {{id = "b", date = "2024-01-02", actor = "-5", kind = "statement", what = "minus five", source = "https://a.test/"}}}}
return t:write("{form}")"""
    run = world.run_patiently(notebook(cell(code, quiet=True)), reports=("out.json",))
    if run.status != 0:
        return None, f"status {run.status}: {run.errors[:300]}"
    report = json.loads(run.reports["out.json"].decode("utf-8"))
    return report["cells"][0]["views"][0]["text"], None


def run_export(world, case):
    value = case["payload"].replace("\\n", "\n") if case["payload"].startswith("\\n") else case["payload"]
    if "Markdown" in case["expected"]:
        text, fault = exported(world, value, "markdown")
        return fault or (f"Markdown is live: {text}" if re.search(r"(?<!\\)\[x(?<!\\)\]\(javascript", text) else None)
    if "UTF-8" in case["expected"]:
        code = 'return "\\xff in a field"'
        run = world.run_patiently(notebook(cell(code)))
        run.reports["out.json"].decode("utf-8")
        return judge_ok(case, run)
    if "unique name" in case["expected"]:
        return run_names(world)
    text, fault = exported(world, value, "csv")
    if fault:
        return fault
    rows = list(csv.DictReader(io.StringIO(text)))
    back = rows[0]["what"]
    if "identical" in case["expected"]:
        return None if back == value else f"{back!r} came back"
    if back.lstrip("'\n\t ").startswith(("=", "+", "-", "@")) and not back.startswith("'"):
        return f"a formula: {back!r}"
    if rows[1]["actor"] != "-5":
        return f"a number became {rows[1]['actor']!r}"
    return None


def run_names(world):
    """Names of reports that come from values."""
    folder = world.new_folder()
    with open(os.path.join(folder, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell("return params.t"), "params:\n  t: x\n"))
    with open(os.path.join(folder, "m.csv"), "w", encoding="utf-8") as file:
        file.write("t\n-rf\nCON\na b\n" + "n" * 300 + "\n../../x\n-rf\n\n")
    run = world.command(["run", "n.md", "--matrix", "m.csv", "-o", "out/{t}.html"], folder)
    if run.status != 0:
        return f"status {run.status}: {run.errors[:300]}"
    names = sorted(os.listdir(os.path.join(folder, "out")))
    odd = [n for n in names if n.startswith("-") or len(n) > 125 or n.upper().startswith("CON.")]
    return f"{odd}" if odd or len(names) != 6 else None


# --- reports ---

def run_report(world, case):
    """Text that a page or a notebook brings, in the report."""
    if case["kind"] == "http":
        title = case["payload"].split(": ", 1)[1]
        body = f"<title>{title.replace('<', '&lt;').replace('>', '&gt;')}</title><p>text</p>".encode()
        with Server(PUBLIC, 80, pages({}, answer(body))):
            text = notebook(cell('local p = fetch("http://public.test/")\ndisplay(p)\nreturn p.title'), "net: [public.test]\n")
            return judge_escaped(case, world.run_patiently(text, ["--allow-net", "--delay", "0"]))
    saved = case["payload"].split(": ", 1)[1]
    body = f"```output\n{saved}\n```\n\n{saved}\n\n```html\n{saved}\n```\n"
    return judge_escaped(case, world.run_patiently(notebook("\n" + body)))


# --- parsers ---

def feed_text(case):
    payload = case["payload"]
    head, tail = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>', "</channel></rss>"
    item = "<item><title>one</title>{}</item>"
    if payload.startswith("<!DOCTYPE"):
        return payload
    if "x 1,000,000" in payload:
        return head + "<item><title>x</title></item>" * 1000000 + tail
    if "50 MB attribute" in payload:
        return head + f'<item a="{"A" * (50 << 20)}"><title>x</title></item>' + tail
    return head + item.format(payload) + tail


def run_feed(world, case):
    text = feed_text(case)
    code = 'local f = fetch.feed("feed.xml")\nreturn f, #f.entries'
    run = world.run_notebook(notebook(cell(code)), files={"feed.xml": text.encode()},
                             extra=["--timeout", "20", "--memory", "256"])
    outcome = case["check"]["outcome"]
    if outcome == "error" and run.status == 0:
        return "no error"
    if outcome == "error" and not re.search(case["check"]["match"], run.errors, re.I):
        return f"the message does not match: {run.errors[:300]}"
    if run.status not in (0, 1, 2, 7):
        return f"status {run.status}: {run.errors[:200]}"
    if outcome == "escaped":
        html = run.reports["out.html"].decode("utf-8")
        return "a link is live" if 'href="javascript' in html else None
    if run.status == 7 and re.search("larger than|limit", run.errors):
        return None  # refused for its size
    if outcome == "ok" and run.status != 0 and "DOCTYPE" not in text:
        return f"status {run.status}: {run.errors[:200]}"
    return "too slow" if run.seconds > 20 else None


def html_of(payload):
    if "<div> x 1,000,000" in payload:
        return b"<div>" * 1000000
    if "misnested" in payload:
        return b"<a><b><a><b>" * 25000
    return b"\xef\xbb\xbf<meta charset=utf-8><p>\xed\xa0\x80 \xc0\xaf \xff\xfe x\x00y"


def run_html(world, case):
    payload = case["payload"]
    bodies = [html_of(payload)]
    if "UTF-16" in payload:
        bodies.append(b"\xff\xfe" + '<meta charset="utf-8"><p>text</p>'.encode("utf-16-le") + b"\x00\xd8")
    for body in bodies:
        run = world.run_notebook(notebook(cell('return fetch("p.html").text')), files={"p.html": body},
                                 extra=["--timeout", "10", "--memory", "256"])
        if run.status != 0:
            return f"status {run.status}: {run.errors[:200]}"
        if run.seconds > 10:
            return f"took {run.seconds:.1f} s"
    return None


def edtf_of(payload):
    if "1,000,000 members" in payload:
        return "{" + "1984," * 1000000 + "1984}"
    if "10,000 nested" in payload:
        return "(" * 10000 + "2004-06-(01)~/2004-06-(20)~" + ")" * 10000
    return payload


def run_edtf(world, case):
    folder_text = edtf_of(case["payload"])
    run = world.run_notebook(notebook(cell('local d = date(read("d.txt"))\nreturn d')), files={"d.txt": folder_text.encode()})
    if case["check"]["outcome"] == "ok":
        return judge_ok(case, run) or run.slow(case)
    if run.status == 0:
        return "no error"
    return None if re.search(case["check"]["match"], run.errors, re.I) else f"the message does not match: {run.errors[:200]}"


def run_quotes(world, case):
    run = world.run_notebook(notebook("\n" + ">" * 100000 + " deep\n\n" + cell("return 1")), extra=["--timeout", "10"])
    return judge_ok(case, run) or ("too slow" if run.seconds > 10 else None)


def run_case(world, case):
    kinds = {("terminal", "title"): run_title, ("terminal", "paste"): run_paste, ("parsers", "feed"): run_feed,
             ("parsers", "html"): run_html, ("parsers", "edtf"): run_edtf}
    if case["area"] == "export":
        return run_export(world, case)
    if case["area"] == "report-html":
        return run_report(world, case)
    if case["kind"] == "repl":
        return (run_candidates if "title" in case["payload"] else run_completion)(world, case)
    if (case["area"], case["kind"]) in kinds:
        return kinds[case["area"], case["kind"]](world, case)
    return run_quotes(world, case) if "nested quotes" in case["payload"] else "no recipe for it yet"
