"""The shelf in SQL: batches, columns and tiles as rows with a blob each."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Select, Table, bindparam, delete, func, insert, select

from runlore.engines.sql import tables
from runlore.engines.sql.numbers import A_STATEMENT, metric_key, number_given
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import batches, series_heads
from runlore.entities.ids import RunId
from runlore.stores.shelf import Batch, Column, SeriesHead, Tile

_RUN: BindParameter[int] = bindparam("of_run")
_WANTED: BindParameter[list[int]] = bindparam("wanted", expanding=True)

_HEAD_COLUMNS = SeriesHead.__struct_fields__
_HEAD = select(*(series_heads.c[name] for name in _HEAD_COLUMNS)).where(
    series_heads.c.run_pk == _RUN
)

_BATCH = select(
    batches.c.id, batches.c.run_pk, batches.c.first_row, batches.c.rows, batches.c.payload
)
_BATCHES = (
    _BATCH.where(batches.c.run_pk == _RUN, batches.c.id > bindparam("after"))
    .where(batches.c.first_row < bindparam("before_row"))
    .order_by(batches.c.id)
)
_BATCHES_OF = _BATCH.where(batches.c.run_pk.in_(_WANTED)).order_by(batches.c.id)
_RECENT = (
    _BATCH.where(batches.c.id > bindparam("after")).order_by(batches.c.id).limit(bindparam("most"))
)
_UNFOLDED = (
    select(series_heads.c.run_pk)
    .where(series_heads.c.newest > series_heads.c.folded)
    .limit(bindparam("most"))
)
_SEALED = select(series_heads.c.run_pk).where(series_heads.c.sealed > bindparam("after"))
_WAITING = func.sum(batches.c.rows)
_UNSEALED = (
    select(batches.c.run_pk, _WAITING, func.max(batches.c.id))
    .group_by(batches.c.run_pk)
    .order_by(_WAITING.desc(), batches.c.run_pk)
    .limit(bindparam("most"))
)
_DROP_BATCHES = delete(batches).where(batches.c.run_pk == _RUN, batches.c.id <= bindparam("up_to"))

_COLUMN_PARTS = (
    tables.columns.c.key_id,
    tables.columns.c.chunk,
    tables.columns.c.first_row,
    tables.columns.c.rows,
    tables.columns.c.min_step,
    tables.columns.c.max_step,
    tables.columns.c.payload,
)
_TOUCHING_STEPS = (
    tables.columns.c.min_step <= bindparam("most_step"),
    tables.columns.c.max_step >= bindparam("least_step"),
)


def _columns_statement(*, rows: bool, keys: bool) -> Select[Any]:
    """Columns of a run, within rows, of some keys."""
    held = tables.columns.c
    wanted = select(*_COLUMN_PARTS).where(held.run_pk == _RUN)
    if rows:
        last_row = held.first_row + held.rows - 1
        wanted = wanted.where(held.first_row <= bindparam("most_row"))
        wanted = wanted.where(last_row >= bindparam("least_row"))
    return wanted.where(held.key_id.in_(_WANTED)) if keys else wanted


_COLUMNS = {
    (rows, keys): _columns_statement(rows=rows, keys=keys)
    for rows, keys in itertools.product((False, True), repeat=2)
}
"""Built once: to build one takes longer than to run it."""

_COLUMNS_OF_RUNS = select(tables.columns.c.run_pk, *_COLUMN_PARTS).where(
    tables.columns.c.run_pk.in_(bindparam("runs", expanding=True)),
    tables.columns.c.key_id.in_(_WANTED),
)
_COLUMNS_OF = {False: _COLUMNS_OF_RUNS, True: _COLUMNS_OF_RUNS.where(*_TOUCHING_STEPS)}
"""With or without steps. Asked once for all 480 curves of 24 charts of 20 runs: one by one took
three quarters of the time."""

_DROP_COLUMNS = delete(tables.columns).where(
    tables.columns.c.run_pk == _RUN, tables.columns.c.chunk >= bindparam("from_chunk")
)

_TILES = select(
    tables.tiles.c.run_pk,
    tables.tiles.c.key_id,
    tables.tiles.c.level,
    tables.tiles.c.index,
    tables.tiles.c.payload,
).where(
    tables.tiles.c.run_pk.in_(bindparam("runs", expanding=True)),
    tables.tiles.c.key_id.in_(_WANTED),
    tables.tiles.c.level == bindparam("of_level"),
    tables.tiles.c.index.between(bindparam("low"), bindparam("high")),
)

_ALL_ROWS = 2**63 - 1


class SqlShelf:
    """Rows and blobs of series in SQL; a ``stores.shelf.ChunkShelf``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._numbers = session.numbers

    def head(self, run: RunId) -> SeriesHead:
        """Zeros for a run that has none yet."""
        row = self._connection.execute(_HEAD, {"of_run": self._numbers.run(run)}).one_or_none()
        return SeriesHead() if row is None else SeriesHead(*row)

    def put_head(self, run: RunId, head: SeriesHead) -> None:
        """Replace the head of a run; the newest batch, which stands beside it, stays."""
        self._put_head(self._numbers.ensure_run(run), head, 0, _HEAD_COLUMNS)

    def add_batch(self, run: RunId, first_row: int, rows: int, payload: bytes) -> int:
        """Keep a batch; gives its id."""
        run_pk = self._numbers.ensure_run(run)
        made = self._connection.execute(
            insert(batches),
            {"run_pk": run_pk, "first_row": first_row, "rows": rows, "payload": payload},
        )
        number = number_given(made)
        self._put_head(run_pk, SeriesHead(), number, ("newest",))
        return number

    def batches(self, run: RunId, after: int = 0, *, before_row: int | None = None) -> list[Batch]:
        """The run's batches with a larger id, in order."""
        end = _ALL_ROWS if before_row is None else before_row
        asked = {"of_run": self._numbers.run(run), "after": after, "before_row": end}
        return self._batches(self._connection.execute(_BATCHES, asked).all())

    def batches_of(self, runs: Sequence[RunId]) -> list[Batch]:
        """All batches of many runs, in order of ids."""
        found: list[Batch] = []
        wanted = list(self._numbers.runs(runs).values())
        for some in _pieces(wanted):
            found += self._batches(self._connection.execute(_BATCHES_OF, {"wanted": some}).all())
        return found if len(wanted) <= A_STATEMENT else sorted(found, key=lambda batch: batch.id)

    def recent(self, after: int, limit: int = 1000) -> list[Batch]:
        """Batches of all runs with a larger id, in order."""
        asked = {"after": after, "most": limit}
        return self._batches(self._connection.execute(_RECENT, asked).all())

    def newest(self) -> int:
        """The largest batch id ever given, 0 when none was."""
        return self._session.dialect.newest_number(self._connection, batches)

    def unfolded(self, limit: int = 1000) -> list[RunId]:
        """Runs with a batch beyond their head's ``folded``."""
        return self._runs(_UNFOLDED, {"most": limit})

    def unsealed(self, limit: int = 1000) -> list[tuple[RunId, int, int]]:
        """(run, rows, newest batch id) of runs that have batches, the most rows first."""
        found = self._connection.execute(_UNSEALED, {"most": limit}).all()
        ids = self._numbers.run_ids(row[0] for row in found)
        return [(ids[run_pk], int(rows), newest) for run_pk, rows, newest in found]

    def sealed_since(self, batch: int) -> list[RunId]:
        """Runs whose head's ``sealed`` is larger."""
        return self._runs(_SEALED, {"after": batch})

    def drop_batches(self, run: RunId, up_to: int) -> None:
        """Forget the run's batches up to that id, it included."""
        asked = {"of_run": self._numbers.run(run), "up_to": up_to}
        self._connection.execute(_DROP_BATCHES, asked)

    def put_columns(self, run: RunId, columns: Sequence[Column]) -> None:
        """Keep columns, replacing what stood at the same (key, chunk)."""
        self._put(tables.columns, ("run_pk", "key_id", "chunk"), run, columns)

    def columns(
        self,
        run: RunId,
        keys: Sequence[str] | None,
        *,
        rows: tuple[int, int] | None = None,
    ) -> list[Column]:
        """Columns of those keys (None: all) that touch the rows (ends included), by chunk."""
        asked: dict[str, Any] = {"of_run": self._numbers.run(run)}
        if rows is not None:
            asked |= {"least_row": rows[0], "most_row": rows[1]}
        wanted = _COLUMNS[rows is not None, keys is not None]
        found: list[Sequence[Any]] = []
        if keys is None:
            found += self._connection.execute(wanted, asked).all()
        else:
            numbers = self._numbers.keys(map(metric_key, keys))
            for some in _pieces(list(numbers.values())):
                found += self._connection.execute(wanted, {**asked, "wanted": some}).all()
        names = self._numbers.key_names(row[0] for row in found)
        made = [Column(names[row[0]], *row[1:]) for row in found]
        return sorted(made, key=lambda column: (column.chunk, column.key))

    def columns_of(
        self,
        runs: Sequence[RunId],
        keys: Sequence[str],
        *,
        steps: tuple[int, int] | None = None,
    ) -> list[tuple[RunId, Column]]:
        """Columns of those keys of many runs that touch the steps (ends included), by chunk."""
        run_numbers = self._numbers.runs(runs)
        key_numbers = list(self._numbers.keys(map(metric_key, keys)).values())
        ids = {run_numbers[run]: run for run in runs if run in run_numbers}
        asked = {} if steps is None else {"least_step": steps[0], "most_step": steps[1]}
        rows: list[Sequence[Any]] = []
        for some_runs, some_keys in itertools.product(_pieces(list(ids)), _pieces(key_numbers)):
            named = {**asked, "runs": some_runs, "wanted": some_keys}
            rows += self._connection.execute(_COLUMNS_OF[steps is not None], named).all()
        names = self._numbers.key_names(row[1] for row in rows)
        found = [(ids[row[0]], Column(names[row[1]], *row[2:])) for row in rows]
        return sorted(found, key=lambda entry: (entry[0], entry[1].chunk, entry[1].key))

    def drop_columns(self, run: RunId, from_chunk: int) -> None:
        """Forget all columns of the chunks with that number and larger."""
        asked = {"of_run": self._numbers.run(run), "from_chunk": from_chunk}
        self._connection.execute(_DROP_COLUMNS, asked)

    def put_tiles(self, run: RunId, tiles: Sequence[Tile]) -> None:
        """Keep tiles, replacing what stood at the same (key, level, index)."""
        self._put(tables.tiles, ("run_pk", "key_id", "level", "index"), run, tiles)

    def tiles_of(
        self, series: Sequence[tuple[RunId, str]], level: int, first: int, last: int
    ) -> list[tuple[RunId, Tile]]:
        """Tiles at one level with index first … last (both included), by run, key, index."""
        run_numbers = self._numbers.runs(run for run, _ in series)
        runs_of: dict[str, set[RunId]] = {}
        for run, key in series:
            if run in run_numbers:
                runs_of.setdefault(key, set()).add(run)
        numbers = self._numbers.keys(map(metric_key, runs_of))
        alike: dict[frozenset[RunId], dict[int, str]] = {}
        for key, runs in runs_of.items():
            if (number := numbers.get(metric_key(key))) is not None:
                alike.setdefault(frozenset(runs), {})[number] = key
        found: list[tuple[RunId, Tile]] = []
        asked = {"of_level": level, "low": first, "high": last}
        for some, keys in alike.items():
            ids = {run_numbers[run]: run for run in some}
            for some_runs, some_keys in itertools.product(_pieces(list(ids)), _pieces(list(keys))):
                rows = self._connection.execute(
                    _TILES, {**asked, "runs": some_runs, "wanted": some_keys}
                )
                found += [
                    (ids[run_pk], Tile(keys[key_id], at, index, payload))
                    for run_pk, key_id, at, index, payload in rows
                ]
        return sorted(found, key=lambda entry: (entry[0], entry[1].key, entry[1].index))

    def delete(self, run: RunId) -> None:
        """Forget all of a run."""
        run_pk = self._numbers.run(run)
        for table in (series_heads, batches, tables.columns, tables.tiles):
            self._connection.execute(delete(table).where(table.c.run_pk == run_pk))

    def _put_head(
        self, run_pk: int, head: SeriesHead, newest: int, replaced: tuple[str, ...]
    ) -> None:
        self._connection.execute(
            self._session.dialect.upsert(series_heads, ("run_pk",), replaced),
            {"run_pk": run_pk, "newest": newest, **msgspec.structs.asdict(head)},
        )

    def _put(
        self,
        table: Table,
        at: tuple[str, ...],
        run: RunId,
        entries: Sequence[Column] | Sequence[Tile],
    ) -> None:
        if not entries:
            return
        run_pk = self._numbers.ensure_run(run)
        numbers = self._numbers.ensure_keys(metric_key(entry.key) for entry in entries)
        rows = [
            {
                "run_pk": run_pk,
                "key_id": numbers[metric_key(entry.key)],
                **{name: getattr(entry, name) for name in entry.__struct_fields__[1:]},
            }
            for entry in entries
        ]
        self._connection.execute(self._session.dialect.upsert(table, at), rows)

    def _runs(self, statement: Select[Any], asked: dict[str, int]) -> list[RunId]:
        numbers = list(self._connection.execute(statement, asked).scalars())
        ids = self._numbers.run_ids(numbers)
        return [ids[number] for number in numbers]

    def _batches(self, rows: Sequence[Sequence[Any]]) -> list[Batch]:
        ids = self._numbers.run_ids(row[1] for row in rows)
        return [Batch(row[0], ids[row[1]], *row[2:]) for row in rows]


def _pieces(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[at : at + A_STATEMENT] for at in range(0, len(values), A_STATEMENT))
