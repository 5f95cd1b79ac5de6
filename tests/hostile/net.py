"""A network of our own: addresses that count as public, names, and servers, all on the loopback
device of a namespace that nothing leaves."""
import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading

PUBLIC = "93.184.216.34"
OTHER = "93.184.216.35"
NAMES = {"public.test": PUBLIC, "granted.test": PUBLIC, "ok.test": PUBLIC, "example.com": PUBLIC,
         "other.test": OTHER, "granted2.test": OTHER, "notexample.com": OTHER, "full.test": "93.184.216.36"}


def enter():
    """Runs the program again in namespaces of its own, as their root. False where that is refused."""
    if os.environ.get("DATELINE_HOSTILE_NET") == "1":
        set_up()
        return True
    probe = subprocess.run(["unshare", "-rmn", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        return False
    os.environ["DATELINE_HOSTILE_NET"] = "1"
    os.execvp("unshare", ["unshare", "-rmn", sys.executable, *sys.argv])
    return True


def set_up():
    control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(control, 0x8914, struct.pack("16sh14s", b"lo", 0x41, bytes(14)))  # SIOCSIFFLAGS: up
    for number, address in enumerate((PUBLIC, OTHER, "93.184.216.36"), 1):
        request = struct.pack("16sH2s4s8s", b"lo:%d" % number, socket.AF_INET, bytes(2),
                              socket.inet_aton(address), bytes(8))
        fcntl.ioctl(control, 0x8916, request)  # SIOCSIFADDR
    control.close()
    hosts = "".join(f"{address} {name}\n" for name, address in NAMES.items())
    mount("/etc/hosts", "127.0.0.1 localhost\n" + hosts)
    mount("/etc/resolv.conf", "nameserver 127.0.0.53\noptions timeout:1 attempts:1\n")


def mount(path, text):
    own = f"/tmp/dateline-hostile-{os.getpid()}-{os.path.basename(path)}"
    with open(own, "w", encoding="utf-8") as file:
        file.write(text)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(own.encode(), path.encode(), None, 4096, None) != 0:  # MS_BIND
        raise OSError(ctypes.get_errno(), f"cannot bind {path}")
    os.unlink(own)


class Server:
    """Accepts on one address; each connection is handled by handle(connection, request's head)."""

    def __init__(self, address, port, handle, wrap=None, read_head=True):
        self.heads, self.connections = [], 0
        self.handle, self.wrap, self.read_head = handle, wrap, read_head
        self.socket = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((address, port))
        self.socket.listen(64)
        self.stopped = False
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            if self.stopped:
                connection.close()
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if self.wrap:
                connection = self.wrap(connection)
            connection.settimeout(30)
            while not self.stopped:
                head = b""
                while self.read_head and b"\r\n\r\n" not in head:
                    got = connection.recv(65536)
                    if not got:
                        return
                    head += got
                self.heads.append(head.decode("latin-1"))
                if self.handle(connection, head.decode("latin-1")) is not True:
                    return
        except OSError:
            pass
        finally:
            connection.close()

    def close(self):
        self.stopped = True
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Names:
    """A name server on 127.0.0.53 that answers from a list in turn, and counts."""

    def __init__(self, answers):
        self.answers, self.queries = answers, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.53", 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                query, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            name, at = [], 12
            while query[at]:
                name.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
                at += 1 + query[at]
            kind = struct.unpack(">H", query[at + 1:at + 3])[0]
            self.queries.append((".".join(name), kind))
            asked = query[12:at + 5]
            answer = b""
            if kind == 1 and self.answers:
                address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                answer = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + socket.inet_aton(address)
            head = query[:2] + b"\x81\x80\0\1" + (b"\0\1" if answer else b"\0\0") + bytes(4)
            try:
                self.socket.sendto(head + asked + answer, peer)
            except OSError:
                return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def answer(body=b"<title>ok</title><p>fine</p>", status="200 OK", headers=()):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: text/html", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def path_of(head):
    return head.split(" ", 2)[1]


def pages(routes, otherwise=None):
    """Answers by path; robots.txt is not there unless it is named."""
    def handle(connection, head):
        path = path_of(head)
        reply = routes.get(path, otherwise)
        if reply is None or (path == "/robots.txt" and path not in routes):
            reply = answer(b"", "404 Not Found")
        connection.sendall(reply(head) if callable(reply) else reply)
        return True
    return handle
