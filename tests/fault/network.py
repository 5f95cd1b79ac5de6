#!/usr/bin/env python3
"""Fetches from servers that do everything wrong: each fetch is over by its time limit and a second, takes at most
64 MiB more than a good one, ends with the status that the manual names, says of which address what is wrong, and leaves
the store whole, with no capture but where the answer is one.

Usage: network.py [MOST [WORD]]: MOST of the faults, the quickest first (all); time and memory are held when all are
tried. DATELINE names the program. Prints TAP.
"""
import collections
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from faulty import (HEAD, PAGE, Server, after, bomb, cut_without_goodbye, for_ever, redirect, reset_after,  # noqa: E402
                    secured, silent, slowly, stalled_handshake, status, whole)
from trial import PROGRAM, captures, check_store  # noqa: E402

MOST = int(sys.argv[1]) if len(sys.argv) > 1 else None
WORD = sys.argv[2] if len(sys.argv) > 2 else ""
# of what waits for its server until the time is over; of what is over by its own work, which a busy machine delays
WAIT_S, WORK_S = 2, 10
MORE_MIB = 64
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LONG = HEAD + b"Content-Length: 1000\r\n\r\n"
NET, DENIED, LIMIT = 5, 6, 7

# status: the command's; says: in its error. A fault without says is an answer: http and body are what is captured.
Fault = collections.namedtuple("Fault", "name answer status says http body scheme path most timeout_s tries trusted")


def fault(name, answer, status_of, says, scheme="http", path="/", most=1, tries=1, trusted=False):
    timeout_s = WAIT_S if "time limit" in says else WORK_S
    return Fault(name, answer, status_of, says, None, None, scheme, path, most, timeout_s, tries, trusted)


def answered(name, answer, http, body=PAGE, tries=1):
    return Fault(name, answer, 0, None, http, body, "http", "/", 1, WORK_S, tries, False)


