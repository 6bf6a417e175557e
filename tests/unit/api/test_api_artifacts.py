"""Files through the native API: bytes under their digest, names below a run, safe to open."""

import hashlib

import pytest
from tests.unit.api.uploads import RUN, T0, Api

from runlore.entities.ids import Micros
from runlore.entities.records import ArtifactLogged

CONTENT = bytes(range(256)) * 8
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def put(api: Api, content: bytes = CONTENT) -> tuple[int, object]:
    digest = hashlib.sha256(content).hexdigest()
    return api.ask("PUT", f"/api/v1/blobs/{digest}", body=content)


def store(api: Api, path: str, content: bytes = CONTENT, media_type: str = "text/html") -> None:
    """A run with one file."""
    log = api.start_run()
    put(api, content)
    digest = hashlib.sha256(content).hexdigest()
    record = ArtifactLogged(path, digest, "", len(content), media_type, "file", None, Micros(T0))
    api.upload(log, log.record(record))


def content_path(path: str) -> str:
    return f"/api/v1/runs/{RUN}/artifacts/content/{path}"


def test_a_blob_is_new_once(api: Api) -> None:
    stat = {"sha256": DIGEST, "md5": hashlib.md5(CONTENT).hexdigest(), "size": len(CONTENT)}
    assert put(api) == (201, stat)
    assert put(api) == (200, stat)


def test_a_blob_is_asked_for_by_head(api: Api) -> None:
    assert api.raw("HEAD", f"/api/v1/blobs/{DIGEST}")[0] == 404
    put(api)
    status, _, body = api.raw("HEAD", f"/api/v1/blobs/{DIGEST}")
    assert (status, body) == (200, b"")


def test_bytes_with_another_digest_are_refused_and_not_kept(api: Api) -> None:
    status, answer = api.ask("PUT", f"/api/v1/blobs/{DIGEST}", body=b"other bytes")
    assert (status, answer["error"]["code"]) == (400, "invalid_input")
    assert api.raw("HEAD", f"/api/v1/blobs/{DIGEST}")[0] == 404


def test_an_empty_file_is_a_file(api: Api) -> None:
    store(api, "empty.txt", b"")
    status, headers, body = api.raw("GET", content_path("empty.txt"))
    assert (status, headers["content-length"], body) == (200, "0", b"")


def test_folders_are_listed_one_level_at_a_time_or_whole(api: Api) -> None:
    store(api, "plots/a/b.png")
    (entry,) = api.get(f"/api/v1/runs/{RUN}/artifacts")["entries"]
    assert (entry["path"], entry["is_folder"], entry["size"]) == ("plots", True, len(CONTENT))
    (entry,) = api.get(f"/api/v1/runs/{RUN}/artifacts", folder="plots/a")["entries"]
    assert (entry["path"], entry["is_folder"]) == ("plots/a/b.png", False)
    assert entry["artifact"]["sha256"] == DIGEST
    assert api.get(f"/api/v1/runs/{RUN}/artifacts", deep=1)["entries"] == [entry]


def test_a_file_comes_whole_with_its_digest_as_etag(api: Api) -> None:
    store(api, "dir/page.html")
    status, headers, body = api.raw("GET", content_path("dir/page.html"))
    assert (status, body) == (200, CONTENT)
    assert headers["etag"] == f'"{DIGEST}"'
    assert headers["content-length"] == str(len(CONTENT))


def test_a_file_cannot_run_in_our_origin(api: Api) -> None:
    store(api, "page.html")
    _, headers, _ = api.raw("GET", content_path("page.html"))
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_file_in_a_frame_of_the_interface_runs_no_more_than_a_download(api: Api) -> None:
    store(api, "page.html")
    named = f"/api/v1/runs/{RUN}/artifacts/content?path=page.html&framed=true"
    for path in (f"{content_path('page.html')}?framed=true", named):
        _, headers, body = api.raw("GET", path)
        rules = headers["content-security-policy"].split("; ")
        assert body == CONTENT
        assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= set(rules)
        assert not any("script" in rule or "http" in rule for rule in rules)
        assert headers["content-disposition"] == "inline"
        assert headers["x-content-type-options"] == "nosniff"


def test_a_file_that_the_client_has_is_not_sent_again(api: Api) -> None:
    store(api, "a.bin")
    headers = {"if-none-match": f'"{DIGEST}"'}
    status, _, body = api.raw("GET", content_path("a.bin"), headers=headers)
    assert (status, body) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=2000-", 2000, 2048),
        ("bytes=-48", 2000, 2048),
        ("bytes=2000-999999", 2000, 2048),
    ],
)
def test_a_range_of_a_file_is_sent_alone(api: Api, asked: str, start: int, end: int) -> None:
    store(api, "a.bin")
    status, headers, body = api.raw("GET", content_path("a.bin"), headers={"range": asked})
    assert (status, body) == (206, CONTENT[start:end])
    assert headers["content-range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"
    assert headers["content-length"] == str(end - start)


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=-"]
)
def test_a_range_that_means_nothing_gives_the_whole_file(api: Api, asked: str) -> None:
    store(api, "a.bin")
    status, _, body = api.raw("GET", content_path("a.bin"), headers={"range": asked})
    assert (status, body) == (200, CONTENT)


def test_a_range_behind_the_end_cannot_be_had(api: Api) -> None:
    store(api, "a.bin")
    status, answer = api.ask("GET", content_path("a.bin"), headers={"range": "bytes=9999-"})
    assert (status, answer["error"]["code"]) == (416, "out_of_range")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('a"b.txt', "filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"),
        ("naïve 图.png", "filename=\"na_ve _.png\"; filename*=UTF-8''na%C3%AFve%20%E5%9B%BE.png"),
        ("x; filename=y", "filename=\"x_ filename_y\"; filename*=UTF-8''x%3B%20filename%3Dy"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(api: Api, name: str, shown: str) -> None:
    store(api, f"f/{name}")
    entry = api.get(f"/api/v1/runs/{RUN}/artifacts", deep=1)["entries"][0]
    assert entry["path"] == f"f/{name}"
    encoded = "".join(f"%{byte:02X}" for byte in name.encode())
    _, headers, body = api.raw("GET", content_path(f"f/{encoded}"))
    assert body == CONTENT
    assert headers["content-disposition"] == f"attachment; {shown}"


@pytest.mark.parametrize("media_type", ["text/html\r\nset-cookie: a=b", "x", "", "a/b/c", "é/ü"])
def test_a_media_type_that_is_none_becomes_plain_bytes(api: Api, media_type: str) -> None:
    store(api, "a.bin", media_type=media_type)
    _, headers, _ = api.raw("GET", content_path("a.bin"))
    assert headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/passwd", "a//b", "a\\..\\b", "C:", "."]
)
def test_a_path_that_is_no_plain_relative_one_is_refused(api: Api, path: str) -> None:
    store(api, "a.bin")
    status, answer = api.ask("GET", content_path(path.replace("\\", "%5C")))
    assert (status, answer["error"]["code"]) == (400, "invalid_path")


def test_the_bytes_of_a_run_are_not_had_through_another(api: Api) -> None:
    store(api, "a.bin")
    other = content_path("a.bin").replace(RUN, "0190000000000000bbbbbbbbbbbbbbbb")
    assert api.raw("GET", other)[0] == 404
