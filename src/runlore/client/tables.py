"""Tables of what was read: a DataFrame where there is pandas, rows as dicts where there is none."""

import importlib
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


class LightTable:
    """Rows as dicts, for those without pandas.

    Attributes:
        columns: all columns that any row has.
    """

    def __init__(self, rows: list[dict[str, object]], columns: list[str]) -> None:
        self.columns = columns
        self._rows = rows

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> dict[str, object]:
        return self._rows[index]

    def iterrows(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Rows with their numbers, as a DataFrame gives them."""
        return iter(enumerate(self._rows))

    def __repr__(self) -> str:
        return f"<{len(self._rows)} runs, {len(self.columns)} columns>"


def table_of(rows: list[dict[str, object]], fixed: Sequence[str], kinds: Sequence[str]) -> Any:  # noqa: ANN401  # a DataFrame where there is pandas
    """A DataFrame of rows, or a light table when pandas is not installed.

    Args:
        rows: one dict a row; a row may lack what others have.
        fixed: columns that come first, and are there without rows too.
        kinds: beginnings of the other columns, in the order in which these come.
    """
    columns = [*fixed, *_others(rows, fixed, kinds)]
    if importlib.util.find_spec("pandas") is None:
        return LightTable(rows, columns if rows else [])
    pandas = importlib.import_module("pandas")
    return pandas.DataFrame(rows, columns=columns)


def _others(
    rows: Sequence[Mapping[str, object]], fixed: Sequence[str], kinds: Sequence[str]
) -> list[str]:
    def place(column: str) -> tuple[int, str]:
        first = (at for at, kind in enumerate(kinds) if column.startswith(kind))
        return next(first, len(kinds)), column

    return sorted({column for row in rows for column in row} - set(fixed), key=place)
