"""Where runs go: the call, the environment, the folders around."""

import os
from pathlib import Path

import pytest

from runlore.client.address import how_to_open, run_page
from runlore.client.settings import (
    journal_folder,
    local_folder,
    rank_label,
    read_settings,
    resolve_uri,
)
from runlore.entities.errors import InvalidValueError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a folder two levels down."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "src" / "deep").mkdir(parents=True)
    return tmp_path


def test_with_nothing_set_the_store_lies_beside_the_repository(project: Path) -> None:
    assert resolve_uri(None, {}, project / "src/deep") == str(project / ".runlore")


def test_the_nearest_store_upwards_is_taken_before_a_new_one(project: Path) -> None:
    (project / "src" / ".runlore").mkdir()
    assert resolve_uri(None, {}, project / "src/deep") == str(project / "src/.runlore")


def test_without_a_repository_the_store_lies_in_the_working_directory(tmp_path: Path) -> None:
    assert resolve_uri(None, {}, tmp_path) == str(tmp_path / ".runlore")


def test_the_call_comes_before_the_environment_and_that_before_the_folders(project: Path) -> None:
    environ = {"RUNLORE_URI": "http://tracking:5000"}
    assert resolve_uri("elsewhere", environ, project) == str(project / "elsewhere")
    assert resolve_uri(None, environ, project) == "http://tracking:5000"


def test_a_store_in_a_folder_that_everybody_may_write_to_is_not_taken(project: Path) -> None:
    (project / "src" / ".runlore").mkdir()
    (project / "src").chmod(0o1777)
    assert resolve_uri(None, {}, project / "src/deep") == str(project / ".runlore")
    assert resolve_uri(None, {}, project / "src") == str(project / "src/.runlore")


def test_a_store_of_another_user_is_not_taken(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "src" / ".runlore").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert resolve_uri(None, {}, project / "src/deep") == str(project / ".runlore")


def test_deciding_makes_no_folder(project: Path) -> None:
    read_settings(None, {}, project / "src")
    assert not (project / ".runlore").exists()


@pytest.mark.parametrize("uri", ["ftp://x/y", "postgresql://db/x", "s3://bucket"])
def test_another_kind_of_address_is_refused(uri: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="Give a folder"):
        resolve_uri(uri, {}, tmp_path)


def test_the_journal_lies_in_the_store_or_for_a_server_nearby(project: Path) -> None:
    assert journal_folder(str(project / "s"), {}, project) == project / "s/journal"
    assert journal_folder("sqlite:///runs.db", {}, project) == project / "runs.runlore/journal"
    assert journal_folder("http://h", {}, project / "src") == project / ".runlore/journal/h"
    environ = {"RUNLORE_JOURNAL": "/scratch/journal"}
    assert journal_folder("http://h", environ, project) == Path("/scratch/journal/h")


def test_each_server_has_a_journal_folder_of_its_own(project: Path) -> None:
    folders = {
        journal_folder(uri, {}, project).name
        for uri in ("http://h:5000", "http://h:5001", "https://me:secret@team.example/runs")
    }
    assert folders == {"h_5000", "h_5001", "team.example_runs"}


def test_an_sqlite_file_may_be_named_relative_or_absolute(tmp_path: Path) -> None:
    assert local_folder("sqlite:///a/runs.db", tmp_path) == tmp_path / "a/runs.runlore"
    assert local_folder("sqlite:////data/runs.db", tmp_path) == Path("/data/runs.runlore")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"RUNLORE_MODE": "sometimes"}, "online"),
        ({"RUNLORE_MONITOR_SECONDS": "often"}, "RUNLORE_MONITOR_SECONDS"),
        ({"RUNLORE_FINISH_SECONDS": "-1"}, "RUNLORE_FINISH_SECONDS"),
        ({"RUNLORE_MONITOR_SECONDS": "nan"}, "RUNLORE_MONITOR_SECONDS"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_its_name(
    environ: dict[str, str], says: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidValueError, match=says):
        read_settings(None, environ, tmp_path)


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = read_settings(
        None,
        {
            "RUNLORE_MODE": "offline",
            "RUNLORE_PROJECT": "digits",
            "RUNLORE_EXPERIMENT": "lr",
            "RUNLORE_CONSOLE": "off",
            "RUNLORE_CAPTURE": "0",
            "RUNLORE_MONITOR": "no",
            "RUNLORE_MONITOR_SECONDS": "3",
            "RUNLORE_FINISH_SECONDS": "1.5",
            "RUNLORE_QUIET": "1",
        },
        tmp_path,
    )
    assert (settings.mode, settings.project, settings.experiment) == ("offline", "digits", "lr")
    assert (settings.console, settings.capture, settings.monitor) == ("off", False, False)
    assert (settings.monitor_seconds, settings.finish_seconds, settings.quiet) == (3.0, 1.5, True)


@pytest.mark.parametrize(
    ("environ", "label"),
    [
        ({}, ""),
        ({"RANK": "3", "WORLD_SIZE": "8"}, "rank 3"),
        ({"RANK": "0", "WORLD_SIZE": "1"}, ""),
        ({"SLURM_PROCID": "2", "SLURM_NTASKS": "4"}, "rank 2"),
        ({"SLURM_PROCID": "0", "SLURM_NTASKS": "1"}, ""),
        ({"RANK": "first"}, ""),
    ],
)
def test_one_of_several_processes_is_labelled_by_its_rank(
    environ: dict[str, str], label: str
) -> None:
    assert rank_label(environ) == label


def test_a_runs_page_is_at_the_server_that_shows_its_store(tmp_path: Path) -> None:
    assert run_page("http://u:p@host:5000/", "my project", "r1") == (
        "http://host:5000/p/my%20project/runs/r1"
    )
    store = tmp_path / "store"
    store.mkdir()
    assert run_page(str(store), "p", "r1") == ""
    (store / "server.json").write_text('{"url": "http://127.0.0.1:5001", "pid": 1}')
    assert run_page(str(store), "p", "r1") == "http://127.0.0.1:5001/p/p/runs/r1"
    (store / "server.json").write_text('{"url": ')
    assert run_page(str(store), "p", "r1") == ""
    assert how_to_open("/a b") == "runlore ui --store '/a b'"


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", {}),
        ("team=nlp, sweep = 7 ,flag=", {"team": "nlp", "sweep": "7", "flag": ""}),
        ('{"a=b": "c,d"}', {"a=b": "c,d"}),
    ],
)
def test_tags_of_every_run_come_from_the_environment(
    tmp_path: Path, text: str, tags: dict[str, str]
) -> None:
    assert read_settings(None, {"RUNLORE_TAGS": text}, tmp_path).tags == tags


@pytest.mark.parametrize("text", ["=x", '{"a": 1}', "{", "[1]=\n,\x01=2"])
def test_tags_that_are_none_are_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidValueError, match="RUNLORE_TAGS"):
        read_settings(None, {"RUNLORE_TAGS": text}, tmp_path)
