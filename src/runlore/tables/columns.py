"""Columns in memory: numbers as floats, all else as codes of its distinct texts.

Codes follow the order of their texts, so that sorting, grouping and comparing a column of a
hundred thousand texts is work on integers, and each distinct text is looked at once.
"""

import enum
from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from runlore.entities.errors import InvalidValueError
from runlore.entities.params import JSONValue

F64: TypeAlias = NDArray[np.float64]
I64: TypeAlias = NDArray[np.int64]
I32: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]

Cell: TypeAlias = bool | int | float | str | None
"""What a cell is given out as. Documents and paths of pictures are texts."""

NO_CODE = -1
"""The code of an empty cell."""

LABEL_BYTES = 80
"""What a text costs in memory beside its characters, for the weight of a table."""


S = TypeVar("S", bound=np.generic)


class Kind(str, enum.Enum):
    """What a column's cells are."""

    NUMBER = "number"
    TEXT = "text"
    BOOL = "bool"
    IMAGE = "image"
    """The text is the path of a file of the run."""
    JSON = "json"
    """Lists, documents, or cells of several kinds; the text is their JSON."""


class NumberColumn(msgspec.Struct, frozen=True):
    """Numbers.

    Attributes:
        name: of the column.
        values: NaN where a cell is empty, and where it is NaN.
        empty: which cells are.
        exact: the whole numbers, where all are whole; some may be larger than a float holds.
    """

    name: str
    values: F64
    empty: Mask
    exact: I64 | None = None

    @property
    def kind(self) -> Kind:
        """Always a number."""
        return Kind.NUMBER

    @property
    def weight(self) -> int:
        """Bytes in memory, about."""
        return self.values.nbytes + self.empty.nbytes + (0 if self.exact is None else 8 * len(self))

    def __len__(self) -> int:
        return len(self.values)

    def cells(self, rows: I64) -> list[Cell]:
        """The cells of these rows."""
        found: list[Cell] = (self.values if self.exact is None else self.exact)[rows].tolist()
        for at in np.flatnonzero(self.empty[rows]):
            found[at] = None
        return found

    def take(self, rows: I64, name: str) -> "NumberColumn":
        """The column at these rows, in their order; at −1 it is empty."""
        gone = rows < 0
        exact = None if self.exact is None else np.where(gone, 0, _at(self.exact, rows))
        values = np.where(gone, np.nan, _at(self.values, rows))
        return NumberColumn(name, values, gone | _at(self.empty, rows), exact)


class CodedColumn(msgspec.Struct, frozen=True):
    """Cells of any other kind.

    Attributes:
        name: of the column.
        kind: what the texts are.
        codes: of each cell, an index into ``labels``; −1 where it is empty.
        labels: the distinct texts, in order.
    """

    name: str
    kind: Kind
    codes: I32
    labels: Sequence[str]

    @property
    def weight(self) -> int:
        """Bytes in memory, about."""
        return self.codes.nbytes + sum(len(one) + LABEL_BYTES for one in self.labels)

    @property
    def empty(self) -> Mask:
        """Which cells are empty."""
        return self.codes < 0

    def __len__(self) -> int:
        return len(self.codes)

    def cells(self, rows: I64) -> list[Cell]:
        """The cells of these rows."""
        codes: list[int] = self.codes[rows].tolist()
        if self.kind is Kind.BOOL:
            truths = [label == "true" for label in self.labels]
            return [None if code < 0 else truths[code] for code in codes]
        return [None if code < 0 else self.labels[code] for code in codes]

    def take(self, rows: I64, name: str) -> "CodedColumn":
        """The column at these rows, in their order; at −1 it is empty."""
        codes = np.where(rows < 0, NO_CODE, _at(self.codes, rows)).astype(np.int32)
        return CodedColumn(name, self.kind, codes, self.labels)


Column: TypeAlias = NumberColumn | CodedColumn


class DataTable(msgspec.Struct, frozen=True):
    """A table.

    Attributes:
        columns: in order, equally long, each with a name of its own.
        size: rows.
        id: the column that names an example, by which tables of two runs are joined; or None.
        plot: what the file says that should be drawn of it; a document, or None.
    """

    columns: Sequence[Column]
    size: int
    id: str | None = None
    plot: JSONValue = None

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.columns]

    @property
    def weight(self) -> int:
        """Bytes in memory, about."""
        return sum(column.weight for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            InvalidValueError: there is none; says which there are.
        """
        for column in self.columns:
            if column.name == name:
                return column
        there = ", ".join(repr(one) for one in self.names[:20])
        raise InvalidValueError(f"The table has no column {name[:80]!r}. It has {there}.")

    def cells(self, rows: I64, names: Sequence[str]) -> list[list[Cell]]:
        """Rows of cells, in the order of ``names``."""
        found = [self.column(name).cells(rows) for name in names]
        if not found:
            return [[] for _ in rows]
        return [list(row) for row in zip(*found, strict=True)]


def coded(name: str, kind: Kind, cells: Sequence[str | None]) -> CodedColumn:
    """A column of texts; None is an empty cell."""
    labels = sorted({cell for cell in cells if cell is not None})
    code_of: dict[str | None, int] = {label: code for code, label in enumerate(labels)}
    code_of[None] = NO_CODE
    codes = np.fromiter(map(code_of.__getitem__, cells), dtype=np.int32, count=len(cells))
    return CodedColumn(name, kind, codes, labels)


def _at(values: NDArray[S], rows: I64) -> NDArray[S]:
    """Values at the rows; whatever stands last at −1, and nothing is asked of an empty column."""
    return values[rows] if len(values) else np.zeros(len(rows), dtype=values.dtype)
