"""What every store of datasets and of logged models keeps."""

import math

import msgspec
import pytest

from runlore.entities.dataset import Dataset, DatasetSummary, DatasetUse, RunInput
from runlore.entities.errors import ConflictError, NotFoundError
from runlore.entities.experiment import Experiment
from runlore.entities.ids import ExperimentId, Micros, RunId, new_logged_model_id, new_run_id
from runlore.entities.limits import NO_STEP
from runlore.entities.logged_model import (
    LoggedModel,
    LoggedModelStatus,
    ModelMetric,
    ModelRole,
    ModelUse,
)
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.logged_models import ModelScope
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_model, a_run, an_experiment, as_bytes, put, stored

_DIGITS = Dataset("digits", "a1", "http", "https://host/digits", '{"x": "float"}', '{"rows": 9}')
_TRAIN = DatasetUse("digits", "a1", {"context": "train", "fold": "3"})
_EVAL = DatasetUse("digits", "a1", {"context": "eval"})


class DatasetPromises:
    """What every dataset store keeps; part of ``CatalogConformance``."""

    def test_a_dataset_is_kept_once_in_each_experiment(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        for dataset in (_DIGITS, msgspec.structs.replace(_DIGITS, source="elsewhere")):
            _put_dataset(catalog, here, dataset)
        other = msgspec.structs.replace(_DIGITS, digest="b2", profile="日本" * 1000)
        catalog.write(lambda tx: tx.datasets.put(here.id, other))
        with catalog.read() as tx:
            assert tx.datasets.get(here.id, "digits", "a1") == _DIGITS
            assert tx.datasets.get(here.id, "digits", "b2") == other
            assert tx.datasets.get(here.id, "Digits", "a1") is None
            assert tx.datasets.get(there.id, "digits", "a1") is None

    def test_inputs_of_many_runs_come_whole_and_in_order(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        catalog.write(lambda tx: tx.datasets.put(here.id, _DIGITS))
        never_put = DatasetUse("words", "c3")
        one = stored(catalog, here, inputs=[never_put, _TRAIN])
        other, none = stored(catalog, here, inputs=[_EVAL]), stored(catalog, here)
        elsewhere = stored(catalog, there, inputs=[_EVAL])
        asked = [none.id, other.id, one.id, elsewhere.id, new_run_id()]
        with catalog.read() as tx:
            assert tx.datasets.inputs(asked) == {
                one.id: [RunInput(Dataset("words", "c3")), RunInput(_DIGITS, _TRAIN.tags)],
                other.id: [RunInput(_DIGITS, _EVAL.tags)],
                elsewhere.id: [RunInput(Dataset("digits", "a1"), _EVAL.tags)],
            }
            assert tx.datasets.inputs([]) == {}
            assert tx.runs.get(one.id) == one

    def test_inputs_follow_what_the_run_says(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        run = stored(catalog, here, inputs=[_TRAIN])
        more = msgspec.structs.replace(run, inputs=[_TRAIN, DatasetUse("words", "c3")])
        put(catalog, more)
        assert [one.dataset.name for one in _inputs(catalog, run.id)] == ["digits", "words"]
        put(catalog, msgspec.structs.replace(more, experiment="there", experiment_id=there.id))
        assert [one.dataset.name for one in _inputs(catalog, run.id)] == ["digits", "words"]
        assert catalog.check() == []
        catalog.write(lambda tx: tx.runs.delete(run.id))
        assert _inputs(catalog, run.id) == []

    def test_datasets_of_experiments_are_told_once_for_each_context(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        words = Dataset("words", "c3")
        for experiment, dataset in ((here, _DIGITS), (there, _DIGITS), (here, words)):
            _put_dataset(catalog, experiment, dataset)
        for use in (_EVAL, _TRAIN, _TRAIN, DatasetUse("digits", "a1")):
            stored(catalog, here, inputs=[use])
        both: list[ExperimentId] = [here.id, there.id]
        expected = [
            DatasetSummary(here.id, "words", "c3"),
            DatasetSummary(there.id, "digits", "a1"),
            DatasetSummary(here.id, "digits", "a1"),
            DatasetSummary(here.id, "digits", "a1", "eval"),
            DatasetSummary(here.id, "digits", "a1", "train"),
        ]
        with catalog.read() as tx:
            assert tx.datasets.summaries(both) == expected
            assert tx.datasets.summaries(both, limit=2) == expected[:2]
            assert tx.datasets.summaries([there.id]) == expected[1:2]
            assert tx.datasets.summaries([]) == []


class LoggedModelPromises:
    """What every store of logged models keeps; part of ``CatalogConformance``."""

    def test_a_model_comes_back_as_it_was_put(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        model = _stored(
            catalog,
            experiment,
            status_message="uploading",
            model_type="classifier",
            run=new_run_id(),
            path="models/clf",
            step=-3,
            params={"depth": "3"},
            tags={"team": "vision", "": "odd"},
            status=LoggedModelStatus.PENDING,
        )
        with catalog.read() as tx:
            assert tx.logged_models.get(model.id) == model
            assert tx.logged_models.get(new_logged_model_id()) is None
        changed = msgspec.structs.replace(
            model,
            status=LoggedModelStatus.FAILED,
            updated_at=Micros(SOME_DAY + 1),
            deleted_at=Micros(SOME_DAY + 2),
            tags={},
        )
        catalog.write(lambda tx: tx.logged_models.put(changed))
        with catalog.read() as tx:
            assert tx.logged_models.get(model.id) == changed

    def test_an_id_is_taken_once_and_only_what_is_there_is_replaced(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        model = _stored(catalog, experiment)
        with pytest.raises(ConflictError):
            catalog.write(lambda tx: tx.logged_models.create(model))
        with pytest.raises(NotFoundError):
            catalog.write(lambda tx: tx.logged_models.put(a_model(experiment)))

    def test_models_are_found_by_their_scope_newest_first(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        run = new_run_id()
        old = _stored(catalog, here, created_at=Micros(1))
        twins = sorted((_stored(catalog, here) for _ in range(2)), key=lambda one: one.id)
        new = _stored(catalog, there, created_at=Micros(SOME_DAY + 1), name="regressor", run=run)
        gone = _stored(catalog, here, deleted_at=SOME_DAY, created_at=Micros(2))
        with catalog.read() as tx:
            find = tx.logged_models.find
            assert find(ModelScope()) == [new, *twins, old]
            assert find(ModelScope(deleted=None)) == [new, *twins, gone, old]
            assert find(ModelScope(deleted=True)) == [gone]
            assert find(ModelScope((here.id,))) == [*twins, old]
            assert find(ModelScope(())) == []
            assert find(ModelScope(name="regressor")) == [new]
            assert find(ModelScope((here.id,), name="regressor")) == []
            assert find(ModelScope(run=run)) == [new]
            asked = [new.id, new_logged_model_id(), old.id]
            assert tx.logged_models.get_many(asked) == [new, old]

    def test_a_point_is_kept_once_and_nothing_of_it_is_lost(self, catalog: Catalog) -> None:
        model, other = (_stored(catalog, an_experiment(catalog)) for _ in range(2))
        run = new_run_id()
        points = [
            ModelMetric("loss", value, step, Micros(SOME_DAY), run, "digits", "a1")
            for value in (0.5, math.nan, math.inf, -math.inf, 5e-324)
            for step in (0, -(2**62), NO_STEP)
        ]
        points += [
            ModelMetric("loss", 0.5, 0, Micros(SOME_DAY)),
            ModelMetric("loss", 0.5, 0, Micros(SOME_DAY + 1)),
            ModelMetric("Loss", 0.5, 0, Micros(SOME_DAY)),
            ModelMetric("loss", 0.5, 0, Micros(SOME_DAY), dataset="digits", digest="b2"),
        ]
        for some in (points[:3], points, points[2:5]):
            _measure(catalog, model, some)
        with catalog.read() as tx:
            found = tx.logged_models.metrics([model.id, other.id])
            assert as_bytes(found) == as_bytes({model.id: points})
            assert tx.logged_models.count_metrics(model.id) == len(points)
            assert tx.logged_models.count_metrics(other.id) == 0
            assert tx.logged_models.get(model.id) == model

    def test_what_runs_used_and_made_is_told_in_order(self, catalog: Catalog) -> None:
        one, other = new_run_id(), new_run_id()
        first, second = new_logged_model_id(), new_logged_model_id()
        _link(catalog, ModelUse(one, second, ModelRole.INPUT))
        _link(catalog, ModelUse(one, first, ModelRole.OUTPUT, 3))
        _link(catalog, ModelUse(one, first, ModelRole.INPUT))
        _link(catalog, ModelUse(other, first, ModelRole.OUTPUT))
        _link(catalog, ModelUse(one, second, ModelRole.INPUT))
        _link(catalog, ModelUse(one, first, ModelRole.OUTPUT, 4))
        with catalog.read() as tx:
            assert tx.logged_models.uses([one]) == [
                ModelUse(one, second, ModelRole.INPUT),
                ModelUse(one, first, ModelRole.OUTPUT, 4),
                ModelUse(one, first, ModelRole.INPUT),
            ]
            assert len(tx.logged_models.uses([other, one, new_run_id()])) == 4
            assert tx.logged_models.uses([]) == []
            assert tx.logged_models.users([first]) == [
                ModelUse(one, first, ModelRole.OUTPUT, 4),
                ModelUse(one, first, ModelRole.INPUT),
                ModelUse(other, first, ModelRole.OUTPUT),
            ]
            assert len(tx.logged_models.users([first, second])) == 4
            assert len(tx.logged_models.users([first, second], 2)) == 2
            assert tx.logged_models.users([new_logged_model_id()]) == []

    def test_a_forgotten_model_leaves_nothing(self, catalog: Catalog) -> None:
        experiment, run = an_experiment(catalog), new_run_id()
        model, other = _stored(catalog, experiment), _stored(catalog, experiment)
        for one in (model, other):
            _link(catalog, ModelUse(run, one.id, ModelRole.OUTPUT))
            _measure(catalog, one, [ModelMetric("acc", 1.0, 0, SOME_DAY)])
        catalog.write(lambda tx: tx.logged_models.delete(model.id))
        with catalog.read() as tx:
            assert tx.logged_models.find(ModelScope(deleted=None)) == [other]
            assert [use.model for use in tx.logged_models.uses([run])] == [other.id]
            assert list(tx.logged_models.metrics([model.id, other.id])) == [other.id]

    def test_a_work_that_raises_leaves_no_model(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        model, run = a_model(experiment), a_run(experiment, inputs=[_TRAIN])

        def work(tx: Transaction) -> None:
            tx.logged_models.create(model)
            tx.logged_models.link(ModelUse(run.id, model.id, ModelRole.OUTPUT))
            tx.datasets.put(experiment.id, _DIGITS)
            tx.runs.create(run)
            raise LookupError("no")

        with pytest.raises(LookupError):
            catalog.write(work)
        with catalog.read() as tx:
            assert tx.logged_models.get(model.id) is None
            assert tx.logged_models.uses([run.id]) == []
            assert tx.datasets.get(experiment.id, "digits", "a1") is None
            assert tx.datasets.inputs([run.id]) == {}


def _inputs(catalog: Catalog, run: RunId) -> list[RunInput]:
    with catalog.read() as tx:
        return tx.datasets.inputs([run]).get(run, [])


def _put_dataset(catalog: Catalog, experiment: Experiment, dataset: Dataset) -> None:
    catalog.write(lambda tx: tx.datasets.put(experiment.id, dataset))


def _stored(catalog: Catalog, experiment: Experiment, **fields: object) -> LoggedModel:
    model = a_model(experiment, **fields)
    catalog.write(lambda tx: tx.logged_models.create(model))
    return model


def _measure(catalog: Catalog, model: LoggedModel, points: list[ModelMetric]) -> None:
    catalog.write(lambda tx: tx.logged_models.add_metrics(model.id, points))


def _link(catalog: Catalog, use: ModelUse) -> None:
    catalog.write(lambda tx: tx.logged_models.link(use))
