"""Models that only differ by a path or a random id are the same; all others are not."""

import io
import pickle
import zipfile

import pytest

from runlore.launch.pickles import same_but_for_places

ROOTS = ("/home/u/project", "/tmp/rebuilt-somewhere-much-longer/tree")
IDS = ("0123456789abcdef" * 2, "fedcba9876543210" * 2)


def model(root: str, identity: str, weight: float = 0.5, more: str = "") -> bytes:
    return pickle.dumps([f"{root}/train.py", identity, weight, b"code", more], protocol=4)


def archive(content: bytes, weights: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("model/data.pkl", content)
        made.writestr("model/data/0", weights)
    return target.getvalue()


@pytest.mark.parametrize("protocol", range(6))
def test_a_path_and_an_id_make_no_other_model(protocol: int) -> None:
    old, new = (
        pickle.dumps([f"{r}/train.py", i], protocol) for r, i in zip(ROOTS, IDS, strict=True)
    )
    assert old != new
    assert same_but_for_places(old, new, ROOTS)


@pytest.mark.parametrize(
    "new",
    [
        model(ROOTS[1], IDS[1], weight=0.25),
        model(ROOTS[1], IDS[1], more="x"),
        model("/elsewhere", IDS[1]),
        model(ROOTS[1], "not an id"),
        model(ROOTS[1], IDS[1])[:-1],
        b"no pickle",
    ],
)
def test_anything_else_is_another_model(new: bytes) -> None:
    assert not same_but_for_places(model(ROOTS[0], IDS[0]), new, ROOTS)


def test_an_archive_is_compared_by_what_is_in_it() -> None:
    old = archive(model(ROOTS[0], IDS[0]), b"weights")
    assert same_but_for_places(old, archive(model(ROOTS[1], IDS[1]), b"weights"), ROOTS)
    assert not same_but_for_places(old, archive(model(ROOTS[1], IDS[1]), b"others!"), ROOTS)
    assert not same_but_for_places(old, archive(model("/x", IDS[1]), b"weights"), ROOTS)
