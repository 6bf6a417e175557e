"""Hostile requests, as data. Each row: a name, the bytes that go over the wire, what may answer.

Rows are written as a client would send them; nothing normalises them on the way. The ids of runs
and digests are well-formed unless the row is about their shape.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

RUN = "0190000000000000aaaaaaaaaaaaaaaa"
DIGEST = "ab" * 32
REFUSED = frozenset({400, 403, 404, 405, 408, 413, 414, 415, 416, 421, 431})


class Row(NamedTuple):
    """One hostile request.

    Attributes:
        name: of the row.
        request: bytes as sent.
        allowed: statuses that are a good answer; 0 is a closed connection.
    """

    name: str
    request: bytes
    allowed: frozenset[int] = REFUSED


def http(
    method: str,
    path: str,
    body: bytes = b"",
    host: str = "HOST",
    **headers: str,
) -> bytes:
    """A request as bytes; HOST stands for the server's own name."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {host}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"content-length: {len(body)}")
    return ("\r\n".join([*lines, "connection: close", "", ""])).encode("latin-1") + body


def as_json(method: str, path: str, body: bytes, **headers: str) -> bytes:
    """A request with a JSON body."""
    return http(method, path, body, content_type="application/json", **headers)


TRAVERSALS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%252f..%252fetc%252fpasswd",
    "%252e%252e%252fetc",
    "..%255c..%255cwindows",
    "..\\..\\..\\etc\\passwd",
    "..%5c..%5cetc%5cpasswd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "//etc/passwd",
    "a//b",
    "a/./b",
    "a/../../b",
    "./a",
    ".",
    "..",
    "%2e",
    "%2e%2e",
    "a%00.png",
    "%00",
    "a%0d%0aset-cookie:%20x=1",
    "a%0ab",
    "a%1b%5b31m",
    "C:/windows/win.ini",
    "C%3a/windows",
    "c:",
    "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "%c0%af..%c0%afetc",
    "%e0%80%ae%e0%80%ae/etc",
    "%ff%fe",
    "%uff0e%uff0e/etc",
    "..;/..;/etc/passwd",
    "....//....//etc/passwd",
    "..%00/etc/passwd",
    "file:///etc/passwd",
    "file:/etc/passwd#x",
    "~/.ssh/id_rsa",
    "a" * 1001,
    "/".join(["b" * 256, "c"]),
    "%F0%9F%92%A9" * 300,
    "%7f",
    "%c2%80",
)

BAD_IDS = (
    "..",
    "%2e%2e",
    "..%2f..%2fetc",
    "UPPERCASE0000000",
    "short",
    "a" * 65,
    "0190-0000-0000",
    "0190000000000000aaaaaaaaaaaaaaa%00",
    "0190000000000000aaaaaaaaaaaaaaaa%0a",
    "%27%20or%201=1--",
    "%d9%a0%d9%a1%d9%a2%d9%a3%d9%a4%d9%a5%d9%a6%d9%a7",
    "%ef%bd%81" * 8,
    "0190000000000000aaaaaaaaaaaaaaaa;x",
    "null",
    "*",
)

BAD_JSON = {
    "empty": b"",
    "not json": b"limit=3",
    "array": b"[]",
    "null": b"null",
    "number": b"1",
    "text": b'"x"',
    "broken": b'{"limit": 3',
    "comments": b'{"limit": 3 /* x */}',
    "trailing comma": b'{"limit": 3,}',
    "single quotes": b"{'limit': 3}",
    "nan": b'{"limit": NaN}',
    "not utf-8": b'{"query": "\xff\xfe"}',
    "utf-16": '{"limit": 3}'.encode("utf-16"),
    "bom": b'\xef\xbb\xbf{"limit": 3}',
    "lone surrogate": b'{"query": "\\ud800"}',
    "deep arrays": b'{"query": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "unclosed": b"[" * 200_000,
    "huge number": b'{"limit": ' + b"9" * 5_000 + b"}",
    "huge exponent": b'{"limit": 1e999}',
    "float for int": b'{"limit": 1.5}',
    "text for int": b'{"limit": "1"}',
    "bool for int": b'{"limit": true}',
    "negative": b'{"limit": -1}',
    "zero": b'{"limit": 0}',
    "too many": b'{"limit": 100000}',
    "over int64": b'{"limit": 9223372036854775808}',
    "object for text": b'{"query": {"$gt": ""}}',
    "array for text": b'{"query": ["x"]}',
    "text for array": b'{"order_by": "x"}',
    "unknown field": b'{"__class__": "x"}',
    "prototype": b'{"__proto__": {"admin": true}}',
    "null field": b'{"query": null}',
    "long query": json.dumps({"query": "a" * 20_000}).encode(),
    "deep query": json.dumps({"query": "(" * 5_000 + "a = 1" + ")" * 5_000}).encode(),
    "many nots": json.dumps({"query": "not " * 4_000 + "status = 'x'"}).encode(),
    "sql union": json.dumps({"query": "1=1 UNION SELECT * FROM runs"}).encode(),
    "sql drop": json.dumps({"query": "status = 'x'; DROP TABLE runs"}).encode(),
    "sql comment": json.dumps({"query": "status = 'x' -- "}).encode(),
    "sql in order": json.dumps({"order_by": ["name; DROP TABLE runs"]}).encode(),
    "sql in order 2": json.dumps({"order_by": ["(SELECT 1)"]}).encode(),
    "unknown attribute": json.dumps({"query": "attribute.password = 'x'"}).encode(),
    "forged cursor": b'{"cursor": "gASVKAAAAAAAAAB9lIwHcGF5bG9hZJRLAXMu"}',
    "long cursor": json.dumps({"cursor": "A" * 100_000}).encode(),
    "control query": json.dumps({"query": "status = \u0000"}).encode(),
}

