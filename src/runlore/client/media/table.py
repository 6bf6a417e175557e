"""Tables as JSON files: ``{"columns": […], "rows": [[…]]}``."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from runlore.entities.errors import InvalidValueError

Rows: TypeAlias = Iterable[Sequence[object]]


def table_bytes(table: object, columns: Sequence[str] | None) -> bytes:
    """A table as its JSON file.

    Args:
        table: rows (with ``columns``), a list of dicts, a dict of columns, or a DataFrame.
        columns: names in order; None takes them from the table.

    Raises:
        InvalidValueError: rows of unequal length, columns that are not told, a value without JSON.
    """
    names, rows = _split(table, columns)
    for number, row in enumerate(rows):
        if len(row) != len(names):
            raise InvalidValueError(
                f"Row {number} of the table has {len(row)} values for {len(names)} columns."
            )
    try:
        text = json.dumps(
            {"columns": names, "rows": rows},
            ensure_ascii=False,
            default=_plain,
            separators=(",", ":"),
        )
    except (TypeError, ValueError) as error:
        raise InvalidValueError(f"The table cannot be written: {error}.") from None
    return text.encode(errors="surrogatepass")


def _split(table: object, columns: Sequence[str] | None) -> tuple[list[str], list[list[object]]]:
    to_dict = getattr(table, "to_dict", None)
    if callable(to_dict) and hasattr(table, "columns"):  # a pandas or polars DataFrame
        table = _columns_of(table)
    if isinstance(table, Mapping):
        return _from_columns(table, columns)
    if not isinstance(table, Iterable) or isinstance(table, (str, bytes)):
        raise InvalidValueError(f"A {type(table).__name__} is no table: give rows or columns.")
    rows = list(table)
    if rows and all(isinstance(row, Mapping) for row in rows):
        names = (
            list(columns)
            if columns is not None
            else list(dict.fromkeys(k for r in rows for k in r))
        )
        return names, [[row.get(name) for name in names] for row in rows]
    if columns is None:
        raise InvalidValueError("A table of plain rows needs columns=[…], the names in order.")
    return list(columns), [list(row) for row in rows]


def _columns_of(frame: object) -> dict[str, list[object]]:
    names = [str(name) for name in getattr(frame, "columns")]  # noqa: B009  # any kind of frame
    originals = list(getattr(frame, "columns"))  # noqa: B009
    return {
        name: list(frame[original])  # type: ignore[index]  # frames are indexed by column
        for name, original in zip(names, originals, strict=True)
    }


def _from_columns(
    table: Mapping[str, object], columns: Sequence[str] | None
) -> tuple[list[str], list[list[object]]]:
    names = list(columns) if columns is not None else [str(name) for name in table]
    values = []
    for name in names:
        column = table.get(name)
        if not isinstance(column, Iterable) or isinstance(column, (str, bytes)):
            raise InvalidValueError(f"Column {name!r} of the table is not a list of values.")
        values.append(list(column))
    if len({len(column) for column in values}) > 1:
        lengths = ", ".join(f"{n!r}: {len(c)}" for n, c in zip(names, values, strict=True))
        raise InvalidValueError(f"The table's columns are not equally long ({lengths}).")
    return names, [list(row) for row in zip(*values, strict=True)]


def _plain(value: object) -> object:
    convert = getattr(value, "tolist", None)
    return convert() if callable(convert) else str(value)
