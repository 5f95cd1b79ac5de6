#!/usr/bin/python3
"""Notebooks of Jupyter through dateline: ipynb -> Markdown -> ipynb, compared by nbformat.

Usage: check_ipynb.py DATELINE SEED COUNT; in a folder of its own. Prints a line a kind of case and
"suite ipynb: N of N"; exits 1 where one differs. check_ipynb.py --validate FILE... only validates.
"""
import copy
import json
import random
import subprocess
import sys

import nbformat

FENCES = ["```lua\nx = 1\n```", "````lua\n```\n````", "```python\nprint(1)\n```", "~~~lua\nx\n~~~",
          "  ```lua\n  x\n  ```", "```sql\nSELECT 1\n```", "```lua id=\"a\"\nreturn `x`\n```",
          "```lua\nnever closed", "```", "~~~~", "```python x-cell\n1\n```"]
MARKS = ["<!-- #md -->", "<!-- #endmd -->", "<!-- #raw id=\"a\" -->", "<!-- #endraw -->", "<!-- open",
         "-->", "<!-- #notebook {} -->", "<!-- #region -->", "<div>", "</div>", "<script>", "<pre>",
         "<!-- #md id=\"q\" source=\"x\" -->", "<?php", "<![CDATA["]
TEXTS = ["# Title", "some *words*", "- a\n- b", "1. one\n\n   two", "> quote", "> ```lua\n> x\n> ```",
         "    indented", "\ttab", "| a | b |\n| - | - |\n| 1 | 2 |", "[^1]: a note", "a[^1]", "[a]:",
         "[a]: /b", "---", "===", "$x^2$", "trailing  ", "\ttabs\t", "", " ", "\n", "\n\n",
         "\u00a0", "caf\u00e9 \U0001f600 \U0001d11e \u4e2d", "a\r\nb", "a\rb", "\x0b\x0c", "\u2028",
         "\ufeffbom", "-- --> -- >", "`` ` ``", "`{lua} 1 + 1`", "![x](attachment:a.png)", "\\",
         "---\ntitle: x\n---", "\x1b[31m", "*", "-", "+", "<b>", "&amp;", "a | b"]
CODES = ["x = 1", "return 1", "-- ```", "print([[\n```\n]])", "s = [[\n````lua\n````\n]]", "", "\n", "\n\n",
         "  ", "%%sql\nSELECT 1", "%%sql", "%%sql\n", "%%sql --x\nSELECT", "%%html\n<b>", "%%", "%%lua\n1",
         "import os", "a\r\nb", "x\n", "\nx", "\U0001f600 = 1", "```", "~~~", "<!-- #endmd -->", "\t", "```\n```",
         "%%time\n1", "\r", "   ```", "`"]
KEYS = ["collapsed", "shift", "scrolled", "tags", "jupyter", "name", "id", "source", "pad", "metadata",
        "attachments", "a b", "\u00e9", "", "x-y", "dateline", "slideshow", "a.b", "`", "-->", "echo"]
VALUES = [True, False, None, 0, 1, -1, 0.1, 1e300, 12345678901234567890123, "", "text", "a`b", "-->", "\"",
          [], {}, ["a"], ["a", "b"], {"a": {"b": [1, 2.5, "c"]}}, "\u0000#1", "\n", {"slide_type": "slide"},
          [1, "x"], "<", "\\", "\U0001f600", 5]
OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
    {"output_type": "stream", "name": "stderr", "text": "one string"},
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[0;31mE\x1b[0m"]},
    {"output_type": "display_data", "metadata": {"needs_background": "light"},
     "data": {"image/png": "iVBORw0KGgo=\n", "text/plain": ["<Figure>"]}},
    {"output_type": "execute_result", "execution_count": 3, "metadata": {},
     "data": {"text/html": ["<img src=x onerror=alert(1)>\n", "</script>"], "text/plain": "x",
              "application/json": {"a": [1, 2.5, None]}}},
    {"output_type": "display_data", "metadata": {},
     "data": {"application/vnd.jupyter.widget-view+json":
              {"model_id": "abc", "version_major": 2, "version_minor": 0}, "text/plain": ["IntSlider"]}},
]
KERNELS = [
    {},
    {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
     "language_info": {"name": "python", "version": "3.11.2", "file_extension": ".py",
                       "codemirror_mode": {"name": "ipython", "version": 3}}},
    {"kernelspec": {"name": "ir", "display_name": "R"}, "language_info": {"name": "R"}},
    {"kernelspec": {"name": "xlua", "display_name": "Lua"}, "language_info": {"name": "lua"}},
    {"kernelspec": {"name": "dateline", "display_name": "dateline", "language": "lua"},
     "language_info": {"name": "lua"}},
    {"language_info": {"name": "c++"}}, {"language_info": {"name": "sql"}},
    {"language_info": {"name": "a b"}}, {"title": "T", "authors": [{"name": "N"}], "toc": {"a": 1.5}},
    {"kernelspec": {"name": "python3", "display_name": "Python 3"},
     "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2,
                                                                "version_minor": 0}}},
]


