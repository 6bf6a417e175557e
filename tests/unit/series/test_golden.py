"""Golden vectors that the browser's reader is held to as well: ``tests/golden/series/*.json``.

Values that JSON lacks are the words NaN, Infinity and -Infinity. ``RUNLORE_UPDATE_GOLDEN=1`` writes
the files anew; look at what changed, because browsers in the field read the old bytes.
"""

import base64
import json
import math
import os
from pathlib import Path

import numpy as np
import pytest
from tests.unit.series.frames import read_frame

from runlore.series.buckets import bucketize
from runlore.series.points import Buckets
from runlore.series.tiles import TileCut, cut_buckets, cut_points
from runlore.wire.columns import encode_points, encode_tiles

GOLDEN = Path(__file__).parents[2] / "golden" / "series"

CURVES = {
    "one point": ([(0, 1.5)], 0),
    "a spike inside a bucket": ([(0, 1.0), (1, 9.0), (2, -4.0), (3, 2.0), (4, 3.0)], 2),
    "the minimum first, then the maximum": ([(8, -1.0), (9, 1.0), (16, 1.0), (17, -1.0)], 3),
    "NaN and infinities": ([(0, math.nan), (1, 2.0), (4, math.inf), (5, -math.inf), (8, 0.25)], 2),
    "steps below zero": ([(-5, 1.0), (-4, 2.0), (-1, 3.0), (0, 4.0)], 2),
    "several points at one step": ([(3, 1.0), (3, 2.0), (3, 0.5), (4, 7.0)], 1),
}


def chart_of(points: list[tuple[int, float]], level: int) -> Buckets:
    step = np.array([step for step, _ in points], np.int64)
    return bucketize(level, step >> level, np.array([value for _, value in points]))


def words(value: object) -> object:
    """The value with words for what JSON lacks."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: words(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [words(one) for one in value]
    return value


def m4() -> list[dict]:
    names = ("index", "count", "finite", "first", "min", "max", "last", "mean", "flags")
    return [
        {
            "name": name,
            "level": level,
            "points": points,
            "buckets": {n: getattr(chart_of(points, level), n).tolist() for n in names},
        }
        for name, (points, level) in CURVES.items()
    ]


def rlt1() -> list[dict]:
    wave = np.sin(np.arange(1_100) / 40).astype(np.float32).astype(np.float64)
    long = bucketize(2, np.arange(1_100) >> 2, wave)
    odd = chart_of(*CURVES["NaN and infinities"])
    end = Buckets(
        *(getattr(long, name) for name in list(Buckets.__slots__)[:-2]), 1_099, float(wave[-1])
    )
    raw = cut_points(
        3, 1, np.array([0.0, 5.0, 600.0]), np.array([0.1, math.nan, -math.inf]), [0, 1]
    )
    frames: dict[str, tuple[int, list[TileCut]]] = {
        "no tiles": (0, []),
        "all columns": (12_345_678_901, cut_buckets(0, end, [0, 1])),
        "minimum and maximum only": (1, cut_buckets(5, long, [1], ("min", "max"))),
        "not finite": (2, cut_buckets(0, odd, [0])),
        "an empty tile and one below zero": (3, cut_buckets(1, chart_of([(-1, 2.0)], 0), [-1, 0])),
        "raw points": (4, raw),
        "several series": (5, [*cut_buckets(0, odd, [0], ("mean",)), *raw]),
    }
    vectors = []
    for name, (cursor, cuts) in frames.items():
        frame = encode_tiles(cuts, cursor)
        told, tiles = read_frame(frame)
        assert told == cursor
        vectors.append(
            {
                "name": name,
                "base64": base64.b64encode(frame).decode(),
                "cursor": cursor,
                "tiles": tiles,
            }
        )
    return vectors


def rlc1() -> list[dict]:
    row, step = np.array([0, 1, 7]), np.array([-1, 0, 2**53 + 1])
    time = np.array([1_760_000_000_000_000, 1_760_000_000_000_001, 1_760_000_000_500_000])
    value = np.array([0.1, math.nan, -math.inf])
    answer = encode_points(row.data, step.data, time.data, value.data)
    # Whole numbers as text: a browser's numbers end at 2**53.
    columns = {"row": row, "step": step, "time": time}
    texts = {name: [str(number) for number in column] for name, column in columns.items()}
    decoded = {**texts, "value": value.tolist()}
    encoded = base64.b64encode(answer).decode()
    return [{"name": "three points", "base64": encoded, "points": decoded}]


@pytest.mark.parametrize("made", [m4, rlt1, rlc1], ids=lambda made: made.__name__)
def test_golden_vectors_are_what_the_code_makes(made):
    file = GOLDEN / f"{made.__name__}.json"
    vectors = words(made())
    if os.environ.get("RUNLORE_UPDATE_GOLDEN"):
        lines = ",\n".join(json.dumps(vector) for vector in vectors)
        file.write_text(f"[\n{lines}\n]\n")
    assert json.loads(file.read_text()) == json.loads(json.dumps(vectors))
