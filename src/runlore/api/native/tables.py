"""Tables of a run: which there are, windows of their rows, statistics, groups, curves, CSV."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.files import SANDBOX
from runlore.api.kit.numbers import JsonNumber, json_number, json_value
from runlore.api.kit.reply import CSV, Reply
from runlore.entities.ids import parse_run_id
from runlore.entities.params import JSONValue
from runlore.services.tables import CurveAsk, TableEntry, TableRows, TableStatistics, TableView
from runlore.tables.group import Aggregate


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


def get_table_rows(call: Call[Nothing, RowsAsk]) -> TableRows:
    """Give a window of a table's rows, filtered, sorted and joined."""
    run, ask = parse_run_id(call.path["run"]), call.body
    found = call.services.tables.rows(
        call.actor, run, ask.view, ask.order, ask.columns, (ask.offset, ask.limit)
    )
    rows = [[json_value(cell) for cell in row] for row in found.rows]
    return msgspec.structs.replace(found, plot=json_value(found.plot), rows=rows)


def get_table_statistics(call: Call[Nothing, StatisticsAsk]) -> TableStatistics:
    """Tell how the cells of each column are spread, over the rows that match."""
    run = parse_run_id(call.path["run"])
    return call.services.tables.statistics(call.actor, run, call.body.view)


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
