"""Tables of runs: which there are, and what is asked of their rows.

A table is addressed by its run and its artifact path, and its bytes come through the artifacts
service like any file's: no path that a client names is opened.
"""

import csv
import io
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import InvalidInputError, InvalidValueError, LimitExceededError
from runlore.entities.ids import Micros, RunId
from runlore.entities.limits import MAX_ORDER_KEYS
from runlore.entities.params import JSONValue
from runlore.query.ast import Op
from runlore.services.access import Access
from runlore.services.artifacts import Artifacts
from runlore.services.table_cache import TableCache
from runlore.tables.columns import I64, Cell, Column, DataTable, Kind, NumberColumn
from runlore.tables.condition import Comparison, Name, parse_condition, parse_sort
from runlore.tables.curves import Curve, curve_of
from runlore.tables.evaluate import rows_where
from runlore.tables.group import Aggregate, Group, grouped
from runlore.tables.join import JoinOn, joined
from runlore.tables.order import SortKey, ordered
from runlore.tables.read import check_size, read_table
from runlore.tables.statistics import ColumnStatistics, statistics_of

MAX_TABLE_ROWS = 1_000
"""Rows in one answer: many screens."""

MAX_ANSWER_CELLS = 100_000
"""Cells in one answer: about a megabyte."""

MAX_GROUP_KEYS = 4
MAX_AGGREGATES = 20
MAX_GROUPS_TOLD = 5_000
"""Groups in one answer: a confusion matrix of 70 classes."""

MAX_CELL_CHARS = 2_000
"""What a row shows of a long text; the whole stands in the row alone and in the export."""

_ID_NAMES = ("id", "example_id", "example", "index", "uid", "uuid")
_ENDING = ".table.json"
_CSV_ROWS = 2_000


class TableJoin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of another run, or another step, that stands beside.

    Attributes:
        run: whose it is.
        path: of it; None is the same as the first table's.
        step: of it; None is the newest.
        id: the column that names an example in both; None lets the tables say.
        predicted: the column with the answer, to tell what changed.
        truth: the column with what is right, to tell what was fixed and what broke.
    """

    run: RunId
    path: str | None = None
    step: int | None = None
    id: str | None = None
    predicted: str | None = None
    truth: str | None = None


class TableView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rows are meant.

    Attributes:
        path: of the table in the run.
        step: the one logged at this step; None is the newest.
        where: a filter such as ``label != pred AND conf > .9``; see docs/reference/query.md.
        join: a table to stand beside.
    """

    path: str
    step: int | None = None
    where: str = ""
    join: TableJoin | None = None


class TableVersion(msgspec.Struct, frozen=True):
    """A table at one step."""

    step: int | None
    size: int
    logged_at: Micros


class TableEntry(msgspec.Struct, frozen=True):
    """A table of a run.

    Attributes:
        path: of its file in the run.
        name: as it was logged: the path without what every table's ends in.
        versions: one a step, the oldest first.
    """

    path: str
    name: str
    versions: list[TableVersion]


class ColumnHead(msgspec.Struct, frozen=True):
    """A column's name and what its cells are."""

    name: str
    kind: Kind


class TableRows(msgspec.Struct, frozen=True):
    """A window of rows.

    Attributes:
        columns: all of the table, in order; those of a joined one behind.
        shown: names of those whose cells are given.
        total: rows of the table.
        matched: rows that the filter lets through.
        id: the column that names an example, or None.
        plot: what the file says should be drawn of it, or None.
        numbers: of each row its place in the file, from 0.
        rows: cells, in the order of ``shown``.
    """

    columns: list[ColumnHead]
    shown: list[str]
    total: int
    matched: int
    id: str | None
    plot: JSONValue
    numbers: list[int]
    rows: list[list[Cell]]


class TableStatistics(msgspec.Struct, frozen=True):
    """Statistics of each column over the rows that match."""

    total: int
    matched: int
    columns: list[ColumnStatistics]


