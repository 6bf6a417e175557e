"""The UI's files: right types, kept for ever where that is safe, never anything outside."""

import gzip
import json
from pathlib import Path

import pytest
from starlette.types import Message

from runlore.api.kit.guard import Guard
from runlore.api.kit.workers import Inline, drive
from runlore.server.static import Interface

SCRIPT = "assets/index-3kUosd0W.js"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ui = tmp_path / "ui"
    (ui / "assets").mkdir(parents=True)
    (ui / "index.html").write_text("<!doctype html><title>the page</title>")
    (ui / SCRIPT).write_text("script")
    (ui / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"script"))
    (ui / "favicon.svg").write_text("<svg/>")
    (tmp_path / "outside.txt").write_text("outside")
    return ui


def get(
    folder: Path, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    answers: list[Message] = []

    async def exchange() -> None:
        async def send(message: Message) -> None:
            answers.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": sent}
        await Guard(Interface(folder, Inline()), Inline())(scope, receive, send)

    drive(exchange())
    found = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
    return answers[0]["status"], found, answers[1]["body"]


@pytest.mark.parametrize("path", ["/", "/p/vision/runs", "/p/a.b/runs/x/charts", "/outside.txt"])
def test_every_path_that_is_no_file_shows_the_page(folder: Path, path: str) -> None:
    status, headers, body = get(folder, path)
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert b"the page" in body


def test_a_file_with_a_hash_in_its_name_is_kept_for_ever(folder: Path) -> None:
    status, headers, body = get(folder, f"/{SCRIPT}")
    assert (status, body) == (200, b"script")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_compressed_file_is_sent_to_who_takes_it(folder: Path) -> None:
    _, headers, body = get(folder, f"/{SCRIPT}", accept_encoding="gzip, br")
    assert (headers["content-encoding"], gzip.decompress(body)) == ("gzip", b"script")
    assert headers["vary"] == "accept-encoding"


def test_a_file_that_the_browser_has_is_not_sent_again(folder: Path) -> None:
    _, headers, _ = get(folder, "/favicon.svg")
    status, _, body = get(folder, "/favicon.svg", if_none_match=headers["etag"])
    assert (status, body) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/assets/gone-12345678.js", "/api/v1/nothing", "/assets/../outside.txt"]
)
def test_a_file_or_route_that_is_not_there_is_a_404(folder: Path, path: str) -> None:
    status, _, body = get(folder, path)
    assert (status, json.loads(body)["error"]["code"]) == (404, "not_found")


def test_pages_are_only_read(folder: Path) -> None:
    status, headers, _ = get(folder, "/", method="POST")
    assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_a_server_without_its_ui_says_so(tmp_path: Path) -> None:
    status, _, body = get(tmp_path / "none", "/")
    assert status == 200
    assert b"user interface is not built" in body


def test_scripts_come_from_us_alone(folder: Path) -> None:
    _, headers, _ = get(folder, "/")
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
