"""Hostile requests against the MLflow dialect, as data: see ``corpus.py``.

``TARGET`` stands for a run that exists and must stay as it is, and ``SCRATCH`` for one that may be
written. Both are as long as the ids they stand for, so that the length of a body stays true.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from tests.security.corpus import BAD_IDS, BAD_JSON, BAD_TYPES, REFUSED, TRAVERSALS, Row, http
from tests.security.corpus import as_json as with_json

TARGET = "TARGETTARGETTARGETTARGETTARGETTA"
SCRATCH = "SCRATCHSCRATCHSCRATCHSCRATCHSCRA"
API = "/api/2.0/mlflow"
FILES = "/api/2.0/mlflow-artifacts"

NO = REFUSED | {501}
"""A refusal."""

MAYBE = NO | {200}
"""A refusal, or an answer that changes nothing it should not: the state is compared."""

PLACE = f"0/{TARGET}/artifacts"

HARMLESS = frozenset(
    {
        "a//b",
        "a/./b",
        "./a",
        "a" * 1001,
        "~/.ssh/id_rsa",
        "....//....//etc/passwd",
        "..;/..;/etc/passwd",
        "%uff0e%uff0e/etc",
    }
)
"""Names of files that lead nowhere else: they may be taken."""

FOREIGN = (
    "file:///etc/passwd",
    "file:/etc",
    "/etc",
    "../../etc",
    "C:\\Windows",
    "\\\\host\\share",
    "http://127.0.0.1:1/x",
    "http://[::1]/x",
    "https://user:pass@evil.example/x",
    "ftp://evil.example/x",
    "gopher://evil.example/x",
    "s3://bucket/../../x",
    "dbfs:/x",
    "mlflow-artifacts:/../../etc",
    "mlflow-artifacts://evil.example/x",
    "runs:/../../etc",
    f"runs:/{TARGET}/../../../etc",
    "models:/../../x",
    "data:text/plain,x",
    "javascript:alert(1)",
    "sqlite:////etc/passwd",
    "%2e%2e/%2e%2e/etc",
    "file://localhost/etc/passwd#x",
    "s3://bucket/x?y=../../etc",
)

INJECTIONS = (
    "' OR 1=1 --",
    "name = 'x' OR 1=1",
    "name = 'x'; DROP TABLE runs",
    "name = 'x' UNION SELECT 1",
    "1=1",
    "name = 'x' --",
    "name = 'x' /* */",
    "name = (SELECT 1)",
    "name = name",
    "sleep(9)",
    "name LIKE 'x' ESCAPE",
    "tags.`a` = 'b' AND",
    "tags.`a = 'b'",
    "name = 'x",
    'name = "x',
    "name = '\\'",
    "(" * 3_000 + "name = 'x'" + ")" * 3_000,
    "NOT " * 3_000 + "name = 'x'",
    " AND ".join(["name = 'x'"] * 20_000),
    "name = '" + "x" * 200_000 + "'",
    "name = 'x\x00'",
    "__class__.__init__ = 'x'",
    "attribute.__dict__ = 'x'",
    "name IN (" + ",".join(["'x'"] * 50_000) + ")",
)

ORDERS = (
    "name; DROP TABLE runs",
    "(SELECT 1)",
    "name DESC, (SELECT 1)",
    "name ASC ASC",
    "name NULLS FIRST",
    "1",
    "",
    "name\x00",
    "__class__",
    "n" * 100_000,
)

TOKENS = (
    "forged",
    "!!!!",
    "eyJvZmZzZXQiOiAxMDB9",
    "eyJvZmZzZXQiOiAtMX0=",
    "eyJvZmZzZXQiOiAiMTsgRFJPUCBUQUJMRSJ9",
    "gASVKAAAAAAAAAB9lIwHcGF5bG9hZJRLAXMu",
    "A" * 100_000,
    "\x00",
    "../../etc/passwd",
    "W10=",
)

SEARCHES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "experiments": ("POST", f"{API}/experiments/search", {"max_results": 5}),
    "experiments by query": ("GET", f"{API}/experiments/search", {"max_results": 5}),
    "runs": ("POST", f"{API}/runs/search", {"experiment_ids": ["0"], "max_results": 5}),
    "models": ("GET", f"{API}/registered-models/search", {"max_results": 5}),
    "versions": ("GET", f"{API}/model-versions/search", {"max_results": 5}),
    "logged models": (
        "POST",
        f"{API}/logged-models/search",
        {"experiment_ids": ["0"], "max_results": 5},
    ),
}

LONGEST_QUERY = 20_000
"""Over that a text goes in no query: heads have a limit of their own, which ``corpus.py`` asks."""

CALLS: dict[str, dict[str, Any]] = {
    "experiments/create": {
        "name": "made",
        "artifact_location": "s3://x",
        "tags": [_TAG := {"key": "k", "value": "v"}],
    },
    "experiments/update": {"experiment_id": "0", "new_name": "x"},
    "experiments/set-experiment-tag": {"experiment_id": "0", "key": "k", "value": "v"},
    "experiments/search": {"max_results": 5, "filter": "", "order_by": [], "view_type": 1},
    "runs/create": {"experiment_id": "0", "run_name": "x", "start_time": 1, "tags": [_TAG]},
    "runs/update": {"run_id": TARGET, "end_time": 1, "run_name": "x"},
    "runs/log-metric": {"run_id": TARGET, "key": "k", "value": 1.0, "timestamp": 1, "step": 1},
    "runs/log-parameter": {"run_id": TARGET, "key": "k", "value": "v"},
    "runs/set-tag": {"run_id": TARGET, "key": "k", "value": "v"},
    "runs/delete-tag": {"run_id": TARGET, "key": "kept"},
    "runs/log-batch": {"run_id": TARGET, "metrics": [], "params": [_TAG], "tags": [_TAG]},
    "runs/log-inputs": {"run_id": TARGET, "datasets": []},
    "runs/search": {"experiment_ids": ["0"], "max_results": 5, "filter": "", "order_by": []},
    "logged-models": {"experiment_id": "0", "name": "x", "tags": [_TAG], "params": [_TAG]},
    "registered-models/create": {"name": "x", "tags": [_TAG], "description": "d"},
    "model-versions/create": {"name": "x", "source": "s3://b/x", "run_id": TARGET, "tags": [_TAG]},
    "model-versions/transition-stage": {"name": "x", "version": "1", "stage": "Staging"},
}
"""Calls that would be taken, or would find no such thing, were no field of them wrong."""

WRONG: dict[type, tuple[Any, ...]] = {
    str: (5, 1.5, True, [], ["x"], {}, {"a": "b"}),
    int: ("x", "", [], {}, [1], 1.5, 2**63, -(2**63) - 1, 10**400),
    float: ("x", "", [], {}, [1.0]),
    list: (5, "x", {}, {"a": 1}, True, [5], [[]], [None]),
}
"""Values that a field of a type must not have."""


def as_json(method: str, path: str, body: Any, **headers: str) -> bytes:
    """A request with a JSON body that is written from a value."""
    return with_json(method, path, json.dumps(body).encode(), **headers)


def asked(method: str, path: str, fields: dict[str, Any]) -> bytes:
    """A request whose fields are in its query, or in its body."""
    if method == "GET":
        return http("GET", f"{path}?{urlencode(fields, doseq=True)}")
    return as_json(method, path, fields)


def rows() -> Iterator[Row]:
    """The whole corpus."""
    yield from paths_of_files()
    yield from foreign_places()
    yield from searches()
    yield from wrong_fields()
    yield from wrong_bodies()
    yield from odd_texts()
    yield from numbers()
    yield from other_ids()
    yield from other_doors()
    yield from other_places()


def paths_of_files() -> Iterator[Row]:
    """Paths that want out of a run's files, in every path and query that takes one."""
    for one in TRAVERSALS:
        sent = quote(one, safe="%/\\:;~.#") if not one.isascii() else one
        value = sent.replace("#", "%23").replace("&", "%26")
        allowed = MAYBE if one in HARMLESS or "%F0" in one else NO
        for method, body in (("PUT", b"x"), ("GET", b""), ("DELETE", b"")):
            inside = http(method, f"{FILES}/artifacts/{PLACE}/{sent}", body)
            yield Row(f"{method} file {one[:40]}", inside, MAYBE if method == "DELETE" else allowed)
            top = http(method, f"{FILES}/artifacts/{sent}", body)
            yield Row(
                f"{method} from the root {one[:40]}", top, MAYBE if method == "DELETE" else allowed
            )
        for name, path in {
            "list": f"{FILES}/artifacts?path={value}",
            "list of a run": f"{API}/artifacts/list?run_id={TARGET}&path={value}",
            "download": f"/get-artifact?run_id={TARGET}&path={value}",
            "file of a version": f"/model-versions/get-artifact?name=x&version=1&path={value}",
        }.items():
            yield Row(f"{name} {one[:40]}", http("GET", path), MAYBE if "list" in name else NO)
        upload = f"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={TARGET}&path={value}"
        yield Row(f"upload {one[:40]}", http("POST", upload, b"x"), allowed)
        parts = as_json("POST", f"{FILES}/mpu/create/{sent}", {"path": "x", "num_parts": 1})
        yield Row(f"parts {one[:40]}", parts, allowed)


