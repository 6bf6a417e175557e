"""The demo stores what its training script made, and its check would see any difference."""

import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from runlore.demo.check import best, problems
from runlore.demo.processes import serving, train
from runlore.demo.rest import Rest

pytestmark = pytest.mark.xdist_group("demo")

EPOCHS = 25
"""The fewest with which the script prints the lines that the check wants to see."""


class Shown(NamedTuple):
    """A demo that has trained and still serves."""

    rest: Rest
    out: Path
    printed: list[str]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("demo")
    with serving(folder / "store", 0) as url:
        code, printed = train(url, folder / "out", EPOCHS)
        assert code == 0
        yield Shown(Rest(url), folder / "out", printed)


@pytest.fixture
def copied(shown: Shown, tmp_path: Path) -> Shown:
    """The same, with the script's files copied, so that a test may change them."""
    return shown._replace(out=Path(shutil.copytree(shown.out, tmp_path / "out")))


def test_the_demo_stores_exactly_what_the_script_made(shown: Shown) -> None:
    assert list(problems(shown.rest, shown.out, shown.printed)) == []


def test_the_best_run_is_the_one_with_the_smallest_validation_loss(shown: Shown) -> None:
    losses = [
        row["val/loss"]
        for history in shown.out.glob("*/history.json")
        for row in json.loads(history.read_text())
    ]
    run = best(shown.rest)
    assert run["metrics"]["val/loss"]["min"] == min(losses)


def test_the_check_sees_a_value_that_differs_in_its_last_bit(copied: Shown) -> None:
    file = copied.out / "lr-0.01/history.json"
    history = json.loads(file.read_text())
    history[3]["train/loss"] = math.nextafter(history[3]["train/loss"], 1.0)
    file.write_text(json.dumps(history))
    found = list(problems(copied.rest, copied.out, copied.printed))
    assert "mlp-lr0.01: the curve train/loss differs from the script's own record." in found


def test_the_check_sees_a_file_that_differs_in_one_byte(copied: Shown) -> None:
    file = copied.out / "lr-0.001/model.joblib"
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    found = list(problems(copied.rest, copied.out, copied.printed))
    assert found == ["mlp-lr0.001: model.joblib differs from the script's own file."]


def test_the_check_sees_a_line_that_is_missing(shown: Shown) -> None:
    found = list(problems(shown.rest, shown.out, [*shown.printed, "one more line"]))
    assert found == [
        f"The consoles hold {len(shown.printed)} lines; "
        f"the script printed these {len(shown.printed) + 1}."
    ]
