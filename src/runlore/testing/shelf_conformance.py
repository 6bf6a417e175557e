"""What every shelf keeps."""

from runlore.entities.ids import RunId, new_run_id
from runlore.entities.limits import NO_STEP
from runlore.stores.catalog import Catalog
from runlore.stores.shelf import Batch, Column, SeriesHead, Tile


class ShelfPromises:
    """What every shelf keeps; part of ``CatalogConformance``."""

    def test_a_head_is_zeros_until_it_is_put(self, catalog: Catalog) -> None:
        run = new_run_id()
        with catalog.read() as tx:
            assert tx.shelf.head(run) == SeriesHead()
        head = SeriesHead(next_row=10, folded=2, sealed=1, next_chunk=3)
        catalog.write(lambda tx: tx.shelf.put_head(run, head))
        with catalog.read() as tx:
            assert tx.shelf.head(run) == head
            assert tx.shelf.sealed_since(0) == [run]
            assert tx.shelf.sealed_since(1) == []

    def test_batches_are_numbered_over_the_whole_store(self, catalog: Catalog) -> None:
        one, other = new_run_id(), new_run_id()
        first = _add(catalog, one, 0, 4)
        second = _add(catalog, other, 0, 5)
        third = _add(catalog, one, 4, 6)
        assert first.id < second.id < third.id
        with catalog.read() as tx:
            assert tx.shelf.newest() == third.id
            assert tx.shelf.batches(one) == [first, third]
            assert tx.shelf.batches(one, after=first.id) == [third]
            assert tx.shelf.batches(one, before_row=4) == [first]
            assert tx.shelf.batches_of([one, other, new_run_id()]) == [first, second, third]
            assert tx.shelf.recent(first.id) == [second, third]
            assert tx.shelf.recent(0, limit=2) == [first, second]
            assert tx.shelf.unsealed() == [(one, 10, third.id), (other, 5, second.id)]

    def test_a_number_is_not_given_twice(self, catalog: Catalog) -> None:
        run = new_run_id()
        dropped = _add(catalog, run, 0, 1)
        catalog.write(lambda tx: tx.shelf.drop_batches(run, dropped.id))
        with catalog.read() as tx:
            assert tx.shelf.newest() == dropped.id
            assert tx.shelf.batches(run) == []
            assert tx.shelf.unsealed() == []
        assert _add(catalog, run, 1, 1).id > dropped.id

    def test_a_run_is_unfolded_until_its_head_says_so(self, catalog: Catalog) -> None:
        one, other = new_run_id(), new_run_id()
        first, second = _add(catalog, one, 0, 1), _add(catalog, other, 0, 1)
        with catalog.read() as tx:
            assert set(tx.shelf.unfolded()) == {one, other}
            assert len(tx.shelf.unfolded(limit=1)) == 1
        catalog.write(lambda tx: tx.shelf.put_head(one, SeriesHead(1, first.id)))
        catalog.write(lambda tx: tx.shelf.put_head(other, SeriesHead(1, second.id - 1)))
        with catalog.read() as tx:
            assert tx.shelf.unfolded() == [other]
        _add(catalog, one, 1, 1)
        with catalog.read() as tx:
            assert set(tx.shelf.unfolded()) == {one, other}
            assert tx.shelf.head(one) == SeriesHead(1, first.id)

    def test_columns_are_found_by_key_steps_and_rows(self, catalog: Catalog) -> None:
        run = new_run_id()
        shared = Column("", 0, 0, 100, 0, 99, b"shared")
        loss = [Column("loss", n, n * 100, 100, n * 100, n * 100 + 99, bytes([n])) for n in (0, 1)]
        finals = Column("acc", 1, 100, 100, 1, 0, b"")  # no steps at all
        for some in ([shared, *loss], [finals]):
            _put_columns(catalog, run, some)
        replaced = Column("loss", 0, 0, 100, NO_STEP + 1, 2**63 - 1, b"again")
        _put_columns(catalog, run, [replaced])
        with catalog.read() as tx:
            found = tx.shelf.columns
            assert found(run, ["loss"]) == [replaced, loss[1]]
            assert found(run, ["", "loss", "nothing"]) == [shared, replaced, loss[1]]
            assert found(run, None) == [shared, replaced, finals, loss[1]]
            at = tx.shelf.columns_of
            assert at([run], ["loss"], steps=(500, 600)) == [(run, replaced)]
            assert at([run], ["loss"], steps=(199, 600)) == [(run, replaced), (run, loss[1])]
            assert found(run, ["loss"], rows=(100, 100)) == [loss[1]]
            assert found(run, ["loss"], rows=(99, 99)) == [replaced]
            assert found(run, []) == []
            assert found(new_run_id(), None) == []
            assert tx.shelf.columns_of([run], ["", "loss"]) == [
                (run, shared), (run, replaced), (run, loss[1])
            ]  # fmt: skip
        catalog.write(lambda tx: tx.shelf.drop_columns(run, 1))
        with catalog.read() as tx:
            assert tx.shelf.columns(run, None) == [shared, replaced]

    def test_columns_are_found_for_many_runs_at_once(self, catalog: Catalog) -> None:
        one, other = sorted([new_run_id(), new_run_id()])
        early, late = (
            Column("loss", 0, 0, 9, 0, 8, b"early"),
            Column("loss", 1, 9, 9, 9, 17, b"late"),
        )
        for run in (one, other):
            _put_columns(catalog, run, [early, late, Column("acc", 0, 0, 9, 0, 8, b"acc")])
        with catalog.read() as tx:
            found = tx.shelf.columns_of
            every = [(one, early), (one, late), (other, early), (other, late)]
            assert found([other, one], ["loss", "nothing"]) == every
            assert found([other, one, new_run_id()], ["loss"], steps=(8, 8)) == every[::2]
            assert [key.key for _, key in found([one], ["loss", "acc"])] == ["acc", "loss", "loss"]
            assert found([], ["loss"]) == found([one], []) == []

    def test_tiles_are_found_for_many_series_at_once(self, catalog: Catalog) -> None:
        one, other = sorted([new_run_id(), new_run_id()])
        for run in (one, other):
            tiles = [
                Tile(key, level, index, f"{key}{level}{index}".encode())
                for key in ("acc", "loss")
                for level in (-1, 6)
                for index in (-2, 0, 1, 2**40)
            ]
            _put_tiles(catalog, run, tiles)
        _put_tiles(catalog, one, [Tile("loss", 6, 0, b"again")])
        asked = [(other, "loss"), (one, "loss"), (one, "acc"), (new_run_id(), "acc"), (one, "no")]
        with catalog.read() as tx:
            found = tx.shelf.tiles_of(asked, 6, 0, 5)
            assert tx.shelf.tiles_of([(one, "acc")], -1, 0, 0) == [
                (one, Tile("acc", -1, 0, b"acc-10"))
            ]
        assert found == [
            (one, Tile("acc", 6, 0, b"acc60")),
            (one, Tile("acc", 6, 1, b"acc61")),
            (one, Tile("loss", 6, 0, b"again")),
            (one, Tile("loss", 6, 1, b"loss61")),
            (other, Tile("loss", 6, 0, b"loss60")),
            (other, Tile("loss", 6, 1, b"loss61")),
        ]

    def test_all_of_a_run_is_forgotten(self, catalog: Catalog) -> None:
        run, other = new_run_id(), new_run_id()
        for one in (run, other):
            _add(catalog, one, 0, 1)
            _put_columns(catalog, one, [Column("a", 0, 0, 1, 0, 0, b"x")])
            _put_tiles(catalog, one, [Tile("a", 0, 0, b"x")])
        catalog.write(lambda tx: tx.shelf.delete(run))
        with catalog.read() as tx:
            assert tx.shelf.unfolded() == [other]
            assert tx.shelf.batches(run) == []
            assert tx.shelf.columns(run, None) == []
            assert [at for at, _ in tx.shelf.tiles_of([(run, "a"), (other, "a")], 0, 0, 0)] == [
                other
            ]


def _add(catalog: Catalog, run: RunId, first_row: int, rows: int) -> Batch:
    payload = bytes([rows])
    number = catalog.write(lambda tx: tx.shelf.add_batch(run, first_row, rows, payload))
    return Batch(number, run, first_row, rows, payload)


def _put_columns(catalog: Catalog, run: RunId, columns: list[Column]) -> None:
    catalog.write(lambda tx: tx.shelf.put_columns(run, columns))


def _put_tiles(catalog: Catalog, run: RunId, tiles: list[Tile]) -> None:
    catalog.write(lambda tx: tx.shelf.put_tiles(run, tiles))
