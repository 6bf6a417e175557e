"""R17: a name is any Unicode text without control characters, and comes back as it was given.

Through the SDK, the API, the search, the address of a page, the export and the file system.
"""

import csv
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.fault_trials import fault_trials
from tests.programs import points_of, run_program
from tests.server_process import ServerProcess

import runlore
from runlore.client.redact import redact_value
from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import InvalidNameError, InvalidPathError
from runlore.entities.limits import MAX_NAME_BYTES

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3600)]

NAMES_IN_A_RUN = 20
NAMES_IN_A_QUERY = 5
ODD = [
    "a/b", "/", "a//b", ".hidden", "..", "../..", "a.min", "metric.loss", "100%", "%2F", "%00",
    "a b", " ", " a ", "a+b", "a&b=c", "a?b#c", "`", "``", '"', "'", "' OR 1=1 --", "\\", "{x}",
    "loss", "Loss", "LOSS", "straße", "STRASSE", "é", "e\u0301", "Å", "\u212b", "ﬁ", "fi",
    "😀", "👩\u200d👩\u200d👧", "\u202egnp.exe", "\u2028", "\u00a0", "\ufeff", "\uffff",
    "null", "None", "NaN", "true", "0", "-1", "1e3", "__proto__", "constructor", "<b>x</b>",
    "a" * MAX_NAME_BYTES, "ü" * (MAX_NAME_BYTES // 2),
]  # fmt: skip


def is_no_secret(name: str) -> bool:
    """Whether a tag of this name and value is shown as it is: that of ``token`` is masked."""
    return redact_value(name, name) == name


NAMES = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=100, max_size=125),
).filter(is_no_secret)


NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A failing example is told as it is: each try is a whole run, and shrinking takes hundreds."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path_factory.mktemp("names") / "store").start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUNLORE_JOURNAL", str(process.store.parent / "journal"))
        patch.setenv("RUNLORE_QUIET", "1")
        for name in ("RUNLORE_CONSOLE", "RUNLORE_CAPTURE", "RUNLORE_MONITOR"):
            patch.setenv(name, "off")
        runlore.set_tracking_uri(process.url)
        yield process
        runlore.set_tracking_uri(None)
    process.stop()


def log_names(names: list[str]) -> runlore.Run:
    """A run in which everything has one of these names."""
    with runlore.init(project=names[0], experiment=names[1]) as run:
        run.name = names[2]
        run.log({name: float(at) for at, name in enumerate(names)})
        run.set_tags({name: name for name in names})
        run.log_params({name: at for at, name in enumerate(names)})
    return run


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def said_of(at: int, name: str) -> str:
    """A search for what ``log_names`` logged under a name."""
    numbers = f"metrics.{quoted(name)} = {at} and params.{quoted(name)} = {at}"
    return f"{numbers} and tags.{quoted(name)} = {text(name)}"


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@given(st.lists(NAMES, min_size=NAMES_IN_A_RUN, max_size=NAMES_IN_A_RUN, unique=True))
@settings(
    max_examples=fault_trials(600, 5_000) // NAMES_IN_A_RUN or 1,
    phases=NO_SHRINKING,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_every_name_comes_back_through_every_door(server: ServerProcess, names: list[str]) -> None:
    run = log_names(names)
    found = runlore.get_run(run.id)
    assert (found.project, found.experiment) == (names[0], names[1])
    assert found.name == names[2]
    assert set(found.metrics) == set(found.params) == set(found.tags) == set(names)
    assert unquote(urlsplit(run.url).path.split("/")[2]) == names[0]
    for at, name in enumerate(names[:5]):
        assert points_of(server, run.id, name) == [(0, float(at))]
        assert runlore.get_metric(run.id, name).value.tolist() == [float(at)]
    for first in range(0, len(names), NAMES_IN_A_QUERY):
        numbered = list(enumerate(names))[first : first + NAMES_IN_A_QUERY]
        query = " and ".join(said_of(at, name) for at, name in numbered)
        found_by_names = runlore.runs(names[0], f"{query} and id = '{run.id}'")
        assert [one.id for one in found_by_names] == [run.id]
    query = f"project = {text(names[0])} and experiment = {text(names[1])}"
    query += f" and name = {text(names[2])}"
    assert run.id in {one.id for one in runlore.runs(query=query)}


@given(st.lists(NAMES, min_size=5, max_size=5, unique=True))
@settings(max_examples=fault_trials(200, 5_000) // 5 or 1, phases=NO_SHRINKING)
def test_every_file_comes_back_by_its_name(server: ServerProcess, names: list[str]) -> None:
    with runlore.init(project="files") as run:
        kept = [name for name in names if logged_as_file(run, name)]
    told = server.json("GET", f"/api/v1/runs/{run.id}/artifacts?deep=1")["entries"]
    assert {entry["path"] for entry in told if not entry["is_folder"]} == set(kept)
    for name in kept:
        path = f"/api/v1/runs/{run.id}/artifacts/content?path={quote(name)}"
        assert server.request("GET", path) == (200, name.encode())


def logged_as_file(run: runlore.Run, name: str) -> bool:
    """Log a file of this name; whether it may be one is told by the rule for paths alone."""
    try:
        check_artifact_path(name)
    except InvalidPathError:
        with pytest.raises(InvalidPathError):
            run.log_text(name, name)
        return False
    run.log_text(name, name)
    return True


def test_the_export_has_every_name_and_every_file_system_takes_it(
    server: ServerProcess, tmp_path: Path
) -> None:
    run = log_names(ODD)
    with runlore.init(id=run.id, resume=True, project=ODD[0], experiment=ODD[1]) as again:
        files = [name for name in ODD if "/" not in name and logged_as_file(again, name)]
    folder = tmp_path / "open"
    script = "import sys; from runlore.cli.main import main; main(sys.argv[1:])"
    export = ("export", str(folder), "--store", server.url, "--query", f"id = '{run.id}'")
    run_program(script, tmp_path, {"PATH": "", "LANG": "C.UTF-8"}, *export)
    document = json.loads((folder / "runs.jsonl").read_text())
    assert set(document["metrics"]) == set(document["params"]) == set(ODD)
    with (folder / run.id / "metrics.csv").open(newline="", encoding="utf-8") as curves:
        assert {row[0] for row in csv.reader(curves)} == {"key", *ODD}
    for name in files:
        assert (folder / run.id / "artifacts" / name).read_text() == name


@pytest.mark.parametrize(
    "name", ["", "\0", "a\nb", "\x1b[31m", "\x7f", "\x85", "\ud800", "a" * (MAX_NAME_BYTES + 1)]
)
def test_what_is_no_name_is_refused_where_it_is_said(server: ServerProcess, name: str) -> None:
    with runlore.init(project="refused") as run:
        for say in (
            lambda: run.log({name: 1.0}),
            lambda: run.log_param(name, 1),
            lambda: run.set_tag(name, "x"),
            lambda: setattr(run, "name", name),
        ):
            with pytest.raises(InvalidNameError):
                say()
    found = runlore.get_run(run.id)
    assert (found.metrics, found.params, found.tags, found.lost) == ({}, {}, {}, {})


def test_names_that_look_alike_stay_apart(server: ServerProcess) -> None:
    alike = ["alike é", unicodedata.normalize("NFD", "alike é"), "alike É", "alike é "]
    runs = [log_names([name, "same", "same name"]) for name in alike]
    for name, run in zip(alike, runs, strict=True):
        assert [one.id for one in runlore.runs(name)] == [run.id]
