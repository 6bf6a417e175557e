"""Files, pictures, figures, tables and documents on their way into a run."""

import hashlib
import io
import json
import os
import stat
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from matplotlib.figure import Figure
from PIL import Image

from runlore.client.artifacts import BlobShelf
from runlore.client.files import FileLog
from runlore.client.media.document import document_bytes
from runlore.client.media.figure import default_ending, figure_bytes
from runlore.client.media.image import picture_of
from runlore.client.media.table import table_bytes
from runlore.client.notices import Notices
from runlore.entities.errors import (
    InvalidPathError,
    InvalidValueError,
    NotFoundError,
)
from runlore.entities.records import ArtifactLogged, Record, RecordsLost

mpl.use("agg")


class Log:
    """A file log and what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records: list[Record] = []
        self.files = FileLog(BlobShelf(folder), self.records.append, Notices(quiet=True))

    def logged(self) -> dict[str, ArtifactLogged]:
        return {
            record.path: record for record in self.records if isinstance(record, ArtifactLogged)
        }

    def content(self, path: str) -> bytes:
        return (self.folder / self.logged()[path].sha256).read_bytes()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "journal" / "blobs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "deep").mkdir(parents=True)
    (folder / "model.pt").write_bytes(b"weights" * 1000)
    (folder / "deep" / "config.json").write_text("{}")
    (folder / "deep" / "empty").touch()
    return folder


def test_a_file_is_copied_with_both_digests_before_the_call_returns(log: Log, folder: Path) -> None:
    file = folder / "model.pt"
    content = file.read_bytes()
    log.files.log_paths(file, "models", inside=False)
    file.write_bytes(b"overwritten")
    record = log.logged()["models/model.pt"]
    assert record.sha256 == hashlib.sha256(content).hexdigest()
    assert record.md5 == hashlib.md5(content).hexdigest()
    assert (record.size, record.kind, record.origin) == (len(content), "file", "user")
    assert log.content("models/model.pt") == content


def test_a_folder_is_logged_under_its_name_or_as_what_it_holds(log: Log, folder: Path) -> None:
    log.files.log_paths(folder, None, inside=False)
    log.files.log_paths(folder, "all", inside=True)
    names = {"model.pt", "deep/config.json", "deep/empty"}
    assert set(log.logged()) == {f"out/{n}" for n in names} | {f"all/{n}" for n in names}
    assert log.content("all/deep/empty") == b""


def test_copies_are_for_their_owner_only_and_nothing_else_is_left(log: Log, folder: Path) -> None:
    log.files.log_paths(folder, None, inside=True)
    log.files.log_bytes(b"{}", "again.json", "text")
    kept = sorted(log.folder.iterdir())
    assert {file.name for file in kept} == {record.sha256 for record in log.logged().values()}
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
    assert stat.S_IMODE(log.folder.stat().st_mode) == 0o700


def test_links_to_folders_are_not_followed_into_a_circle(log: Log, folder: Path) -> None:
    (folder / "deep" / "up").symlink_to(folder)
    log.files.log_paths(folder, None, inside=True)
    assert set(log.logged()) == {"model.pt", "deep/config.json", "deep/empty"}


def test_a_path_that_is_not_there_or_no_file_is_refused(log: Log, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="missing"):
        log.files.log_paths(tmp_path / "missing", None, inside=False)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidValueError, match="neither a file nor a folder"):
        log.files.log_paths(tmp_path / "pipe", None, inside=False)


@pytest.mark.parametrize("path", ["../up", "/abs", "a//b", "a\\b", "", "c:/x", "a/\n", "x/../y"])
def test_a_path_that_would_leave_the_run_is_refused(log: Log, path: str) -> None:
    with pytest.raises(InvalidPathError):
        log.files.log_bytes(b"x", path, "text")
    assert log.records == []


def test_a_disk_that_fails_is_counted_and_never_breaks_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    log = Log(blocked / "blobs")  # no folder can be made below a file
    log.files.log_bytes(b"x", "a.txt", "text")
    assert [type(record) for record in log.records] == [RecordsLost]
    assert "a.txt" in capsys.readouterr().err


@pytest.mark.parametrize("step", [True, 1.5, 2**63, "3"])
def test_a_step_that_is_no_whole_number_is_refused(log: Log, step: object) -> None:
    with pytest.raises(InvalidValueError, match="whole number"):
        log.files.log_bytes(b"x", "a.png", "image", step)  # type: ignore[arg-type]


def test_a_numpy_step_is_a_step(log: Log) -> None:
    log.files.log_bytes(b"x", "a.png", "image", np.int64(7))  # type: ignore[arg-type]
    assert log.logged()["a.png"].step == 7


@given(
    arrays.arrays(
        np.uint8,
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 2, 3, 4])),
    )
)
@settings(max_examples=40)
def test_an_array_of_bytes_is_the_same_picture_for_another_reader(pixels: np.ndarray) -> None:
    read = np.asarray(Image.open(io.BytesIO(picture_of(pixels).content)))
    assert np.array_equal(read, pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def test_floats_bools_and_channels_first_are_pictures() -> None:
    def shown(image: object) -> np.ndarray:
        return np.asarray(Image.open(io.BytesIO(picture_of(image).content)))

    assert shown(np.array([[0.0, 0.5, 1.0, np.nan]])).tolist() == [[0, 128, 255, 0]]
    assert shown(np.array([[True, False]])).tolist() == [[255, 0]]
    assert shown(np.zeros((3, 40, 50))).shape == (40, 50, 3)
    assert shown(np.array([[0, 300, -5]])).tolist() == [[0, 255, 0]]


def test_pillow_images_paths_and_picture_bytes_are_pictures(tmp_path: Path) -> None:
    image = Image.new("RGB", (4, 3), (10, 20, 30))
    image.save(tmp_path / "a.jpg")
    from_pillow = picture_of(image)
    assert Image.open(io.BytesIO(from_pillow.content)).getpixel((0, 0)) == (10, 20, 30)
    assert picture_of(tmp_path / "a.jpg").ending == ".jpg"
    assert picture_of(from_pillow.content) == from_pillow


@pytest.mark.parametrize(
    "image", [np.zeros(3), np.zeros((2, 2, 7)), np.zeros((0, 3)), b"text", None]
)
def test_what_is_no_picture_is_refused(image: object) -> None:
    with pytest.raises(InvalidValueError, match=r"no (picture|PNG)"):
        picture_of(image)


def test_a_figure_is_drawn_as_its_ending_says() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2, 3])
    assert figure_bytes(figure, "a.png").startswith(b"\x89PNG")
    assert b"<svg" in figure_bytes(axes, "a.svg")
    assert default_ending(figure) == ".png"
    with pytest.raises(InvalidValueError, match=r"\.png"):
        figure_bytes(figure, "a.xyz")
    with pytest.raises(InvalidValueError, match="cannot be drawn"):
        figure_bytes("no figure", "a.png")


def test_one_table_may_be_given_in_four_ways() -> None:
    expected = {
        "columns": ["a", "b"],
        "types": ["number", "text"],
        "rows": [[1, "x"], [2, None]],
    }
    for table, columns in (
        ([[1, "x"], (2, None)], ["a", "b"]),
        ([{"a": 1, "b": "x"}, {"a": 2}], None),
        ({"a": np.array([1, 2]), "b": ["x", None]}, None),
        (pd.DataFrame({"a": [1, 2], "b": pd.Series(["x", None], dtype=object)}), None),
    ):
        assert json.loads(table_bytes(table, columns)) == expected


@pytest.mark.parametrize(
    ("table", "columns", "says"),
    [
        ([[1], [1, 2]], ["a"], "Row 1"),
        ([[1]], None, "columns="),
        ({"a": [1], "b": [1, 2]}, None, "not equally long"),
        ({"a": 1}, None, "not a list"),
        ("text", None, "no table"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    table: object, columns: list[str] | None, says: str
) -> None:
    with pytest.raises(InvalidValueError, match=says):
        table_bytes(table, columns)


def test_a_dict_becomes_the_file_that_its_path_asks_for() -> None:
    value = {
        "lr": 1e-3,
        "none": None,
        "array": np.arange(2),
        "path": Path("a"),
        "nan": float("nan"),
    }
    told = json.loads(document_bytes(value, "c.json"))
    assert told["array"] == [0, 1]
    assert told["path"] == "a"
    assert document_bytes(value, "c.yaml") == document_bytes(value, "c.json")
    with pytest.raises(InvalidPathError, match=r"\.json"):
        document_bytes(value, "c.txt")