def text_of(r):
    parts = [r.choice(r.choice([TEXTS, TEXTS, FENCES, MARKS])) for _ in range(r.randint(0, 4))]
    return r.choice(["\n", "\n\n", ""]).join(parts)


def metadata_of(r):
    made = {}
    for _ in range(r.choice([0, 0, 0, 1, 2, 4])):
        made[r.choice(KEYS)] = copy.deepcopy(r.choice(VALUES))
    if isinstance(made.get("dateline"), dict):
        made["dateline"] = r.choice([{}, {"echo": False, "mine": 1}, {"x-a": [1]}, {"timeout": 0.5}])
    return made


def cell_of(r, minor, number):
    kind = r.choice(["markdown", "markdown", "code", "code", "raw"])
    source = text_of(r) if kind != "code" else "\n".join(
        r.choice(CODES) for _ in range(r.randint(0, 3)))
    cell = {"cell_type": kind, "metadata": metadata_of(r),
            "source": source if r.random() < .5 else source.splitlines(True)}
    if kind == "code":
        cell["outputs"] = copy.deepcopy(r.sample(OUTPUTS, r.choice([0, 0, 1, 2])))
        cell["execution_count"] = r.choice([None, 1, 7])
    elif r.random() < .2:
        cell["attachments"] = r.choice([{}, {"a.png": {"image/png": "iVBORw0KGgo="}},
                                        {"-->": {"text/plain": ["a\n", "b"]}}])
    if minor == 5:
        cell["id"] = r.choice([str(number), "c%d" % number, "markdown-%d" % number, "A-_%d" % number,
                               "%032x" % number, "z" * 60 + "%03d" % number])
    return cell


def notebook_of(r):
    """One that is valid, as far as its version can be: the schema restricts some metadata."""
    while True:
        made = any_notebook(r)
        newest = copy.deepcopy(made)
        newest["nbformat_minor"] = 5
        for number, cell in enumerate(newest["cells"]):
            cell.setdefault("id", "n%d" % number)
        if nbformat.validator.isvalid(made) and nbformat.validator.isvalid(newest):
            return made


def any_notebook(r):
    minor = r.choice([0, 2, 4, 5, 5, 5])
    metadata = copy.deepcopy(r.choice(KERNELS))
    if r.random() < .1:
        metadata["dateline"] = {"other": 1}
    return {"cells": [cell_of(r, minor, n) for n in range(r.randint(0, 7))], "metadata": metadata,
            "nbformat": 4, "nbformat_minor": minor}


def normal(notebook):
    """As nbformat reads it, brought up to 4.5; ids that it made up itself are none."""
    made = nbformat.reads(json.dumps(notebook), as_version=4)
    had = [cell.get("id") for cell in notebook["cells"]]
    made.nbformat_minor = 5
    for cell, had_id in zip(made.cells, had):
        cell["id"] = had_id or ""
    return json.loads(json.dumps(made))


def same(before, after):
    a, b = normal(before), normal(after)
    for one, other in zip(a["cells"], b["cells"]):
        if not one["id"]:
            other["id"] = ""
    return a == b, a, b


def convert(program, *names):
    done = subprocess.run([program, "convert", "-q", *names], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit("%s: status %d: %s" % (" ".join(names), done.returncode, done.stderr))


def round_trip(program, notebook, name):
    with open(name + ".ipynb", "w", encoding="utf-8", newline="") as file:
        json.dump(notebook, file, ensure_ascii=bool(len(notebook["cells"]) % 2))
    convert(program, name + ".ipynb", name + ".md")
    convert(program, name + ".md", name + "-2.ipynb")
    with open(name + "-2.ipynb", encoding="utf-8", newline="") as file:
        text = file.read()
    after = json.loads(text)
    nbformat.validate(after)
    if text != json.dumps(after, ensure_ascii=False, indent=1, sort_keys=True) + "\n" \
            and "e+" not in text and "0.1" not in text:
        return "is not written canonically"
    good, a, b = same(notebook, after)
    if not good:
        for one, other in zip(a["cells"], b["cells"]):
            if one != other:
                return "differs:\n  %r\n  %r" % (one, other)
        return "differs: %r\n  %r" % ({k: a[k] for k in a if k != "cells"} | {"n": len(a["cells"])},
                                      {k: b[k] for k in b if k != "cells"} | {"n": len(b["cells"])})
    # and the Markdown that was made is one more notebook to come back whole
    convert(program, name + "-2.ipynb", name + "-2.md")
    with open(name + ".md", "rb") as one, open(name + "-2.md", "rb") as other:
        if one.read() != other.read():
            return "its Markdown differs at the second time"
    return None


def main():
    if sys.argv[1] == "--validate":
        for name in sys.argv[2:]:
            nbformat.validate(nbformat.read(name, as_version=nbformat.NO_CONVERT))
        return 0
    program, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    good = 0
    for number in range(count):
        r = random.Random(seed * 1000003 + number)
        why = round_trip(program, notebook_of(r), "case")
        if why:
            print("seed %d, case %d %s" % (seed, number, why))
        good += not why
    print("suite ipynb: %d of %d" % (good, count))
    return 0 if good == count else 1


if __name__ == "__main__":
    sys.exit(main())
