"""Cases that are code of a notebook: Lua, SQL and search words.

The cases' names of functions are placeholders; PLACEHOLDERS says what they are here.
"""
import json
import os
import re

from world import CELL_S

# The cases were written for an interface that is not ours: these give its names to our functions.
PLACEHOLDERS = """
local library_timeline, library_fetch, library_store = timeline, fetch, store
local function event(e)
  return {date = e.date, actor = "A", kind = "statement", what = e.title, source = e.url,
          color = e.color}
end
local timeline = setmetatable({
  add = function(e) return library_timeline({event(e)}) end,
  new = function(name)
    library_store.put("timelines", {{name = name}}, {key = "name"})
    return library_store.query("SELECT name FROM timelines")
  end,
}, {__metatable = false, __index = library_timeline})
local fetch = setmetatable({get = library_fetch}, {__metatable = false, __index = library_fetch})
local report = {note = md, text = print}
"""

# Ours has one store, opened by itself: what the cases do with a second handle has no function here.
HANDLES = re.compile(r"\bstore\.open\b")


def cell(code, head="", quiet=False):
    echo = " echo=false" if quiet else ""
    fence = "`" * max(3, max([len(x) for x in re.findall(r"`+", code)], default=0) + 1)
    return f"{fence}lua{echo}\n{head}{code}\n{fence}\n"


def notebook(body, front=""):
    return f"---\ndateline: 1\nas-of: 2024-01-01\n{front}---\n{body}"


def needs_placeholders(code):
    return re.search(r"\btimeline\.(add|new)\b|\bfetch\.get\b|\breport\.\w", code)


def run_lua(world, case, front="", extra=()):
    head = PLACEHOLDERS if needs_placeholders(case["payload"]) else ""
    text = notebook(cell(case["payload"], head, case["area"] == "report-html"), front)
    return (world.run_patiently if case["check"]["outcome"] == "error" else world.run_notebook)(text, extra)


def judge_error(case, run):
    """An error that says what is expected, from a program that is still in order."""
    check = case["check"]
    if run.status == 0 and "does not crash" in case["expected"]:
        return None  # a value that is shown in bounds is as good as an error
    if run.status == 0:
        return "no error was raised"
    if run.status not in (1, 2, 3, 4, 5, 6, 7):
        return f"exit status {run.status}: {run.errors[-300:]}"
    if "match" in check and not re.search(check["match"], run.errors, re.I):
        return f"the message does not match {check['match']!r}: {run.errors[:300]}"
    return None


def judge_limit(case, run):
    """Stopped by the limit, or refused before it. What answers well within it needs no stopping; on a busy
    machine the whole program's time by the clock says nothing of that, so its work is what counts."""
    if run.status == 0 and case["area"] == "lua-limits" and run.worked_s < CELL_S:
        return None
    if run.status == 7 and re.search("time limit", run.errors):
        return None  # a slow machine meets this limit first
    return judge_error(case, run)


def judge_ok(case, run):
    """No crash and no hang; an error that says so is fine, unless the case wants a value."""
    if run.status < 0 or run.status > 7:
        return f"exit status {run.status}: {run.errors[-300:]}"
    return None


RAW = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")


def forbidden_in(forbidden, html):
    """What must not stand anywhere, or, where it is no markup, in no tag: as text it does nothing."""
    tags = "".join(re.findall(r"<[^>]*>", html))
    return [part for part in forbidden.split("|") if part in (html if part[0] == "<" else tags)]


def judge_escaped(case, run):
    fault = judge_ok(case, run)
    if fault:
        return fault
    forbidden = case["check"].get("forbid")
    for name, data in run.reports.items():
        if name.endswith(".html"):
            text = data.decode("utf-8")
            shown = re.sub(r"<template id=\"dateline-carried\">.*?</template>", "", text, flags=re.S)
            if forbidden == "raw U+202E outside bdi":
                if "\u202e" in re.sub(r"<bdi>[^<]*</bdi>", "", shown):
                    return "U+202E stands raw in the HTML"
            elif forbidden and any(part in shown for part in forbidden_in(forbidden, shown)):
                return f"{forbidden!r} stands in {name}"
        if name.endswith(".json"):
            json.loads(data.decode("utf-8"))
    terminal = run.output + run.errors.encode("utf-8", "surrogateescape")
    found = RAW.search(terminal)
    if found:
        return f"{found.group(0)!r} reaches the terminal"
    return None


