"""What a run says, read back from its journal."""

import math
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from tests.unit.client.logbook import Logbook

import runlore
from runlore.client.opening import RunRequest, open_run
from runlore.client.settings import read_settings
from runlore.entities.errors import (
    ConflictError,
    InvalidIdError,
    InvalidInputError,
    InvalidNameError,
    InvalidValueError,
)
from runlore.entities.records import (
    ArtifactLogged,
    RunDescribed,
    RunEnded,
    RunStarted,
    SummarySet,
    TagsSet,
)
from runlore.entities.run import RunStatus

LongRun: TypeAlias = tuple[runlore.Run, Logbook]


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


def test_a_run_begins_with_who_it_is_and_ends_with_how(store: Path) -> None:
    with runlore.init(
        project="digits", experiment="lr", name="first", notes="why", tags={"team": "a"}
    ) as run:
        assert run.status is RunStatus.RUNNING
    records = Logbook(store, run.id).records()
    started, ended = records[0], records[-1]
    assert isinstance(started, RunStarted)
    assert (started.project, started.experiment, started.name) == ("digits", "lr", "first")
    assert (started.notes, started.parent, started.resumed) == ("why", None, False)
    assert abs(started.started_at / 1e6 - time.time()) < 60
    assert TagsSet({"team": "a"}) in records
    assert isinstance(ended, RunEnded)
    assert (ended.status, ended.failure) == (RunStatus.FINISHED, None)


def test_rows_without_a_step_are_counted_and_final_values_have_none(store: Path) -> None:
    run = runlore.init()
    run.log({"loss": 1.0, "acc": 0.5})
    run.log({"loss": 0.5}, step=10)
    run.log({"loss": 0.4})
    run.log_metric("epoch_loss", 0.3, step=3)
    run.log_metric("test", 0.9)
    run.log_metrics({"a": 1, "b": True})
    run.finish()
    assert [(row.step, row.values) for row in Logbook(store, run.id).rows()] == [
        (0, {"loss": 1.0, "acc": 0.5}),
        (10, {"loss": 0.5}),
        (11, {"loss": 0.4}),
        (3, {"epoch_loss": 0.3}),
        (None, {"test": 0.9}),
        (None, {"a": 1.0, "b": 1.0}),
    ]


@pytest.fixture(scope="module")
def long_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LongRun]:
    """One run for all examples of a property; not the active one."""
    folder = tmp_path_factory.mktemp("properties")
    quiet = {"RUNLORE_MODE": "offline", "RUNLORE_CAPTURE": "0", "RUNLORE_MONITOR": "0"}
    run = open_run(
        RunRequest(), read_settings(str(folder), quiet | {"RUNLORE_CONSOLE": "0"}, folder)
    )
    yield run, Logbook(folder, run.id)
    run.finish()


@given(st.lists(st.floats(allow_subnormal=True), min_size=1, max_size=8))
@settings(max_examples=60)
def test_every_float_comes_back_bit_for_bit(long_run: LongRun, values: list[float]) -> None:
    run, logbook = long_run
    run.log({f"k{at}": value for at, value in enumerate(values)})
    last = logbook.rows()[-1]
    assert [bits(value) for value in last.values.values()] == [bits(value) for value in values]


names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120).filter(
    lambda text: len(text.encode()) <= 500 and text not in ("", " ")
)


@given(names)
@settings(max_examples=60)
def test_any_unicode_name_comes_back_as_it_went_in(long_run: LongRun, name: str) -> None:
    run, logbook = long_run
    run.log({name: 1.0})
    run.set_tag(name, "")
    assert list(logbook.rows()[-1].values) == [name]
    assert logbook.of(TagsSet)[-1].values == {name: ""}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.8e308 / 2])
def test_values_at_the_edge_are_exact(store: Path, value: float) -> None:
    run = runlore.init()
    run.log({"x": value})
    run.finish()
    assert bits(Logbook(store, run.id).rows()[0].values["x"]) == bits(value)