def foreign_places() -> Iterator[Row]:
    """Places elsewhere: kept as texts at most, and never opened."""
    for one in FOREIGN:
        made = {"name": f"at {one}", "artifact_location": one}
        yield Row(f"location {one}", as_json("POST", f"{API}/experiments/create", made), MAYBE)
        for source in ({}, {"run_id": TARGET}):
            version = {"name": "kept", "source": one, **source}
            sent = as_json("POST", f"{API}/model-versions/create", version)
            yield Row(f"source {one} {len(source)}", sent, MAYBE)
        where = {"run_id": TARGET, "path": one}
        yield Row(f"list {one}", asked("GET", f"{API}/artifacts/list", where), MAYBE)
        yield Row(f"get {one}", asked("GET", "/get-artifact", where))
        data = {"name": "d", "digest": "d", "source_type": "local", "source": one}
        inputs = {"run_id": SCRATCH, "datasets": [{"dataset": data}]}
        yield Row(f"dataset {one}", as_json("POST", f"{API}/runs/log-inputs", inputs), MAYBE)


def searches() -> Iterator[Row]:
    """Filters, orders, tokens and limits that are none."""
    for name, (method, path, fields) in SEARCHES.items():
        for field, text, allowed in wrong_searches(name):
            if method == "POST" or len(str(text)) < LONGEST_QUERY:
                sent = asked(method, path, {**fields, field: text})
                yield Row(f"{name} {field} {str(text)[:30]!r}", sent, allowed)
    many = {"experiment_ids": [str(n) for n in range(100_000)], "max_results": 5}
    yield Row("runs of 100,000 experiments", asked("POST", f"{API}/runs/search", many), MAYBE)
    order = [f"metrics.m{n}" for n in range(5_000)]
    orders = {"experiment_ids": ["0"], "max_results": 5, "order_by": order}
    yield Row("runs in 5,000 orders", asked("POST", f"{API}/runs/search", orders), MAYBE)