def judge_result(case, run):
    """What single cases want beyond their outcome."""
    text = run.output.decode("utf-8", "replace")
    code = case["payload"]
    if "string.format(\"%p\"" in code and re.search(r"0x[0-9a-f]{6,}", text + run.errors):
        return "an address is shown"
    if code.startswith("return getmetatable") and re.search(r"\{.*__", text):
        return "a metatable is shown"
    if "prelude.lua" in code and "prelude.lua:" in run.errors:
        return "a chunk's name points at a file"
    if "/etc/passwd:1" in code and not run.errors.startswith("n.md:"):
        return "the real place is not told first"
    if "Allow network access" in code and re.search(r"^\? Allow", text, re.M) and run.asked:
        return "a cell's output looks like a question"
    return None


def run_case(world, case):
    outcome = case["check"]["outcome"]
    if case["kind"] == "sql":
        return run_sql(world, case)
    if case["kind"] == "fts":
        return run_search(world, case)
    if case["kind"] == "notebook":
        return run_text(world, case)
    run = run_lua(world, case)
    judge = {"error": judge_error, "limit": judge_limit, "ok": judge_ok,
             "escaped": judge_escaped, "refused": judge_error}[outcome]
    if outcome == "error" and HANDLES.search(case["payload"]):
        # there is no handle to misuse: the name is not there
        return judge_error({**case, "check": {**case["check"], "match": "nil value"}}, run) or run.slow(case)
    return judge(case, run) or judge_result(case, run) or run.slow(case)


def stamp(path):
    """What tells a file from one that was there before: None where there is none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def run_sql(world, case):
    """Each under query and under exec, over a table of the notebook's own that holds captures."""
    for function in ("store.query", "store.exec"):
        sql = sql_of(case)
        ready = """
store.put("docs", {{id = 1, body = "ab"}}, {key = "id"})
local rows = {}
for i = 2, 300 do rows[i - 1] = {id = i, body = ("ab "):rep(10)} end
store.put("docs", rows, {key = "id"})
"""
        attack = f"{function}({json.dumps(sql)})"
        text = notebook(cell(ready) + "\n" + cell(attack) + "\n")
        before = stamp("/tmp/x.db")
        run = world.run_notebook(text)
        own = re.match(r"(DROP TABLE|UPDATE) docs\b", sql)
        if own:
            continue  # a notebook's own table: it may
        if re.match(r"SELECT file FROM pragma", sql) and run.status == 0:
            if "/" in run.output.decode("utf-8", "replace"):
                return "a path of the host is shown"
            continue
        fault = (judge_limit if case["check"]["outcome"] == "limit" else judge_error)(case, run)
        fault = fault or run.slow(case)
        if fault:
            return f"{function}: {fault}"
        if stamp("/tmp/x.db") != before:
            return "a file was made"
    return run_protected(world, case)


def sql_of(case):
    sql = case["payload"].split(" -- ")[0] if case["form"] == "recipe" else case["payload"]
    sql = sql.replace("docs_fts_data", "dl_page_words_data")
    return sql.replace("docs_fts", "dl_page_words")


def run_protected(world, case):
    """What the cases call docs is the engine's own table: here those begin with dl_."""
    sql = case["payload"]
    if not re.search(r"\b(DROP TABLE|UPDATE) docs\b", sql):
        return None
    run = world.run_notebook(notebook(cell(f"store.exec({json.dumps(sql.replace('docs', 'dl_body'))})")))
    return judge_error(case, run) or run.slow(case)


def run_search(world, case):
    """A search that cannot be read is refused clearly or searched as words."""
    run = world.run_notebook(notebook(cell(f"return store.search({lua_string(case['payload'])})")))
    if run.status == 0:
        return run.slow(case)
    if re.search(r"fts5:|SQL logic error|no such column", run.errors):
        return f"SQLite's own words are shown: {run.errors[:200]}"
    return judge_error(case, run) or run.slow(case)


def lua_string(text):
    return '"' + "".join(f"\\{b:03d}" for b in text.encode("utf-8")) + '"'


def run_text(world, case):
    """The payload is a notebook's front matter, or text in one."""
    payload = case["payload"]
    if "repeated 100000 times" in payload:
        payload = "```lua\nlocal a, b\nif a then\n" + "elseif b then\n" * 100000 + "end\n```"
    text = payload + "\n" if payload.startswith("---\n") else notebook("\n" + payload + "\n")
    if payload.startswith("---\n") and "dateline:" not in payload:
        text = payload.replace("---\n", "---\ndateline: 1\n", 1) + "\n" + cell('fetch("http://a.test/")')
    run = world.run_notebook(text)
    outcome = case["check"]["outcome"]
    if case["area"] == "trust" and outcome == "refused":
        if run.status != 6 or not re.search("no permission to reach", run.errors):
            return f"status {run.status}: {run.errors[:200]}"
        return None
    judge = {"error": judge_error, "ok": judge_ok, "escaped": judge_escaped,
             "refused": judge_error, "limit": judge_limit}[outcome]
    return judge(case, run) or run.slow(case)