@pytest.mark.parametrize("value", ["0.5", None, [0.5], np.zeros(2), 2**53 + 1, {"a": 1}, 1j, b"1"])
def test_a_value_that_is_no_float64_is_refused_by_its_key(store: Path, value: object) -> None:
    run = runlore.init()
    with pytest.raises(InvalidValueError, match="loss"):
        run.log({"loss": value})
    run.finish()
    assert Logbook(store, run.id).rows() == []


def test_numpy_scalars_are_numbers(store: Path) -> None:
    run = runlore.init()
    run.log({"a": np.float64(0.9), "b": np.float32(0.1), "c": np.int64(3), "d": np.array(2.5)})
    run.finish()
    assert Logbook(store, run.id).rows()[0].values == {
        "a": 0.9, "b": float(np.float32(0.1)), "c": 3.0, "d": 2.5,
    }  # fmt: skip


def test_params_tags_and_summary_are_records_with_secrets_masked(store: Path) -> None:
    run = runlore.init(config={"lr": 1e-3, "db": {"password": "p4ss"}}, tags=["bert", "v3"])
    run.log_param("layers", (1, 2))
    run.config.note = "sk-" + "a1B2" * 10
    run.set_tags({"gpu": "A100", "ok": True, "n": 3, "old": None})
    run.summary["best"] = 0.9
    run.finish()
    book = Logbook(store, run.id)
    assert book.params() == {
        "lr": 1e-3, "db": {"password": "***"}, "layers": [1, 2], "note": "***",
    }  # fmt: skip
    assert [record.values for record in book.of(TagsSet)] == [
        {"bert": "", "v3": ""},
        {"gpu": "A100", "ok": "true", "n": "3", "old": None},
    ]
    assert book.of(SummarySet) == [SummarySet({"best": 0.9})]
    assert run.config.db.password == "p4ss", "the program itself sees what it set"


def test_the_summary_knows_the_last_values_that_were_logged(store: Path) -> None:
    run = runlore.init()
    run.log({"loss": 2.0, "acc": 0.1})
    run.log({"loss": 1.0})
    run.log_metric("final", 7)
    assert dict(run.summary) == {"loss": 1.0, "acc": 0.1, "final": 7.0}
    run.finish()


def test_a_name_template_is_filled_as_soon_as_its_params_are_known(store: Path) -> None:
    at_once = runlore.start_run(name="{model}-lr{lr}", config={"model": "mlp", "lr": 0.01})
    assert at_once.name == "mlp-lr0.01"
    at_once.finish()
    later = runlore.start_run(name="{model}-lr{lr}")
    readable = later.name
    assert "{" not in readable
    later.log_param("model", "cnn")
    assert later.name == readable
    later.config.lr = 0.1
    assert later.name == "cnn-lr0.1"
    later.finish()
    assert Logbook(store, later.id).of(RunDescribed) == [RunDescribed(name="cnn-lr0.1")]