BAD_TYPES = {
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data; boundary=x",
    "text": "text/plain",
    "none": "",
    "xml": "application/xml",
    "json lookalike": "application/jsonp",
    "text with json": "text/plain; application/json",
    "two types": "text/plain, application/json",
    "long": "a/" + "b" * 10_000,
}

BAD_HOSTS = (
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "evil.example#localhost",
    "evil.example@localhost",
    "localhost@evil.example",
    "127.0.0.1.nip.io",
    "127.0.0.1.evil.example:5000",
    "127.0.0.2",
    "10.0.0.1",
    "0.0.0.0",
    "[::2]",
    "[::1",
    "::1",
    "2130706433",
    "0x7f.1",
    "localhost:port",
    "localhost:99999999",
    "localhost localhost",
    "localhost,evil.example",
    "",
    "%6cocalhost",
    "locaIhost",
)

BAD_ORIGINS = (
    "http://evil.example",
    "https://localhost.evil.example",
    "null",
    "http://localhost:1",
    "http://127.0.0.1:1",
    "file://",
    "chrome-extension://abc",
    "http://HOST.evil.example",
    "http://HOST@evil.example",
    "http://evil.example/HOST",
    "//HOST",
    "javascript://HOST",
    "http://[::1",
    "",
)

BAD_METHODS = ("DELETE", "PUT", "TRACE", "CONNECT", "PROPFIND", "POST", "MOVE", "LOCK")

BAD_QUERIES = (
    "?limit=x",
    "?limit=1&limit=2",
    "?limit=1e9",
    "?unknown=1",
    "?first=99999999999999999999999",
    "?first=%ff",
    "?first=1%00",
    "?tail=-",
    "?[]=1",
    "?first[]=1",
    "?__proto__=1",
    "?" + "a=1&" * 6_000,
    "?first=" + "9" * 5_000,
)


def rows() -> Iterator[Row]:
    """The whole corpus."""
    yield from paths()
    yield from models()
    yield from bodies()
    yield from edges()
    yield from uploads()
    yield from parsing()


def paths() -> Iterator[Row]:
    """Paths that want out of the store, and ids that want to be paths."""
    content = f"/api/v1/runs/{RUN}/artifacts/content"
    for one in TRAVERSALS:
        sent = quote(one, safe="%/\\:;~.#") if not one.isascii() else one
        yield Row(f"content {one[:40]}", http("GET", f"{content}/{sent}"))
        folder = sent.replace("#", "%23").replace("&", "%26")
        yield Row(
            f"folder {one[:40]}", http("GET", f"/api/v1/runs/{RUN}/artifacts?folder={folder}")
        )
    for one in BAD_IDS:
        for path in (f"/api/v1/runs/{one}", f"/api/v1/runs/{one}/console", f"/api/v1/blobs/{one}"):
            yield Row(f"id {path[:60]}", http("GET", path))
    for one in ("..%2f..%2fx", DIGEST.upper(), DIGEST[:-1], DIGEST + "a", "%2e%2e"):
        yield Row(f"blob {one[:20]}", http("PUT", f"/api/v1/blobs/{one}", b"x"))
        yield Row(f"blob head {one[:20]}", http("HEAD", f"/api/v1/blobs/{one}"))
    for one in (
        "assets/../../settings.py",
        "assets/%2e%2e/%2e%2e/app.py",
        "assets/..%2f..%2fapp.py",
    ):
        yield Row(f"static {one}", http("GET", f"/{one}"))
    for one in (
        "/api/v1/../../etc/passwd",
        "/api/v1/runs/../../../etc",
        "/api//v1/health",
        "/api/v2/x",
    ):
        yield Row(f"route {one}", http("GET", one))
    for query in BAD_QUERIES:
        yield Row(f"query {query[:30]}", http("GET", f"/api/v1/runs/{RUN}/console{query}"))


