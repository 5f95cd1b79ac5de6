"""Bundles from elsewhere, trust, the wall and the command: what is on the disk, and who may."""
import ctypes
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
import zlib

from lua_cases import cell, judge_error, notebook
from net import PUBLIC, Server, answer, pages
from world import DATELINE

DATELINE_PATH = os.path.abspath(DATELINE)


# --- bundles ---

def bundle(world):
    """A real one, to be bent."""
    folder = world.new_folder()
    os.mkdir(os.path.join(folder, "data"))
    with open(os.path.join(folder, "data", "a.html"), "w", encoding="utf-8") as file:
        file.write("<title>t</title><p>text of a page</p>")
    with open(os.path.join(folder, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell('return fetch("data/a.html").title')))
    made = world.command(["bundle", "-q", "n.md", "-o", "n.dateline"], folder)
    if made.status != 0:
        raise RuntimeError(made.errors)
    return folder, os.path.join(folder, "n.dateline")


def bend(path, *statements):
    with sqlite3.connect(path) as database:
        for statement, *values in statements:
            database.execute(statement, values)
    database.close()


RENAME = "UPDATE sqlar SET name = ? WHERE name = 'data/a.html'"
CONTENT = "UPDATE sqlar SET data = ?, sz = ? WHERE name = 'data/a.html'"


def bent_bundles(world, payload):
    """The bundles that a payload tells of: (folder, path)."""
    def one(*statements):
        folder, path = bundle(world)
        bend(path, *statements)
        return folder, path
    if payload.startswith("entry named "):
        return [one((RENAME, payload[len("entry named "):]))]
    if "symlink" in payload:
        return [one(("UPDATE sqlar SET mode = 41471, data = CAST('..' AS BLOB), sz = -1 WHERE name = 'data/a.html'",))]
    if "hard link" in payload:
        return [one(("UPDATE sqlar SET mode = ? WHERE name = 'data/a.html'", mode)) for mode in
                (0o010644, 0o020644, 0o060644, 0o140644, 0o120777)]
    if "inflates to 10 GB" in payload:
        packed = zlib.compress(bytes(256 << 20), 9)
        return [one((CONTENT, packed, 10 << 30)), one((CONTENT, packed, 256 << 20))]
    if "declared size 10" in payload:
        return [one((CONTENT, zlib.compress(bytes(64 << 20), 9), 10))]
    if "1,000,000 empty files" in payload:
        return [one(("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
                     "INSERT INTO sqlar SELECT 'e' || i, 33188, 0, 0, x'' FROM n",))]
    if "truncated archive" in payload:
        return truncated(world)
    raise KeyError(payload)


