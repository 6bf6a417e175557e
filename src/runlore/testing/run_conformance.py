"""What every run store keeps."""

import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runlore.entities.errors import ConflictError, NotFoundError
from runlore.entities.ids import Micros, ProjectName, RunId, new_run_id
from runlore.entities.limits import MAX_NAME_BYTES
from runlore.entities.run import Run, RunFailure, RunStatus
from runlore.query.ast import Compare, Field, FieldKind, Op, Order, RunQuery
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.runs import KeyCount, Standing
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import SHARED, a_run, a_summary, an_experiment, as_bytes, put, stored

NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=MAX_NAME_BYTES // 4
)
"""Any Unicode without control characters; at most four bytes a character."""

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
"""Any Unicode, control characters included."""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
"""Whatever can be logged as a param."""

Ints = dict[str, int]
_LOSS = Field(FieldKind.METRIC, "loss")


class RunPromises:
    """What every run store keeps; part of ``CatalogConformance``."""

    def test_a_run_comes_back_as_it_was_put(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        run = stored(
            catalog,
            experiment,
            params={"lr": 3e-5, "layers": [1, 2], "big": 2**64 - 1, "none": None, "on": True},
            auto_params=["layers"],
            tags={"team": "vision"},
            summary={"best": {"epoch": 3}},
            metrics={"loss": a_summary(math.nan, min=-math.inf, max=math.inf)},
            notes="# What I tried",
            parent=new_run_id(),
            lost={"disk full": 3},
            failure=RunFailure("ValueError: no", "Traceback …", 1),
            rows=7,
            points=9,
        )
        with catalog.read() as tx:
            found = tx.runs.get(run.id)
        assert as_bytes(found) == as_bytes(run)

    def test_a_run_that_is_not_there_is_none(self, catalog: Catalog) -> None:
        with catalog.read() as tx:
            assert tx.runs.get(new_run_id()) is None
            assert tx.runs.get_many([new_run_id()]) == []

    def test_an_id_is_taken_once(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog))
        with pytest.raises(ConflictError):
            catalog.write(lambda tx: tx.runs.create(run))

    def test_putting_a_run_that_is_not_there_is_an_error(self, catalog: Catalog) -> None:
        run = a_run(an_experiment(catalog))
        with pytest.raises(NotFoundError):
            put(catalog, run)

    def test_many_runs_come_in_the_order_asked(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        runs = [stored(catalog, experiment) for _ in range(5)]
        wanted = [runs[3].id, new_run_id(), runs[0].id, runs[4].id]
        with catalog.read() as tx:
            found = tx.runs.get_many(wanted)
        assert [run.id for run in found] == [runs[3].id, runs[0].id, runs[4].id]

    def test_a_heartbeat_changes_nothing_else(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog), params={"lr": 0.1})
        later = Micros(SOME_DAY + 5)
        standing = Standing(RunStatus.RUNNING, deleted=False)
        assert catalog.write(lambda tx: tx.runs.touch(run.id, later)) == standing
        assert catalog.write(lambda tx: tx.runs.touch(new_run_id(), later)) is None
        with catalog.read() as tx:
            assert tx.runs.get(run.id) == msgspec.structs.replace(run, heartbeat_at=later)
            _, revision = tx.runs.changed(0)
        assert catalog.write(lambda tx: tx.runs.touch(run.id, None)) == standing
        with catalog.read() as tx:
            assert tx.runs.get(run.id) == msgspec.structs.replace(run, heartbeat_at=later)
            assert tx.runs.changed(revision)[0] == [run.id]

    def test_a_run_in_the_trash_says_so_when_it_is_touched(self, catalog: Catalog) -> None:
        gone = stored(catalog, an_experiment(catalog), deleted_at=SOME_DAY)
        touched = catalog.write(lambda tx: tx.runs.touch(gone.id, None))
        assert touched == Standing(RunStatus.RUNNING, deleted=True)

    def test_a_search_reads_only_the_metrics_that_are_asked_for(self, catalog: Catalog) -> None:
        metrics = {"loss": a_summary(1.0), "acc": a_summary(math.nan), "norm": a_summary(2.0)}
        stored(catalog, an_experiment(catalog), metrics=metrics)
        with catalog.read() as tx:
            [whole] = tx.runs.search(RunQuery())
            assert whole.metrics.keys() == metrics.keys()
            for wanted in ([], ["acc", "nothing"], ["norm", "loss"]):
                [some] = tx.runs.search(RunQuery(), wanted)
                assert some.metrics.keys() == set(wanted) & metrics.keys()
                for key, summary in some.metrics.items():
                    assert as_bytes(summary) == as_bytes(whole.metrics[key])

    def test_an_experiment_goes_to_the_trash_and_comes_back_with_its_runs(
        self, catalog: Catalog
    ) -> None:
        experiment, other = an_experiment(catalog), an_experiment(catalog, "other")
        runs = [stored(catalog, experiment, params={"lr": n}, tags={"a": "b"}) for n in range(3)]
        before = stored(catalog, experiment, deleted_at=Micros(1), params={"lr": 9})
        stays = stored(catalog, other, params={"lr": 9})
        with catalog.read() as tx:
            _, revision = tx.runs.changed(0)
        gone = Micros(SOME_DAY + 1)
        assert catalog.write(lambda tx: tx.runs.mark_deleted(experiment.id, None, gone)) == 3
        with catalog.read() as tx:
            assert tx.runs.search(RunQuery()) == [stays]
            assert tx.runs.keys(None, FieldKind.PARAM) == [KeyCount(FieldKind.PARAM, "lr", 1)]
            assert tx.runs.keys([experiment.id], FieldKind.TAG) == []
            changed = tx.runs.changed(revision, limit=3)[0]
            assert set(changed) == {run.id for run in runs}
            assert tx.runs.changed(tx.runs.changed(revision, limit=2)[1])[0] == changed[2:]
        assert catalog.write(lambda tx: tx.runs.mark_deleted(experiment.id, gone, None)) == 3
        with catalog.read() as tx:
            assert tx.runs.get_many([run.id for run in runs]) == runs
            assert tx.runs.get(before.id) == before
            assert tx.runs.keys(None, FieldKind.PARAM) == [KeyCount(FieldKind.PARAM, "lr", 4)]
            assert tx.runs.keys([experiment.id], FieldKind.TAG) == [KeyCount(FieldKind.TAG, "a", 3)]

    def test_silent_runs_are_those_that_run_and_were_not_heard(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        silent = stored(catalog, experiment, heartbeat_at=Micros(10))
        stored(catalog, experiment, heartbeat_at=Micros(10), status=RunStatus.FINISHED)
        stored(catalog, experiment, heartbeat_at=Micros(20))
        stored(catalog, experiment, heartbeat_at=Micros(0))  # of a client that does not beat
        with catalog.read() as tx:
            assert tx.runs.silent_since(Micros(20)) == [silent.id]

    def test_a_renamed_experiment_renames_it_on_its_runs(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        run = stored(catalog, experiment)
        renamed = msgspec.structs.replace(experiment, name="ablation")
        catalog.write(lambda tx: tx.experiments.put(renamed))
        with catalog.read() as tx:
            found = tx.runs.get(run.id)
            listed = tx.runs.search(RunQuery())
        assert found is not None
        assert found.experiment == "ablation"
        assert listed == [found]

    def test_search_sees_what_was_put_last(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog), metrics={"loss": a_summary(0.9)})
        low = RunQuery(where=Compare(_LOSS, Op.LT, 0.5))
        with catalog.read() as tx:
            assert tx.runs.search(low) == []
        better = msgspec.structs.replace(run, metrics={"loss": a_summary(0.1)})
        put(catalog, better)
        with catalog.read() as tx:
            assert tx.runs.search(low) == [better]
            assert tx.runs.count(low) == 1
        bare = msgspec.structs.replace(run, metrics={})
        put(catalog, bare)
        with catalog.read() as tx:
            assert tx.runs.count(low) == 0

    def test_search_goes_by_params_tags_and_summary_as_they_are_now(self, catalog: Catalog) -> None:
        before = {"params": {"a": 1}, "tags": {"a": "1"}, "summary": {"a": 1}}
        run = stored(catalog, an_experiment(catalog), **before)
        changed = msgspec.structs.replace(
            run, params={"b": 1}, tags={"b": "1"}, summary={"b": {"c": 1}}
        )
        put(catalog, changed)
        for kind, now in (("param", "b"), ("tag", "b"), ("summary", "b.c")):
            for key, count in (("a", 0), (now, 1)):
                where = Compare(Field(FieldKind(kind), key), Op.EQ, 1)
                with catalog.read() as tx:
                    assert tx.runs.count(RunQuery(where=where)) == count, (kind, key)

    def test_pages_follow_each_other_without_gap_or_repeat(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        values = [0.3, 0.1, math.nan, 0.3, math.inf, 0.2]
        runs = [stored(catalog, experiment, metrics={"loss": a_summary(v)}) for v in values]
        runs.append(stored(catalog, experiment))
        order = (Order(_LOSS),)
        with catalog.read() as tx:
            whole = tx.runs.search(RunQuery(order=order))
            paged = [
                run
                for offset in range(0, 8, 2)
                for run in tx.runs.search(RunQuery(order=order, limit=2, offset=offset))
            ]
        by_value = [run.metrics["loss"].last for run in whole[:5]]
        assert by_value == [0.1, 0.2, 0.3, 0.3, math.inf]
        assert "loss" not in whole[-1].metrics
        assert as_bytes(paged) == as_bytes(whole)
        assert len(whole) == len(runs)

    def test_trash_is_searched_only_when_asked(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        live, gone = stored(catalog, experiment), stored(catalog, experiment)
        thrown = msgspec.structs.replace(gone, deleted_at=SOME_DAY)
        put(catalog, thrown)
        with catalog.read() as tx:
            assert tx.runs.search(RunQuery()) == [live]
            assert tx.runs.search(RunQuery(deleted=True)) == [thrown]
            assert tx.runs.count(RunQuery(deleted=None)) == 2
            assert tx.runs.get(gone.id) == thrown

    def test_search_stays_in_the_experiments_named(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        run = stored(catalog, here)
        stored(catalog, there)
        with catalog.read() as tx:
            assert tx.runs.search(RunQuery(experiments=(here.id,))) == [run]
            assert tx.runs.search(RunQuery(experiments=())) == []
            assert tx.runs.count(RunQuery()) == 2

    def test_keys_are_counted_over_live_runs(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        stored(catalog, here, metrics={"val/Loss": a_summary(), "acc": a_summary()})
        stored(catalog, there, metrics={"val/Loss": a_summary()})
        gone = stored(catalog, here, metrics={"acc": a_summary(), "only_here": a_summary()})
        thrown = msgspec.structs.replace(gone, deleted_at=SOME_DAY)
        put(catalog, thrown)
        assert _keys(catalog) == [("val/Loss", 2), ("acc", 1)]
        assert _keys(catalog, experiments=[there.id]) == [("val/Loss", 1)]
        assert _keys(catalog, contains="LOSS") == [("val/Loss", 2)]
        assert _keys(catalog, contains="%") == []
        assert _keys(catalog, limit=1) == [("val/Loss", 2)]
        put(catalog, gone)
        assert _keys(catalog) == [("acc", 2), ("val/Loss", 2), ("only_here", 1)]
        catalog.write(lambda tx: tx.runs.delete(gone.id))
        assert _keys(catalog) == [("val/Loss", 2), ("acc", 1)]

    def test_a_run_that_moves_takes_its_keys_along(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog, "here"), an_experiment(catalog, "there")
        run = stored(catalog, here, metrics={"loss": a_summary(0.1)}, params={"lr": 1})
        moved = msgspec.structs.replace(
            run, experiment=there.name, experiment_id=there.id, metrics={"loss": a_summary(0.2)}
        )
        put(catalog, moved)
        assert _keys(catalog, experiments=[here.id]) == []
        assert _keys(catalog, experiments=[there.id]) == [("loss", 1)]
        where = Compare(_LOSS, Op.EQ, 0.2)
        with catalog.read() as tx:
            assert tx.runs.search(RunQuery(experiments=(there.id,), where=where)) == [moved]

    def test_a_forgotten_run_is_found_nowhere(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog), metrics={"loss": a_summary()})
        catalog.write(lambda tx: tx.runs.delete(run.id))
        with catalog.read() as tx:
            assert tx.runs.get(run.id) is None
            assert tx.runs.count(RunQuery(deleted=None)) == 0
        catalog.write(lambda tx: tx.runs.create(run))
        with catalog.read() as tx:
            assert tx.runs.search(RunQuery(where=Compare(_LOSS, Op.EQ, 0.5))) == [run]

    def test_changed_gives_each_run_once_in_the_order_of_its_last_change(
        self, catalog: Catalog
    ) -> None:
        experiment = an_experiment(catalog)
        first, second, third = (stored(catalog, experiment) for _ in range(3))
        with catalog.read() as tx:
            ids, start = tx.runs.changed(0)
            assert ids == [first.id, second.id, third.id]
            assert tx.runs.changed(start) == ([], start)
            assert tx.runs.changed(2**62) == ([], start)
        catalog.write(lambda tx: tx.runs.touch(second.id, SOME_DAY))
        put(catalog, first)
        catalog.write(lambda tx: tx.runs.touch(second.id, SOME_DAY))
        with catalog.read() as tx:
            assert tx.runs.changed(start)[0] == [first.id, second.id]
            some, reached = tx.runs.changed(start, limit=1)
            assert some == [first.id]
            assert tx.runs.changed(reached)[0] == [second.id]

    def test_a_revision_is_never_used_again(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        run = stored(catalog, experiment)
        with catalog.read() as tx:
            _, reached = tx.runs.changed(0)
        catalog.write(lambda tx: tx.runs.delete(run.id))
        other = stored(catalog, experiment)
        with catalog.read() as tx:
            assert tx.runs.changed(reached)[0] == [other.id]

    @given(name=NAMES, key=NAMES, value=VALUES, tag=TEXTS)
    @settings(SHARED)
    def test_any_name_and_value_comes_back(
        self, catalog: Catalog, name: str, key: str, value: object, tag: str
    ) -> None:
        experiment = an_experiment(catalog, name, name)
        run = stored(
            catalog,
            experiment,
            name=name,
            params={key: value},
            tags={key: tag},
            metrics={key: a_summary()},
        )
        where = Compare(Field(FieldKind.METRIC, key), Op.EQ, 0.5)
        query = RunQuery(experiments=(experiment.id,), where=where)
        with catalog.read() as tx:
            assert as_bytes(tx.runs.get(run.id)) == as_bytes(run)
            assert tx.experiments.find(ProjectName(name), name) is not None
            assert run.id in [found.id for found in tx.runs.search(query)]

    @given(
        changes=st.lists(
            st.tuples(
                st.integers(0, 3),
                st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3), max_size=4),
                st.dictionaries(st.sampled_from("abcd"), st.just("x"), max_size=4),
                st.booleans(),
                st.booleans(),
            ),
            max_size=12,
        )
    )
    @settings(SHARED, max_examples=25)
    def test_counts_of_keys_stay_exact_whatever_changes(
        self, catalog: Catalog, changes: list[tuple[int, Ints, dict[str, str], bool, bool]]
    ) -> None:
        places = [an_experiment(catalog, "here"), an_experiment(catalog, "there")]
        before = {kind: dict(_keys(catalog, kind=kind)) for kind in _KINDS}
        kept: dict[int, Run] = {}
        for number, params, tags, trash, elsewhere in changes:
            place = places[elsewhere]
            run = msgspec.structs.replace(
                kept.get(number) or stored(catalog, place),
                experiment=place.name,
                experiment_id=place.id,
                params=dict(params),
                tags=tags,
                deleted_at=SOME_DAY if trash else None,
            )
            put(catalog, run)
            kept[number] = run
        live = [run for run in kept.values() if run.deleted_at is None]
        now = {kind: dict(_keys(catalog, kind=kind)) for kind in _KINDS}
        for key in "abcd":
            assert now[FieldKind.PARAM].get(key, 0) - before[FieldKind.PARAM].get(key, 0) == sum(
                key in run.params for run in live
            )
            assert now[FieldKind.TAG].get(key, 0) - before[FieldKind.TAG].get(key, 0) == sum(
                key in run.tags for run in live
            )
        ids = [run.id for run in kept.values()]
        catalog.write(lambda tx: _delete_all(tx, ids))
        assert {kind: dict(_keys(catalog, kind=kind)) for kind in _KINDS} == before


_KINDS = (FieldKind.PARAM, FieldKind.TAG)


def _keys(
    catalog: Catalog,
    experiments: list[int] | None = None,
    kind: FieldKind = FieldKind.METRIC,
    contains: str = "",
    limit: int = 100,
) -> list[tuple[str, int]]:
    with catalog.read() as tx:
        found = tx.runs.keys(experiments, kind, contains, limit)
    assert found == [KeyCount(kind, one.key, one.runs) for one in found]
    return [(one.key, one.runs) for one in found]


def _delete_all(tx: Transaction, runs: list[RunId]) -> None:
    for run in runs:
        tx.runs.delete(run)
