"""Smoothing, which the browser does too: one golden file holds both to one answer.

``RUNLORE_UPDATE_GOLDEN=1`` writes the file anew.
"""

import json
import math
import os
from pathlib import Path

import numpy as np
import pytest

from runlore.entities.errors import InvalidValueError
from runlore.series.smooth import SMOOTHERS, Smoother, smooth

GOLDEN = Path(__file__).parents[2] / "golden" / "series" / "smooth.json"

NAN = math.nan
WAVE = [(float(x), math.sin(x / 7.0) + (x % 5) / 3.0) for x in range(60)]
CURVES: dict[str, list[tuple[float, float]]] = {
    "one point": [(3.0, 1.5)],
    "a constant with a gap": [(0.0, 2.0), (1.0, 2.0), (400.0, 2.0)],
    "a step up": [(float(x), 0.0 if x < 20 else 1.0) for x in range(40)],
    "a wave": WAVE,
    "not finite here and there": [(0.0, 1.0), (1.0, NAN), (2.0, 4.0), (3.0, math.inf), (9.0, 2.0)],
    "uneven places below zero": [(-9.5, 1.0), (-9.25, 3.0), (-2.0, 5.0), (0.0, 4.0), (0.125, 8.0)],
}
WIDTHS = (1.0, 6.5, 100.0)


def smoothed(kind: Smoother, points: list[tuple[float, float]], width: float) -> list[float]:
    x = np.array([place for place, _ in points])
    return smooth(kind, x, np.array([value for _, value in points]), width).tolist()


def vectors() -> list[dict[str, object]]:
    return [
        {
            "name": f"{kind} {width:g}: {name}",
            "kind": kind,
            "width": width,
            "points": [[x, str(y) if not math.isfinite(y) else y] for x, y in points],
            "smoothed": [None if math.isnan(y) else y for y in smoothed(kind, points, width)],
        }
        for kind in SMOOTHERS
        for width in WIDTHS
        for name, points in CURVES.items()
    ]


def test_smoothing_is_what_the_golden_file_says() -> None:
    if os.environ.get("RUNLORE_UPDATE_GOLDEN"):
        lines = ",\n".join(json.dumps(one) for one in vectors())
        GOLDEN.write_text(f"[\n{lines}\n]\n")
    golden = json.loads(GOLDEN.read_text())
    assert [one["name"] for one in golden] == [one["name"] for one in vectors()]
    for kept, now in zip(golden, vectors(), strict=True):
        assert now["smoothed"] == pytest.approx(kept["smoothed"], rel=1e-9, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("kind", SMOOTHERS)
def test_a_constant_stays_itself(kind: Smoother) -> None:
    points = [(float(x) ** 2, 3.0) for x in range(30)]
    assert smoothed(kind, points, 12.0) == pytest.approx([3.0] * 30, rel=1e-12)


def test_a_point_one_width_away_weighs_half() -> None:
    assert smoothed("ema", [(0.0, 0.0), (10.0, 3.0)], 10.0)[1] == pytest.approx(2.0)
    assert smoothed("gauss", [(0.0, 0.0), (10.0, 3.0)], 10.0)[0] == pytest.approx(1.0)
    assert smoothed("mean", [(0.0, 0.0), (10.0, 3.0), (12.0, 9.0)], 10.0)[0] == pytest.approx(1.5)


@pytest.mark.parametrize("kind", SMOOTHERS)
def test_what_comes_later_in_a_longer_run_does_not_change_what_was(kind: Smoother) -> None:
    short = smoothed(kind, WAVE[:40], 2.0)
    assert smoothed(kind, WAVE, 2.0)[:30] == pytest.approx(short[:30], rel=1e-12)


def test_a_width_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="width is 0"):
        smoothed("ema", WAVE, 0.0)
