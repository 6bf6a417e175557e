"""What every store of experiments, writers and trails keeps."""

import math

import msgspec
import pytest

from runlore.entities.artifact import Artifact, ArtifactOwner
from runlore.entities.errors import ConflictError
from runlore.entities.experiment import (
    DEFAULT_EXPERIMENT,
    DEFAULT_EXPERIMENT_ID,
    DEFAULT_PROJECT,
    Experiment,
    Project,
)
from runlore.entities.ids import (
    Digest,
    ExperimentId,
    Micros,
    ProjectName,
    RunId,
    WriterId,
    new_logged_model_id,
    new_run_id,
)
from runlore.entities.params import JSONValue
from runlore.entities.run import RunStatus
from runlore.stores.catalog import Catalog
from runlore.stores.writers import CALL_BYTES, CALLS_REMEMBERED, WriterState
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import an_experiment, as_bytes, stored

_WRITER = WriterId("00aa11bb22cc33dd")
_OTHER = WriterId("ff00000000000000")


class ExperimentPromises:
    """What every experiment store keeps; part of ``CatalogConformance``."""

    def test_an_experiment_is_made_once(self, catalog: Catalog) -> None:
        first = an_experiment(catalog)
        assert an_experiment(catalog) == first
        assert first == Experiment(
            first.id, ProjectName("digits"), "baseline", SOME_DAY, updated_at=SOME_DAY
        )
        with catalog.read() as tx:
            assert tx.experiments.get(first.id) == first
            assert tx.experiments.find(ProjectName("digits"), "baseline") == first
            assert tx.experiments.find(ProjectName("digits"), "Baseline") is None
            assert tx.experiments.get(ExperimentId(first.id + 1)) is None

    def test_the_default_experiment_has_a_number_that_is_known_before(
        self, catalog: Catalog
    ) -> None:
        other = an_experiment(catalog)
        default = an_experiment(catalog, DEFAULT_EXPERIMENT, project=DEFAULT_PROJECT)
        later = an_experiment(catalog, "later")
        assert default.id == DEFAULT_EXPERIMENT_ID
        assert len({default.id, other.id, later.id}) == 3
        assert an_experiment(catalog, DEFAULT_EXPERIMENT).id != DEFAULT_EXPERIMENT_ID
        with catalog.read() as tx:
            assert tx.experiments.get(DEFAULT_EXPERIMENT_ID) == default
            assert tx.experiments.list(DEFAULT_PROJECT) == [default]
            assert tx.experiments.list()[0] == default

    def test_names_are_unique_in_their_project_only(self, catalog: Catalog) -> None:
        one, other = an_experiment(catalog), an_experiment(catalog, project="letters")
        second = an_experiment(catalog, "ablation")
        assert one.id != other.id
        with pytest.raises(ConflictError):
            catalog.write(
                lambda tx: tx.experiments.put(msgspec.structs.replace(second, name="baseline"))
            )
        with catalog.read() as tx:
            assert tx.experiments.list() == [one, other, second]
            assert tx.experiments.list(ProjectName("digits")) == [one, second]
            assert tx.experiments.list(ProjectName("nowhere")) == []

    def test_what_is_said_of_an_experiment_is_kept(self, catalog: Catalog) -> None:
        changed = msgspec.structs.replace(
            an_experiment(catalog),
            name="ablation",
            tags={"team": "vision"},
            notes="# Why",
            deleted_at=Micros(5),
            updated_at=Micros(SOME_DAY + 1),
        )
        catalog.write(lambda tx: tx.experiments.put(changed))
        with catalog.read() as tx:
            assert tx.experiments.get(changed.id) == changed
            assert tx.experiments.list() == [changed]

    def test_counts_are_of_live_runs(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        an_experiment(catalog, project="letters")
        stored(catalog, experiment, started_at=Micros(10))
        stored(catalog, experiment, started_at=Micros(30), status=RunStatus.FAILED)
        stored(catalog, experiment, started_at=Micros(90), deleted_at=SOME_DAY)
        told = Project(ProjectName("digits"), SOME_DAY, "hello", main_metric="f1", goal="max")
        catalog.write(lambda tx: tx.experiments.put_project(told))
        with catalog.read() as tx:
            assert tx.experiments.projects() == [
                Project(ProjectName("digits"), SOME_DAY, "hello", 2, 1, Micros(30), "f1", "max"),
                Project(ProjectName("letters"), SOME_DAY),
            ]
            assert tx.experiments.projects([ProjectName("digits"), ProjectName("none")]) == [
                one for one in tx.experiments.projects() if one.name == "digits"
            ]
            assert tx.experiments.projects([]) == []
            found = tx.experiments.get(experiment.id)
            uncounted = tx.experiments.get(experiment.id, counted=False)
        assert found is not None
        assert found.runs == 2
        again = catalog.write(
            lambda tx: tx.experiments.ensure(found.project, found.name, SOME_DAY, counted=False)
        )
        assert again == uncounted == msgspec.structs.replace(found, runs=0)


class WriterPromises:
    """What every writer store keeps; part of ``CatalogConformance``."""

    def test_a_writers_state_comes_back(self, catalog: Catalog) -> None:
        run = new_run_id()
        state = WriterState(7, {1: ("loss", "acc"), 2: ("π",)}, "rank 3")
        catalog.write(lambda tx: tx.writers.put(run, _WRITER, WriterState(3)))
        catalog.write(lambda tx: tx.writers.put(run, _WRITER, state))
        catalog.write(lambda tx: tx.writers.put(run, _OTHER, WriterState(1)))
        with catalog.read() as tx:
            assert tx.writers.get(run, _WRITER) == state
            assert tx.writers.get(new_run_id(), _WRITER) is None
            assert tx.writers.list(run) == [(_WRITER, state), (_OTHER, WriterState(1))]
        catalog.write(lambda tx: tx.writers.delete(run))
        with catalog.read() as tx:
            assert tx.writers.list(run) == []

    def test_a_call_is_known_again_among_the_last_ones(self, catalog: Catalog) -> None:
        run = new_run_id()
        calls = [number.to_bytes(CALL_BYTES, "big") for number in range(CALLS_REMEMBERED + 10)]

        def seen(call: bytes, of: RunId = run) -> bool:
            return catalog.write(lambda tx: tx.writers.seen(of, call))

        assert not any(seen(call) for call in calls)
        assert all(seen(call) for call in calls[10:])
        assert not seen(calls[0])
        assert not seen(calls[20], new_run_id())
        catalog.write(lambda tx: tx.writers.delete(run))
        assert not seen(calls[20])


class TrailPromises:
    """What every trail store keeps; part of ``CatalogConformance``."""

    def test_console_lines_are_numbered_in_the_order_of_arrival(self, catalog: Catalog) -> None:
        run, other = new_run_id(), new_run_id()
        for start, stream in ((0, "stdout"), (3, "stderr"), (6, "stdout")):
            lines = [f"line {number}" for number in range(start, start + 3)]
            assert _print(catalog, run, stream, lines) == start
        assert _print(catalog, run, "stdout", []) == 9
        with catalog.read() as tx:
            assert tx.trails.console_size(run) == 9
            assert tx.trails.console_size(other) == 0
            assert tx.trails.console(other, 0, 10) == []
            for first, limit in ((0, 100), (0, 2), (1, 4), (2, 1), (4, 2), (8, 5), (9, 5), (3, 0)):
                found = tx.trails.console(run, first, limit)
                wanted = range(first, min(first + limit, 9))
                assert [line.number for line in found] == list(wanted)
                assert [line.text for line in found] == [f"line {n}" for n in wanted]
                assert all((line.stream == "stderr") == (3 <= line.number < 6) for line in found)

    def test_a_captured_section_is_replaced(self, catalog: Catalog) -> None:
        run = new_run_id()
        git: JSONValue = {"commit": "abc", "dirty": True, "scores": [1, 2.5, None, math.nan]}
        catalog.write(lambda tx: tx.trails.put_capture(run, "git", {"commit": "old"}))
        catalog.write(lambda tx: tx.trails.put_capture(run, "git", git))
        catalog.write(lambda tx: tx.trails.put_capture(run, "argv", ["train.py", "--lr=1"]))
        with catalog.read() as tx:
            found = tx.trails.captures(run)
            assert tx.trails.captures(new_run_id()) == {}
        assert as_bytes(found) == as_bytes({"argv": ["train.py", "--lr=1"], "git": git})

    def test_files_are_listed_by_path_and_the_newest_is_meant(self, catalog: Catalog) -> None:
        run = new_run_id()
        paths = ["plots/b.png", "plots/a.png", "plots.txt", "plots-old/c.png", "z", "plots/x/y"]
        for path in paths:
            _name(catalog, run, _artifact(path))
        for step in (10, 2, None, -5):
            _name(catalog, run, _artifact("plots/a.png", step))
        again = _artifact("plots/a.png", 2, sha256="1" * 64)
        _name(catalog, run, again)
        with catalog.read() as tx:
            assert [a.path for a in tx.trails.artifacts(run)] == sorted(
                [*paths, "plots/a.png", "plots/a.png", "plots/a.png"]
            )
            below = tx.trails.artifacts(run, "plots")
            assert [(a.path, a.step) for a in below] == [
                ("plots/a.png", None),
                ("plots/a.png", -5),
                ("plots/a.png", 2),
                ("plots/a.png", 10),
                ("plots/b.png", None),
                ("plots/x/y", None),
            ]
            assert tx.trails.artifact(run, "plots/a.png") == again
            assert tx.trails.artifact(run, "plots/a.png", 10) == _artifact("plots/a.png", 10)
            assert tx.trails.artifact(run, "plots") is None
            assert tx.trails.artifacts(new_run_id()) == []

    def test_a_blob_is_referenced_while_some_run_names_it(self, catalog: Catalog) -> None:
        one, other = new_run_id(), new_run_id()
        digest, unknown = _artifact("a").sha256, Digest("e" * 64)
        for run in (one, other):
            _name(catalog, run, _artifact("a"))
        catalog.write(lambda tx: tx.trails.delete(one))
        with catalog.read() as tx:
            assert tx.trails.referenced([digest, unknown]) == {digest}
        catalog.write(lambda tx: tx.trails.delete(other))
        with catalog.read() as tx:
            assert tx.trails.referenced([digest, unknown]) == set()

    def test_a_model_owns_files_as_a_run_does(self, catalog: Catalog) -> None:
        run, model = new_run_id(), new_logged_model_id()
        _name(catalog, run, _artifact("MLmodel"))
        for path in ("MLmodel", "data/model.pkl"):
            _name(catalog, model, _artifact(path, sha256="2" * 64))
        digests = [Digest("0" * 64), Digest("2" * 64)]
        with catalog.read() as tx:
            assert [a.path for a in tx.trails.artifacts(model)] == ["MLmodel", "data/model.pkl"]
            assert tx.trails.artifacts(run) == [_artifact("MLmodel")]
            assert tx.trails.artifact(model, "MLmodel") == _artifact("MLmodel", sha256="2" * 64)
            assert tx.trails.referenced(digests) == set(digests)
        catalog.write(lambda tx: tx.trails.delete(model))
        with catalog.read() as tx:
            assert tx.trails.artifacts(model) == []
            assert tx.trails.artifacts(run) == [_artifact("MLmodel")]
            assert tx.trails.referenced(digests) == {digests[0]}

    def test_whose_files_a_run_read_is_known_both_ways(self, catalog: Catalog) -> None:
        one, other, source, model = (
            *(new_run_id(), new_run_id(), new_run_id()),
            new_logged_model_id(),
        )
        _read(catalog, one, [source, model])
        _read(catalog, other, [source])
        _read(catalog, one, [source])
        _read(catalog, one, [])
        with catalog.read() as tx:
            assert tx.trails.reads([one]) == [(one, source), (one, model)]
            assert tx.trails.reads([new_run_id()]) == tx.trails.reads([]) == []
            assert tx.trails.readers([source]) == [(one, source), (other, source)]
            assert tx.trails.readers([source], 1) == [(one, source)]
            assert tx.trails.readers([model, one]) == [(one, model)]
            # What is read is not what is used as an input: MLflow's clients tell that.
            assert tx.logged_models.uses([one]) == tx.logged_models.users([model]) == []
        catalog.write(lambda tx: tx.trails.delete(one))
        with catalog.read() as tx:
            assert tx.trails.readers([source, model]) == [(other, source)]
        catalog.write(lambda tx: tx.trails.delete(source))
        with catalog.read() as tx:
            assert tx.trails.reads([one, other]) == []

    @pytest.mark.parametrize(
        ("path", "left"),
        [
            ("plots", ["plots.txt", "plots-old/c", "z"]),
            ("plots/a", ["plots.txt", "plots-old/c", "plots/b/c", "z"]),
            ("plots/b", ["plots.txt", "plots-old/c", "plots/a", "plots/a", "z"]),
            ("z", ["plots.txt", "plots-old/c", "plots/a", "plots/a", "plots/b/c"]),
            ("plot", ["plots.txt", "plots-old/c", "plots/a", "plots/a", "plots/b/c", "z"]),
            ("", []),
        ],
    )
    def test_a_file_or_a_folder_is_forgotten_once(
        self, catalog: Catalog, path: str, left: list[str]
    ) -> None:
        run, other = new_run_id(), new_run_id()
        for name in ("plots/a", "plots/b/c", "plots.txt", "plots-old/c", "z"):
            _name(catalog, run, _artifact(name))
            _name(catalog, other, _artifact(name))
        _name(catalog, run, _artifact("plots/a", 3))
        gone = 6 - len(left)
        assert catalog.write(lambda tx: tx.trails.delete_artifacts(run, path)) == gone
        assert catalog.write(lambda tx: tx.trails.delete_artifacts(run, path)) == 0
        with catalog.read() as tx:
            assert [a.path for a in tx.trails.artifacts(run)] == sorted(left)
            assert len(tx.trails.artifacts(other)) == 5


def _print(catalog: Catalog, run: RunId, stream: str, lines: list[str]) -> int:
    return catalog.write(lambda tx: tx.trails.add_console(run, stream, SOME_DAY, lines))


def _read(catalog: Catalog, run: RunId, owners: list[ArtifactOwner]) -> None:
    catalog.write(lambda tx: tx.trails.put_reads(run, owners))


def _name(catalog: Catalog, owner: ArtifactOwner, artifact: Artifact) -> None:
    catalog.write(lambda tx: tx.trails.put_artifact(owner, artifact))


def _artifact(path: str, step: int | None = None, sha256: str = "0" * 64) -> Artifact:
    return Artifact(
        path, Digest(sha256), "0" * 32, 12, "image/png", "image", step, SOME_DAY, "auto"
    )
