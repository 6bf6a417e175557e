"""The order of rows by several columns."""

from collections.abc import Sequence

import msgspec
import numpy as np

from runlore.tables.columns import I64, Column, DataTable, NumberColumn


class SortKey(msgspec.Struct, frozen=True):
    """One sort key. Empty cells come last in both directions, NaN just before them."""

    column: str
    descending: bool = False


def ordered(table: DataTable, rows: I64, keys: Sequence[SortKey]) -> I64:
    """The rows in the order of the keys; what is equal stays in its order."""
    if not keys:
        return rows
    columns: list[np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = []
    for key in reversed(keys):  # lexsort takes the most important last
        columns += _ranks(table.column(key.column), rows, descending=key.descending)
    return rows[np.lexsort(columns)]


def _ranks(
    column: Column, rows: I64, *, descending: bool
) -> list[np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """What decides within a class of cells, then the class: a value, NaN, nothing."""
    if not isinstance(column, NumberColumn):
        codes = column.codes[rows].astype(np.int64)
        return [-codes if descending else codes, codes < 0]
    values, empty = column.values[rows], column.empty[rows]
    nan = np.isnan(values)
    classes = nan.astype(np.int8) + empty
    if column.exact is not None:
        exact = column.exact[rows]
        return [~exact if descending else exact, classes]  # ~ turns the order and never overflows
    values = np.where(nan, 0.0, values)
    return [-values if descending else values, classes]