def test_a_template_that_was_never_filled_is_told_at_the_end(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runlore.init(name="{model}-x").finish()
    assert "'model'" in capsys.readouterr().err


def test_files_are_staged_before_their_record(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(b"weights")
    figure = Figure()
    figure.subplots().plot([1, 2])
    with runlore.init() as run:
        run.log_artifact(file, "models")
        run.log_text("hello", "notes/a.md")
        run.log_dict({"a": 1}, "a.yaml")
        run.log_figure(figure, "cm", step=2)
        run.log_figure(figure, "plots/cm.svg")
        run.log_image(np.zeros((2, 2)), "samples/x", step=1)
        run.log_table([[1]], "errors", columns=["id"])
    logged = Logbook(store, run.id).of(ArtifactLogged)
    assert [(one.path, one.kind, one.step, one.media_type) for one in logged] == [
        ("models/model.bin", "file", None, "application/octet-stream"),
        ("notes/a.md", "text", None, "text/markdown"),
        ("a.yaml", "dict", None, "application/yaml"),
        ("cm.png", "figure", 2, "image/png"),
        ("plots/cm.svg", "figure", None, "image/svg+xml"),
        ("samples/x.png", "image", 1, "image/png"),
        ("errors.table.json", "table", None, "application/json"),
    ]
    for one in logged:
        assert len(Logbook(store, run.id).blob(one.sha256)) == one.size


@pytest.mark.parametrize(
    "arguments",
    [
        {"project": "a\nb"},
        {"name": "x" * 501},
        {"id": "UPPER"},
        {"config": {"a": object()}},
        {"config": 3},
        {"tags": "label"},
        {"tags": {"a\0": 1}},
        {"resume": True},
        {"mode": "sometimes"},
        {"parent": "../x"},
    ],
)
def test_a_run_that_cannot_be_is_refused_and_not_begun(
    store: Path, arguments: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError):
        runlore.init(**arguments)
    assert runlore.active_run() is None
    assert list(store.glob("journal/*/*.rlj")) == []


def test_after_its_end_a_run_refuses_to_log_and_says_how_to_go_on(store: Path) -> None:
    run = runlore.init()
    run.finish()
    run.finish("failed")
    assert run.status is RunStatus.FINISHED
    sayings: list[Callable[[], object]] = [
        lambda: run.log({"a": 1}),
        lambda: run.log_metric("a", 1),
        lambda: run.log_param("a", 1),
        lambda: run.set_tag("a", 1),
        lambda: run.log_text("a", "a.txt"),
        lambda: run.summary.update(a=1),
    ]
    for say in sayings:
        with pytest.raises(ConflictError, match="resume=True"):
            say()
    assert len(Logbook(store, run.id).of(RunEnded)) == 1


def test_a_run_that_is_resumed_says_so_under_the_same_id(store: Path) -> None:
    first = runlore.init()
    first.finish()
    again = runlore.init(id=first.id, resume=True)
    again.finish()
    book = Logbook(store, first.id)
    assert len(book.writers()) == 2
    assert sorted(record.resumed for record in book.of(RunStarted)) == [False, True]


def test_a_disabled_run_takes_everything_and_keeps_nothing(store: Path) -> None:
    with runlore.init(mode="disabled", config={"lr": 0.1}) as run:
        run.log({"loss": 1})
        run.log_metric("a", 1)
        run.log_text("x", "a.txt")
        run.summary["b"] = 1
        assert run.config.lr == 0.1
        assert run.flush()
    assert not store.exists()


def test_threads_share_a_run_and_no_row_is_lost_or_torn(store: Path) -> None:
    run = runlore.init()

    def work(number: int) -> None:
        for at in range(200):
            runlore.log({f"t{number}": float(at), "same": float(at)})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.finish()
    rows = Logbook(store, run.id).rows()
    assert sorted(row.step for row in rows if row.step is not None) == list(range(1600))
    for number in range(8):
        assert [r.values[f"t{number}"] for r in rows if f"t{number}" in r.values] == list(
            range(200)
        )


def test_a_pickled_run_is_a_further_writer_that_does_not_end_it(store: Path) -> None:
    run = runlore.init(project="p")
    copy = pickle.loads(pickle.dumps(run))
    copy.log({"child": 1.0})
    copy.finish()
    run.log({"parent": 1.0})
    run.finish()
    book = Logbook(store, run.id)
    assert len(book.writers()) == 2
    assert {key for row in book.rows() for key in row.values} == {"child", "parent"}
    assert len(book.of(RunEnded)) == 1


@pytest.mark.parametrize("name", ["", "a\tb", 3])
def test_a_metric_name_that_cannot_be_one_is_refused(store: Path, name: str) -> None:
    run = runlore.init()
    with pytest.raises(InvalidNameError):
        run.log({name: 1.0})
    run.finish()


def test_an_id_is_checked_before_anything_is_done_with_it(store: Path) -> None:
    for bad in ("../../etc", "short", "a" * 65, "with space 12"):
        with pytest.raises(InvalidIdError):
            runlore.init(id=bad)


def test_torch_scalars_are_numbers_without_importing_torch() -> None:
    program = (
        "import runlore.client.run, sys; print('torch' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
