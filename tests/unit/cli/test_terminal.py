"""Tables and colours, on a terminal and elsewhere."""

import pytest

from runlore.cli.terminal import Progress, print_table

HEAD = ["name", "status"]
ROWS = [["a-rather-long-name-of-a-run", "finished"], ["running", "failed"]]


def test_a_table_that_is_not_on_a_terminal_is_whole_and_plain(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(HEAD, ROWS)
    assert capsys.readouterr().out.splitlines() == [
        "name                         status",
        "a-rather-long-name-of-a-run  finished",
        "running                      failed",
    ]


def test_a_table_fits_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "24")
    monkeypatch.setenv("NO_COLOR", "1")
    print_table(HEAD, ROWS)
    assert capsys.readouterr().out.splitlines() == [
        "name            status",
        "a-rather-long…  finished",
        "running         failed",
    ]


def test_only_statuses_have_colours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    print_table(HEAD, [["running", "running"]])
    name, status = capsys.readouterr().out.splitlines()[1].split(maxsplit=1)
    assert name == "running"
    assert status == "\x1b[36mrunning\x1b[0m"


def test_progress_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("copying", 2) as progress:
        progress.step("a")
        progress.step("b")
    assert progress.done == 2
    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal_draws_one_line_and_wipes_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    with Progress("copying", 4) as progress:
        progress.step("a file", count=2)
    drawn, wiped = capsys.readouterr().err.split("\r\x1b[K")[1:]
    assert drawn == "copying ██████████░░░░░░░░░░ 2/4  a file"
    assert wiped == ""