def wrong_searches(name: str) -> Iterator[tuple[str, Any, frozenset[int]]]:
    """Field, value and what may answer, for a search of some kind."""
    yield from (("filter", text, MAYBE) for text in INJECTIONS)
    yield from (("page_token", token, NO) for token in TOKENS)
    for text in ORDERS:
        yield "order_by", [{"field_name": text}] if name == "logged models" else [text], NO
    yield from (("max_results", limit, NO) for limit in (-1, 2**31, 2**63, "x", "1.5", "0x10"))
    yield from (("max_results", limit, MAYBE) for limit in ("", "1e3"))


def wrong_fields() -> Iterator[Row]:
    """Each field of each call with values of other types, and under both of its names."""
    for path, fields in CALLS.items():
        for field, good in fields.items():
            for bad in WRONG[type(good)]:
                allowed = MAYBE if (field, bad) in (("view_type", ""), ("view_type", "x")) else NO
                sent = as_json("POST", f"{API}/{path}", {**fields, field: bad})
                yield Row(f"{path} {field} {str(bad)[:20]!r}", sent, allowed)
            if "_" in field:
                words = field.split("_")
                camel = words[0] + "".join(word.title() for word in words[1:])
                twice = as_json("POST", f"{API}/{path}", {**fields, camel: good})
                yield Row(f"{path} {field} twice", twice)
    for path in ("runs/set-tag", "experiments/create", "runs/log-batch"):
        for name, polluted in {
            "prototype": {"__proto__": {"admin": True}, "constructor": {"prototype": {}}},
            "class": {"__class__": "x", "__init__": {"__globals__": 1}},
        }.items():
            yield Row(f"{path} {name}", as_json("POST", f"{API}/{path}", polluted), MAYBE)


