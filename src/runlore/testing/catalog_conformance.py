"""The suite of a catalog: subclass it, override the fixture ``catalog``, run pytest.

```python
class TestMyCatalog(CatalogConformance):
    @pytest.fixture
    def catalog(self, tmp_path):
        catalog = open_mine(tmp_path)
        yield catalog
        catalog.close()
```
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from runlore.entities.errors import ConflictError, NotFoundError, UnavailableError
from runlore.entities.ids import ProjectName, new_run_id
from runlore.entities.run import Run
from runlore.query.ast import RunQuery
from runlore.stores.catalog import Catalog, Transaction
from runlore.testing.clock import SOME_DAY
from runlore.testing.model_conformance import DatasetPromises, LoggedModelPromises
from runlore.testing.overview_conformance import CommentPromises, OverviewPromises
from runlore.testing.registry_conformance import AuditPromises, RegistryPromises
from runlore.testing.run_conformance import RunPromises
from runlore.testing.samples import a_run, an_experiment, stored
from runlore.testing.shelf_conformance import ShelfPromises
from runlore.testing.trail_conformance import ExperimentPromises, TrailPromises, WriterPromises
from runlore.testing.view_conformance import ViewPromises


class TransactionPromises:
    """What every catalog keeps about transactions; part of ``CatalogConformance``."""

    def test_a_write_gives_what_its_work_gives(self, catalog: Catalog) -> None:
        assert catalog.write(lambda _: 42) == 42

    def test_a_work_that_raises_changes_nothing(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        run = a_run(experiment, params={"lr": 1})

        def work(tx: Transaction) -> None:
            tx.runs.create(run)
            tx.shelf.add_batch(run.id, 0, 1, b"x")
            tx.trails.add_console(run.id, "stdout", SOME_DAY, ["hello"])
            tx.experiments.ensure(ProjectName("other"), "other", SOME_DAY)
            raise LookupError("no")

        with pytest.raises(LookupError, match="no"):
            catalog.write(work)
        with catalog.read() as tx:
            assert tx.runs.get(run.id) is None
            assert tx.runs.count(RunQuery(deleted=None)) == 0
            assert tx.shelf.batches(run.id) == []
            assert tx.shelf.newest() == 0
            assert tx.trails.console_size(run.id) == 0
            assert [project.name for project in tx.experiments.projects()] == ["digits"]
            assert tx.runs.changed(0) == ([], 0)
        catalog.write(lambda tx: tx.runs.create(run))
        with catalog.read() as tx:
            assert tx.runs.get(run.id) == run

    def test_a_reader_sees_one_instant(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        before = stored(catalog, experiment)
        with catalog.read() as tx:
            assert tx.runs.get(before.id) == before
            after = stored(catalog, experiment)
            assert tx.runs.get(after.id) is None
            assert tx.runs.count(RunQuery()) == 1
            assert tx.runs.changed(0)[0] == [before.id]
        with catalog.read() as tx:
            assert tx.runs.get(after.id) == after

    def test_a_write_reads_what_it_wrote(self, catalog: Catalog) -> None:
        run = a_run(an_experiment(catalog))

        def work(tx: Transaction) -> bool:
            tx.runs.create(run)
            return tx.runs.get(run.id) == run and tx.runs.count(RunQuery()) == 1

        assert catalog.write(work)

    def test_changes_tells_of_every_commit(self, catalog: Catalog) -> None:
        seen = {catalog.changes()}
        assert catalog.changes() in seen
        experiment = an_experiment(catalog)
        for _ in range(3):
            assert catalog.changes() not in seen
            seen.add(catalog.changes())
            stored(catalog, experiment)
        with catalog.read() as tx:
            tx.runs.count(RunQuery())
        assert catalog.changes() == catalog.changes()

    def test_works_of_many_threads_are_each_atomic(self, catalog: Catalog) -> None:
        """Every third work raises half-way: exactly the others are there, whole, in order."""
        run = new_run_id()

        def add(number: int) -> int:
            def work(tx: Transaction) -> int:
                row = tx.shelf.head(run).next_row
                head = tx.shelf.head(run)
                batch = tx.shelf.add_batch(run, row, 1, str(number).encode())
                tx.shelf.put_head(run, type(head)(row + 1))
                tx.trails.add_console(run, "stdout", SOME_DAY, [str(number)])
                if number % 3 == 0:
                    raise NotFoundError("number", str(number))
                return batch

            return catalog.write(work)

        acknowledged, refused = _at_once(add, 60)
        assert refused == set(range(0, 60, 3))
        with catalog.read() as tx:
            batches = tx.shelf.batches(run)
            lines = tx.trails.console(run, 0, 100)
        assert {batch.id: int(batch.payload) for batch in batches} == {
            batch: number for number, batch in acknowledged.items()
        }
        assert [batch.first_row for batch in batches] == list(range(40))
        assert [int(line.text) for line in lines] == [int(batch.payload) for batch in batches]

    def test_two_that_create_one_run_at_once_cannot_both(self, catalog: Catalog) -> None:
        run = a_run(an_experiment(catalog))
        created, refused = _at_once(
            lambda _: catalog.write(lambda tx: tx.runs.create(run)), 8, ConflictError
        )
        assert (len(created), len(refused)) == (1, 7)

    def test_readers_go_on_while_others_write(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        stop = threading.Event()
        odd: list[int] = []

        def read() -> None:
            while not stop.is_set():
                with catalog.read() as tx:
                    count = tx.runs.count(RunQuery())
                    if count % 2 or count != tx.experiments.list()[0].runs:
                        odd.append(count)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        try:
            for _ in range(20):
                _create_pair(catalog, a_run(experiment), a_run(experiment))
        finally:
            stop.set()
            for reader in readers:
                reader.join()
        assert odd == []

    def test_a_write_inside_a_write_is_refused(self, catalog: Catalog) -> None:
        with pytest.raises(RuntimeError, match="inside"):
            catalog.write(lambda _: catalog.write(lambda _: None))
        assert catalog.write(lambda _: 1) == 1

    def test_a_sound_store_finds_no_damage(self, catalog: Catalog) -> None:
        stored(catalog, an_experiment(catalog), params={"lr": 1})
        assert catalog.check() == []

    def test_a_closed_store_says_so(self, catalog: Catalog) -> None:
        catalog.close()
        with pytest.raises(UnavailableError, match="closed"), catalog.read():
            pass
        with pytest.raises(UnavailableError, match="closed"):
            catalog.write(lambda _: None)


class CatalogConformance(
    TransactionPromises,
    RunPromises,
    ExperimentPromises,
    WriterPromises,
    TrailPromises,
    DatasetPromises,
    LoggedModelPromises,
    ShelfPromises,
    RegistryPromises,
    AuditPromises,
    CommentPromises,
    OverviewPromises,
    ViewPromises,
):
    """Every promise of ``stores/`` that a catalog keeps."""

    @pytest.fixture
    def catalog(self) -> Catalog:
        """An empty catalog of the engine under test."""
        raise NotImplementedError("Override the fixture 'catalog' with your engine.")


def _create_pair(catalog: Catalog, one: Run, other: Run) -> None:
    def work(tx: Transaction) -> None:
        tx.runs.create(one)
        tx.runs.create(other)

    catalog.write(work)


def _at_once(
    act: Callable[[int], int | None],
    times: int,
    expected: type[Exception] = NotFoundError,
) -> tuple[dict[int, int | None], set[int]]:
    """Do it from eight threads: what was given by number, and the numbers that were refused."""
    given: dict[int, int | None] = {}
    refused: set[int] = set()

    def one(number: int) -> None:
        try:
            given[number] = act(number)
        except expected:
            refused.add(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(times)))
    return given, refused