FAULTS = [
    # five that are quick and tell most come first
    fault("a body cut short of its Content-Length", after(LONG + PAGE), NET, "truncated"),
    fault("a gzip bomb of 10 GB", after(bomb(b"gzip", 1)), LIMIT, "too large"),
    fault("an endless body", for_ever(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"), LIMIT, "too large"),
    fault("a redirect to a host that is not granted", redirect("http://10.0.0.1/"), DENIED, "10.0.0.1"),
    fault("endless 100 Continue", for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), LIMIT, "headers"),

    fault("a refused connection", None, NET, "nothing answers"),
    fault("a name that no host has", None, NET, "no host of that name", path="invalid"),
    fault("a server that accepts and says nothing", silent, NET, "time limit"),
    fault("a silent server, tried twice", silent, NET, "time limit", most=2, tries=2),
    fault("a reset at accept", reset_after(None), NET, "reset|closed the connection"),
    fault("a close without an answer", after(), NET, "closed the connection"),
    fault("a reset in the header", reset_after(HEAD), NET, "reset"),
    fault("a reset in the body", reset_after(LONG + b"begin"), NET, "reset"),
    fault("a header of a byte a second", slowly(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), NET, "time limit"),
    fault("a body of a byte a second", slowly(LONG, b"x"), NET, "time limit"),
    fault("a body that stops in its middle", lambda link: (link.read(), link.put(LONG + b"begin"), link.wait()), NET,
          "time limit"),
    fault("endless headers", for_ever(HEAD, b"X-More: and more\r\n" * 100), LIMIT, "headers"),
    fault("a header line of 10 MB", after(HEAD + b"X: ", lambda: b"h" * 10000000, b"\r\n\r\n"), LIMIT, "header"),
    fault("100,000 headers", after(HEAD, lambda: b"X: y\r\n" * 100000, b"\r\n", PAGE), LIMIT, "headers"),
    fault("a flood of 100,000 cookies", after(HEAD, lambda: b"Set-Cookie: c=%s\r\n" % (b"v" * 100) * 100000, b"\r\n", PAGE), LIMIT, "headers"),
    fault("a negative Content-Length", after(HEAD + b"Content-Length: -5\r\n\r\n" + PAGE), NET, "Content-Length|HTTP"),
    fault("a Content-Length past 64 bits", after(HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n" + PAGE),
          (NET, LIMIT), "Content-Length|too large|HTTP|truncated"),
    fault("two Content-Lengths", after(HEAD + b"Content-Length: 5\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE), NET,
          "Content-Length|HTTP"),
    fault("a chunk size that is no number", after(CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n"), NET, "chunk|HTTP"),
    fault("a negative chunk size", after(CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n"), NET, "chunk|HTTP"),
    fault("a chunk size past 64 bits", after(CHUNKED + b"fffffffffffffffffff\r\nhello\r\n0\r\n\r\n"), NET, "chunk|HTTP"),
    fault("an end before the last chunk", after(CHUNKED + b"5\r\nhello\r\n"), NET, "truncated"),
    fault("an endless chunk extension", for_ever(CHUNKED + b"5;", b"x" * 65536), NET, "time limit|chunk"),
    fault("endless trailers", for_ever(CHUNKED + b"5\r\nhello\r\n0\r\n", b"X: y\r\n" * 100), LIMIT, "headers"),
    fault("a gzip body cut short", after(lambda: whole(bomb(b"gzip", 1)()[100:600], b"Content-Encoding: gzip")), NET,
          "compression"),
    fault("a corrupt gzip body", after(whole(b"\x1f\x8b\x08" + b"no gzip" * 20, b"Content-Encoding: gzip")), NET, "compression"),
    fault("a corrupt deflate body", after(whole(b"\x78\x9c" + b"\xff" * 20, b"Content-Encoding: deflate")), NET, "compression"),
    fault("a gzip bomb within a gzip bomb", after(bomb(b"gzip, gzip", 2)), NET, "chain of content encodings"),
    fault("a redirect to itself", redirect("/"), LIMIT, "redirects more than 10 times", most=11),
    fault("endless redirects to new addresses", redirect("http://127.0.0.1:{port}/{next}"), LIMIT,
          "redirects more than 10 times", most=11),
    fault("a redirect to a file", redirect("file:///etc/passwd"), DENIED, "scheme"),
    fault("a redirect to another address of loopback", redirect("http://127.0.0.2:{port}/"), DENIED, "127.0.0.2"),
    fault("a Location of 10,000 bytes, again and again", redirect("/" + "a" * 10000), NET, "redirect|URL|long", most=11),
    fault("HTTP/0.9", after(PAGE), NET, "HTTP"),
    fault("garbage", after(bytes(range(256)) * 100), NET, "HTTP"),
    fault("NUL in a header", after(HEAD + b"X: a\0b\r\n\r\n" + PAGE), NET, "HTTP|NUL"),
    fault("plain text where TLS is spoken", lambda link: (link.sock.recv(65536), link.put(whole(PAGE))), NET, "TLS", scheme="https"),
    fault("a TLS handshake that stalls", stalled_handshake, NET, "time limit", scheme="https"),
    fault("a reset in the TLS handshake", reset_after(None), NET, "reset|TLS|closed", scheme="https"),
    fault("a certificate that nobody trusts", secured(after(whole(PAGE))), NET, "certificate", scheme="https"),
    fault("a certificate that has expired", secured(after(whole(PAGE)), "expired.pem"), NET, "certificate has expired", scheme="https",
          trusted="expired"),
    fault("a body that TLS does not end", cut_without_goodbye, NET, "truncated", scheme="https", trusted="valid"),

    answered("a body past its Content-Length", after(HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE + b"more"), 200),
    answered("a Content-Length beside chunks", after(HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                    b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)), 200),
    answered("a corrupt Brotli body, that was not asked for", after(whole(b"\xff" * 50, b"Content-Encoding: br")), 200, b"\xff" * 50),
    answered("a Zstandard body cut short, that was not asked for",
             after(whole(b"\x28\xb5\x2f\xfd\x04", b"Content-Encoding: zstd")), 200, b"\x28\xb5\x2f\xfd\x04"),
    answered("a 401 again and again", status(b"401 Unauthorized", b'WWW-Authenticate: Basic realm="a"'), 401),
    answered("a 407 from what is no proxy", status(b"407 Proxy Authentication Required", b'Proxy-Authenticate: Basic realm="a"'), 407),
    answered("300 cookies", after(whole(PAGE, *[b"Set-Cookie: c%d=%s" % (i, b"v" * 500) for i in range(300)])), 200),
    answered("a Retry-After of a year", status(b"503 Service Unavailable", b"Retry-After: 31536000"), 503, tries=3),
    answered("a 206 of what was asked whole", status(b"206 Partial Content", b"Content-Range: bytes 5-9/1000"), 206),
    answered("a 304 without a question", after(b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"), 304, b""),
]
GOOD = answered("no fault", after(whole(PAGE)), 200)
# openssl says when a certificate ends only through its ca command
MAKE_CERTIFICATES = """
printf '[ca]\\ndefault_ca=a\\n[a]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n[e]\\nsubjectAltName=IP:127.0.0.1\\n' >ca.cnf
touch index && echo 01 >serial
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -keyout key.pem -out request.pem
openssl ca -batch -config ca.cnf -selfsign -keyfile key.pem -in request.pem -out expired.pem -extensions e -notext -startdate 20200101000000Z -enddate 20200201000000Z
: >index
openssl ca -batch -config ca.cnf -selfsign -keyfile key.pem -in request.pem -out valid.pem -extensions e -notext -days 2
"""


def forget_peak():
    """A child begins with what this process took at most: proc(5), clear_refs."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def peak_kb(pid):
    """VmHWM; 0 when it has ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            found = re.search(r"VmHWM:\s+(\d+)", file.read())
    except OSError:
        found = None
    return int(found.group(1)) if found else 0


def can_be_trusted():
    """Whether a command can be given authorities of its own: a mount of a space of its own over the system's."""
    return os.path.exists(AUTHORITIES) and subprocess.run(
        ["unshare", "-rm", "mount", "--bind", "valid.pem", AUTHORITIES], capture_output=True, check=False).returncode == 0


class Fetch:
    """One fetch: what it took and said."""

    def __init__(self, fault_of, port):
        host = "nothing.invalid" if fault_of.path == "invalid" else "127.0.0.1"
        self.url, self.store = f"{fault_of.scheme}://{host}:{port}/", f"{port}.db"
        words = [PROGRAM, "fetch", "--json", "--allow-private=127.0.0.1", "--ignore-robots", "--timeout", str(fault_of.timeout_s),
                 "--tries", str(fault_of.tries), "--store", self.store, self.url]
        if fault_of.trusted:
            words = ["unshare", "-rm", "sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"',
                     f"{fault_of.trusted}.pem", AUTHORITIES, *words]
        with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
            forget_peak()
            start = time.monotonic()
            child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=told, stderr=said)
            ended, code, usage, seen_kb = 0, 0, None, 0
            while not ended:
                seen_kb = max(seen_kb, peak_kb(child.pid))
                time.sleep(0.002)
                ended, code, usage = os.wait4(child.pid, os.WNOHANG)
            self.seconds = time.monotonic() - start
            child.returncode = self.status = os.waitstatus_to_exitcode(code)
            # what is not above our own peak is ours; what was seen lacks the last 2 ms at most
            theirs = usage.ru_maxrss > 1.1 * peak_kb(os.getpid())
            self.mib = (usage.ru_maxrss if theirs else seen_kb) / 1024
            told.seek(0)
            said.seek(0)
            self.told, self.said = told.read(), said.read().decode(errors="replace")

    def check(self, fault_of, connections):
        expected = fault_of.status if isinstance(fault_of.status, tuple) else (fault_of.status,)
        assert self.status in expected, f"status {self.status}, not {fault_of.status}"
        check_store(self.store)
        assert connections <= fault_of.most, f"{connections} connections"
        if fault_of.says:
            assert re.search(f"(?m)^{re.escape(self.url)}: .*({fault_of.says})", self.said), "no clear error"
            assert not self.told and not captures(self.store), "it was captured"
        else:
            line = json.loads(self.told)
            assert line["status"] == fault_of.http, f"HTTP {line['status']}"
            self.check_body(line["sha256"], fault_of.body)

    @staticmethod
    def check_body(told, body):
        assert told == hashlib.sha256(body).hexdigest(), "another body than came"


def try_fault(fault_of, port, good, server, index):
    """What is to be said against it, and its figures."""
    fetch = Fetch(fault_of, port)
    more = fetch.mib - good
    limit_s = fault_of.tries * (fault_of.timeout_s + 1)  # up to a second between the tries
    figures = f"{fetch.seconds:.2f} s of {limit_s}, {more:+.1f} MiB, status {fetch.status}"
    try:
        fetch.check(fault_of, server.connections(index))
        if MOST is None:
            assert fetch.seconds <= limit_s, "it took longer than its limit and a second"
            assert more <= MORE_MIB, f"it took {more:.0f} MiB more than a good fetch"
    except (AssertionError, ValueError) as found:
        return f"{found}; said {fetch.said.strip()[:300]!r}", figures
    return None, figures


def main():
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.environ["XDG_STATE_HOME"] = folder + "/state"
    chosen = [one for one in FAULTS if WORD in one.name][:MOST]
    if any(one.scheme == "https" for one in chosen):
        subprocess.run(["sh", "-ec", MAKE_CERTIFICATES], capture_output=True, check=True)
    server = Server([GOOD.answer] + [one.answer for one in chosen])
    trusted = can_be_trusted()
    failed = 0
    try:
        warm = Fetch(GOOD, server.ports[0])
        warm.check(GOOD, 1)
        good = warm.mib
        print(f"1..{len(chosen)}\n# a good fetch: {warm.seconds:.2f} s, {good:.1f} MiB")
        for number, one in enumerate(chosen, 1):
            if one.trusted and not trusted:
                print(f"ok {number} - {one.name} # skip no space of mounts of one's own")
                continue
            wrong, figures = try_fault(one, server.ports[number], good, server, number)
            failed += bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} {number} - {one.name}: {figures}" + (f"\n#   {wrong}" if wrong else ""), flush=True)
    finally:
        server.close()
    os.chdir("/")
    shutil.rmtree(folder)
    return failed > 0


sys.exit(main())
