"""What a reader sees of `dateline serve` in Chromium, by chromedriver (W3C WebDriver) and Python's own library.

Usage: serve_page.py SCENARIO, in an empty folder; DATELINE is the program. Prints what failed, and ends with 1.
"""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

DATELINE = os.environ["DATELINE"]
PATIENCE_S = 20 * float(os.environ.get("SLOWER", "1"))


def until(what, ask, patience=PATIENCE_S):
    """Asks again and again until the answer is true; returns it."""
    end = time.monotonic() + patience
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Browser:
    def __init__(self):
        self.port = free_port()
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, start_new_session=True)
        until("chromedriver is there", self.is_there)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1000,700", "--disable-quic",
                     "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                     f"--user-data-dir={os.getcwd()}/profile"] + os.environ.get("BROWSER_ARGUMENTS", "").split()
        made = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = "/session/" + made["sessionId"]

    def is_there(self):
        try:
            return self.ask("GET", "/status")["ready"]
        except OSError:
            return False

    def ask(self, method, path, body=None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
        value = json.loads(line.getresponse().read())["value"]
        line.close()
        if isinstance(value, dict) and "error" in value:
            raise AssertionError(value["message"])
        return value

    def open(self, address):
        self.ask("POST", self.session + "/url", {"url": address})

    def run(self, script, *arguments):
        return self.ask("POST", self.session + "/execute/sync", {"script": script, "args": list(arguments)})

    def text(self, selector="main"):
        return self.run("var e = document.querySelector(arguments[0]); return e && !e.hidden ? e.innerText : ''", selector)

    def see(self, words, selector="main"):
        return until(f"{selector} has {words!r}", lambda: words in self.text(selector))

    def complaints(self):
        return [entry["message"] for entry in self.ask("POST", self.session + "/se/log", {"type": "browser"})
                if entry["level"] == "SEVERE"]

    def picture(self, path):
        import base64
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("GET", self.session + "/screenshot")))

    def close(self):
        try:
            self.ask("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()


class Served:
    running = []

    def __init__(self, *options, name="n.md"):
        self.process = subprocess.Popen([DATELINE, "serve", name, *options], stdout=subprocess.PIPE,
                                        stderr=open("served.txt", "a", encoding="utf-8"), text=True)
        Served.running.append(self.process)
        self.address = self.process.stdout.readline().strip()
        assert self.address, open("served.txt", encoding="utf-8").read()
        self.port = int(re.search(r":(\d+)/", self.address).group(1))

    def children(self, parent=None):
        own = parent or self.process.pid
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == own:
                found.append(int(entry))
        return found

    def post(self, name, body, **headers):
        headers = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{self.port}", **headers}
        asked = urllib.request.Request(self.address + name, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE_S)


def save(text, name="n.md"):
    """As editors do: a new file in the place of the old one."""
    with open(name + "~", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(name + "~", name)


def cells(count, changed=None, words="", front=""):
    text = f"---\ndateline: 1\ntitle: Cells\n{front}---\n\nFirst words. {words}\n"
    for i in range(count):
        value = changed.get(i, i) if changed else i
        text += (f"\n## Part {i}\n\nWords about part {i}.\n\n```lua id=\"c{i}\"\nv{i} = {value}\nprint(\"cell {i} has\", v{i})\n"
                 f"```\n\nThe value of {i} is `{{lua}} v{i}`.\n")
    return text


COUNT_CHANGES = """
window.changes = []; window.nodes = Array.from(document.querySelectorAll('main *'));
new MutationObserver(function (list) {
    list.forEach(function (each) {
        var at = each.target.nodeType === 1 ? each.target : each.target.parentElement;
        window.changes.push(each.type + ' in ' + (at.closest('[id]') || at).id + ' ' + at.tagName);
    });
}).observe(document.querySelector('main'), {childList: true, subtree: true, characterData: true, attributes: true,
                                            attributeFilter: ['class', 'id', 'open', 'style']});
"""


def one_cell_changes(browser):
    save(cells(30))
    served = Served()
    browser.open(served.address)
    browser.see("cell 29 has")
    browser.run(COUNT_CHANGES)
    save(cells(30, {20: 4711}))
    browser.see("cell 20 has\t4711")
    changes = browser.run("return window.changes")
    # the printed line, the code, and the figure in the prose: the text of each
    assert len(changes) == 3 and all(change.startswith("characterData") for change in changes), changes
    assert sum("cell-c20" in change for change in changes) == 2, changes
    assert browser.run("return window.nodes.every(function (each) { return each.isConnected; })")
    assert not browser.complaints(), browser.complaints()
    return served


def prose_changes(browser):
    save(cells(10))
    served = Served()
    browser.open(served.address)
    browser.see("cell 9 has")
    browser.run(COUNT_CHANGES)
    save(cells(10, words="And *more*.").replace("title: Cells", "title: Other cells"))
    browser.see("And more.")
    until("the title is there", lambda: browser.run("return document.title") == "Other cells")
    browser.see("Other cells", "header")
    assert browser.run("return window.nodes.every(function (each) { return each.isConnected; })")
    # what is put in before, taken out and moved leaves the others as they are
    text = cells(10)
    save(text.replace("## Part 3", "New words.\n\n> Quoted.\n\n## Part 3").replace("Words about part 5.\n\n", ""))
    browser.see("Quoted.")
    until("the words are gone", lambda: "Words about part 5." not in browser.text())
    gone = browser.run("return window.nodes.filter(function (each) { return !each.isConnected; })"
                       ".map(function (each) { return each.textContent; })")
    assert gone in (["Words about part 5."], ["more", "Words about part 5."]), gone
    order = browser.run("return Array.from(document.querySelectorAll('main > *')).map(function (e) { return e.textContent; })")
    assert order.index("New words.") < order.index("Part 3") < order.index("Part 4"), order
    return served


def reader_keeps_place(browser):
    save(cells(60))
    served = Served()
    browser.open(served.address)
    browser.see("cell 59 has")
    before = browser.run("""
        document.querySelector('#cell-c40 details').open = true;
        var link = document.querySelector('#cell-c40 summary');
        link.focus();
        document.getElementById('cell-c40').scrollIntoView();
        return [scrollY, document.getElementById('cell-c40').getBoundingClientRect().top];""")
    assert before[0] > 500, before
    more = "\n\n".join(f"Line {i} that is put in above." for i in range(30))
    save(cells(60, {40: 99, 3: 5}, words=more))
    browser.see("cell 40 has\t99")
    after = browser.run("return [scrollY, document.getElementById('cell-c40').getBoundingClientRect().top]")
    assert abs(after[1] - before[1]) < 2, (before, after)
    assert after[0] > before[0] + 300, (before, after)
    assert browser.run("return document.querySelector('#cell-c40 details').open")
    assert browser.run("return document.activeElement === document.querySelector('#cell-c40 summary')")
    return served


def error_comes_and_goes(browser):
    save(cells(5))
    served = Served()
    browser.open(served.address)
    browser.see("cell 4 has")
    save(cells(5).replace('id="c3"', 'idd="c3"'))
    browser.see("Line 45:", "#fault")
    browser.see('```lua idd="c3"', "#fault")
    assert "cell 4 has" in browser.text()
    save(cells(5, {2: 22}))
    browser.see("cell 2 has\t22")
    until("the error is gone", lambda: browser.text("#fault") == "")
    save(cells(5).replace("v3 = 3", 'error("on purpose")'))
    browser.see("on purpose", "#cell-c3")
    assert browser.text("#fault") == ""
    save(cells(5))
    browser.see("cell 3 has\t3")
    return served


def progress_shows(browser):
    save(cells(3))
    served = Served("--timeout", "20")
    browser.open(served.address)
    browser.see("cell 2 has")
    save(cells(3).replace("v1 = 1", "v1 = 1 while true do end"))
    browser.see("Running cell c1", "#live")
    assert browser.run("return document.getElementById('cell-c1').getAttribute('aria-busy')") == "true"
    # the page answers, and shows what was there
    assert "cell 2 has" in browser.text()
    browser.run("document.querySelector('#live button').click()")
    browser.see("interrupted", "#cell-c1")
    until("the bar is gone", lambda: browser.text("#live") == "")
    # an edit of what runs ends it, too
    save(cells(3).replace("v1 = 1", "v1 = 2 while true do end"))
    browser.see("Running cell c1", "#live")
    save(cells(3, {1: 11}))
    browser.see("cell 1 has\t11")
    return served


def stuck_cell_ends(browser):
    save(cells(3))
    served = Served("--timeout", "1")
    browser.open(served.address)
    browser.see("cell 2 has")
    stuck = 'v1 = 1 string.find(("a"):rep(50), ("a*"):rep(50) .. "b")'
    save(cells(3).replace("v1 = 1", stuck))
    browser.see("Running cell c1", "#live")
    assert served.post("reject", {"id": "none"})[0] == 404  # answered while the cell is stuck
    browser.see("time limit", "#cell-c1")
    save(cells(3, {2: 77}))
    browser.see("cell 2 has\t77")
    return served


class Line:
    """A line to the server that can be cut, so that the page has to come back."""

    def __init__(self, port):
        self.port, self.open, self.held = port, True, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.own = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            here, _ = self.socket.accept()
            if not self.open:
                here.close()
                continue
            there = socket.create_connection(("127.0.0.1", self.port))
            self.held += [here, there]
            for pair in ((here, there, True), (there, here, False)):
                threading.Thread(target=self.pass_on, args=pair, daemon=True).start()

    def pass_on(self, source, target, asks):
        own, real = f"127.0.0.1:{self.own}".encode(), f"127.0.0.1:{self.port}".encode()
        try:
            while data := source.recv(1 << 16):
                target.sendall(data.replace(own, real) if asks else data)
        except OSError:
            pass
        for each in (source, target):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        self.open = False
        for each in self.held:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.held = []


def comes_back(browser):
    save(cells(10))
    served = Served()
    line = Line(served.port)
    browser.open(served.address.replace(str(served.port), str(line.own)))
    browser.see("cell 9 has")
    browser.run(COUNT_CHANGES)
    line.cut()
    browser.see("cannot be reached", "#live")
    for number in range(5):  # each is told in order, and none twice
        save(cells(10, {7: 100 + number}, words=f"Version {number}."))
        time.sleep(0.15)
    save(cells(9, {7: 200}, words="Version 5."))
    time.sleep(0.3)
    line.open = True
    browser.see("cell 7 has\t200")
    browser.see("Version 5.")
    until("the last cell is gone", lambda: "cell 9 has" not in browser.text())
    until("the bar is gone", lambda: browser.text("#live") == "")
    assert browser.run("return window.nodes.filter(function (e) { return !e.isConnected; }).length") < 15
    # more than the server keeps: all is told, and what is the same stays
    line.cut()
    browser.see("cannot be reached", "#live")
    browser.run("window.nodes = Array.from(document.querySelectorAll('main > *'))")
    for number in range(300):
        save(cells(9, {7: 1000 + number}, words=f"Round {number}."))
        time.sleep(0.012)
    line.open = True
    browser.see("cell 7 has\t1299")
    browser.see("Round 299.")
    assert browser.run("return window.nodes.every(function (each) { return each.isConnected; })")
    return served


def many_saves(browser):
    save(cells(20))
    served = Served()
    browser.open(served.address)
    browser.see("cell 19 has")
    for number in range(200):
        save(cells(20, {number % 20: number + 1000}, words=f"Save {number}."))
    browser.see("Save 199.")
    browser.see("cell 19 has\t1199")
    shown = browser.run("return Array.from(document.querySelectorAll('figure pre:first-child'))"
                        ".map(function (e) { return e.textContent; })")
    assert shown == [f"cell {i} has\t{1199 if i == 19 else i}\n" for i in range(20)], shown
    # in place, a piece at a time, as some editors write
    text = cells(20, {5: 55}, words="In place.")
    with open("n.md", "w", encoding="utf-8") as file:
        for at in range(0, len(text), 100):
            file.write(text[at:at + 100])
            file.flush()
            time.sleep(0.002)
    browser.see("In place.")
    browser.see("cell 5 has\t55")
    return served


def processes_die(browser):
    save(cells(5))
    served = Served()
    browser.open(served.address)
    browser.see("cell 4 has")
    keeper = served.children()
    assert len(keeper) == 1, keeper
    worker = served.children(keeper[0])
    assert len(worker) == 1, worker
    os.kill(worker[0], signal.SIGKILL)  # between two steps: nobody has to see it
    save(cells(5, {3: 33}))
    browser.see("cell 3 has\t33")
    os.kill(keeper[0], signal.SIGKILL)
    browser.see("is gone", "#fault")
    browser.see("signal 9", "#fault")
    save(cells(5, {3: 34}))
    browser.see("cell 3 has\t34")
    until("the error is gone", lambda: browser.text("#fault") == "")
    # while a cell runs
    save(cells(5).replace("v1 = 1", "v1 = 1 while true do end"))
    browser.see("Running cell c1", "#live")
    worker = served.children(served.children()[0])
    os.kill(worker[0], signal.SIGKILL)
    browser.see("killed", "#cell-c1")
    save(cells(5).replace("v1 = 1", "v1 = 2 while true do end"))
    browser.see("Running cell c1", "#live")
    os.kill(served.children()[0], signal.SIGKILL)
    browser.see("is gone", "#fault")
    browser.see("cell c1", "#fault")
    save(cells(5, {4: 44}))
    browser.see("cell 4 has\t44")
    until("the error is gone", lambda: browser.text("#fault") == "")
    return served


def files_are_followed(browser):
    text = ("---\ndateline: 1\n---\n\n```lua id=\"read\"\nprint(\"file:\", read(\"d/f.txt\"))\n```\n\n"
            "```lua id=\"rows\"\nprint(\"events:\", #timeline.load(\"events.csv\"):events())\n```\n")
    os.mkdir("d")
    save("one", "d/f.txt")
    rows = "id,actor,kind,date,what\na,A,release,2024,One\n"
    save(rows, "events.csv")
    save(text)
    served = Served()
    browser.open(served.address)
    browser.see("file:\tone")
    save("two", "d/f.txt")
    browser.see("file:\ttwo")
    browser.see("events:\t1")
    save(rows + "b,B,release,2024,Two\n", "events.csv")
    browser.see("events:\t2")
    return served


def pictures_change(browser):
    def text(number):
        return ("---\ndateline: 1\n---\n\n```lua id=\"p\"\nrows = {}\nfor i = 1, 20 do rows[i] = {n = \"n\" .. i, v = i * "
                f"{number}}} end\nchart.bar(rows, {{x=\"n\", y=\"v\"}})\n```\n\n```lua id=\"q\"\nchart.bar({{{{n=\"a\", v=1}}}}, "
                "{x=\"n\", y=\"v\"})\n```\n")
    save(text(1))
    served = Served()
    browser.open(served.address)
    until("the picture is there", lambda: browser.run("return document.querySelectorAll('#cell-p svg').length"))
    tools = browser.run("return document.querySelectorAll('#cell-p .tools').length")
    browser.run("window.other = document.querySelector('#cell-q svg'); "
                "document.querySelector('#cell-p details.data').open = true")
    save(text(3))
    until("the picture is another", lambda: "60" in browser.text("#cell-p details.data"))
    assert browser.run("return document.querySelectorAll('#cell-p .tools').length") == tools
    assert browser.run("return document.querySelector('#cell-p details.data').open")
    assert browser.run("return window.other.isConnected")
    assert not browser.complaints(), browser.complaints()
    return served


def candidates(browser):
    page = ("<!DOCTYPE html><html lang=en><head><title>News of Sora</title><meta property='article:published_time' "
            "content='2024-12-10T10:00:00Z'></head><body><article><h1>News of Sora</h1>"
            "<p>OpenAI released Sora to the public on December 9, 2024, after a long wait.</p>"
            "<p>OpenAI announced Sora on February 15, 2024, to wide attention in the press.</p>"
            "<p>Nobody in particular did something else on March 3, 2024, at a table.</p>" + "<p>More words of the article.</p>" * 10 +
            "</article></body></html>").encode()

    import http.server

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = page if self.path == "/news" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    os.mkdir("data")
    first = "# kept as it is\nid\tactor\tkind\tdate\twhat\nfirst\tOpenAI\tpromise\t2024-03\tA first event\n"
    save(first, "data/events.tsv")
    save(f"---\ndateline: 1\nnet: [127.0.0.1]\n---\n\n```lua id=\"page\"\nprint(fetch(\"http://127.0.0.1:{web.server_port}/news\").title)\n```\n\n"
         "```lua id=\"events\"\nt = timeline.load(\"data/events.tsv\")\nt\n```\n")
    served = Served("--allow-net", "--allow-private=127.0.0.1")
    browser.open(served.address)
    browser.see("News of Sora")
    browser.see("2 candidates", "#offers")
    browser.run("document.getElementById('offers').open = true")
    offers = browser.text("#offers")
    assert "released Sora" in offers and "Nobody in particular" not in offers, offers
    browser.run("""Array.from(document.querySelectorAll('#offers li')).find(function (each) {
        return each.innerText.indexOf('released Sora') >= 0; }).querySelector('.accept').click()""")
    browser.see("Wrote to data/events.tsv", "#offers")
    browser.see("OpenAI released Sora to the public", "main")
    browser.see("1 candidate", "#offers")
    with open("data/events.tsv", encoding="utf-8") as file:
        lines = file.read().split("\n")
    assert lines[0] == "# kept as it is" and lines[2] == first.split("\n")[2], lines
    header, row = lines[1].split("\t"), lines[3].split("\t")
    got = dict(zip(header, row))
    assert got["actor"] == "OpenAI" and got["kind"] == "release" and got["date"] == "2024-12-09", got
    assert got["evidence"].startswith("OpenAI released Sora to the public on December 9, 2024"), got
    assert got["sources"].endswith("/news") and got["published"].startswith("2024-12-10"), got
    assert len(lines) == 5 and lines[4] == "", lines
    browser.run("document.querySelector('#offers .reject').click()")
    until("none is offered", lambda: browser.run("return document.querySelectorAll('#offers li').length") == 0)
    browser.open(served.address)  # for as long as it is served
    browser.see("News of Sora")
    time.sleep(0.3)
    assert browser.run("return document.querySelectorAll('#offers li').length") == 0
    web.shutdown()
    return served


def many_edits(browser):
    """Memory after 500 edits is about what it was after 100."""
    def memory(pids):
        kib = 0
        for pid in pids:
            with open(f"/proc/{pid}/statm", encoding="utf-8") as file:
                kib += int(file.read().split()[1]) * 4
        return kib

    save(cells(20))
    served = Served()
    browser.open(served.address)
    browser.see("cell 19 has")
    sizes = []
    for number in range(501):
        save(cells(20, {number % 20: number + 1000}, words=f"Edit {number}."))
        if number % 100 == 0:
            browser.see(f"Edit {number}.")
            keeper = served.children()
            sizes.append(memory([served.process.pid] + keeper + served.children(keeper[0])))
        elif number % 5 == 0:
            time.sleep(0.02)
    print("# KiB after each 100 edits:", *sizes)
    assert sizes[-1] - sizes[1] < 6000, sizes
    return served


def is_shown(browser):
    save(cells(3))
    served = Served()
    browser.open(served.address)
    browser.see("cell 2 has")
    browser.see("The value of 1 is 1.")
    assert browser.run("return document.title") == "Cells"
    assert not browser.complaints(), browser.complaints()
    return served


SCENARIOS = {function.__name__: function for function in (
    is_shown, one_cell_changes, prose_changes, reader_keeps_place, error_comes_and_goes, progress_shows, stuck_cell_ends,
    comes_back, many_saves, processes_die, files_are_followed, pictures_change, candidates, many_edits)}


def main():
    browser = Browser()
    try:
        served = SCENARIOS[sys.argv[1]](browser)
        status = served.end()
        assert status == 0, f"it ended with {status}"
    except AssertionError as error:
        print(f"{sys.argv[1]}: {error}", file=sys.stderr)
        print("page:", browser.text("body")[:3000], file=sys.stderr)
        print("console:", browser.complaints(), file=sys.stderr)
        print(open("served.txt", encoding="utf-8").read()[-2000:], file=sys.stderr)
        sys.exit(1)
    finally:
        browser.close()
        for process in Served.running:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
