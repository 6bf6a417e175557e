"""Tables of a run: which there are, windows of their rows, statistics, groups, curves, CSV."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.files import SANDBOX
from runlore.api.kit.numbers import JsonNumber, json_number, json_value
from runlore.api.kit.reply import CSV, Reply
from runlore.entities.ids import parse_run_id
from runlore.entities.params import JSONValue
from runlore.services.tables import ColumnHead, CurveAsk, TableEntry, TableView
from runlore.tables.columns import Kind
from runlore.tables.group import Aggregate
from runlore.tables.statistics import ColumnStatistics, LabelCount


class TableList(msgspec.Struct, frozen=True):
    """Tables by name."""

    tables: list[TableEntry]


class RowsAsk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rows, in which order, and which of their cells.

    Attributes:
        view: the table and its filter.
        order: sort keys such as ``conf DESC``; the first counts most.
        columns: names of those whose cells are wanted; left out, all.
        offset: rows to skip.
        limit: rows at most, up to 1,000 rows and 100,000 cells.
    """

    view: TableView
    order: list[str] = []
    columns: list[str] | None = None
    offset: int = 0
    limit: int = 100


class StatisticsAsk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which rows."""

    view: TableView


class GroupsAsk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which rows, by which columns, with which measures of their numbers."""

    view: TableView
    by: list[str]
    aggregates: list[Aggregate] = []


class CurveOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which rows, and which curve."""

    view: TableView
    curve: CurveAsk


class CsvAsk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rows, in which order."""

    view: TableView
    order: list[str] = []


class RowsPage(msgspec.Struct, frozen=True):
    """A window of rows.

    Attributes:
        columns: all of the table, in order.
        shown: names of those whose cells are given.
        total: rows of the table.
        matched: rows that the filter lets through.
        id: the column that names an example, or null.
        plot: what the file says should be drawn of it, or null.
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
    rows: list[list[JSONValue]]


class HistogramView(msgspec.Struct, frozen=True):
    """Finite numbers in equal bins from ``low`` to ``high``."""

    low: float
    high: float
    counts: list[int]


class StatisticsView(msgspec.Struct, frozen=True):
    """What is known of a column: see ``ColumnStatistics``."""

    name: str
    kind: Kind
    empty: int
    distinct: int | None
    nan: int
    min: float | None
    max: float | None
    mean: float | None
    histogram: HistogramView | None
    top: list[LabelCount]


class StatisticsList(msgspec.Struct, frozen=True):
    """Statistics of each column over the rows that match."""

    total: int
    matched: int
    columns: list[StatisticsView]


class GroupView(msgspec.Struct, frozen=True):
    """One group: its value of each column, rows, and each measure."""

    keys: list[JSONValue]
    count: int
    values: list[JsonNumber | None]


class GroupList(msgspec.Struct, frozen=True):
    """How many groups there are, and the largest of them."""

    total: int
    groups: list[GroupView]


class CurveView(msgspec.Struct, frozen=True):
    """Counts at falling thresholds.

    Attributes:
        positives: rows of the class.
        negatives: rows of the others.
        thresholds: a row counts as found when its score is at least this.
        hits: rows of the class found.
        alarms: rows of others found.
        area: under the ROC curve, of all thresholds; null without positives or negatives.
        average_precision: of all thresholds; null without positives.
        left_out: rows without a score.
    """

    positives: int
    negatives: int
    thresholds: list[JsonNumber]
    hits: list[int]
    alarms: list[int]
    area: float | None
    average_precision: float | None
    left_out: int


def list_tables(call: Call[Nothing, None]) -> TableList:
    """List the tables of a run, with the steps at which each was logged."""
    return TableList(call.services.tables.list(call.actor, parse_run_id(call.path["run"])))


def get_table_rows(call: Call[Nothing, RowsAsk]) -> RowsPage:
    """Give a window of a table's rows, filtered, sorted and joined."""
    run, ask = parse_run_id(call.path["run"]), call.body
    found = call.services.tables.rows(
        call.actor, run, ask.view, ask.order, ask.columns, (ask.offset, ask.limit)
    )
    return RowsPage(
        columns=found.columns,
        shown=found.shown,
        total=found.total,
        matched=found.matched,
        id=found.id,
        plot=_json(found.plot),
        numbers=found.numbers,
        rows=[[json_value(cell) for cell in row] for row in found.rows],
    )


def get_table_statistics(call: Call[Nothing, StatisticsAsk]) -> StatisticsList:
    """Tell how the cells of each column are spread, over the rows that match."""
    run = parse_run_id(call.path["run"])
    found = call.services.tables.statistics(call.actor, run, call.body.view)
    return StatisticsList(found.total, found.matched, [_statistics(one) for one in found.columns])


def get_table_groups(call: Call[Nothing, GroupsAsk]) -> GroupList:
    """Put the rows that match into groups, with measures of their numbers."""
    run, ask = parse_run_id(call.path["run"]), call.body
    found = call.services.tables.groups(call.actor, run, ask.view, ask.by, ask.aggregates)
    groups = [
        GroupView(
            [json_value(key) for key in one.keys],
            one.count,
            [None if value is None else json_number(value) for value in one.values],
        )
        for one in found.groups
    ]
    return GroupList(found.total, groups)


def get_table_curve(call: Call[Nothing, CurveOf]) -> CurveView:
    """Tell how well a score tells one class from the others: for ROC and precision-recall."""
    run = parse_run_id(call.path["run"])
    found = call.services.tables.curve(call.actor, run, call.body.view, call.body.curve)
    return CurveView(
        found.positives,
        found.negatives,
        [json_number(one) for one in found.thresholds],
        found.hits,
        found.alarms,
        found.area,
        found.average_precision,
        found.left_out,
    )


def get_table_csv(call: Call[Nothing, CsvAsk]) -> Reply:
    """Give all rows that match as CSV."""
    run = parse_run_id(call.path["run"])
    pieces = call.services.tables.csv(call.actor, run, call.body.view, call.body.order)
    headers = {**SANDBOX, "content-disposition": 'attachment; filename="table.csv"'}
    return Reply(body=pieces, media_type=CSV, headers=headers)


def _json(document: object) -> JSONValue:
    """A document of a file, which may hold what JSON does not."""
    found: JSONValue = msgspec.to_builtins(document)
    return json_value(found)


def _statistics(found: ColumnStatistics) -> StatisticsView:
    histogram = found.histogram
    return StatisticsView(
        name=found.name,
        kind=found.kind,
        empty=found.empty,
        distinct=found.distinct,
        nan=found.nan,
        min=found.min,
        max=found.max,
        mean=found.mean,
        histogram=None
        if histogram is None
        else HistogramView(histogram.low, histogram.high, histogram.counts),
        top=found.top,
    )