def wrong_bodies() -> Iterator[Row]:
    """Bodies that are no JSON, no object, too deep, too large, or of another type."""
    broken = {name: body for name, body in BAD_JSON.items() if b'"' not in body or "deep" in name}
    broken |= {name: BAD_JSON[name] for name in ("broken", "not utf-8", "utf-16", "single quotes")}
    for path in ("runs/set-tag", "runs/log-batch", "experiments/create", "model-versions/create"):
        for name, body in broken.items():
            yield Row(f"{path} body {name}", with_json("POST", f"{API}/{path}", body))
        for name, kind in BAD_TYPES.items():
            yield Row(
                f"{path} type {name}", http("POST", f"{API}/{path}", b"{}", content_type=kind)
            )
        for encoding in ("gzip", "br", "x"):
            sent = with_json("POST", f"{API}/{path}", b"{}", content_encoding=encoding)
            yield Row(f"{path} encoding {encoding}", sent)
        big = with_json("POST", f"{API}/{path}", b"")
        big = big.replace(b"content-length: 0", b"content-length: 2000000000")
        yield Row(f"{path} of 2 GB by its own word", big, NO | {0})
    deep = {"run_id": SCRATCH, "key": "k", "value": "[" * 100_000}
    yield Row("a deep text", as_json("POST", f"{API}/runs/set-tag", deep), MAYBE)
    points = [{"key": "k", "value": 1, "timestamp": 1, "step": n} for n in range(100_000)]
    batch = {"run_id": TARGET, "metrics": points}
    yield Row("a batch of 100,000", as_json("POST", f"{API}/runs/log-batch", batch))
    for field in ("params", "tags"):
        texts = [{"key": f"k{n}", "value": "v"} for n in range(50_000)]
        batch = {"run_id": TARGET, field: texts}
        yield Row(f"a batch of 50,000 {field}", as_json("POST", f"{API}/runs/log-batch", batch))


def odd_texts() -> Iterator[Row]:
    """Keys and values with signs that terminals, pages, SQL and files take for more than text."""
    keys = (
        "",
        "\x00",
        "a\nb",
        "a\x1b[31m",
        "../x",
        "/abs",
        "a//b",
        ".",
        "..",
        "k" * 251,
        "k" * 10**6,
    )
    keys += ("\u202eevil", "a;b", "a'b", 'a"b', "<script>", "a\\b", "\x7f", "${x}", "a%00b")
    for path in ("log-metric", "log-parameter", "set-tag"):
        for key in keys:
            body = {"run_id": TARGET, "key": key, "value": "1" if path != "log-metric" else 1}
            body |= {"timestamp": 1, "step": 0} if path == "log-metric" else {}
            yield Row(f"{path} key {key[:20]!r}", as_json("POST", f"{API}/runs/{path}", body))
    for value in (
        "\x00",
        "a\r\nset-cookie: x=1",
        "\x1b]0;x\x07",
        "<script>alert(1)</script>",
        "' OR 1=1",
    ):
        for path in ("log-parameter", "set-tag"):
            body = {"run_id": SCRATCH, "key": f"k{hash(value) % 999}", "value": value}
            yield Row(f"{path} value {value!r}", as_json("POST", f"{API}/runs/{path}", body), MAYBE)
    surrogate = b'{"run_id": "%s", "key": "k", "value": "\\ud800"}' % TARGET.encode()
    yield Row("a lone surrogate", with_json("POST", f"{API}/runs/set-tag", surrogate))
    huge = {"run_id": TARGET, "key": "k", "value": "v" * 5_000_000}
    for path in ("set-tag", "log-parameter"):
        yield Row(f"{path} of 5 MB", as_json("POST", f"{API}/runs/{path}", huge))
    for name in ("", "n" * 501, "n" * 10**6, "a\x00b", "\n", "a\x1b[2Jb"):
        body = {"name": name}
        yield Row(f"experiment {name[:20]!r}", as_json("POST", f"{API}/experiments/create", body))
        yield Row(
            f"model {name[:20]!r}",
            as_json("POST", f"{API}/registered-models/create", body),
            MAYBE if len(name) == 501 else NO,
        )
    for alias in ("", "latest", "v1", "a/b", "a\nb", "x" * 300, "../x"):
        body = {"name": "kept", "alias": alias, "version": "1"}
        yield Row(f"alias {alias[:20]!r}", as_json("POST", f"{API}/registered-models/alias", body))


