"""Tables as JSON files: ``{"columns": […], "types": […], "rows": [[…]]}``.

``types`` says of each column what its cells are: ``number``, ``text``, ``bool``, ``image`` or
``json``. A number that JSON lacks stands as a word, "NaN", "Infinity" or "-Infinity". A picture is
a file of its own beside the table; its cell holds the path of that file in the run.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import msgspec

from runlore.client.media.image import Image, Picture, is_picture
from runlore.entities.errors import InvalidValueError

Rows: TypeAlias = Iterable[Sequence[object]]

ENDING = ".table.json"

_PLAIN = frozenset((type(None), int, float, bool, str, list, dict, Image))
_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Table:
    """A table that is made row by row, and says more of itself than its cells do.

    Attributes:
        columns: names, in order.
        rows: a sequence of cells each.
        id: the column that names an example: tables of two runs are joined by it.
        plot: what should be drawn of it; ``runlore.plots`` makes such tables.
    """

    def __init__(
        self,
        columns: Sequence[str],
        rows: Rows = (),
        id: str | None = None,  # noqa: A002  # the word of the file
        plot: Mapping[str, object] | None = None,
    ) -> None:
        self.columns = [str(name) for name in columns]
        self.rows = [list(row) for row in rows]
        if id is not None and id not in self.columns:
            raise InvalidValueError(f"The table has no column {id!r} to name its examples.")
        self.id = id
        self.plot = plot

    def add_data(self, *cells: object) -> None:
        """Add one row.

        Raises:
            InvalidValueError: it has more or fewer cells than there are columns.
        """
        if len(cells) != len(self.columns):
            raise InvalidValueError(
                f"{len(cells)} cells were given for {len(self.columns)} columns."
            )
        self.rows.append(list(cells))

    def __len__(self) -> int:
        return len(self.rows)


class TableFile(msgspec.Struct, frozen=True):
    """A table on its way into a run.

    Attributes:
        content: its file.
        pictures: of its cells, by path in the run.
    """

    content: bytes
    pictures: dict[str, Picture]


class FileKeeper(Protocol):
    """Who takes files; a run's ``FileLog``."""

    cells: set[str]

    def log_bytes(self, content: bytes, path: str, kind: str, step: int | None = None) -> None:
        """Log these bytes as a file."""
        ...


def log_table(
    files: FileKeeper, table: object, key: str, step: int | None, columns: Sequence[str] | None
) -> None:
    """Log a table, its pictures before it.

    Raises:
        InvalidValueError: see ``table_file``.
    """
    path = key if key.endswith(".json") else f"{key}{ENDING}"
    made = table_file(table, columns, path)
    for place, picture in made.pictures.items():
        if place not in files.cells:  # a table at many steps shows the same pictures
            files.log_bytes(picture.content, place, "cell")
            files.cells.add(place)
    files.log_bytes(made.content, path, "table", step)


def table_bytes(table: object, columns: Sequence[str] | None) -> bytes:
    """A table without pictures as its JSON file; see ``table_file``."""
    return table_file(table, columns, "").content


def table_file(table: object, columns: Sequence[str] | None, path: str) -> TableFile:
    """A table as its JSON file, and its pictures.

    Args:
        table: rows (with ``columns``), a list of dicts, a dict of columns, a DataFrame, or a
            ``Table``.
        columns: names in order; None takes them from the table.
        path: of the file in the run; pictures lie in a folder beside it.

    Raises:
        InvalidValueError: rows of unequal length, columns that are not told, a value without JSON.
    """
    names, by_column = _split(table, columns)
    folder = f"{path.removesuffix(ENDING).removesuffix('.json')}.media"
    pictures: dict[str, Picture] = {}
    typed = [_typed(cells, folder, pictures) for cells in by_column]
    told: dict[str, object] = {"columns": names, "types": [kind for kind, _ in typed]}
    if isinstance(table, Table):
        told |= {k: v for k, v in (("id", table.id), ("plot", table.plot)) if v is not None}
    told["rows"] = list(zip(*(cells for _, cells in typed), strict=True))
    return TableFile(_encoded(told), pictures)


def numbers_of_words(cells: Sequence[Any]) -> list[Any]:
    """The cells of a column of numbers with the words for NaN and the infinities as numbers."""
    return [_WORDS.get(cell, cell) if isinstance(cell, str) else cell for cell in cells]


