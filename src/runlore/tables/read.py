"""From the bytes of a table's file to its columns.

Read are our own files, MLflow's (``columns`` and ``data``) and W&B's (the same, with ``_type`` on
cells of media). A file is a stranger's: it is counted before it is parsed, so that no small file
becomes a large thing in memory, and what its cells are is seen from the cells alone.
"""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from runlore.entities.errors import InvalidValueError, LimitExceededError
from runlore.entities.params import JSONValue
from runlore.tables.columns import Column, DataTable, Kind, NumberColumn, coded

MAX_TABLE_BYTES = 64 * 1024 * 1024
"""A table's file: a million rows of five columns."""

MAX_TABLE_CELLS = 5_000_000
"""Values in a table's file. As objects of Python they take ten times the room of their text."""

MAX_TABLE_COLUMNS = 2_000

_WORDS = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}
_WHOLE = 2**63


class _File(msgspec.Struct):
    """What all three formats have in common, and what ours says beside it."""

    columns: list[Any]
    rows: list[Any] | None = None
    data: list[Any] | None = None
    types: list[Any] | None = None
    id: str | None = None
    plot: Any = None


def check_size(size: int) -> None:
    """Look whether a file of that many bytes is read at all.

    Raises:
        LimitExceededError: it is too large.
    """
    if size > MAX_TABLE_BYTES:
        raise LimitExceededError(
            "The size of the table's file in bytes",
            size,
            MAX_TABLE_BYTES,
            "Log it in parts, or look at it after a download.",
        )


def read_table(content: bytes, path: str) -> DataTable:
    """The table in a file.

    Args:
        content: the file.
        path: its name, for what is said when it holds no table.

    Raises:
        InvalidValueError: it holds none.
        LimitExceededError: it is larger than a server looks into.
    """
    check_size(len(content))
    _check_values(content)
    told = _decoded(content, path)
    rows = told.rows if told.rows is not None else told.data
    if rows is None or not all(type(row) is list for row in rows):
        raise InvalidValueError(f"The file {path!r} holds no table: its rows are not lists.")
    names = _names(told.columns, path)
    wrong = next((at for at, row in enumerate(rows) if len(row) != len(names)), None)
    if wrong is not None:
        raise InvalidValueError(
            f"Row {wrong} of the table {path!r} has {len(rows[wrong])} values for "
            f"{len(names)} columns."
        )
    return _table(told, names, rows)


def _check_values(content: bytes) -> None:
    """Each value is followed by a comma or stands at the end of a list or an object."""
    values = sum(content.count(sign) for sign in (b",", b"[", b"{"))
    if values > MAX_TABLE_CELLS:
        raise LimitExceededError(
            "The number of values in the table", values, MAX_TABLE_CELLS, "Log it in parts."
        )


def _decoded(content: bytes, path: str) -> _File:
    try:
        return msgspec.json.decode(content, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = error
    try:
        # json.dumps of Python writes NaN bare, which is no JSON but is in files that users have.
        return msgspec.convert(json.loads(content), type=_File)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        raise InvalidValueError(f"The file {path!r} holds no table: {reason}.") from None


def _names(columns: Sequence[Any], path: str) -> list[str]:
    if len(columns) > MAX_TABLE_COLUMNS:
        raise LimitExceededError(
            "The number of columns", len(columns), MAX_TABLE_COLUMNS, "Log fewer."
        )
    names = [str(one) for one in columns]
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise InvalidValueError(f"The table {path!r} has two columns of the name {twice[:80]!r}.")
    return names


def _table(told: _File, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> DataTable:
    by_column: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [() for _ in names]
    types = told.types if told.types is not None and len(told.types) == len(names) else []
    said = dict(zip(names, types, strict=False))
    columns = [
        _column(name, cells, said.get(name)) for name, cells in zip(names, by_column, strict=True)
    ]
    return DataTable(columns, len(rows), told.id if told.id in names else None, _plot_of(told.plot))


def _plot_of(plot: JSONValue) -> JSONValue:
    return plot if isinstance(plot, dict) else None


def _column(name: str, cells: Sequence[Any], said: object) -> Column:
    kinds = set(map(type, cells)) - {type(None)}
    if kinds and kinds <= {int, float}:
        return _numbers(name, cells, kinds)
    if said == "number" and kinds <= {int, float, str} and _are_words(cells):
        spoken = [_WORDS[one] if isinstance(one, str) else one for one in cells]
        return _numbers(name, spoken, {float})
    return _coded(name, cells, kinds, said)


def _coded(name: str, cells: Sequence[Any], kinds: set[type], said: object) -> Column:
    if kinds <= {str}:
        return coded(name, Kind.IMAGE if said == "image" else Kind.TEXT, cells)
    if kinds == {bool}:
        return coded(name, Kind.BOOL, [_truth(one) for one in cells])
    if kinds == {dict} and all(one is None or {"path", "_type"} <= one.keys() for one in cells):
        return _media(name, cells)
    return coded(name, Kind.JSON, [_document(one) for one in cells])


def _are_words(cells: Sequence[Any]) -> bool:
    return {one for one in cells if isinstance(one, str)} <= _WORDS.keys()


def _numbers(name: str, cells: Sequence[Any], kinds: set[type]) -> NumberColumn:
    try:
        values = np.array(cells, dtype=np.float64)  # None becomes NaN
    except OverflowError:
        values = np.array([_float(one) for one in cells], dtype=np.float64)
    empty = np.fromiter((one is None for one in cells), dtype=np.bool_, count=len(cells))
    exact = None
    if kinds == {int} and all(one is None or -_WHOLE <= one < _WHOLE for one in cells):
        exact = np.array([0 if one is None else one for one in cells], dtype=np.int64)
    return NumberColumn(name, values, empty, exact)


def _float(number: float | None) -> float:
    try:
        return np.nan if number is None else float(number)
    except OverflowError:
        return np.inf if number is not None and number > 0 else -np.inf


def _media(name: str, cells: Sequence[Any]) -> Column:
    """W&B's cells of media: ``{"_type": "image-file", "path": …}``."""
    is_image = all(one is None or str(one["_type"]).startswith("image") for one in cells)
    paths = [None if one is None else str(one["path"]) for one in cells]
    return coded(name, Kind.IMAGE if is_image else Kind.TEXT, paths)


def _truth(cell: bool | None) -> str | None:  # noqa: FBT001  # it is the cell
    return None if cell is None else ("true" if cell else "false")


def _document(cell: Any) -> str | None:  # noqa: ANN401  # whatever JSON holds
    if cell is None or isinstance(cell, str):
        return cell
    return msgspec.json.encode(cell).decode()
