"""Hostile requests to the model registry: names, sources, numbers and aliases that want out."""

import json
from collections.abc import Iterator
from urllib.parse import quote

from tests.security.corpus import BAD_JSON, RUN, TRAVERSALS, Row, as_json, http

MODELS = "/api/v1/models"

BAD_NAMES = (
    "",
    " ",
    ".",
    "..",
    "a/b",
    "../../etc/passwd",
    "a:b",
    "a\x00",
    "a\nb",
    "\x1b[31m",
    "n" * 501,
)

BAD_SOURCES = (
    "",
    "runs:/../../etc/passwd",
    "runs:/" + RUN + "/../../x",
    "runs:/" + RUN + "/%2e%2e",
    "runs://evil.example/" + RUN,
    "models:/../1",
    "models:/x/../../y",
    "models:/m-../..",
    "https://user:secret@evil.example/x",
    "s3://x\r\nset-cookie: a=b",
    "file:///etc/passwd\x00.png",
    "x" * 100_000,
)

BAD_VERSIONS = ("0", "-1", "1.5", "1e3", "%d9%a1", "9" * 30, "latest", "..", "%00", "1;x", "null")

BAD_ALIASES = (
    "latest",
    "LATEST",
    "v1",
    "a%2fb",
    "a%20b",
    "%00",
    "..%2f..",
    "a" * 256,
    "%d9%a1",
    "@a",
)


def registry_rows() -> Iterator[Row]:
    """The registry's part of the corpus; no model exists, and none must afterwards."""
    yield from names()
    yield from versions()
    yield from searches()


def names() -> Iterator[Row]:
    """Names, sources and aliases."""
    for name in BAD_NAMES:
        body = json.dumps({"name": name}).encode()
        yield Row(f"model named {name[:20]!r}", as_json("POST", MODELS, body))
    for one in TRAVERSALS:
        sent = quote(one, safe="%/\\:;~.#") if not one.isascii() else one
        yield Row(f"model {one[:40]}", http("GET", f"{MODELS}/{sent}"))
        yield Row(f"delete model {one[:40]}", http("DELETE", f"{MODELS}/{sent}"))
        yield Row(f"version of {one[:40]}", http("GET", f"{MODELS}/{sent}/versions/1"))
    for source in BAD_SOURCES:
        body = json.dumps({"source": source}).encode()
        yield Row(f"source {source[:40]!r}", as_json("POST", f"{MODELS}/x/versions", body))
    for alias in BAD_ALIASES:
        pointed = as_json("PUT", f"{MODELS}/x/aliases/{alias}", b'{"version": 1}')
        yield Row(f"alias {alias[:20]}", pointed)


def versions() -> Iterator[Row]:
    """Numbers and stages."""
    for version in BAD_VERSIONS:
        yield Row(f"version {version[:20]}", http("GET", f"{MODELS}/x/versions/{version}"))
        moved = as_json("POST", f"{MODELS}/x/versions/{version}/stage", b'{"stage": "Production"}')
        yield Row(f"stage of version {version[:20]}", moved)
        yield Row(f"resolve {version[:20]}", http("GET", f"{MODELS}/x/resolve?version={version}"))
    for stage in ("Prod", "", "PRODUCTION\x00", ["None"], None, {"$ne": "None"}):
        body = json.dumps({"stage": stage}).encode()
        yield Row(f"stage {stage!r}", as_json("POST", f"{MODELS}/x/versions/1/stage", body))


def searches() -> Iterator[Row]:
    """Searches, and parts of the audit."""
    for name, body in BAD_JSON.items():
        yield Row(
            f"versions json {name}", as_json("POST", f"{MODELS}/versions/search", body), OR_FINE
        )
    for query in ("?limit=0", "?limit=x", "?cursor=x", "?query=1=1;DROP", "?order_by=(SELECT%201)"):
        yield Row(f"models {query}", http("GET", f"{MODELS}{query}"))
    for query in ("?cursor=0", "?cursor=-1", "?cursor=" + "9" * 30, "?limit=1001", "?limit=0"):
        yield Row(f"audit {query[:30]}", http("GET", f"/api/v1/audit{query}"))


OR_FINE = frozenset({200, 400, 413, 415})
"""A page of 100,000 versions may be asked for; of runs it may not."""
