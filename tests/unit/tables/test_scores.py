"""Curves and confusion matrices are scikit-learn's; the interface reads the same golden file.

To write the golden file anew: python tests/unit/tables/test_scores.py
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runlore.client.media import plots
from runlore.client.media.table import table_bytes
from runlore.entities.errors import InvalidValueError
from runlore.tables.curves import curve_of
from runlore.tables.group import grouped
from runlore.tables.read import read_table

pytestmark = pytest.mark.xdist_group("sklearn")  # one worker of the suite imports it
GOLDEN = Path(__file__).parents[2] / "golden/tables/scores.json"
CLASSES = ["ant", "bee", "cow"]


def examples(seed: int, size: int, ties: bool) -> tuple[Any, Any]:
    chance = np.random.default_rng(seed)
    truth = chance.integers(0, 2, size)
    scores = np.clip(chance.normal(truth * 0.8, 1.0), -2, 3)
    return truth, np.round(scores, 1) if ties else scores


def golden() -> dict[str, Any]:
    from sklearn import metrics

    curves = []
    for seed, size, ties in ((1, 12, True), (2, 60, False), (3, 200, True)):
        truth, scores = examples(seed, size, ties)
        curve = curve_of(scores, truth == 1)
        precision, recall, _ = metrics.precision_recall_curve(truth, scores)
        false, true, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
        curves.append(
            {
                "positives": curve.positives,
                "negatives": curve.negatives,
                "hits": curve.hits,
                "alarms": curve.alarms,
                # scikit-learn begins at the smallest threshold, and closes with a made point.
                "precision": precision[:-1][::-1].tolist(),
                "recall": recall[:-1][::-1].tolist(),
                "false_positive": false[1:].tolist(),
                "true_positive": true[1:].tolist(),
            }
        )
    chance = np.random.default_rng(4)
    truth, said = chance.integers(0, 3, 50), chance.integers(0, 2, 50)
    each = metrics.precision_recall_fscore_support(truth, said, labels=[0, 1, 2], zero_division=0)
    confusion = {
        "classes": CLASSES,
        "pairs": [[CLASSES[a], CLASSES[b]] for a, b in zip(truth, said, strict=True)],
        "counts": metrics.confusion_matrix(truth, said, labels=[0, 1, 2]).tolist(),
        "accuracy": float(metrics.accuracy_score(truth, said)),
        **{
            name: column.tolist()
            for name, column in zip(("precision", "recall", "f1", "support"), each, strict=True)
        },
    }
    return {"curves": curves, "confusion": confusion}


def test_the_golden_file_is_what_scikit_learn_says() -> None:
    assert approximately(json.loads(GOLDEN.read_text()), golden())


def approximately(one: Any, other: Any) -> bool:
    """Equal but for the last digits, which differ between versions."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(approximately(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(approximately, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)


@pytest.mark.parametrize(("size", "ties"), [(12, True), (300, True), (5_000, False)])
def test_areas_are_those_of_scikit_learn(size: int, ties: bool) -> None:
    from sklearn import metrics

    truth, scores = examples(7, size, ties)
    curve = curve_of(scores, truth == 1)
    assert curve.area == pytest.approx(metrics.roc_auc_score(truth, scores))
    assert curve.average_precision == pytest.approx(metrics.average_precision_score(truth, scores))


def test_a_long_curve_keeps_its_ends_and_its_shape() -> None:
    truth, scores = examples(8, 20_000, ties=False)
    whole, drawn = curve_of(scores, truth == 1, 10**9), curve_of(scores, truth == 1, 200)
    assert len(drawn.hits) <= 202
    assert (drawn.hits[-1], drawn.alarms[-1]) == (whole.hits[-1], whole.alarms[-1])
    assert drawn.thresholds[0] == whole.thresholds[0]
    at = dict(zip(whole.alarms, whole.hits, strict=True))
    assert all(at[alarm] >= hit for alarm, hit in zip(drawn.alarms, drawn.hits, strict=True))
    thinned = np.interp(whole.alarms, drawn.alarms, drawn.hits) / drawn.positives
    assert np.abs(thinned - np.array(whole.hits) / whole.positives).max() < 0.02


def test_odd_scores_have_a_curve_too() -> None:
    nan = curve_of(np.array([np.nan, 0.5, np.inf, -np.inf]), np.array([True, True, False, False]))
    assert (nan.left_out, nan.positives, nan.negatives, nan.hits) == (1, 1, 2, [0, 1, 1])
    none = curve_of(np.zeros(0), np.zeros(0, dtype=np.bool_))
    assert (none.hits, none.area, none.average_precision) == ([], None, None)
    one = curve_of(np.ones(3), np.ones(3, dtype=np.bool_))
    assert (one.area, one.average_precision) == (None, 1.0)


def test_a_confusion_matrix_is_counted_from_its_examples() -> None:
    confusion = json.loads(GOLDEN.read_text())["confusion"]
    truth = [CLASSES.index(pair[0]) for pair in confusion["pairs"]]
    said = [CLASSES.index(pair[1]) for pair in confusion["pairs"]]
    made = plots.confusion_matrix(truth, said, CLASSES, {"id": range(50)}, id="id")
    table = read_table(table_bytes(made, None), "t")
    counts = {
        (CLASSES.index(str(one.keys[0])), CLASSES.index(str(one.keys[1]))): one.count
        for one in grouped(table, np.arange(50), ["truth", "predicted"], [])
    }
    assert [[counts.get((a, b), 0) for b in range(3)] for a in range(3)] == confusion["counts"]
    assert (table.id, table.names) == ("id", ["id", "truth", "predicted"])


def test_plots_take_scores_names_and_numbers() -> None:
    scores = np.array([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]])
    by_score = plots.confusion_matrix(["bee", "ant"], scores, CLASSES)
    assert by_score.rows == [["bee", "bee"], ["ant", "ant"]]
    curves = plots.roc_curve(np.array([1, 0]), scores, CLASSES)
    assert curves.rows == [["bee", 0.1, 0.7, 0.2], ["ant", 0.5, 0.2, 0.3]]
    assert curves.plot == {
        "kind": "roc",
        "truth": "truth",
        "scores": {name: f"p({name})" for name in CLASSES},
    }
    binary = plots.pr_curve([0, 1], [0.2, 0.9], ["no", "yes"])
    assert (binary.columns, binary.rows) == (["truth", "p(yes)"], [["no", 0.2], ["yes", 0.9]])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: plots.confusion_matrix([0], [3], ["a", "b"]), "class 3"),
        (lambda: plots.confusion_matrix([0, 1], [1], ["a", "b"]), "equally long"),
        (lambda: plots.confusion_matrix([0], [0], None, {"truth": [1]}), "made here"),
        (lambda: plots.pr_curve([0], [[0.1, 0.9]], ["a"]), "1 classes and 2 scores"),
    ],
)
def test_plots_of_what_does_not_fit_are_refused(make: Any, says: str) -> None:
    with pytest.raises(InvalidValueError, match=says):
        make()


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(golden(), indent=1) + "\n")
