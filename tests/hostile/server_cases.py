"""Servers that mean harm or are broken; each must end soon, in bounds, and leave nothing half-kept."""
import ctypes
import gzip
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import time

from net import PUBLIC, Server, answer, pages, path_of

MEBIBYTE = 1 << 20


def zeros_gzip(mebibytes):
    out = []
    import zlib
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(mebibytes):
        out.append(packer.compress(bytes(MEBIBYTE)))
    out.append(packer.flush())
    return b"".join(out)


def zeros_brotli(mebibytes):
    library = ctypes.CDLL("libbrotlienc.so.1")
    data = bytes(mebibytes * MEBIBYTE)
    room = ctypes.create_string_buffer(MEBIBYTE)
    size = ctypes.c_size_t(MEBIBYTE)
    if not library.BrotliEncoderCompress(2, 22, 0, ctypes.c_size_t(len(data)), data, ctypes.byref(size), room):
        raise RuntimeError("brotli cannot compress")
    return room.raw[:size.value]


def zeros_zstd(mebibytes):
    library = ctypes.CDLL("libzstd.so.1")
    library.ZSTD_compress.restype = ctypes.c_size_t
    data = bytes(mebibytes * MEBIBYTE)
    room = ctypes.create_string_buffer(MEBIBYTE)
    size = library.ZSTD_compress(room, ctypes.c_size_t(MEBIBYTE), data, ctypes.c_size_t(len(data)), 3)
    return room.raw[:size]


def elsewhere(name, mebibytes):
    """By a process of its own: a program that is started from a large one is told of as large
    itself (getrusage(2), ru_maxrss goes on over execve)."""
    return subprocess.run([sys.executable, os.path.abspath(__file__), name, str(mebibytes)],
                          stdout=subprocess.PIPE, check=True).stdout


def only_robots(connection, head):
    """True when the request was for robots.txt, and is answered."""
    if path_of(head) != "/robots.txt":
        return False
    connection.sendall(answer(b"", "404 Not Found"))
    return True


def script(act):
    def handle(connection, head):
        return True if only_robots(connection, head) else act(connection, head)
    return handle


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def send_for_ever(connection, piece, most_s=30):
    until = time.monotonic() + most_s
    while time.monotonic() < until:
        connection.sendall(piece)


class Fetching:
    """One `dateline fetch`, and what the store has after it."""

    def __init__(self, world, arguments=(), url="http://public.test/x", limit_s=10):
        self.folder = world.new_folder()
        self.run = world.command(["fetch", "--json", "--timeout", str(limit_s), "--max-size", "16", "--delay", "0",
                                  *arguments, url], self.folder, limit_s=60)
        lines = [json.loads(line) for line in self.run.output.decode("utf-8").splitlines() if line]
        self.answer = lines[0] if lines else {}
        kept = world.command(["snapshots", "--json"], self.folder)
        self.kept = [json.loads(line) for line in kept.output.decode("utf-8").splitlines() if line]

    def fault(self, case):
        run = self.run
        if case["check"]["outcome"] == "ok":
            return None if run.status == 0 else f"status {run.status}: {run.errors[:300]}"
        if run.status == 0:
            return f"no error: {self.answer}"
        if run.status not in (2, 5, 6, 7):
            return f"status {run.status}: {run.errors[:300]}"
        said = run.errors + json.dumps(self.answer)
        if not re.search(case["check"]["match"], said, re.I):
            return f"the message does not match {case['check']['match']!r}: {said[:300]}"
        if any("robots.txt" not in row["url"] for row in self.kept):
            return f"something was kept: {self.kept}"
        return run.slow(case)


def coded(data, coding):
    return script(lambda c, h: c.sendall(answer(data, headers=[f"Content-Encoding: {coding}"])))


def serve(world, case, handle, arguments=(), url="http://public.test/x", limit_s=10, port=80, wrap=None):
    with Server(PUBLIC, port, handle, wrap) as server:
        fetching = Fetching(world, arguments, url, limit_s)
        fetching.server = server
        return fetching, fetching.fault(case)


def bomb(world, case):
    bombs = [("gzip", zeros_gzip(1024))] if "gzip" in case["payload"] else \
        [("br", elsewhere("brotli", 512)), ("zstd", elsewhere("zstd", 512))]
    for coding, data in bombs:
        # a coding that was not asked for is refused as well, or kept as the bytes that came
        fetching, fault = serve(world, case, coded(data, coding))
        if fetching.run.status == 0 and coding != "gzip" and fetching.answer.get("status") == 200:
            if fetching.run.peak_mib > case["check"].get("max_rss_mb", 160):
                return f"{coding}: {fetching.run.peak_mib:.0f} MiB"
            continue
        if fault:
            return f"{coding}: {fault}"
    return None