def models() -> Iterator[Row]:
    """Files of models that want out of the store, and models that are none."""
    model = "m-0190000000000000aaaaaaaaaaaaaaaa"
    content = f"/api/v1/logged-models/{model}/artifacts/content"
    for one in TRAVERSALS:
        sent = quote(one, safe="%/\\:;~.#") if not one.isascii() else one
        for method in ("GET", "PUT", "DELETE"):
            body = b"x" if method == "PUT" else b""
            yield Row(f"model {method} {one[:40]}", http(method, f"{content}/{sent}", body))
    for one in (*BAD_IDS, RUN, model.upper(), f"{model}0"):
        yield Row(f"model id {one[:30]}", http("GET", f"/api/v1/logged-models/{one}"))
        yield Row(f"lineage {one[:30]}", http("GET", f"/api/v1/runs/{one}/lineage"))
    for name, body in BAD_JSON.items():
        yield Row(f"model json {name}", as_json("POST", "/api/v1/logged-models", body))
    for name, new in {
        "name of a path": {"name": "../x"},
        "name of control characters": {"name": "a\nb"},
        "id of a path": {"id": "m-../../etc"},
        "experiment that is none": {"experiment_id": 2**63},
        "run that is none": {"run": RUN},
        "params that are no text": {"params": {"a": [1]}},
        "source": {"artifact_location": "file:///etc"},
    }.items():
        sent = json.dumps(new).encode()
        yield Row(f"model of {name}", as_json("POST", "/api/v1/logged-models", sent))


def bodies() -> Iterator[Row]:
    """Bodies of the wrong shape, type, size and depth."""
    search = "/api/v1/runs/search"
    for name, body in BAD_JSON.items():
        yield Row(f"json {name}", as_json("POST", search, body))
    for name, kind in BAD_TYPES.items():
        yield Row(f"type {name}", http("POST", search, b"{}", content_type=kind))
    for encoding in ("gzip", "br", "deflate", "gzip, gzip", "zstd", "x"):
        yield Row(f"encoding {encoding}", as_json("POST", search, b"{}", content_encoding=encoding))
    big = http("POST", search, content_type="application/json")
    big = big.replace(b"content-length: 0", b"content-length: 17000000")
    yield Row("json over 16 MB by its own word", big)
    huge = big.replace(b"17000000", b"9" * 30)
    yield Row("json of absurd length", huge, REFUSED | {0})
    for name, patch in {
        "name of control characters": {"name": "a\nb"},
        "name too long": {"name": "n" * 501},
        "name empty": {"name": ""},
        "tag of control characters": {"tags": {"a\x00": "b"}},
        "tag too large": {"tags": {"a": "b" * 70_000}},
        "tags that are no text": {"tags": {"a": 1}},
        "id": {"id": "x"},
        "status": {"status": "finished"},
    }.items():
        yield Row(name, as_json("PATCH", f"/api/v1/runs/{RUN}", json.dumps(patch).encode()))
    for name, bulk in {
        "bulk of paths": {"runs": ["../../etc"], "action": "delete"},
        "bulk of too many": {"runs": [RUN] * 1_001, "action": "delete"},
        "bulk of unknown": {"runs": [RUN], "action": "delete"},
        "bulk of another action": {"runs": [], "action": "erase"},
        "bulk without runs": {"action": "delete"},
    }.items():
        yield Row(name, as_json("POST", "/api/v1/runs/bulk", json.dumps(bulk).encode()))


