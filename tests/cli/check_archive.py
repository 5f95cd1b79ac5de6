#!/usr/bin/env python3
"""Reads a WARC or WACZ by other means than dateline's and checks what it says of itself.

Usage: check_archive.py FILE. Prints one line of counts; fails with what does not hold.
Rules: WARC 1.1 (ISO 28500:2017) and its Annex D; WACZ 1.1.1.
"""
import base64
import hashlib
import io
import json
import re
import sys
import zipfile
import zlib

TYPES = {"warcinfo", "request", "response", "revisit", "resource", "metadata"}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$")
UUID = re.compile(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[58][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>$")
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def members(data):
    """Offset, length and bytes of each record: a gzip member, or what a plain file has."""
    at = 0
    if data[:2] != b"\x1f\x8b":
        while at < len(data):
            head = data.index(b"\r\n\r\n", at)
            length = int(re.search(rb"Content-Length: (\d+)", data[at:head])[1])
            end = head + 4 + length + 4
            yield at, end - at, data[at:end]
            at = end
        return
    while at < len(data):
        inflater, out, end = zlib.decompressobj(31), b"", at
        while not inflater.eof and end < len(data):
            out += inflater.decompress(data[end:end + 65536])
            end += min(65536, len(data) - end)
        assert inflater.eof, f"the member at {at} has no end"
        size = end - at - len(inflater.unused_data)
        yield at, size, out
        at += size


def dechunk(body):
    out, at = b"", 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].split(b";")[0], 16)
        at = end + 2
        out += body[at:at + size]
        at += size
        assert body[at:at + 2] == b"\r\n"
        at += 2
        if size == 0:
            return out


def payload(block):
    head, _, body = block.partition(b"\r\n\r\n")
    if re.search(rb"\r\ntransfer-encoding:[^\r]*chunked", head, re.I):
        return head, dechunk(body)
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
    return head, body, int(length[1]) if length else None


def check_record(at, raw, seen):
    head, _, rest = raw.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "WARC/1.1", lines[0]
    fields = {}
    for line in lines[1:]:
        name, value = line.split(": ", 1)
        assert name not in fields, f"{name} twice at {at}"
        fields[name] = value
    kind, length = fields["WARC-Type"], int(fields["Content-Length"])
    block = rest[:length]
    assert rest[length:] == b"\r\n\r\n", f"after the block at {at}: {rest[length:][:20]}"
    assert kind in TYPES, kind
    assert DATE.match(fields["WARC-Date"]), fields["WARC-Date"]
    assert UUID.match(fields["WARC-Record-ID"]), fields["WARC-Record-ID"]
    assert fields["WARC-Record-ID"] not in seen, f"one id twice at {at}"
    seen[fields["WARC-Record-ID"]] = fields
    assert fields["WARC-Block-Digest"] == sha1(block), f"block digest at {at}"
    assert fields["Content-Type"]
    if kind != "warcinfo":
        assert " " not in fields["WARC-Target-URI"] and ":" in fields["WARC-Target-URI"]
        assert seen[fields["WARC-Warcinfo-ID"]]["WARC-Type"] == "warcinfo"
    check_kind(kind, fields, block, seen)
    return kind, fields, block


