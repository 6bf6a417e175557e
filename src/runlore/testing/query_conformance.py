"""The suite of search: an engine must find just what ``query/evaluate.py`` says. Subclass it.

```python
class TestMySearch(QueryConformance):
    @pytest.fixture
    def catalog(self, tmp_path):
        catalog = open_mine(tmp_path)
        yield catalog
        catalog.close()
```
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runlore.entities.dataset import DatasetUse
from runlore.entities.ids import Micros, new_run_id
from runlore.entities.run import Run
from runlore.query.ast import Compare, Field, FieldKind, Op, Order, RunQuery, Scalar
from runlore.query.evaluate import page_of, select_runs
from runlore.query.order import cursor_of
from runlore.query.page import PageSigner
from runlore.query.parse import parse_order, parse_query
from runlore.query.values import count_values, has_listable_values, most_used
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.runs import ValueCount
from runlore.testing.clock import SOME_DAY
from runlore.testing.query_samples import (
    DATASET_FIELD,
    FIELDS,
    SOME_NUMBERS,
    SOME_PATTERNS,
    SOME_TEXTS,
    TEXTS,
    orders,
    runs_in,
    trees,
)
from runlore.testing.samples import SHARED, a_run, a_summary, an_experiment

_SIGNER = PageSigner(b"a secret of a test")


class QueryConformance:
    """What search keeps, whatever the engine."""

    @given(data=st.data())
    @settings(SHARED)
    def test_an_engine_finds_what_the_plain_meaning_finds(
        self, catalog: Catalog, data: st.DataObject
    ) -> None:
        experiment = an_experiment(catalog, f"e{new_run_id()}")
        runs = data.draw(st.lists(runs_in(experiment), min_size=1, max_size=8))
        _keep(catalog, runs)
        queries = st.builds(
            RunQuery,
            experiments=st.just((experiment.id,)),
            where=trees(),
            order=orders(),
            limit=st.integers(1, 10),
            offset=st.integers(0, 2),
            deleted=st.sampled_from([False, True, None]),
        )
        with catalog.read() as tx:
            for query in data.draw(st.lists(queries, min_size=4, max_size=12)):
                assert _ids(tx.runs.search(query)) == _ids(page_of(runs, query))
                assert tx.runs.count(query) == len(select_runs(runs, query))

    @given(data=st.data(), contains=TEXTS, limit=st.integers(1, 5))
    @settings(SHARED, max_examples=25)
    def test_the_values_of_a_field_are_those_of_the_runs_that_match(
        self, catalog: Catalog, data: st.DataObject, contains: str, limit: int
    ) -> None:
        experiment = an_experiment(catalog, f"e{new_run_id()}")
        runs = data.draw(st.lists(runs_in(experiment), min_size=1, max_size=8))
        _keep(catalog, runs)
        query = RunQuery(
            experiments=data.draw(st.sampled_from([(experiment.id,), ()])),
            where=data.draw(st.none() | trees()),
            limit=1,
            deleted=data.draw(st.sampled_from([False, True, None])),
        )
        fields = (FIELDS | DATASET_FIELD).filter(has_listable_values)
        with catalog.read() as tx:
            for field in data.draw(st.lists(fields, min_size=3, max_size=6)):
                counted = count_values(select_runs(runs, query), field)
                found = tx.runs.values(query, field, contains, limit)
                expected = most_used(counted, contains, limit)
                assert found == [ValueCount(value, used) for value, used in expected]

    def test_every_kind_of_value_meets_every_kind_of_literal(self, catalog: Catalog) -> None:
        values: list[Any] = [*SOME_TEXTS, *SOME_NUMBERS, True, False, None, [1, "a"], {}]
        experiment = an_experiment(catalog)
        runs = [a_run(experiment, params={"p": value}) for value in values]
        runs += [a_run(experiment, metrics={"m": a_summary(float(n))}) for n in SOME_NUMBERS]
        _keep(catalog, runs)
        with catalog.read() as tx:
            for compare in _all_comparisons():
                query = RunQuery(where=compare)
                assert _ids(tx.runs.search(query)) == _ids(page_of(runs, query)), compare

    @pytest.mark.parametrize("text", ["param.p", "param.p DESC, name", "metric.m", "metric.m DESC"])
    def test_every_kind_of_value_has_its_place_in_the_order(
        self, catalog: Catalog, text: str
    ) -> None:
        values: list[Any] = [*SOME_TEXTS, *SOME_NUMBERS, True, None, [1, "a"]]
        experiment = an_experiment(catalog)
        runs = [a_run(experiment, params={"p": value}) for value in values * 2]
        runs += [a_run(experiment, metrics={"m": a_summary(float(n))}) for n in SOME_NUMBERS]
        _keep(catalog, runs)
        whole = RunQuery(order=parse_order([text]), limit=len(runs))
        expected = _ids(page_of(runs, whole))
        with catalog.read() as tx:
            assert _ids(tx.runs.search(whole)) == expected
            for at, run in enumerate(page_of(runs, whole)):
                behind = msgspec.structs.replace(whole, after=cursor_of(run, whole.order))
                assert _ids(tx.runs.search(behind)) == expected[at + 1 :]

    @given(data=st.data(), order=orders(), limit=st.integers(1, 3))
    @settings(SHARED)
    def test_pages_by_cursor_are_the_whole_without_gap_or_repeat(
        self, catalog: Catalog, data: st.DataObject, order: tuple[Order, ...], limit: int
    ) -> None:
        experiment = an_experiment(catalog, f"e{new_run_id()}")
        runs = data.draw(st.lists(runs_in(experiment), min_size=1, max_size=7))
        _keep(catalog, runs)
        whole = RunQuery(experiments=(experiment.id,), order=order, deleted=None)
        query = msgspec.structs.replace(whole, limit=limit)
        paged: list[Run] = []
        with catalog.read() as tx:
            while page := tx.runs.search(query):
                assert _ids(page) == _ids(page_of(runs, query))
                paged += page
                place = _SIGNER.open(_SIGNER.seal(page[-1], query), query)
                query = msgspec.structs.replace(query, after=place)
        assert _ids(paged) == _ids(page_of(runs, whole))

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("params.lr < 0.01", "1e-3 0.002 text-3e-4"),
            ("params.lr = '3e-4'", "text-3e-4"),
            ("params.lr = 0.0003", "text-3e-4"),
            ("params.rank = '16'", "1e-3 0.002"),
            ("params.rank = 16", "1e-3 0.002"),
            ("params.rank != 16", "none"),
            ("params.rank IS NULL", "text-3e-4 diverged"),
            ("NOT params.rank = 16", "text-3e-4 diverged none"),
            ("params.optim.name IN ('adam', 'sgd')", "0.002 none"),
            ("params.optim.name NOT LIKE 'a%'", "none"),
            ("params.amp = true", "1e-3 text-3e-4"),
            ("params.amp = 'True'", "1e-3 text-3e-4"),
            ("metric.loss = nan", "diverged"),
            ("metric.loss != 0.5", "0.002 diverged"),
            ("metric.loss < 0.6 OR metric.loss > 0", "1e-3 0.002"),
            ("metric.loss.best <= 0.25", "1e-3"),
            ("tags.gpu LIKE 'A100%' AND tags.team = 'nlp'", "1e-3"),
            ("tags.gpu ILIKE 'a100%'", "1e-3 0.002"),
            ("project = 'digits' AND experiment = 'search'", "1e-3 0.002 text-3e-4 diverged none"),
        ],
    )
    def test_the_examples_of_the_reference_hold(
        self, catalog: Catalog, text: str, found: str
    ) -> None:
        _keep(catalog, _examples(catalog))
        where, order = parse_query(f"({text}) ORDER BY started")
        with catalog.read() as tx:
            runs = tx.runs.search(RunQuery(where=where, order=order))
        assert [run.name for run in runs] == found.split()

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("dataset.name = 'digits'", "both train"),
            ("datasets.digest = 'a1' AND dataset.context = 'train'", "both train"),
            ("dataset.name != 'digits'", "both words"),
            ("dataset.name NOT LIKE 'dig%'", "both words"),
            ("dataset.name NOT IN ('digits', 'words')", ""),
            ("NOT dataset.name = 'digits'", "words none"),
            ("dataset.name ILIKE 'DIG%'", "both train"),
            ("dataset.name IN ('digits', 'nothing')", "both train"),
            ("dataset.context IS NULL", "words none"),
            ("dataset.name IS NULL", "none"),
            ("dataset.name IS NOT NULL AND param.lr = 1", "train"),
        ],
    )
    def test_a_run_is_found_by_any_of_its_datasets(
        self, catalog: Catalog, text: str, found: str
    ) -> None:
        train = DatasetUse("digits", "a1", {"context": "train"})
        words = DatasetUse("words", "a1")
        experiment = an_experiment(catalog)
        runs = [
            a_run(experiment, name="both", inputs=[train, words], started_at=Micros(1)),
            a_run(experiment, name="train", inputs=[train], params={"lr": 1}),
            a_run(experiment, name="words", inputs=[words], started_at=Micros(SOME_DAY + 1)),
            a_run(experiment, name="none", started_at=Micros(SOME_DAY + 2)),
        ]
        _keep(catalog, runs)
        assert _names(catalog, f"{text} ORDER BY started") == found.split()

    def test_missing_values_come_last_in_both_directions_and_nan_just_before(
        self, catalog: Catalog
    ) -> None:
        experiment = an_experiment(catalog)
        values = {"low": 0.1, "high": 0.9, "nan": math.nan, "inf": math.inf}
        runs = [
            a_run(experiment, name=name, metrics={"loss": a_summary(value)})
            for name, value in values.items()
        ]
        runs.append(a_run(experiment, name="none"))
        _keep(catalog, runs)
        assert _names(catalog, "ORDER BY metric.loss") == ["low", "high", "inf", "nan", "none"]
        assert _names(catalog, "ORDER BY metric.loss DESC") == [
            "inf", "high", "low", "nan", "none",
        ]  # fmt: skip

    def test_a_search_of_all_experiments_finds_runs_of_each(self, catalog: Catalog) -> None:
        runs = [
            a_run(an_experiment(catalog, name), name=name, metrics={"loss": a_summary(at)})
            for at, name in enumerate(["one", "two", "three"])
        ]
        _keep(catalog, runs)
        assert _names(catalog, "metric.loss >= 1 ORDER BY metric.loss") == ["two", "three"]

    def test_a_search_in_no_experiment_finds_nothing(self, catalog: Catalog) -> None:
        _keep(catalog, [a_run(an_experiment(catalog))])
        with catalog.read() as tx:
            assert tx.runs.search(RunQuery(experiments=())) == []
            assert tx.runs.count(RunQuery(experiments=())) == 0

    def test_a_search_in_thousands_of_experiments_finds_the_run(self, catalog: Catalog) -> None:
        run = a_run(an_experiment(catalog), params={"lr": 1}, tags={"team": "nlp"})
        _keep(catalog, [run])
        where, _ = parse_query("params.lr = 1 AND tags.team = 'nlp'")
        scope = (run.experiment_id, *range(10_000, 30_000))
        with catalog.read() as tx:
            found = tx.runs.search(RunQuery(experiments=scope, where=where))
        assert _ids(found) == [run.id]


def _all_comparisons() -> Iterator[Compare]:
    """Each operator with each literal that it takes, on a param and on a metric."""
    param, metric = Field(FieldKind.PARAM, "p"), Field(FieldKind.METRIC, "m")
    numbers: list[Scalar] = list(SOME_NUMBERS)
    for op in (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE):
        yield from (Compare(param, op, value) for value in [*SOME_TEXTS, *numbers, True, False])
        yield from (Compare(metric, op, value) for value in numbers)
    for op in (Op.LIKE, Op.NOT_LIKE, Op.ILIKE, Op.NOT_ILIKE):
        yield from (Compare(param, op, pattern) for pattern in SOME_PATTERNS)
    for op in (Op.IN, Op.NOT_IN):
        for values in ((16, "a_c"), ("16", "9"), (True, math.nan), ("true", 0)):
            yield Compare(param, op, values=values)
        yield Compare(metric, op, values=(16, math.nan, math.inf))
    yield from (Compare(field, Op.IS_NULL) for field in (param, metric))


def _examples(catalog: Catalog) -> list[Run]:
    experiment = an_experiment(catalog, "search")
    fields: list[dict[str, Any]] = [
        {
            "name": "1e-3",
            "params": {"lr": 1e-3, "rank": 16, "amp": True},
            "metrics": {"loss": a_summary(0.5, min=0.25)},
            "tags": {"gpu": "A100-80", "team": "nlp"},
        },
        {
            "name": "0.002",
            "params": {"lr": 0.002, "rank": "16", "optim": {"name": "adam"}},
            "metrics": {"loss": a_summary(0.75)},
            "tags": {"gpu": "a100-40", "team": "vision"},
        },
        {"name": "text-3e-4", "params": {"lr": "3e-4", "amp": "True"}},
        {"name": "diverged", "metrics": {"loss": a_summary(math.nan)}},
        {"name": "none", "params": {"rank": 32, "optim.name": "sgd"}},
    ]
    return [a_run(experiment, started_at=at, **some) for at, some in enumerate(fields)]


def _keep(catalog: Catalog, runs: Sequence[Run]) -> None:
    def work(tx: Transaction) -> None:
        for run in runs:
            tx.runs.create(run)

    catalog.write(work)


def _ids(runs: Sequence[Run]) -> list[str]:
    return [run.id for run in runs]


def _names(catalog: Catalog, text: str) -> list[str]:
    where, order = parse_query(text)
    with catalog.read() as tx:
        return [run.name for run in tx.runs.search(RunQuery(where=where, order=order))]
