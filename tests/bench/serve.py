#!/usr/bin/env python3
"""How long after a save the page that `dateline serve` shows is told of the changed cell.

A notebook of 1,000 cells; the time is from the rename that puts the new file in place to the event, as it is read from
the server's stream. Prints one line of JSON. Usage: serve.py DATELINE [ROUNDS]
"""
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time


def notebook(edited, number):
    """The same as in incremental.c."""
    text = ["---\ndateline: 1\ntitle: A thousand cells\n---\n"]
    for i in range(1000):
        text.append(f"\n## Part {i}\n\nWords about *it*, with a [link](https://e.org/{i}).\n\n"
                    f"```lua id=\"c{i}\"\nrows{i} = {{}}\nfor i = 1, 10 do rows{i}[i] = {{n = i, v = i * "
                    f"{number if i == edited else 3}}} end\ntable.show(rows{i})\n```\n")
        if i % 10 == 9:
            text.append(f"\nThe last is `{{lua}} rows{i}[10].v`.\n")
    return "".join(text)


def main():
    dateline, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 41
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "n.md")

        def save(text):
            with open(path + "~", "w", encoding="utf-8") as file:
                file.write(text)
            began = time.perf_counter()
            os.rename(path + "~", path)
            return began

        save(notebook(-1, 0))
        served = subprocess.Popen([dateline, "serve", "n.md", "--quiet"], cwd=folder, stdout=subprocess.PIPE, text=True)
        found = re.search(r":(\d+)(/\w+/)", served.stdout.readline())
        line = socket.create_connection(("127.0.0.1", int(found.group(1))))
        line.sendall(f"GET {found.group(2)}events HTTP/1.1\r\nHost: 127.0.0.1:{found.group(1)}\r\n\r\n".encode())
        seen = b""

        def wait(words):
            nonlocal seen
            while words not in seen:
                data = line.recv(1 << 20)
                if not data:
                    raise SystemExit("the stream ended")
                seen = seen[-100:] + data
            seen = seen.partition(words)[2]
            return time.perf_counter()

        times = []
        wait(b'"of":1100,"ms"')
        for i in range(rounds):
            time.sleep(0.15)
            began = save(notebook((i * 37) % 1000, 5000 + i))
            times.append((wait(f"{10 * (5000 + i)}".encode()) - began) * 1e3)
        served.terminate()
        served.wait()
        times.sort()
        print(json.dumps({"cells": 1000, "rounds": rounds, "median_ms": round(times[rounds // 2], 2),
                          "best_ms": round(times[0], 2), "worst_ms": round(times[-1], 2)}))


main()
