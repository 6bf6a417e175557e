"""``runlore ui`` and ``runlore server``: they say where they are, answer, and end when asked."""

import http.client
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.unit.cli.command_line import CommandLine

from runlore.cli.serve import has_desktop

END_SECONDS = 20


@contextmanager
def running(line: CommandLine, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command that serves, and the URL that it says."""
    command = [sys.executable, "-m", "runlore.cli", *words]
    with subprocess.Popen(
        command, cwd=line.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().rsplit(maxsplit=1)[-1]
        finally:
            process.kill()


def status_of(url: str, path: str) -> int:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=END_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("command", [["ui", "--no-open"], ["server"]])
def test_it_serves_until_it_is_asked_to_end(runlore: CommandLine, command: list[str]) -> None:
    with running(runlore, *command, "--port", "0") as (process, url):
        assert [status_of(url, path) for path in ("/", "/api/v1/health")] == [200, 200]
        assert (runlore.folder / ".runlore/server.json").is_file()
        process.terminate()
        assert process.wait(END_SECONDS) == 0
    assert not (runlore.folder / ".runlore/server.json").exists()


def test_a_run_goes_to_the_server_that_the_environment_names(runlore: CommandLine) -> None:
    with running(runlore, "server", "--store", "../team", "--port", "0") as (_, url):
        found = runlore("runs", "list", "--json", env={"RUNLORE_URI": url})
        assert (found.returncode, found.stdout.strip()) == (0, "[]")
    assert not (runlore.folder / ".runlore").exists()


def test_an_open_door_without_a_key_is_refused(runlore: CommandLine) -> None:
    done = runlore("server", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2
    assert "RUNLORE_TOKEN" in done.stderr


def test_a_server_does_not_serve_another_server(runlore: CommandLine) -> None:
    assert runlore("server", "--store", "http://127.0.0.1:9").returncode == 2


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({}, "darwin", True),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "linux", False),
        ({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "darwin", False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
    ],
)
def test_a_browser_is_opened_only_where_the_user_sits(
    environment: dict[str, str], platform: str, expected: bool
) -> None:
    assert has_desktop(environment, platform) is expected