def _encoded(told: Mapping[str, object]) -> bytes:
    try:
        return msgspec.json.encode(told)
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError):
        pass  # numbers beyond 64 bits, half characters, odd keys: slower, and it says what is wrong
    try:
        text = json.dumps(told, ensure_ascii=False, default=_plain, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidValueError(f"The table cannot be written: {error}.") from None
    return text.encode(errors="replace")


def _typed(
    cells: Sequence[object], folder: str, pictures: dict[str, Picture]
) -> tuple[str, Sequence[object]]:
    """What a column's cells are, and the cells as JSON has them."""
    kinds = set(map(type, cells)) - {type(None)}
    if not kinds <= _PLAIN:
        cells = [cell if type(cell) in _PLAIN else _plain(cell) for cell in cells]
        kinds = set(map(type, cells)) - {type(None)}
    if kinds == {str, float} and all(cell != cell for cell in cells if type(cell) is float):  # NaN
        return "text", [cell if type(cell) is str else None for cell in cells]
    if Image in kinds:
        return "image", [_placed(cell, folder, pictures) for cell in cells]
    if kinds <= {int, float}:
        return ("number" if kinds else "text"), _spoken(cells) if float in kinds else cells
    if len(kinds) == 1 and kinds <= {str, bool}:
        return ("text" if str in kinds else "bool"), cells
    return "json", cells


def _placed(cell: object, folder: str, pictures: dict[str, Picture]) -> str | None:
    if cell is None:
        return None
    if not isinstance(cell, Image):
        raise InvalidValueError(
            f"A column of pictures holds a {type(cell).__name__} too. Give pictures or None."
        )
    picture = cell.picture
    digest = hashlib.sha256(picture.content).hexdigest()
    path = f"{folder}/{digest[:32]}{picture.ending}"
    pictures[path] = picture
    return path


def _spoken(cells: Sequence[Any]) -> Sequence[object]:
    """Numbers, those that JSON lacks as words."""
    if all(cell is None or math.isfinite(cell) for cell in cells):
        return cells
    return [cell if cell is None or math.isfinite(cell) else _word(cell) for cell in cells]


def _word(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def _split(
    table: object, columns: Sequence[str] | None
) -> tuple[list[str], list[Sequence[object]]]:
    if isinstance(table, Table):
        return table.columns, _turned(table.columns, table.rows)
    to_dict = getattr(table, "to_dict", None)
    if callable(to_dict) and hasattr(table, "columns"):  # a pandas or polars DataFrame
        table = _columns_of(table)
    if isinstance(table, Mapping):
        return _from_columns(table, columns)
    if not isinstance(table, Iterable) or isinstance(table, str | bytes):
        raise InvalidValueError(f"A {type(table).__name__} is no table: give rows or columns.")
    return _from_rows(list(table), columns)


def _from_rows(
    rows: list[Any], columns: Sequence[str] | None
) -> tuple[list[str], list[Sequence[object]]]:
    if rows and all(isinstance(row, Mapping) for row in rows):
        known = dict.fromkeys(key for row in rows for key in row)
        names = list(columns) if columns is not None else list(known)
        return [str(name) for name in names], [[row.get(name) for row in rows] for name in names]
    if columns is None:
        raise InvalidValueError("A table of plain rows needs columns=[…], the names in order.")
    names = [str(name) for name in columns]
    return names, _turned(names, [list(row) for row in rows])


def _turned(names: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Sequence[object]]:
    """Columns of rows."""
    for number, row in enumerate(rows):
        if len(row) != len(names):
            raise InvalidValueError(
                f"Row {number} of the table has {len(row)} values for {len(names)} columns."
            )
    return list(zip(*rows, strict=True)) if rows else [() for _ in names]


def _columns_of(frame: object) -> dict[str, list[object]]:
    names = [str(name) for name in getattr(frame, "columns")]  # noqa: B009  # any kind of frame
    originals = list(getattr(frame, "columns"))  # noqa: B009
    return {
        name: _listed(frame[original])  # type: ignore[index]  # frames are indexed by column
        for name, original in zip(names, originals, strict=True)
    }


def _listed(column: Iterable[object]) -> list[object]:
    """A column's cells; an array of plain numbers or texts all at once."""
    convert = getattr(column, "tolist", None)
    return list(convert() if callable(convert) else column)


def _from_columns(
    table: Mapping[str, object], columns: Sequence[str] | None
) -> tuple[list[str], list[Sequence[object]]]:
    names = list(columns) if columns is not None else list(table)
    values: list[Sequence[object]] = []
    for name in names:
        column = table.get(name)
        if not isinstance(column, Iterable) or isinstance(column, str | bytes):
            raise InvalidValueError(f"Column {name!r} of the table is not a list of values.")
        values.append(_listed(column))
    if len({len(column) for column in values}) > 1:
        lengths = ", ".join(f"{n!r}: {len(c)}" for n, c in zip(names, values, strict=True))
        raise InvalidValueError(f"The table's columns are not equally long ({lengths}).")
    return [str(name) for name in names], values


def _plain(value: object) -> object:
    if is_picture(value):
        return Image(value)
    convert = getattr(value, "tolist", None)
    return convert() if callable(convert) else str(value)