def many_headers(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for i in range(20000):
        connection.sendall(b"X-%d: %s\r\n" % (i, b"x" * 190))
    connection.sendall(b"Content-Length: 0\r\n\r\n")


def long_header(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(100):
        connection.sendall(b"x" * MEBIBYTE)
    connection.sendall(b"\r\nContent-Length: 0\r\n\r\n")


def endless(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    send_for_ever(connection, b"x" * MEBIBYTE)


def broken_off(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 5000)
    time.sleep(0.2)
    reset(connection)


def short_body(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789")


def long_body(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + b"0123456789" * 100)
    return True


def continues(connection, _):
    for _ in range(1000):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
    connection.sendall(answer())


def cookies(connection, _):
    lines = "".join(f"Set-Cookie: c{i}=v; Path=/\r\n" for i in range(10000))
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{lines}\r\nok".encode())


def no_handshake(world, case):
    def silent(connection, _):
        time.sleep(20)
    with Server(PUBLIC, 443, silent, read_head=False):
        fetching = Fetching(world, url="https://public.test/x", limit_s=3)
        return fetching.fault(case)


def dropped(world, case):
    """A port whose queue is full drops what asks to connect."""
    full = socket.socket()
    full.bind(("93.184.216.36", 80))
    full.listen(0)
    held = []
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("93.184.216.36", 80))
        held.append(client)
    time.sleep(0.2)
    fetching = Fetching(world, url="http://full.test/x", limit_s=4)
    for one in [*held, full]:
        one.close()
    return fetching.fault(case)


def retries(world, case):
    """Whatever the wait says that makes no sense, the next try comes soon, and gets the page."""
    for wait in ("-5", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"):
        asked = []

        def handle(connection, head, wait=wait, asked=asked):
            asked.append(head)
            busy = answer(b"", "503 Service Unavailable", [f"Retry-After: {wait}"])
            connection.sendall(busy if len(asked) == 1 else answer())
            return True
        _, fault = serve(world, case, script(handle), limit_s=30)
        if fault:
            return f"Retry-After: {wait}: {fault}"
    return None


def certificates(world, case):
    folder = world.new_folder()
    for name, days in (("public.test", 30), ("wrong.test", 30)):
        key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                        "-days", str(days), "-subj", f"/CN={name}"], capture_output=True, check=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        _, fault = serve(world, case, pages({}, answer()), url="https://public.test/x", port=443,
                         wrap=lambda c, context=context: context.wrap_socket(c, server_side=True))
        if fault:
            return fault
    return None


def robots(world, case):
    sent = [0]

    def handle(connection, head):
        if path_of(head) != "/robots.txt":
            connection.sendall(answer())
            return True
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 524288000\r\n\r\n")
        for _ in range(500):
            connection.sendall(b"# filler\n" * 116508)
            sent[0] += 1
        return None
    fetching, fault = serve(world, case, handle, limit_s=30)
    if fetching.run.peak_mib > 160:
        return f"{fetching.run.peak_mib:.0f} MiB"
    return fault or (f"{sent[0]} MiB were read" if sent[0] > 60 else None)


def disposition(world, case):
    headers = ['Content-Disposition: attachment; filename="../../.bashrc"']
    fetching, fault = serve(world, case, script(lambda c, h: c.sendall(answer(headers=headers))))
    made = [name for name in os.listdir(fetching.folder) if not name.startswith(("dateline.db", "state"))]
    return fault or (f"files were made: {made}" if made else None)


def old_server(connection, _):
    connection.sendall(b"<p>no head at all</p>")


def counted_503(world, case):
    fetching, fault = serve(world, case, script(lambda c, h: c.sendall(answer(b"", "503 Service Unavailable")) or True),
                            limit_s=30)
    tries = sum("robots.txt" not in head for head in fetching.server.heads)
    # the answer itself is a capture, and says what it is
    if fetching.answer.get("status") == 503 and tries <= 3:
        return None
    return fault or (f"{tries} tries" if tries > 3 else None)


def too_long_a_wait(world, case):
    handle = script(lambda c, h: c.sendall(answer(b"", "429 Too Many Requests", ["Retry-After: 999999999"])) or True)
    began = time.monotonic()
    fetching, fault = serve(world, case, handle, limit_s=30)
    if time.monotonic() - began > 62:
        return "it waited"
    return None if fetching.answer.get("status") == 429 or not fault else fault


def location(target):
    return script(lambda c, h: c.sendall(answer(b"", "302 Found", [f"Location: {target}"])) or True)


# what a payload says, and what plays it
PLAYS = [
    (r"gzip body|br and with zstd", bomb),
    (r"20,000 header lines", lambda w, c: serve(w, c, script(many_headers))[1]),
    (r"header line of 100 MB", lambda w, c: serve(w, c, script(long_header))[1]),
    (r"body without end", lambda w, c: serve(w, c, script(endless))[1]),
    (r"never completes the TLS", no_handshake),
    (r"SYN dropped", dropped),
    (r"RST in mid-body", lambda w, c: serve(w, c, script(broken_off), ["--tries", "1"])[1]),
    (r"sends 10 and closes", lambda w, c: serve(w, c, script(short_body), ["--tries", "1"])[1]),
    (r"Length 10, sends 1000", lambda w, c: serve(w, c, script(long_body))[1]),
    (r"redirect loop", lambda w, c: serve(w, c, location("/x"))[1]),
    (r"429 Retry-After", too_long_a_wait),
    (r"503 Retry-After", retries),
    (r"503 for ever", counted_503),
    (r"HTTP/0.9", lambda w, c: serve(w, c, script(old_server), ["--tries", "1"])[1]),
    (r"100-continue", lambda w, c: serve(w, c, script(continues), limit_s=8)[1]),
    (r"certificate", certificates),
    (r"robots.txt of 500 MB", robots),
    (r"Content-Disposition", disposition),
    (r"Set-Cookie x 10,000", lambda w, c: cookies_bounded(w, c)),
    (r"Location: http://\[::1", lambda w, c: serve(w, c, location("http://[::1"))[1]),
]


def cookies_bounded(world, case):
    fetching, _ = serve(world, case, script(cookies))
    if fetching.run.status not in (0, 5, 7):
        return f"status {fetching.run.status}: {fetching.run.errors[:200]}"
    return None if fetching.run.peak_mib < 160 else f"{fetching.run.peak_mib:.0f} MiB"


def run_case(world, case):
    for pattern, play in PLAYS:
        if re.search(pattern, case["payload"]):
            return play(world, case)
    return "no recipe for it yet"


if __name__ == "__main__":
    sys.stdout.buffer.write({"brotli": zeros_brotli, "zstd": zeros_zstd}[sys.argv[1]](int(sys.argv[2])))
