"""A server that does everything wrong, in a process of its own: one port a fault, on 127.0.0.1. What it answers with is
made there, so that the trial's own memory stays small; how often each port was connected to is told in shared memory."""
import gzip
import itertools
import mmap
import os
import signal
import socket
import ssl
import struct
import threading
import time
import zlib

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = b"<!doctype html><title>A page of a fault</title><p>What came of it.</p>\n"


class Link:
    """One connection. What is put after the other end went away raises OSError, and ends the answer."""

    def __init__(self, sock, port):
        self.sock, self.port = sock, port

    def read(self):
        """The request; what it says of its path comes back."""
        asked = b""
        while b"\r\n\r\n" not in asked:
            came = self.sock.recv(65536)
            if not came:
                raise OSError("no request")
            asked += came
        return asked.split(b" ", 2)[1].decode()

    def put(self, data):
        self.sock.sendall(data)

    def put_for_ever(self, data):
        while True:
            self.sock.sendall(data)

    def put_slowly(self, data, pause_s=1):
        for byte in itertools.cycle(data):
            self.sock.sendall(bytes([byte]))
            time.sleep(pause_s)

    def wait(self):
        """Until the other end goes away."""
        while self.sock.recv(65536):
            pass

    def reset(self):
        """What is closed now sends RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def secure(self, certificate):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, "key.pem")
        self.sock = context.wrap_socket(self.sock, server_side=True, suppress_ragged_eofs=True)


# --- answers: functions of a link ----------------------------------------------------------------

def after(*pieces):
    """Answers with these bytes, and closes."""
    def answer(link):
        link.read()
        for piece in pieces:
            link.put(piece() if callable(piece) else piece)
    return answer


def for_ever(head, piece):
    def answer(link):
        link.read()
        link.put(head)
        link.put_for_ever(piece)
    return answer


def slowly(head, piece):
    def answer(link):
        link.read()
        link.put(head)
        link.put_slowly(piece)
    return answer


def reset_after(head):
    """With no head: at once, before anything is read."""
    def answer(link):
        if head is not None:
            link.read()
            link.put(head)
            time.sleep(0.05)  # what came before the reset has arrived
        link.reset()
    return answer


def silent(link):
    link.wait()


def whole(body, *lines):
    """An answer as it should be, with more lines to its header."""
    return HEAD + b"".join(line + b"\r\n" for line in lines) + b"Content-Length: %d\r\n\r\n" % len(body) + body


def status(line, *lines):
    return after(b"HTTP/1.1 " + line + b"\r\n" + b"".join(one + b"\r\n" for one in lines)
                 + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE)


def redirect(where):
    """To where, in which {port} is the server's own and {next} the next number of a path that is one."""
    def answer(link):
        path = link.read().strip("/")
        there = where.format(port=link.port, next=int(path) + 1 if path.isdigit() else 1)
        link.put(b"HTTP/1.1 302 Found\r\nLocation: " + there.encode() + b"\r\nContent-Length: 5\r\n\r\nmoved")
    return answer


def zeros_zipped(gigabytes):
    """That many, as gzip says them: one mebibyte's blocks again and again, each whole in itself. Its check at the end
    is wrong, and nobody who has limits comes so far."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    mebibyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + mebibyte * (gigabytes << 10) + b"\x03\0" + bytes(8)


def bomb(coding, layers):
    def make():
        body = zeros_zipped(10)
        for _ in range(layers - 1):
            body = gzip.compress(body)
        return whole(body, b"Content-Encoding: " + coding)
    return make


def secured(answer, certificate="valid.pem"):
    def secured_answer(link):
        link.secure(certificate)
        answer(link)
    return secured_answer


def cut_without_goodbye(link):
    """Half a body, and TCP's end without TLS's close_notify. Where no length says that it is half, curl cannot tell."""
    link.secure("valid.pem")
    link.read()
    link.put(HEAD + b"Content-Length: 1000\r\n\r\n" + PAGE)
    os.close(link.sock.detach())


def stalled_handshake(link):
    """The head of a ServerHello of 16 KiB, and nothing of it."""
    link.sock.recv(65536)
    link.put(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    link.wait()


# --- the server -----------------------------------------------------------------------------------

class Server:
    """answers: a function each, or None where nothing listens. Certificates and their key.pem are in its folder."""

    def __init__(self, answers):
        self.sockets = [socket.socket() for _ in answers]
        for sock in self.sockets:
            sock.bind(("127.0.0.1", 0))
        self.ports = [sock.getsockname()[1] for sock in self.sockets]
        self.counts = mmap.mmap(-1, 4096 + len(answers))
        self.pid = os.fork()
        if self.pid == 0:
            self.serve(answers)
        for sock in self.sockets:  # the child has them
            sock.close()

    def connections(self, index):
        return self.counts[index]

    def serve(self, answers):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for index, answer in enumerate(answers):
            if answer:
                self.sockets[index].listen(64)
                threading.Thread(target=self.accept, args=(index, answer), daemon=True).start()
            else:
                self.sockets[index].close()
        signal.pause()

    def accept(self, index, answer):
        while True:
            sock = self.sockets[index].accept()[0]
            self.counts[index] = min(self.counts[index] + 1, 255)
            threading.Thread(target=self.answer, args=(sock, index, answer), daemon=True).start()

    def answer(self, sock, index, answer):
        link = Link(sock, self.ports[index])
        try:
            answer(link)
        except (OSError, ValueError):  # it went away
            pass
        finally:
            link.sock.close()

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