class TableGroups(msgspec.Struct, frozen=True):
    """Groups of the rows that match.

    Attributes:
        total: groups there are.
        groups: the largest of them.
    """

    total: int
    groups: list[Group]


class CurveAsk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which curve.

    Attributes:
        truth: the column with the right class.
        positive: the class that is told from the others, as its cell is written.
        score: the column of numbers that should be large for it.
    """

    truth: str
    positive: str
    score: str


class Tables:
    """Rows of tables, filtered, sorted, grouped and joined."""

    def __init__(self, artifacts: Artifacts, access: Access) -> None:
        self._artifacts = artifacts
        self._access = access
        self._cache = TableCache()

    def list(self, actor: Actor, run: RunId) -> list[TableEntry]:
        """The tables of a run, by name.

        Raises:
            NotFoundError: no such run.
        """
        self._access.require(actor, Permission.READ)
        found: dict[str, list[TableVersion]] = {}
        for entry in self._artifacts.list(actor, run, deep=True):
            file = entry.artifact
            if file is not None and (file.kind == "table" or file.path.endswith(_ENDING)):
                version = TableVersion(file.step, file.size, file.logged_at)
                found.setdefault(file.path, []).append(version)
        return [
            TableEntry(path, path.removesuffix(_ENDING), sorted(versions, key=_step_of))
            for path, versions in sorted(found.items())
        ]

    def rows(
        self,
        actor: Actor,
        run: RunId,
        view: TableView,
        order: Sequence[str] = (),
        columns: Sequence[str] | None = None,
        window: tuple[int, int] = (0, 100),
    ) -> TableRows:
        """A window (offset, limit) of the rows that match, in order.

        Raises:
            NotFoundError: no such run or table.
            QuerySyntaxError: the filter or a sort key does not parse; carries the position.
            InvalidValueError: the file holds no table, or there is no such column.
            LimitExceededError: it is larger than a server looks into.
        """
        key, table = self._table(actor, run, view)
        found = self._ordered(key, table, view, order)
        shown = list(columns) if columns is not None else table.names
        offset, limit = max(window[0], 0), min(max(window[1], 0), MAX_TABLE_ROWS)
        limit = min(limit, max(MAX_ANSWER_CELLS // max(len(shown), 1), 1))
        part = found[offset : offset + limit]
        cells = table.cells(part, shown)
        if len(part) > 1:
            cells = [[_clipped(cell) for cell in row] for row in cells]
        return TableRows(
            columns=[ColumnHead(one.name, one.kind) for one in table.columns],
            shown=shown,
            total=table.size,
            matched=len(found),
            id=_id_of(table),
            plot=table.plot,
            numbers=part.tolist(),
            rows=cells,
        )

    def statistics(self, actor: Actor, run: RunId, view: TableView) -> TableStatistics:
        """What the heads of the columns say. Errors as ``rows``."""
        key, table = self._table(actor, run, view)
        found = self._ordered(key, table, view, ())
        told = [statistics_of(column, found) for column in table.columns]
        return TableStatistics(table.size, len(found), told)

    def groups(
        self,
        actor: Actor,
        run: RunId,
        view: TableView,
        by: Sequence[str],
        aggregates: Sequence[Aggregate] = (),
    ) -> TableGroups:
        """The rows that match, in groups. Errors as ``rows``."""
        if not by:
            raise InvalidInputError("Say by which columns the rows are grouped.")
        _check_count("columns to group by", len(by), MAX_GROUP_KEYS)
        _check_count("aggregates", len(aggregates), MAX_AGGREGATES)
        key, table = self._table(actor, run, view)
        groups = grouped(table, self._ordered(key, table, view, ()), by, aggregates)
        return TableGroups(len(groups), groups[:MAX_GROUPS_TOLD])

    def curve(self, actor: Actor, run: RunId, view: TableView, ask: CurveAsk) -> Curve:
        """How well a score tells a class from the others, over the rows that match.

        Raises:
            InvalidValueError: the score is no column of numbers. Others as ``rows``.
        """
        key, table = self._table(actor, run, view)
        score = table.column(ask.score)
        if not isinstance(score, NumberColumn):
            raise InvalidValueError(f"The column {ask.score!r} holds no numbers: no score.")
        found = self._ordered(key, table, view, ())
        positive = rows_where(table, _is(table.column(ask.truth), ask.positive))
        return curve_of(score.values[found], positive[found])

    def csv(
        self, actor: Actor, run: RunId, view: TableView, order: Sequence[str] = ()
    ) -> Iterator[bytes]:
        """All rows that match, whole, as CSV with a head. Errors as ``rows``, before any byte."""
        key, table = self._table(actor, run, view)
        found = self._ordered(key, table, view, order)
        return _csv(table, found)

    def _table(self, actor: Actor, run: RunId, view: TableView) -> tuple[object, DataTable]:
        self._access.require(actor, Permission.READ)
        key, table = self._read(actor, run, view.path, view.step)
        if view.join is None:
            return key, table
        asked = view.join
        path = asked.path if asked.path is not None else view.path
        other_key, other = self._read(actor, asked.run, path, asked.step)
        on = JoinOn(_join_id(table, other, asked.id), asked.predicted, asked.truth)
        both = (key, other_key, on)
        return both, self._cache.table(both, lambda: joined(table, other, on))

    def _read(
        self, actor: Actor, run: RunId, path: str, step: int | None
    ) -> tuple[object, DataTable]:
        opened = self._artifacts.open(actor, run, path, step=step)
        check_size(opened.artifact.size)
        key = opened.artifact.sha256
        return key, self._cache.table(
            key, lambda: read_table(b"".join(opened.chunks), opened.artifact.path)
        )

    def _ordered(self, key: object, table: DataTable, view: TableView, order: Sequence[str]) -> I64:
        _check_count("sort keys", len(order), MAX_ORDER_KEYS)
        where, sorts = view.where.strip(), tuple(order)

        def find() -> I64:
            mask = rows_where(table, parse_condition(where, table.names), where)
            keys = [SortKey(*parse_sort(text, table.names)) for text in sorts]
            return ordered(table, np.flatnonzero(mask), keys)

        return self._cache.rows((key, where, sorts), find)


def _step_of(version: TableVersion) -> tuple[bool, int]:
    return version.step is not None, version.step or 0


def _check_count(what: str, count: int, most: int) -> None:
    if count > most:
        raise LimitExceededError(f"The number of {what}", count, most, "Ask for fewer.")


def _id_of(table: DataTable) -> str | None:
    """The column that names an example: as the file says, or by a usual name."""
    if table.id is not None:
        return table.id
    names = {name.lower(): name for name in table.names}
    return next((names[one] for one in _ID_NAMES if one in names), None)


def _join_id(table: DataTable, other: DataTable, asked: str | None) -> str:
    found = asked if asked is not None else _id_of(table)
    if found is None:
        raise InvalidValueError(
            "The table does not say which column names an example. Choose the one to join on."
        )
    other.column(found)
    return found


def _is(column: Column, text: str) -> Comparison:
    if not isinstance(column, NumberColumn):
        return Comparison(Name(column.name), Op.EQ, text)
    try:
        return Comparison(Name(column.name), Op.EQ, int(text) if text.isdecimal() else float(text))
    except ValueError:
        raise InvalidValueError(
            f"{text[:80]!r} is no class: the column {column.name!r} holds numbers."
        ) from None


def _clipped(cell: Cell) -> Cell:
    if isinstance(cell, str) and len(cell) > MAX_CELL_CHARS:
        return f"{cell[:MAX_CELL_CHARS]}…"
    return cell


def _csv(table: DataTable, rows: I64) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.names)
    for first in range(0, len(rows), _CSV_ROWS):
        writer.writerows(table.cells(rows[first : first + _CSV_ROWS], table.names))
        yield text.getvalue().encode(errors="replace")
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode(errors="replace")
