#!/usr/bin/env python3
"""Runs the examples of the manual, offline, over captures that it makes, and holds what they say.

Usage: examples.py DATELINE MANUAL.md...   in a folder of its own

Every fenced lua block is a cell. `EXPRESSION --> TEXT` on a line says what the expression prints, a
line `--> TEXT` what is printed next.
Globals that an example sets are gone in the next one, so that each stands by itself.
"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FRONT = """---
dateline: 1
title: %s
as-of: 2024-12-31
params:
  actor: OpenAI
---
"""
# Takes away what the examples before have left.
TIDY = """
known = known or (function()
  local names = {known = true}
  for name in pairs(_G) do names[name] = true end
  return names
end)()
for name in pairs(_G) do if not known[name] then _G[name] = nil end end
"""


# --- captures ------------------------------------------------------------------------------------

def record(url, moment, status, kind, body, *more):
    """One response record of a WARC 1.1 file; more: header lines."""
    body = body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    http = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
    number = hashlib.sha256(f"{url} {moment}".encode()).hexdigest()[:12]
    head = (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: "
            f"<urn:uuid:00000000-0000-4000-8000-{number}>\r\nWARC-Date: {moment}\r\n"
            f"WARC-Target-URI: {url}\r\nContent-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n").encode()
    return head + http + b"\r\n\r\n"


def captures():
    """What captures.txt lists, a line each; a "_" stands for a space."""
    out = b""
    with open(os.path.join(HERE, "captures.txt"), encoding="utf-8") as listed:
        for line in listed:
            if line.strip() and not line.startswith("#"):
                url, moment, status, kind, name, *more = line.split()
                with open(os.path.join(HERE, name), encoding="utf-8") as file:
                    out += record(url, moment, status.replace("_", " "), kind, file.read(),
                                  *[one.replace("_", " ") for one in more])
    return out


# --- examples ------------------------------------------------------------------------------------

def blocks(path):
    """(line, code) of each fenced lua block."""
    code = start = None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("```") and code is not None:
                yield start, "".join(code)
                code = None
            elif line.rstrip() == "```lua":
                code, start = [], number
            elif code is not None:
                code.append(line)


def checked(code):
    """The code with what is told printed, and what it must print."""
    lines, wanted = [], []
    for line in code.splitlines():
        found = re.match(r"^(\s*)(.*?)\s*--> (.*)$", line)
        if found and found.group(2) and not found.group(2).startswith("print("):
            line = f"{found.group(1)}print(({found.group(2)}))"
        if found:
            wanted.append(found.group(3))
        lines.append(line)
    return "\n".join(lines) + "\n", wanted


def run(dateline, title, cells):
    body = FRONT % title
    for code, _, _ in cells:
        body += f"\n```lua echo=false\n{TIDY}```\n\n```lua\n{code}```\n"
    with open("examples.md", "w", encoding="utf-8") as file:
        file.write(body)
    done = subprocess.run([dateline, "run", "examples.md", "--offline", "--store", "examples.db",
                           "--to", "json"], capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)["cells"], done.stderr
    except ValueError:
        sys.exit(f"{title}: {done.stdout[:400]}{done.stderr[:2000]}")


def printed(cell):
    return [line for view in cell["views"] if view["kind"] == "text"
            for line in view["text"].rstrip("\n").split("\n")]


def main():
    dateline, files = sys.argv[1], sys.argv[2:]
    for name in os.listdir(HERE):
        if os.path.isfile(os.path.join(HERE, name)):
            shutil.copy(os.path.join(HERE, name), ".")
    with open("examples.warc", "wb") as file:
        file.write(captures())
    subprocess.run([dateline, "import", "--store", "examples.db", "examples.warc"], check=True,
                   stdout=subprocess.DEVNULL)
    cells = [(*checked(code), f"{path}:{line}") for path in files for line, code in blocks(path)]
    answers, said = run(dateline, "The manual's examples", cells)
    answers = answers[1::2]  # the others tidy up
    failed, values = 0, 0
    for (_, wanted, place), answer in zip(cells, answers):
        got = printed(answer)
        values += len(wanted)
        if answer["state"] != "ok":
            print(f"{place}: {answer['error']['message']}" if "error" in answer else
                  f"{place}: {answer['state']}")
            failed += 1
        elif wanted and got != wanted:
            for one, other in zip(wanted + [None] * len(got), got + [None] * len(wanted)):
                if one != other:
                    print(f"{place}: told {one!r}, is {other!r}")
            failed += 1
    if len(answers) < len(cells):
        print(f"{cells[len(answers) - 1][2]}: the run ended here\n{said[:600]}")
    print(f"{len(answers)} examples of {len(cells)} ran, {values} values held, {failed} failed")
    sys.exit(failed or len(answers) < len(cells))


main()