def edges() -> Iterator[Row]:
    """Other hosts, other origins, other verbs."""
    for host in BAD_HOSTS:
        yield Row(f"host {host}", http("GET", "/api/v1/projects", host=host))
    yield Row("two hosts", http("GET", "/api/v1/projects").replace(b"\r\n", b"\r\nhost: a\r\n", 1))
    yield Row("no host", b"GET /api/v1/projects HTTP/1.1\r\nconnection: close\r\n\r\n")
    for origin in BAD_ORIGINS:
        asked = as_json(
            "POST", "/api/v1/runs/bulk", b'{"runs":[],"action":"delete"}', origin=origin
        )
        yield Row(f"origin {origin}", asked)
    for site in ("cross-site", "same-site", "x"):
        asked = http("GET", "/api/v1/projects", sec_fetch_site=site, sec_fetch_mode="no-cors")
        yield Row(f"site {site}", asked)
    stolen = http("GET", f"/api/v1/events?topics=run:{RUN}", origin="http://evil.example")
    yield Row("live feed for another origin", stolen)
    preflight = http(
        "OPTIONS",
        "/api/v1/runs/bulk",
        origin="http://evil.example",
        access_control_request_method="POST",
    )
    yield Row("preflight of another origin", preflight)
    for method in BAD_METHODS:
        yield Row(f"method {method}", http(method, "/api/v1/projects"), REFUSED | {0})
    for name in ("x_http_method_override", "x_method_override", "x_http_method"):
        asked = http("GET", "/api/v1/runs/bulk", **{name: "POST"})
        yield Row(f"override {name}", asked)
    yield Row("get with another verb in its query", http("GET", "/api/v1/runs/bulk?_method=POST"))
    for topics in ("", "?topics=", "?topics=all", "?topics=run:..%2f", "?topics=project:%00"):
        yield Row(f"feed {topics}", http("GET", f"/api/v1/events{topics}"))
    yield Row("feed cursor", http("GET", f"/api/v1/events?topics=run:{RUN}&cursor=x"))


def uploads() -> Iterator[Row]:
    """Uploads that are none."""
    path = f"/api/v1/runs/{RUN}/records"
    frames = "application/vnd.runlore.frames"
    good = {"content_type": frames, "x_runlore_writer": "a" * 16, "x_runlore_prev_seq": "0"}
    for name, body in {
        "garbage": b"\x00" * 64,
        "magic alone": b"RLr1",
        "length over": b"RLr1\xff\xff\xff\xff\x00\x00\x00\x00" + b"x" * 32,
        "length zero": b"RLr1\x00\x00\x00\x00\x00\x00\x00\x00",
        "wrong crc": b"RLr1\x09\x00\x00\x00\x00\x00\x00\x00" + b"\x01" + b"\x00" * 8,
        "json": b"{}",
        "empty, of an unknown run": b"",
    }.items():
        yield Row(f"upload {name}", http("POST", path, body, **good))
    for header, values in {
        "x_runlore_writer": ("", "..", "A" * 16, "a" * 65, "a b", "../../../../x"),
        "x_runlore_prev_seq": ("", "-1", "x", "1e3", "9" * 19, "9" * 400, "0x1", "+1"),
        "content_type": ("application/json", "text/plain", ""),
    }.items():
        for value in values:
            sent = {**good, header: value}
            yield Row(
                f"upload {header} {value[:20]}",
                http("POST", path, b"RLr1", **sent),
                REFUSED | {409},
            )


def parsing() -> Iterator[Row]:
    """Requests that two parsers could read in two ways."""
    post = "POST /api/v1/runs/search HTTP/1.1\r\nhost: HOST\r\ncontent-type: application/json\r\n"
    for name, tail in {
        "both lengths": "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "two lengths": "content-length: 2\r\ncontent-length: 9\r\n\r\n{}",
        "length of text": "content-length: two\r\n\r\n{}",
        "negative length": "content-length: -1\r\n\r\n{}",
        "signed length": "content-length: +2\r\n\r\n{}",
        "hidden chunked": "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "chunk of text": "transfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
        "chunk over": "transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nx\r\n\r\n",
        "header without name": ": x\r\ncontent-length: 2\r\n\r\n{}",
        "header with a space": "a b: x\r\ncontent-length: 2\r\n\r\n{}",
        "header with null": "a: \x00\r\ncontent-length: 2\r\n\r\n{}",
        "folded header": "a: b\r\n c\r\ncontent-length: 1\r\n\r\n{",
    }.items():
        yield Row(f"parse {name}", (post + tail).encode("latin-1"), REFUSED | {0})
    yield Row("parse no version", b"GET /api/v1/projects\r\n\r\n", REFUSED | {0})
    yield Row("parse other protocol", b"\x16\x03\x01\x02\x00\x01\x00", REFUSED | {0})
    yield Row("parse http/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", REFUSED | {0, 505})
    yield Row(
        "parse absolute target",
        http("GET", "http://evil.example/api/v1/projects"),
        REFUSED | {0, 200},
    )
    yield Row(
        "head without end",
        b"GET / HTTP/1.1\r\nhost: HOST\r\na: " + b"b" * 200_000,
        frozenset({431}),
    )
    yield Row(
        "many headers", http("GET", "/", **{f"h{n}": "v" * 60 for n in range(3_000)}), REFUSED | {0}
    )