def truncated(world):
    made = []
    for bend_bytes in (lambda b: b[:len(b) // 2], lambda b: b.replace(b"dateline: 1", b"dateline: 2"),
                       lambda b: b[:4096] + bytes(4096) + b[8192:]):
        folder, path = bundle(world)
        with open(path, "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(bend_bytes(data))
        made.append((folder, path))
    return made


def listing(folder):
    return sorted(os.path.join(at, name) for at, folders, files in os.walk(folder) for name in folders + files)


def run_bundle(world, case):
    payload = case["payload"]
    if "setuid" in payload:
        folder, path = bundle(world)
        bend(path, ("UPDATE sqlar SET mode = 36333 WHERE name = 'data/a.html'",))  # 0106755
        run = world.command(["unbundle", path, "-o", "out"], folder)
        mode = os.stat(os.path.join(folder, "out", "data", "a.html")).st_mode & 0o7777 if run.status == 0 else 0
        return None if mode in (0, 0o644, 0o600, 0o664) else f"mode {mode:o}"
    if ".netrc" in payload:
        return run_ignored(world, case)
    for folder, path in bent_bundles(world, payload):
        before = [name for name in listing(folder) if not name.endswith(("-shm", "-wal"))]
        for command in (["unbundle", path, "-o", "out"], ["run", path]):
            run = world.command(command, folder)
            if run.status == 0:
                return "it was taken"
            if not re.search(case["check"]["match"] + "|damaged|bundle", run.errors):
                return f"the message does not say why: {run.errors[:200]}"
            if run.peak_mib > 700:
                return f"{run.peak_mib:.0f} MiB"
        after = [name for name in listing(folder) if "/state" not in name and not name.endswith(("-shm", "-wal"))]
        if before != after:
            return f"left behind: {set(after) - set(before)}"
    return None


def run_ignored(world, case):
    folder, path = bundle(world)
    with sqlite3.connect(path) as database:
        import hashlib
        for name in (".netrc", ".inputrc", ".dateline.toml"):
            data = b"allow_net = ['*']\n"
            database.execute("INSERT INTO sqlar VALUES (?, 33188, 0, ?, ?)", (name, len(data), data))
            database.execute("INSERT INTO dl_manifest VALUES (?, x'')", (f"file {hashlib.sha256(data).hexdigest()} {name}",))
    database.close()
    run = world.command(["unbundle", path, "-o", "out"], folder)
    if not re.search(case["check"]["match"], run.errors):
        return f"nothing is said: {run.errors[:200]}"
    hidden = [name for name in listing(os.path.join(folder, "out")) if "/." in name[len(folder):]]
    return f"unpacked: {hidden}" if hidden else None


def run_journal(world, _):
    folder, path = bundle(world)
    victim = os.path.join(folder, "victim")
    with open(victim, "w", encoding="utf-8") as file:
        file.write("mine")
    with open(path + "-journal", "wb") as file:  # a hot journal with the name of a super-journal
        name = os.path.join(folder, "n.dateline-mj0000").encode()
        file.write(bytes.fromhex("d9d505f920a163d7") + bytes(504) + name + len(name).to_bytes(4, "big"))
    run = world.command(["unbundle", path, "-o", "out"], folder)
    if run.status != 0 or not os.path.exists(path + "-journal"):
        return f"the journal was looked at: {run.errors[:200]}"
    odd = [name for name in listing(os.path.join(folder, "out")) if "journal" in name or "-wal" in name]
    return f"imported: {odd}" if odd else None


# --- trust ---

def fetching(net="[a.test]"):
    return notebook(cell('return fetch("http://a.test/")'), f"net: {net}\n")


def denied(run, match="permission"):
    if run.status != 6:
        return f"status {run.status}: {run.errors[:200]}"
    return None if re.search(match, run.errors) else f"the message does not match {match!r}: {run.errors[:200]}"


def run_copied(world, _):
    """A grant is of the bytes, as documented: a copy has it, and another notebook does not."""
    import hashlib
    text = fetching()
    folder = world.new_folder()
    state = os.path.join(folder, "state", "dateline")
    os.makedirs(state)
    line = {"notebook": hashlib.sha256(text.encode()).hexdigest(), "name": "n.md", "hosts": ["a.test"], "granted_at": ""}
    with open(os.path.join(state, "grants.jsonl"), "w", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    for name, content, wanted in (("n.md", text, 5), ("copy.md", text, 5), ("n.md", text + "\n", 6)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(content)
        run = world.command(["run", name, "--tries", "1"], folder)
        if run.status != wanted:
            return f"{name}: status {run.status}, {wanted} was expected: {run.errors[:200]}"
    return None


def run_files(world, case):
    """Files are read below the notebook's folder, whatever is in it."""
    payload = case["payload"]
    folder = world.new_folder()
    os.mkdir(os.path.join(folder, "book"))
    with open(os.path.join(folder, "secret"), "w", encoding="utf-8") as file:
        file.write("a secret")
    book = os.path.join(folder, "book")
    names = {"link -> /etc": ["link/passwd"], "../secret": ["../secret", "x/../../secret"],
             "/proc": ["/proc/self/environ", "/proc/self/mem", "/dev/tty", "p/environ"]}
    os.symlink("/etc", os.path.join(book, "link"))
    os.symlink("/proc/self", os.path.join(book, "p"))
    if "raced" in payload:
        return run_race(world, book)
    wanted = next(value for key, value in names.items() if key in payload)
    for name in wanted:
        for function in ("read", "fetch", "timeline.load"):
            with open(os.path.join(book, "n.md"), "w", encoding="utf-8") as file:
                file.write(notebook(cell(f"return {function}({json.dumps(name)})")))
            run = world.command(["run", "n.md"], book)
            if function == "timeline.load" and "no format" in run.errors:
                continue
            if run.status == 0 or b"root:" in run.output or b"a secret" in run.output:
                return f"{function}({name}) was read"
            if not re.search("permission|cannot open", run.errors):
                return f"{function}({name}): {run.errors[:200]}"
    return None


def run_race(world, book):
    """A file that becomes a link and back while it is read, 300 times."""
    target, mine = os.path.join(book, "f"), os.path.join(book, "mine")
    with open(mine, "w", encoding="utf-8") as file:
        file.write("mine")
    os.link(mine, target)
    stop = threading.Event()

    def swap():
        while not stop.is_set():
            for source in (("/etc/passwd", os.symlink), (mine, os.link)):
                new = os.path.join(book, "new")
                try:
                    source[1](source[0], new)
                    os.rename(new, target)
                    if os.path.lexists(new):
                        os.unlink(new)
                except OSError:
                    pass
    thread = threading.Thread(target=swap)
    thread.start()
    code = 'for i = 1, 300 do local ok, text = pcall(read, "f") if ok and text ~= "mine" then error("leaked") end end'
    with open(os.path.join(book, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell(code)))
    run = world.command(["run", "n.md"], book)
    stop.set()
    thread.join()
    return None if run.status == 0 else f"status {run.status}: {run.errors[:200]}"


def run_denied(world, _):
    with Server(PUBLIC, 80, pages({}, answer())) as server:
        text = fetching("[public.test]").replace("a.test", "public.test")
        run = world.run_notebook(text, ["--allow-net=public.test", "--deny-net=public.test"])
        return denied(run) or ("it was reached" if server.connections else None)


def run_two_stores(world, _):
    """One notebook cannot reach another's store: no function names one, and no file outside is read."""
    folder = world.new_folder()
    for name in ("one", "two"):
        os.mkdir(os.path.join(folder, name))
    with open(os.path.join(folder, "one", "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell('store.set("secret", "of one")')))
    world.command(["run", "n.md"], os.path.join(folder, "one"))
    for code in ('return store.get("secret") or error("permission: not there")', 'return read("../one/dateline.db")',
                 "return store.query(\"ATTACH '../one/dateline.db' AS o\")"):
        with open(os.path.join(folder, "two", "n.md"), "w", encoding="utf-8") as file:
            file.write(notebook(cell(code)))
        run = world.command(["run", "n.md"], os.path.join(folder, "two"))
        if run.status == 0 or not re.search("permission|may not", run.errors):
            return f"status {run.status}: {run.errors[:200]}"
    return None


def run_unchanged(world, _):
    """What only looks at a notebook changes nothing beside it."""
    folder = world.new_folder()
    with open(os.path.join(folder, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell("x = 1")))
    before = [(name, os.stat(name).st_mtime_ns) for name in listing(folder)]
    for command in (["check", "n.md"], ["help", "run"]):
        world.command(command, folder)
    return None if before == [(n, os.stat(n).st_mtime_ns) for n in listing(folder) if "/state" not in n] else "a file was changed"


def run_trust(world, case):
    payload = case["payload"]
    plain = {
        r"^granted notebook copied": run_copied, r"--allow-net=a.test --deny-net": run_denied,
        r"^two notebooks with grants": run_two_stores, r"^dateline show": run_unchanged}
    for pattern, play in plain.items():
        if re.search(pattern, payload):
            return play(world, case)
    if "--allow-read" in payload:
        return run_files(world, case)
    if "not a terminal" in payload or "echo y" in payload:
        run = world.run_notebook(fetching())
        if "Allow it?" in run.errors:
            return "a question was asked"
        return denied(run, r"permission.*--allow-net=")
    if "500 hosts" in payload:
        hosts = ", ".join(f"h{i}.test" for i in range(500))
        code = "for i = 0, 499 do fetch.try('http://h' .. i .. '.test/') end\nfetch('http://h1.test/')"
        run = world.run_notebook(notebook(cell(code), f"net: [{hosts}]\n"))
        return denied(run) or ("it asked" if "Allow it?" in run.errors else None)
    if "https://evil.test/nb.md" in payload:
        run = world.command(["run", "https://evil.test/nb.md"])
        return None if run.status in (2, 6) else f"status {run.status}"
    if ".dateline.toml" in payload:
        run = world.run_notebook(fetching(), files={".dateline.toml": b"allow_net = ['*']\n"})
        return denied(run)
    return "no recipe for it yet"


# --- the wall ---

def run_wall(world, case):
    """The attempts are made by tests/unit/test_wall, from behind the wall that a worker is behind."""
    program = os.path.join(os.path.dirname(DATELINE_PATH), "unit", "test_wall")
    if os.environ.get("DATELINE_SANITIZED"):
        return None  # such a build has no wall, and the suite of the other build holds it
    if not os.path.exists(program):
        return "tests/unit/test_wall is not built"
    run = subprocess.run([program], capture_output=True, text=True, check=False, timeout=60,
                         env={**os.environ, "DATELINE_SHOW": "1"})
    told = run.stdout + run.stderr
    held = set(re.findall(r"held: (.*)", told))
    for call in re.findall(r"([a-z_]+)\(", case["payload"].replace("getppid(", "")):
        if not any(re.search(rf"\b{call}\b", name) for name in held):
            return f"{call} is not held: {told[-300:]}"
    return None if run.returncode == 0 else told[-300:]


# --- the command ---

def run_environment(world, case):
    extra = {"LUA_INIT": 'os.execute("touch /tmp/dl_pwn")', "LUA_PATH": "/tmp/?.lua", "LUA_INIT_5_4": "error('x')"}
    run = world.run_notebook(notebook(cell("return 41 + 1")), environment=extra)
    if run.status != 0 or b"42" not in run.output or os.path.exists("/tmp/dl_pwn"):
        return f"status {run.status}: {run.errors[:200]}"
    return None


def run_homeless(world, _):
    folder = world.new_folder()
    with open(os.path.join(folder, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell("return 1")))
    env = {"PATH": os.environ["PATH"], "XDG_STATE_HOME": "relative/path"}
    for command in (["run", "n.md"], ["grants"]):
        run = subprocess.run([DATELINE_PATH, *command], cwd=folder, env=env, capture_output=True, check=False, timeout=30)
        if run.returncode != 0:
            return f"{command}: {run.stderr[-200:]}"
    return "a relative folder was used" if os.path.exists(os.path.join(folder, "relative")) else None


def run_pipe(world, _):
    folder = world.new_folder()
    with open(os.path.join(folder, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell('for i = 1, 5000 do print("line", i) end')))
    run = subprocess.run(["bash", "-c", f"'{DATELINE_PATH}' run n.md | head -1; echo ${{PIPESTATUS[0]}}"], cwd=folder,
                         capture_output=True, text=True, check=False, timeout=30)
    status = run.stdout.splitlines()[-1]
    return None if status in ("0", "141") and not run.stderr else f"status {status}: {run.stderr[:200]}"


def run_full(world, _):
    folder = world.new_folder()
    with open(os.path.join(folder, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell("return 1")))
    with open("/dev/full", "wb") as full:
        run = world.command(["run", "n.md"], folder, stdout=full)
    return None if run.status not in (0,) and "No space" in run.errors else f"status {run.status}: {run.errors[:200]}"


def run_terminated(world, _):
    folder = world.new_folder()
    for name in ("a.md", "b.md"):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(notebook(cell("while true do end")))
    with open(os.path.join(folder, "log"), "wb") as log:
        process = subprocess.Popen([DATELINE_PATH, "run", "a.md", "b.md", "--timeout", "60", "-o", "{name}.html"], cwd=folder,
                                   stdout=log, stderr=log, env=world.environment(folder))
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        status = process.wait(10)
    left = subprocess.run(["pgrep", "-f", folder], capture_output=True, text=True, check=False).stdout.split()
    files = [name for name in os.listdir(folder) if ".new-" in name]
    return None if status in (143, -15) and not left and not files else f"status {status}, left {left} {files}"


def run_arguments(world, _):
    folder = world.new_folder()
    os.mkdir(os.path.join(folder, "folder.md"))
    os.mkfifo(os.path.join(folder, "fifo.md"))
    with open(os.path.join(folder, "large.md"), "wb") as file:
        file.truncate(2 << 30)
    for argument in (["folder.md"], ["large.md"], ["x.md"] * 100000 + ["--jobs", "8"]):
        run = world.command(["run", *argument], folder, limit_s=300)
        if run.status == 0 or run.status < 0 or run.peak_mib > 300:
            return f"{argument[0]}: status {run.status}, {run.peak_mib:.0f} MiB: {run.errors[:100]}"
        if not (run.errors or run.output):
            return f"{argument[0]}: nothing is said"
    process = subprocess.Popen([DATELINE_PATH, "run", "fifo.md"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        said = process.communicate(timeout=8)[1]
        return None if process.returncode not in (0,) and said else "a FIFO was taken for a notebook"
    except subprocess.TimeoutExpired:
        process.kill()
        return "it waits for a FIFO"


def ask(url, host=None, data=None, origin=None):
    request = urllib.request.Request(url, data=data)
    if host:
        request.add_header("Host", host)
    if origin:
        request.add_header("Origin", origin)
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def run_serve(world, _):
    folder = world.new_folder()
    with open(os.path.join(folder, "n.md"), "w", encoding="utf-8") as file:
        file.write(notebook(cell("return 1")))
    process = subprocess.Popen([DATELINE_PATH, "serve", "n.md"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, env=world.environment(folder))
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\S*", line)
        if not found:
            return f"no address is told: {line!r}"
        address, root = found.group(0), f"http://127.0.0.1:{found.group(1)}"
        if ask(address) != 200:
            return "the page is not served"
        answers = {"without the token": ask(root + "/"), "a path": ask(root + "/../../etc/passwd"),
                   "a path with the token": ask(address.rstrip("/") + "/../../etc/passwd"),
                   "another host": ask(address, host="evil.test"),
                   "another origin": ask(address, data=b"x=1", origin="http://evil.test")}
        odd = {what: status for what, status in answers.items() if status not in (400, 403, 404, 405)}
        return f"{odd}" if odd else None
    finally:
        process.kill()
        process.wait()


def run_kernel(world, _):
    return subprocess_kernel(world)


def subprocess_kernel(world):
    """A message that nobody signed, and one that is too large."""
    try:
        import zmq
    except ImportError:
        return "python3-zmq is not there"
    folder = world.new_folder()
    ports = [free_port() for _ in range(5)]
    names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"]
    connection = dict(zip(names, ports), transport="tcp", ip="127.0.0.1", key="right", signature_scheme="hmac-sha256")
    path = os.path.join(folder, "c.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(connection, file)
    process = subprocess.Popen([DATELINE_PATH, "kernel", "-f", path], cwd=folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, env=world.environment(folder))
    context = zmq.Context()
    try:
        socket = context.socket(zmq.DEALER)
        socket.linger = 0
        socket.connect(f"tcp://127.0.0.1:{ports[0]}")
        header = json.dumps({"msg_id": "1", "msg_type": "execute_request", "session": "s", "username": "u", "date": "", "version": "5.3"})
        code = json.dumps({"code": "return 1", "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False})
        for content in (code, json.dumps({"code": "x" * (100 << 20)})):
            socket.send_multipart([b"<IDS|MSG>", b"0" * 64, header.encode(), b"{}", b"{}", content.encode()])
        if socket.poll(2000):
            return "it was answered"
        return None if process.poll() is None else f"it ended: {process.stderr.read()[-300:]}"
    finally:
        context.destroy(0)
        process.kill()
        process.wait()


def free_port():
    import socket
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


PLAYS = [(r"LUA_INIT", run_environment), (r"HOME unset", run_homeless), (r"head -1", run_pipe), (r"/dev/full", run_full),
         (r"SIGTERM", run_terminated), (r"100,000 notebooks", run_arguments), (r"dateline serve", run_serve),
         (r"dateline kernel", run_kernel)]


def run_case(world, case):
    if case["area"] == "bundle":
        return run_bundle(world, case)
    if case["area"] == "sqlite":
        return run_journal(world, case)
    if case["area"] == "trust":
        return run_trust(world, case)
    if case["area"] == "os-wall":
        return run_wall(world, case)
    for pattern, play in PLAYS:
        if re.search(pattern, case["payload"]):
            return play(world, case)
    return "no recipe for it yet"
