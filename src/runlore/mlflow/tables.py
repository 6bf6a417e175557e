"""Tables as MLflow keeps them in a run: columns, and rows of values, in a JSON file."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from runlore.client.asking import Asker
from runlore.client.media.table import numbers_of_words, table_bytes
from runlore.client.notices import Notices
from runlore.client.run import Run as NativeRun
from runlore.client.tables import table_of as rows_as_table
from runlore.entities.errors import InvalidValueError, NotFoundError, UnavailableError
from runlore.entities.ids import RunId
from runlore.mlflow.entities import Run
from runlore.mlflow.store.artifacts import run_folder
from runlore.mlflow.store.connection import store_at
from runlore.mlflow.store.runs import get_run, read_run

TABLES_TAG = "mlflow.loggedArtifacts"
"""MLflow's list of the tables of a run, as JSON."""


class Table(msgspec.Struct):
    """A table of a file.

    Attributes:
        columns: their names.
        data: rows of values.
    """

    columns: list[str]
    data: list[list[Any]]


def table_of(data: object) -> Table:
    """What ``log_table`` was given as a table: a dict of columns or of single values, or a frame.

    Raises:
        InvalidValueError: no such thing, or columns that are not equally long.
    """
    if isinstance(data, Mapping) and not any(_is_column(value) for value in data.values()):
        data = {key: [value] for key, value in data.items()}
    told = msgspec.json.decode(table_bytes(data, None))
    rows = _with_numbers(told)
    # MLflow writes tables by way of pandas, which has no word for NaN in JSON.
    return Table(told["columns"], [[_finite(cell) for cell in row] for row in rows])


def read_table(content: bytes, path: str) -> Table:
    """The table in a file, in MLflow's form or ours.

    Raises:
        InvalidValueError: the file holds none.
    """
    try:
        told = msgspec.json.decode(content)
        rows = list(told["data"]) if "data" in told else _with_numbers(told)
        return Table(list(told["columns"]), rows)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise InvalidValueError(f"The file {path!r} holds no table: {error}.") from None


def _with_numbers(told: Mapping[str, Any]) -> list[list[Any]]:
    """The rows of a file of ours, words such as "NaN" in columns of numbers as numbers."""
    rows = [list(row) for row in told["rows"]]
    for at, kind in enumerate(told.get("types", ())):
        if kind == "number":
            for row, number in zip(rows, numbers_of_words([row[at] for row in rows]), strict=True):
                row[at] = number
    return rows


def _finite(cell: object) -> object:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def joined(one: Table, other: Table) -> Table:
    """The rows of both; a column that one of them lacks is empty there."""
    columns = list(dict.fromkeys([*one.columns, *other.columns]))
    rows = [_as(columns, table.columns, row) for table in (one, other) for row in table.data]
    return Table(columns, rows)


class _OfRun:
    """The tables that this process wrote to one run, so that adding rows asks nobody."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.named: list[str] | None = None


_written: dict[RunId, _OfRun] = {}
_notices = Notices(quiet=False)


def table_before(run: NativeRun, path: str) -> Table | None:
    """What a run has at a path: as this process wrote it, else as the store has it.

    A store that is away stops nothing: the table begins anew, which is said.
    """
    known = _known_of(run)
    if path in known.tables:
        return known.tables[path]
    if run.settings.mode != "online":
        return None
    try:
        store = store_at(run.settings.uri)
        folder = run_folder(store, run.id)
        if known.named is None:
            known.named = named_in(read_run(store, run.id)["tags"])
        return read_table(folder.content(path), path) if folder.has(path) else None
    except (UnavailableError, NotFoundError) as error:
        _notices.warn(f"the table {path!r} begins anew, whatever the store has: {error.message}")
        return None


def remember(run: NativeRun, path: str, table: Table) -> None:
    """Keep what was written, and name it in the run's tag."""
    known = _known_of(run)
    known.tables[path] = table
    named = known.named or []
    if path not in named:
        known.named = [*named, path]
        run.set_tags({TABLES_TAG: naming(known.named)})


def _known_of(run: NativeRun) -> _OfRun:
    if run.id not in _written:
        _written[run.id] = _OfRun()
        run.when_ended(_forget)
    return _written[run.id]


def _forget(run: NativeRun) -> None:
    _written.pop(run.id, None)


def named_in(tags: Mapping[str, str]) -> list[str]:
    """The paths of a run's tables, by the tag that names them."""
    try:
        told = msgspec.json.decode(tags.get(TABLES_TAG, "[]"))
        return [one["path"] for one in told if one["type"] == "table"]
    except (msgspec.MsgspecError, KeyError, TypeError):
        return []


def naming(paths: Sequence[str]) -> str:
    """The tag's text for these tables."""
    return msgspec.json.encode([{"path": path, "type": "table"} for path in paths]).decode()


def frame_of(store: Asker, run_ids: Sequence[str], path: str, extra_columns: Sequence[str]) -> Any:  # noqa: ANN401  # a DataFrame where there is pandas
    """The rows of a table of several runs, with what the runs themselves have in more columns.

    Raises:
        NotFoundError: a run has no such file.
    """
    rows: list[dict[str, object]] = []
    columns: list[str] = []
    for run_id in run_ids:
        table = read_table(run_folder(store, run_id).content(path), path)
        extra = _extra(get_run(store, run_id), extra_columns) if extra_columns else {}
        columns = list(dict.fromkeys([*columns, *table.columns, *extra]))
        rows += [{**dict(zip(table.columns, row, strict=False)), **extra} for row in table.data]
    return rows_as_table(rows, columns, ())


def _extra(run: Run, columns: Sequence[str]) -> dict[str, object]:
    known: dict[str, object] = {
        **run.data.tags,
        **run.data.metrics,
        **run.data.params,
        "run_id": run.info.run_id,
    }
    return {name: known.get(name) for name in columns}


def _as(wanted: Sequence[str], columns: Sequence[str], row: Sequence[Any]) -> list[Any]:
    known = dict(zip(columns, row, strict=False))
    return [known.get(name) for name in wanted]


def _is_column(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str | bytes | Mapping)
