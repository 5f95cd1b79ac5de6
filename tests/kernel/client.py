"""A Jupyter client of the tests' own, over plain ZeroMQ: it says what no well-kept client says.

Usage: client.py TEST, where DATELINE names the program; the kernel runs in the working folder.
"""
import hashlib
import hmac
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

import zmq

DELIMITER = b"<IDS|MSG>"
PATIENCE = 20  # seconds; a bound against hangs


class Kernel:
    def __init__(self, *options, key=b"secret", late=False):
        self.key = key
        self.ports = free_ports(5)
        names = ["shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"]
        about = dict(zip(names, self.ports), transport="tcp", ip="127.0.0.1", key=key.decode(),
                     signature_scheme="hmac-sha256")
        with open("connection.json", "w") as file:
            json.dump(about, file)
        self.log = open("kernel.log", "w+")
        # it ends with this test, however that ends
        self.process = subprocess.Popen(
            [os.environ["DATELINE"], "kernel", "-f", "connection.json", *options],
            stderr=self.log, env=dict(os.environ, JPY_PARENT_PID=str(os.getpid())))
        self.context = zmq.Context()
        self.shell, self.control = self.dealer(0), self.dealer(1)
        self.session = uuid.uuid4().hex
        if not late:
            self.listen()

    def listen(self):
        self.iopub = self.context.socket(zmq.SUB)
        self.iopub.subscribe(b"")
        self.iopub.connect(f"tcp://127.0.0.1:{self.ports[2]}")
        # by the welcome it is known that from now on all is heard
        self.heard(lambda m: m["header"]["msg_type"] == "iopub_welcome")

    def dealer(self, index):
        made = self.context.socket(zmq.DEALER)
        made.linger = 0
        made.connect(f"tcp://127.0.0.1:{self.ports[index]}")
        return made

    def sign(self, parts):
        return b"" if not self.key else hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()

    def parts(self, kind, content, header=None):
        header = header or json.dumps({
            "msg_id": uuid.uuid4().hex, "session": self.session, "username": "tester",
            "date": "2024-12-31T00:00:00Z", "msg_type": kind, "version": "5.3"}).encode()
        return [header, b"{}", b"{}", json.dumps(content).encode()]

    def send(self, kind, content=None, on=None, header=None):
        parts = self.parts(kind, content or {}, header)
        (on or self.shell).send_multipart([DELIMITER, self.sign(parts), *parts])
        return json.loads(parts[0])["msg_id"]

    def read(self, on, seconds=PATIENCE):
        if not on.poll(int(seconds * 1000)):
            return None
        frames = on.recv_multipart()
        at = frames.index(DELIMITER)
        assert hmac.compare_digest(frames[at + 1], self.sign(frames[at + 2:at + 6])), "signature"
        header, parent, metadata, content = (json.loads(f) for f in frames[at + 2:at + 6])
        return {"header": header, "parent": parent, "parent_bytes": frames[at + 3],
                "metadata": metadata, "content": content}

    def reply(self, on=None, seconds=PATIENCE):
        message = self.read(on or self.shell, seconds)
        assert message, "no reply"
        return message

    def ask(self, kind, content=None, on=None):
        self.send(kind, content, on)
        return self.reply(on)["content"]

    def heard(self, until):
        """What iopub says, to the first message that is wanted."""
        said = []
        while True:
            message = self.read(self.iopub)
            assert message, f"not heard; before it: {[m['content'] for m in said]}"
            said.append(message)
            if until(message):
                return said

    def heard_idle(self, message_id):
        return [m for m in self.heard(lambda m: m["parent"].get("msg_id") == message_id and
                                      m["content"].get("execution_state") == "idle")
                if m["parent"].get("msg_id") == message_id]

    def start(self, code, **more):
        return self.send("execute_request", dict({"code": code}, **more))

    def run(self, code, **more):
        """The reply's content, and what iopub said of it between busy and idle."""
        message_id = self.start(code, **more)
        reply = self.reply()
        assert reply["parent"]["msg_id"] == message_id
        said = self.heard_idle(message_id)
        assert said[0]["content"] == {"execution_state": "busy"}, said[0]
        return reply["content"], [(m["header"]["msg_type"], m["content"]) for m in said[1:-1]]

    def alive(self):
        assert self.ask("kernel_info_request")["status"] == "ok"

    def warned(self, words):
        end = time.time() + PATIENCE
        while time.time() < end:
            with open("kernel.log") as file:
                if words in file.read():
                    return
            time.sleep(0.02)
        raise AssertionError(f"no warning: {words}")

    def workers(self):
        """The processes below the kernel, its worker first."""
        return below(self.process.pid)

    def ended(self):
        return self.process.wait(PATIENCE)

    def close(self):
        if self.process.poll() is None:
            self.send("shutdown_request", {"restart": False}, self.control)
            assert self.reply(self.control)["content"] == {"status": "ok", "restart": False}
            assert self.ended() == 0
        self.context.destroy(0)


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def below(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        children = [int(word) for word in file.read().split()]
    return children + [one for child in children for one in below(child)]


def gone(pid):
    end = time.time() + PATIENCE
    while time.time() < end:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def streamed(said):
    return "".join(c["text"] for kind, c in said if kind == "stream")


def errors(said):
    return [c for kind, c in said if kind == "error"]


# --- what is taken, and what is dropped ---

def test_signatures(kernel):
    parts = kernel.parts("kernel_info_request", {})
    right = kernel.sign(parts)
    wrong = [b"", b"0" * 64, right[:-1], right.upper(), right[:-1] + (b"1" if right[-1:] == b"0" else b"0"),
             hmac.new(b"other", b"".join(parts), hashlib.sha256).hexdigest().encode()]
    for signature in wrong:
        kernel.shell.send_multipart([DELIMITER, signature, *parts])
    changed = parts[:3] + [b'{"x":1}']
    kernel.shell.send_multipart([DELIMITER, right, *changed])
    assert kernel.read(kernel.shell, 0.3) is None
    kernel.shell.send_multipart([DELIMITER, right, *parts])
    assert kernel.reply()["content"]["status"] == "ok"
    kernel.shell.send_multipart([DELIMITER, right, *parts])  # once more
    kernel.control.send_multipart([DELIMITER, right, *parts])  # and elsewhere
    assert kernel.read(kernel.shell, 0.3) is None
    assert kernel.read(kernel.control, 0.1) is None
    kernel.warned("its signature is wrong")
    kernel.warned("it was there before")


def test_malformed(kernel):
    good = kernel.parts("kernel_info_request", {})
    bad = [[b"", b"{}", b"{}", b"{}"], [b"[]", b"{}", b"{}", b"{}"], [b"{}", b"{}", b"{}", b"{}"],
           [b'{"msg_type":7}', b"{}", b"{}", b"{}"], good[:3] + [b"nonsense"], good[:3] + [b"[1]"],
           good[:3] + [b'{"a":"\xff"}'], good[:3] + [b"[" * 100000],
           good[:3] + [b'{"code":' + b"[" * 100000]]
    for parts in bad:
        kernel.shell.send_multipart([DELIMITER, kernel.sign(parts), *parts])
    for frames in ([b"x"], [DELIMITER], [DELIMITER, b"", b""], [b"", b"", b"", b"", b"", b"", b""],
                   [b"x"] * 5000):
        kernel.shell.send_multipart(frames)
    # what is well-formed and makes no sense
    for kind, content in [("execute_request", {}), ("execute_request", {"code": 7}),
                          ("execute_request", {"code": "1", "user_expressions": [1]}),
                          ("complete_request", {"code": [], "cursor_pos": "x"}),
                          ("complete_request", {"code": "x", "cursor_pos": -5}),
                          ("inspect_request", {"code": "x", "cursor_pos": 10 ** 18}),
                          ("is_complete_request", {}), ("history_request", {"n": -1}),
                          ("comm_info_request", {})]:
        assert kernel.ask(kind, content)["status"] == "ok" or kind == "is_complete_request"
    kernel.send("no_such_request")
    kernel.alive()


def test_huge_frame(kernel):
    """The length alone is enough: ZMTP 3.0 by hand, then a frame that says it has 1 GB."""
    with socket.create_connection(("127.0.0.1", kernel.ports[0])) as raw:
        raw.settimeout(PATIENCE)
        raw.sendall(b"\xff" + b"\0" * 8 + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + b"\0" * 32)
        got = b""
        while len(got) < 64:
            got += raw.recv(64)
        ready = b"\x05READY\x0bSocket-Type\0\0\0\x06DEALER"
        raw.sendall(b"\x04" + bytes([len(ready)]) + ready)
        raw.sendall(b"\x02" + (1 << 30).to_bytes(8, "big"))
        try:
            raw.sendall(b"x" * (1 << 20))
            while raw.recv(65536):
                pass
        except ConnectionError:
            pass
    other = kernel.dealer(0)
    other.send_multipart([DELIMITER, b"", b"x" * (65 << 20), b"", b"", b""])
    assert not other.poll(300)
    kernel.alive()
    with open(f"/proc/{kernel.process.pid}/status") as file:
        peak = [int(line.split()[1]) for line in file if line.startswith("VmHWM")][0]
    assert peak < 300000, f"{peak} kB"


def test_parent_header(kernel):
    header = b'{ "msg_type":"kernel_info_request" , "msg_id":"a b", "odd" : [1, 2.50, {"x":null}] }'
    kernel.send("", header=header)
    assert kernel.reply()["parent_bytes"] == header
    said = kernel.heard(lambda m: m["content"].get("execution_state") == "idle" and
                        m["parent"].get("msg_id") == "a b")
    assert said[-1]["parent_bytes"] == header


def test_unsigned(kernel):
    """A connection without a key signs nothing."""
    kernel.close()
    plain = Kernel(key=b"")
    plain.alive()
    plain.close()


# --- cells ---

def test_outputs(kernel):
    reply, said = kernel.run('print("a"); print("b", 1); display(md("*c*")); 6 * 7')
    kinds = [kind for kind, _ in said]
    assert kinds == ["execute_input", "stream", "display_data", "execute_result"], kinds
    assert streamed(said) == "a\nb\t1\n"
    assert said[2][1]["data"]["text/markdown"] == "*c*"
    assert "<em>c</em>" in said[2][1]["data"]["text/html"]
    assert said[3][1]["data"]["text/plain"] == "42" and said[3][1]["execution_count"] == 1
    reply, said = kernel.run('chart.bar({{x="a", y=1}, {x="b", y=2}}, {x="x", y="y"})')
    assert said[1][1]["data"]["image/svg+xml"].startswith("<svg")
    reply, said = kernel.run('table.show({{a=1, b="<i>"}, {a=2.5, b="x"}}, {columns={"a", "b"}})')
    data = said[1][1]["data"]
    assert "&lt;i&gt;" in data["text/html"] and "<i>" not in data["text/html"]
    assert data["application/vnd.dataresource+json"]["data"] == [{"a": 1, "b": "<i>"},
                                                                {"a": 2.5, "b": "x"}]
    reply, said = kernel.run("print('\\xff\\0\\27[2J é')")
    assert streamed(said) == "\ufffd\0\x1b[2J é\n", streamed(said)


def test_streams_while_running(kernel):
    kernel.run("function wait() local n = 0 while true do n = n + 1 end end")
    message_id = kernel.start('print("é first") coroutine.wrap(function() print("second") wait() end)()')
    text = ""
    while "second" not in text:
        message = kernel.read(kernel.iopub)
        assert message, text
        text += message["content"].get("text", "")
    assert kernel.read(kernel.shell, 0.05) is None  # it is still running
    kernel.send("interrupt_request", {}, kernel.control)
    assert kernel.reply(kernel.control)["content"] == {"status": "ok"}
    reply = kernel.reply()["content"]
    assert reply["status"] == "error" and reply["ename"] == "interrupted", reply
    rest = kernel.heard_idle(message_id)
    assert text + streamed([(m["header"]["msg_type"], m["content"]) for m in rest]) == "é first\nsecond\n"


def test_late_listener(_):
    """Who listens only when the reply is there still hears "busy" and "idle" of his request."""
    kernel = Kernel(late=True)
    message_id = kernel.start("6 * 7")
    assert kernel.reply()["parent"]["msg_id"] == message_id
    kernel.listen()
    states = [m["content"].get("execution_state") for m in kernel.heard_idle(message_id)]
    assert states[0] == "busy" and states[-1] == "idle", states
    kernel.close()


def test_counts_and_silence(kernel):
    reply, _ = kernel.run("x = 1")
    assert reply["execution_count"] == 1
    reply, said = kernel.run("error('no')")
    assert reply["execution_count"] == 2 and reply["status"] == "error"
    reply, said = kernel.run("print(1); 5", silent=True)
    assert said == [] and reply["status"] == "ok"
    reply, said = kernel.run("7", store_history=False)
    assert reply["execution_count"] == 3
    reply, said = kernel.run("8")
    assert reply["execution_count"] == 3
    history = kernel.ask("history_request", {"hist_access_type": "tail", "n": 10, "output": True, "raw": True})
    assert history["history"] == [[1, 1, ["x = 1", None]], [1, 2, ["error('no')", None]], [1, 3, ["8", "8"]]], history
    reply, _ = kernel.run("y = 2", user_expressions={"a": "x + y", "b": "nothing.at.all", "c": 5})
    answers = reply["user_expressions"]
    assert answers["a"] == {"status": "ok", "data": {"text/plain": "3"}, "metadata": {}}, answers
    assert answers["b"]["status"] == "error" and "c" not in answers


def test_errors(kernel):
    reply, said = kernel.run("local a = 1\nlocal function f()\n  error('here')\nend\nf()")
    told = errors(said)[0]
    assert told["evalue"] == "here" and told["ename"] == "cell", told
    assert "line 3" in told["traceback"][0], told
    assert "error('here')" in told["traceback"][1], told
    assert reply["traceback"] == told["traceback"]
    reply, said = kernel.run("%%sql\nselect 1\n from nowhere")
    assert reply["status"] == "error" and "nowhere" in reply["evalue"], reply
    reply, said = kernel.run("x = = 1")
    assert reply["status"] == "error", reply


def test_stop_on_error(kernel):
    kernel.start("error('first')")
    kernel.start("ran = true")
    info = kernel.send("kernel_info_request")
    kernel.start("ran = true", stop_on_error=False)
    replies = [kernel.reply() for _ in range(4)]
    assert [r["content"]["status"] for r in replies] == ["error", "error", "ok", "error"]
    assert replies[1]["content"]["ename"] == "aborted" and replies[2]["parent"]["msg_id"] == info
    assert kernel.run("ran")[1][1:] == []
    kernel.start("error('first')", stop_on_error=False)
    kernel.start("went = 'on'")
    assert [kernel.reply()["content"]["status"] for _ in range(2)] == ["error", "ok"]
    assert kernel.run("went")[1][-1][1]["data"]["text/plain"] == "on"


def test_magics(kernel):
    kernel.run("store.put('t', {{a = 1}, {a = 2}}, {key = 'a'})")
    reply, said = kernel.run("%%sql\nselect sum(a) as total from t")
    assert "3" in said[-1][1]["data"]["text/plain"], said
    assert os.path.exists("dateline.db")
    reply, said = kernel.run("%%dateline\nas-of: 2023-05-06\nparams:\n  actor: OpenAI\n  n: 3\ndateline: 1")
    assert reply["status"] == "ok", reply
    reply, said = kernel.run("tostring(today().edtf) .. params.actor .. params.n")
    assert said[-1][1]["data"]["text/plain"] == "2023-05-06OpenAI3", said
    reply, said = kernel.run("%%dateline\nas-of: [never")
    assert reply["status"] == "error", reply
    reply, said = kernel.run("params.actor")
    assert said[-1][1]["data"]["text/plain"] == "OpenAI"
    reply, said = kernel.run("timeline:lag?")
    assert "timeline:lag(a, b)" in reply["payload"][0]["data"]["text/plain"]


def test_lookups(kernel):
    code = "é = '𝕏'; strin"
    told = kernel.ask("complete_request", {"code": code, "cursor_pos": len(code)})
    assert told["matches"] == ["string"] and told["cursor_start"] == 9 and told["cursor_end"] == 14, told
    kernel.run("store.put('actors', {{name = 'x'}}, {key = 'name'})")
    code = "%%sql\nselect * from act"
    told = kernel.ask("complete_request", {"code": code, "cursor_pos": len(code)})
    assert told["matches"] == ["actors"] and told["cursor_start"] == len(code) - 3, told
    assert told["metadata"]["_jupyter_types_experimental"][0]["type"] == "table"
    assert kernel.ask("complete_request", {"code": "%%s", "cursor_pos": 3})["matches"] == ["%%sql"]
    told = kernel.ask("inspect_request", {"code": "é = store.query('x')", "cursor_pos": 11})
    assert told["found"] and "store.query(sql" in told["data"]["text/plain"], told
    assert not kernel.ask("inspect_request", {"code": "unheard", "cursor_pos": 3})["found"]
    told = kernel.ask("is_complete_request", {"code": "  for i = 1, 2 do"})
    assert told == {"status": "incomplete", "indent": "    "}, told
    assert kernel.ask("is_complete_request", {"code": "%%sql"})["status"] == "incomplete"
    assert kernel.ask("comm_info_request", {}) == {"status": "ok", "comms": {}}


def test_progress(kernel):
    class Slow(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            time.sleep(0.25 * int(self.path[1:] or 0) if self.path[1:].isdigit() else 0)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<p>page</p>")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kernel.close()
    one = Kernel("--allow-private", "--ignore-robots", "--concurrency", "8", "--per-host", "8", "--delay", "0")
    base = f"http://127.0.0.1:{server.server_port}/"
    urls = ", ".join(f"'{base}{i}'" for i in range(1, 7))
    reply, said = one.run("pages = fetch.all{" + urls + "}; #pages")
    assert reply["status"] == "ok", reply
    shown = [(k, c) for k, c in said if k in ("display_data", "update_display_data")]
    assert shown[0][0] == "display_data" and {k for k, _ in shown[1:]} == {"update_display_data"}, said
    assert len({c["transient"]["display_id"] for _, c in shown}) == 1
    assert "6 of 6" in shown[-1][1]["data"]["text/plain"], shown[-1]
    one.close()


def test_questions(kernel):
    """A private address is asked for: once, and only where somebody can answer."""
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<title>inside</title>")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    code = f"fetch('http://127.0.0.1:{server.server_port}/').title"
    # as Jupyter's clients do: one identity on both channels
    kernel.shell.close()
    kernel.shell = kernel.context.socket(zmq.DEALER)
    asked = kernel.context.socket(zmq.DEALER)
    for one, port in ((kernel.shell, 0), (asked, 3)):
        one.linger, one.identity = 0, b"me"
        one.connect(f"tcp://127.0.0.1:{kernel.ports[port]}")
    reply, said = kernel.run(code)
    assert reply["status"] == "error" and reply["ename"] == "permission", reply
    for answer, wanted in (("n", "permission"), ("y", None)):
        message_id = kernel.start(code, allow_stdin=True)
        question = kernel.reply(asked)
        assert question["parent"]["msg_id"] == message_id
        assert "127.0.0.1" in question["content"]["prompt"] and not question["content"]["password"]
        kernel.send("input_reply", {"value": answer}, asked)
        reply = kernel.reply()["content"]
        assert reply.get("ename") == wanted, reply
        said = kernel.heard_idle(message_id)
    assert any("inside" in str(m["content"]) for m in said)
    kernel.run(code.replace("')", "?again')"))  # a grant holds, and is not asked for again
    assert kernel.read(asked, 0.05) is None
    kernel.run("%%dateline\ndateline: 1")  # it ends with the worker
    # a question that is interrupted is answered by that
    kernel.start(code, allow_stdin=True)
    kernel.reply(asked)
    kernel.send("interrupt_request", {}, kernel.control)
    kernel.reply(kernel.control)
    reply = kernel.reply()["content"]
    assert reply.get("ename") == "interrupted", reply  # and not by the capture of before
    kernel.alive()


# --- interrupts and ends ---

def test_interrupt_coroutine(kernel):
    kernel.run("kept = 'yes'")
    for by_signal in (False, True, False):
        message_id = kernel.start("local c = coroutine.wrap(function() print('in') while true do pcall(error) end end) c()")
        kernel.heard(lambda m: m["content"].get("text") == "in\n")
        if by_signal:
            kernel.process.send_signal(signal.SIGINT)
        else:
            kernel.send("interrupt_request", {}, kernel.control)
            kernel.reply(kernel.control)
        assert kernel.reply()["content"]["ename"] == "interrupted"
        kernel.heard_idle(message_id)
    assert kernel.run("kept")[1][-1][1]["data"]["text/plain"] == "yes"
    # one that comes when nothing runs stops nothing
    kernel.send("interrupt_request", {}, kernel.control)
    kernel.reply(kernel.control)
    assert kernel.run("1 + 1")[0]["status"] == "ok"


def test_interrupt_stuck(kernel):
    """A pattern that never ends is in C, where no hook reaches: its process is ended."""
    kernel.run("kept = 'yes'")
    kernel.start("print('in') string.find(string.rep('a', 50), string.rep('a*', 40) .. 'b')")
    kernel.heard(lambda m: m["content"].get("text") == "in\n")
    kernel.send("interrupt_request", {}, kernel.control)
    kernel.reply(kernel.control)
    reply = kernel.reply()["content"]
    assert reply["ename"] == "interrupted" and "variables are gone" in reply["traceback"][-1], reply
    assert kernel.run("kept")[1][1:] == []
    assert kernel.run("2 + 2")[1][-1][1]["data"]["text/plain"] == "4"


def test_kill(kernel):
    kernel.run("x = 1")
    workers = kernel.workers()
    assert workers
    kernel.process.kill()
    kernel.ended()
    assert all(gone(pid) for pid in workers)


def test_worker_killed(kernel):
    kernel.run("x = 1")
    os.kill(kernel.workers()[0], signal.SIGKILL)
    assert kernel.ask("complete_request", {"code": "whi", "cursor_pos": 3})["status"] == "ok"
    reply, said = kernel.run("1 + 1")
    if reply["status"] != "ok":
        reply, said = kernel.run("1 + 1")
    assert said[-1][1]["data"]["text/plain"] == "2"


def test_client_gone(kernel):
    """The client is killed while a cell runs: kernel and worker end by themselves."""
    kernel.close()
    code = ("import subprocess, sys, os, time\n"
            "env = dict(os.environ, JPY_PARENT_PID=str(os.getpid()))\n"
            "p = subprocess.Popen([env['DATELINE'], 'kernel', '-f', 'connection.json'], env=env)\n"
            "print(p.pid, flush=True)\ntime.sleep(600)\n")
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    shell = kernel.context = zmq.Context()
    kernel.shell = kernel.dealer(0)
    kernel.alive()
    kernel.start("while true do end")
    workers = below(pid)
    parent.kill()
    parent.wait()
    assert workers and gone(pid) and all(gone(one) for one in workers)
    shell.destroy(0)


def test_shutdown_while_running(kernel):
    message_id = kernel.start("print('in') while true do end")
    kernel.heard(lambda m: m["content"].get("text") == "in\n")
    workers = kernel.workers()
    kernel.send("shutdown_request", {"restart": True}, kernel.control)
    assert kernel.reply(kernel.control)["content"] == {"status": "ok", "restart": True}
    assert kernel.ended() == 0 and all(gone(pid) for pid in workers)
    assert message_id


def test_heartbeat(kernel):
    beat = kernel.context.socket(zmq.REQ)
    beat.connect(f"tcp://127.0.0.1:{kernel.ports[4]}")
    message_id = kernel.start("local t = {} for i = 1, 3e7 do t[1] = i end")
    for ping in (b"ping", b"", b"x" * 100000):
        beat.send(ping)
        assert beat.poll(PATIENCE * 1000) and beat.recv() == ping
    kernel.reply()
    kernel.heard_idle(message_id)


def main():
    test = globals()["test_" + sys.argv[1]]
    kernel = Kernel()
    try:
        test(kernel)
        if not kernel.context.closed:
            kernel.close()
    finally:
        if kernel.process.poll() is None:
            kernel.process.kill()
    return 0


sys.exit(main())