def numbers() -> Iterator[Row]:
    """Numbers that do not fit."""
    whole = '{"run_id": "%s", "key": "k", "value": %s, "timestamp": %s, "step": %s}'
    for value, timestamp, step in (
        ("1e999", "1", "1"),
        ("-1e999", "1", "1"),
        ('"1e999x"', "1", "1"),
        ('"0x10"', "1", "1"),
        ("9" * 5_000, "1", "1"),
        ("1", "-1", "1"),
        ("1", "1.5", "1"),
        ("1", "9" * 30, "1"),
        ("1", '"x"', "1"),
        ("1", "1e300", "1"),
        ("1", "NaN", "1"),
        ("1", "1", "1.5"),
        ("1", "1", "9223372036854775808"),
        ("1", "1", "-9223372036854775809"),
        ("1", "1", "NaN"),
        ("1", "1", "Infinity"),
        ("1", "1", '"1.5"'),
        ("1", "1", "true"),
        ("true", "1", "1"),
    ):
        body = (whole % (TARGET, value, timestamp, step)).encode()
        name = f"number {value[:12]} {timestamp[:12]} {step[:12]}"
        yield Row(name, with_json("POST", f"{API}/runs/log-metric", body))
    for pages in ("0", "-1", "x", "1.5"):
        where = f"?run_id={TARGET}&metric_key=m&max_results={pages}"
        yield Row(f"history of {pages}", http("GET", f"{API}/metrics/get-history{where}"))
        bulk = f"/ajax-api/2.0/mlflow/metrics/get-history-bulk{where}"
        yield Row(f"histories of {pages}", http("GET", bulk), MAYBE)
    for token in TOKENS[:6]:
        query = urlencode(
            {"run_id": TARGET, "metric_key": "m", "max_results": 5, "page_token": token}
        )
        yield Row(
            f"history token {token[:30]!r}", http("GET", f"{API}/metrics/get-history?{query}")
        )
    many = "&".join(f"run_ids={n:032x}" for n in range(101))
    bulk = f"{API}/metrics/get-history-bulk-interval?{many}&metric_key=m&max_results=5"
    yield Row("histories of 101 runs", http("GET", bulk))


def other_ids() -> Iterator[Row]:
    """Ids that want to be paths, queries or numbers of something else."""
    for one in BAD_IDS:
        for path in (
            f"{API}/runs/get?run_id={one}",
            f"{API}/experiments/get?experiment_id={one}",
            f"{API}/artifacts/list?run_id={one}",
            f"{API}/logged-models/{one}",
            f"{API}/logged-models/{one}/artifacts/directories",
            f"/get-artifact?run_id={one}&path=x",
            f"{API}/model-versions/get?name=kept&version={one}",
        ):
            yield Row(f"id {path[-70:]}", http("GET", path))
        yield Row(f"run {one}", as_json("POST", f"{API}/runs/delete", {"run_id": one}))
        yield Row(
            f"model {one}",
            as_json("DELETE", f"{API}/registered-models/delete", {"name": f"{one}/x"}),
        )
    for number in ("-1", "99999999999999999999", "1e3", "0x0", "0 OR 1=1", "٠", " 0", "+0", "0.0"):
        body = {"experiment_id": number}
        yield Row(f"experiment {number}", as_json("POST", f"{API}/experiments/delete", body))


def other_doors() -> Iterator[Row]:
    """Other verbs, and what is not there."""
    for method in ("GET", "PUT", "DELETE", "TRACE", "PROPFIND"):
        yield Row(f"{method} on a call", http(method, f"{API}/runs/delete"))
        yield Row(f"{method} on a search", http(method, f"{API}/runs/search", b"{}"))
    for path in ("traces", "gateway/endpoints", "users/create", "webhooks", "jobs", "scorers/list"):
        for prefix in (API, "/api/3.0/mlflow", "/ajax-api/2.0/mlflow", "/ajax-api/3.0/mlflow"):
            yield Row(f"POST {prefix}/{path}", as_json("POST", f"{prefix}/{path}", {}))
    traced = http("POST", "/v1/traces", b"\x0a\x00", content_type="application/x-protobuf")
    yield Row("traces by protobuf", traced)
    for path in (
        f"{API}/../../../etc/passwd",
        f"{API}/runs/..%2f..%2fget",
        f"{API}//runs/get",
        f"{API}/runs/get/",
    ):
        yield Row(f"route {path}", http("GET", path))


def other_places() -> Iterator[Row]:
    """Pages of others, names that are not ours, and headers that mean something to MLflow."""
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        body = {"run_id": TARGET}
        asked_by = as_json("POST", f"{API}/runs/delete", body, origin=origin)
        yield Row(f"origin {origin}", asked_by)
        form = http("POST", f"{API}/runs/delete", b"{}", content_type="text/plain", origin=origin)
        yield Row(f"form of {origin}", form)
    for host in ("evil.example", "127.0.0.1.nip.io"):
        yield Row(f"host {host}", http("GET", f"{API}/runs/get?run_id={TARGET}", host=host))
    for workspace in ("team", "../../x", "a" * 5_000):
        sent = http("GET", f"{API}/experiments/get?experiment_id=0", x_mlflow_workspace=workspace)
        yield Row(f"workspace {workspace[:20]}", sent, MAYBE)