def check_kind(kind, fields, block, seen):
    if kind == "response":
        assert fields["Content-Type"] == "application/http;msgtype=response"
        assert re.match(rb"HTTP/1\.[01] \d\d\d", block), block[:30]
        head, body, *length = payload(block)
        assert fields["WARC-Payload-Digest"] == sha1(body), "payload digest"
        if length and length[0] is not None and "WARC-Truncated" not in fields:
            assert length[0] == len(body), f"Content-Length {length[0]} of {len(body)}"
        if re.search(rb"\r\ncontent-encoding: *gzip", head, re.I) and body:
            zlib.decompressobj(31).decompress(body)
    elif kind == "request":
        assert fields["Content-Type"] == "application/http;msgtype=request"
        assert re.match(rb"[A-Z]+ [^\r]+ HTTP/1\.[01]\r\n", block), block[:60]
        assert not re.search(rb"\r\n(authorization|cookie|proxy-authorization):", block, re.I)
        assert block.endswith(b"\r\n\r\n")
        assert fields["WARC-Concurrent-To"] in seen
    elif kind == "resource":
        assert fields["WARC-Payload-Digest"] == sha1(block)
    elif kind == "revisit":
        assert fields["WARC-Profile"] in (PROFILE + "server-not-modified",
                                          PROFILE + "identical-payload-digest")
        referred = seen[fields["WARC-Refers-To"]]
        assert referred["WARC-Target-URI"] == fields["WARC-Refers-To-Target-URI"]
        assert referred["WARC-Date"] == fields["WARC-Refers-To-Date"]
        assert referred["WARC-Payload-Digest"] == fields["WARC-Payload-Digest"]
        assert block.endswith(b"\r\n\r\n") and block.startswith(b"HTTP/1.")


def check_warc(data):
    seen, places, counts = {}, {}, {}
    for at, size, raw in members(data):
        kind, fields, _ = check_record(at, raw, seen)
        counts[kind] = counts.get(kind, 0) + 1
        places[at] = (size, kind, fields)
    assert next(iter(seen.values()))["WARC-Type"] == "warcinfo"
    return counts, places


def check_index(text, places):
    lines = text.split(b"\n")
    assert lines.pop() == b"" and lines == sorted(lines), "the index is not sorted"
    captures = {at for at, (_, kind, _) in places.items()
                if kind in ("response", "revisit", "resource")}
    for line in lines:
        _, moment, rest = line.decode().split(" ", 2)
        entry = json.loads(rest)
        size, _, fields = places[int(entry["offset"])]
        captures.discard(int(entry["offset"]))
        assert size == int(entry["length"])
        assert entry["url"] == fields["WARC-Target-URI"]
        assert entry["digest"] == fields["WARC-Payload-Digest"]
        assert moment == re.sub(r"\D", "", fields["WARC-Date"])[:14]
        assert entry["filename"] == "data.warc.gz"
    assert not captures, "captures that the index does not have"


def check_wacz(data):
    pack = zipfile.ZipFile(io.BytesIO(data))
    assert pack.testzip() is None
    names = pack.namelist()
    assert len(names) == len(set(names))
    description = json.loads(pack.read("datapackage.json"))
    assert description["profile"] == "data-package" and description["wacz_version"] == "1.1.1"
    told = {r["path"]: r for r in description["resources"]}
    rest = set(names) - {"datapackage.json", "datapackage-digest.json"}
    assert set(told) == rest, f"{set(told) ^ rest} is not in both"
    for name, resource in told.items():
        body = pack.read(name)
        assert resource["bytes"] == len(body) and resource["name"] == name.split("/")[-1]
        assert resource["hash"] == "sha256:" + hashlib.sha256(body).hexdigest()
    digest = json.loads(pack.read("datapackage-digest.json"))
    assert digest["path"] == "datapackage.json"
    assert digest["hash"] == "sha256:" + hashlib.sha256(pack.read("datapackage.json")).hexdigest()
    assert pack.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
    counts, places = check_warc(pack.read("archive/data.warc.gz"))
    index = pack.read("indexes/index.cdx")
    check_index(index, places)
    urls = {json.loads(line.decode().split(" ", 2)[2])["url"] for line in index.split(b"\n") if line}
    pages = [json.loads(line) for line in pack.read("pages/pages.jsonl").splitlines()]
    assert pages[0]["format"] == "json-pages-1.0"
    for page in pages[1:]:
        assert page["url"] in urls and DATE.match(page["ts"])
    return counts


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    counts = check_wacz(data) if data[:2] == b"PK" else check_warc(data)[0]
    print(" ".join(f"{kind}={count}" for kind, count in sorted(counts.items())))


main()
