"""Files of tables: ours, MLflow's, W&B's, and those that are none."""

import json
import math
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from runlore.client.media.image import Image
from runlore.client.media.table import Table, table_bytes, table_file
from runlore.entities.errors import InvalidInputError, InvalidValueError, LimitExceededError
from runlore.tables.columns import DataTable
from runlore.tables.read import MAX_TABLE_BYTES, MAX_TABLE_CELLS, check_size, read_table


def cells_of(table: DataTable) -> list[list[Any]]:
    return table.cells(np.arange(table.size), table.names)


def read(value: object) -> DataTable:
    return read_table(json.dumps(value).encode(), "t.json")


def kinds(table: DataTable) -> list[str]:
    return [column.kind.value for column in table.columns]


@pytest.mark.parametrize("rows", ["rows", "data"])
def test_tables_of_mlflow_and_of_runlore_are_read(rows: str) -> None:
    table = read({"columns": ["n", "t"], rows: [[1, "a"], [None, None]]})
    assert cells_of(table) == [[1, "a"], [None, None]]
    assert kinds(table) == ["number", "text"]


def test_pictures_of_wandb_are_paths_of_files() -> None:
    cell = {"_type": "image-file", "path": "media/images/a.png", "width": 8}
    table = read({"columns": ["id", "image"], "data": [[1, cell], [2, None]]})
    assert kinds(table) == ["number", "image"]
    assert cells_of(table) == [[1, "media/images/a.png"], [2, None]]


def test_kinds_are_seen_from_the_cells() -> None:
    row = [1, 1.5, True, "x", [1, 2], {"a": 1}]
    table = read({"columns": list("abcdef"), "rows": [row, [None] * 6]})
    assert kinds(table) == ["number", "number", "bool", "text", "json", "json"]
    assert cells_of(table)[0] == [1, 1.5, True, "x", "[1,2]", '{"a":1}']


def test_what_a_file_says_of_its_types_is_not_believed_against_its_cells() -> None:
    table = read({"columns": ["a", "b"], "types": ["number", "image"], "rows": [["x", 1]]})
    assert kinds(table) == ["text", "number"]


def test_nan_and_infinities_come_back_and_bare_ones_are_understood() -> None:
    odd = [math.nan, math.inf, -math.inf, None, 0.5]
    ours = read_table(table_bytes({"x": odd}, None), "t")
    bare = read_table(json.dumps({"columns": ["x"], "rows": [[v] for v in odd]}).encode(), "t")
    for table in (ours, bare):
        found = [row[0] for row in cells_of(table)]
        assert math.isnan(found[0])
        assert found[1:] == odd[1:]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not json", "holds no table"),
        (b"[]", "holds no table"),
        (b'{"columns": ["a"]}', "rows are not lists"),
        (b'{"columns": ["a"], "rows": [1]}', "rows are not lists"),
        (b'{"columns": ["a"], "rows": [[1], [1, 2]]}', "Row 1"),
        (b'{"columns": ["a", "a"], "rows": []}', "two columns"),
        (b'{"columns": ["a"], "rows": [[' + b"[" * 5_000, "holds no table"),
        (b'{"columns": ["a"], "rows": [["\xff"]]}', "holds no table"),
        (b'{"columns": ["a"], "rows": [[' + b"9" * 5_000 + b"]]}", "holds no table"),
    ],
)
def test_a_file_without_a_table_says_why(content: bytes, says: str) -> None:
    with pytest.raises(InvalidValueError, match=says):
        read_table(content, "t.json")


def test_a_huge_table_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(LimitExceededError, match="values"):
        read_table(b'{"columns":["a"],"rows":[' + b"[]," * MAX_TABLE_CELLS, "t.json")
    with pytest.raises(LimitExceededError, match="bytes"):
        check_size(MAX_TABLE_BYTES + 1)


def test_pictures_become_files_beside_the_table_and_equal_ones_one_file() -> None:
    picture = np.zeros((4, 4), dtype=np.uint8)
    table = Table(["id", "image"], id="id")
    for number in (1, 2):
        table.add_data(number, Image(picture))
    table.add_data(3, PillowImage.new("RGB", (2, 2)))
    table.add_data(4, None)
    made = table_file(table, None, "val/p.table.json")
    assert len(made.pictures) == 2
    found = read_table(made.content, "p")
    paths = [row[1] for row in cells_of(found)]
    assert paths[0] == paths[1]
    assert paths[3] is None
    assert set(paths[:3]) == made.pictures.keys()
    assert all(path.startswith("val/p.media/") for path in paths[:3])
    assert (found.id, kinds(found)) == ("id", ["number", "image"])


def test_a_table_that_is_made_row_by_row_is_checked() -> None:
    table = Table(["a", "b"])
    with pytest.raises(InvalidValueError, match="1 cells were given for 2"):
        table.add_data(1)
    with pytest.raises(InvalidValueError, match="no column 'c'"):
        Table(["a"], id="c")
    with pytest.raises(InvalidInputError, match="holds a int too"):
        table_bytes(Table(["a"], [[Image(np.zeros((2, 2)))], [1]]), None)
