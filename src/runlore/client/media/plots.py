"""Tables with a plot: the examples of a confusion matrix, or of ROC and precision-recall curves.

What is kept are the examples, not the drawing: the interface draws the plot, and a click on a cell
or a point of it lists the examples behind it.

    run.log_table(runlore.plots.confusion_matrix(y_true, y_pred, ["cat", "dog"]), "val/confusion")
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runlore.client.media.table import Table
from runlore.entities.errors import InvalidValueError

TRUTH = "truth"
PREDICTED = "predicted"


def confusion_matrix(
    truth: Iterable[object],
    predicted: Iterable[object],
    classes: Sequence[str] | None = None,
    examples: Mapping[str, Iterable[object]] | None = None,
    id: str | None = None,  # noqa: A002  # the word of the file
) -> Table:
    """The examples behind a confusion matrix.

    Args:
        truth: the right class of each example: a name, or a number into ``classes``.
        predicted: the class that the model gave it, or a row of scores, one a class.
        classes: names, in the order in which they are shown; None takes them as they come.
        examples: further columns, such as pictures, texts or confidences.
        id: the column of ``examples`` that names an example: by it two runs are compared.

    Raises:
        InvalidValueError: not equally long, or a number outside ``classes``.
    """
    right = [_named(one, classes) for one in _listed(truth)]
    given = [_named(_best(one), classes) for one in _listed(predicted)]
    plot = {"kind": "confusion", "truth": TRUTH, "predicted": PREDICTED, "classes": classes}
    return _table(examples, {TRUTH: right, PREDICTED: given}, id, plot)


def pr_curve(
    truth: Iterable[object],
    scores: Iterable[object],
    classes: Sequence[str] | None = None,
    examples: Mapping[str, Iterable[object]] | None = None,
    id: str | None = None,  # noqa: A002  # the word of the file
) -> Table:
    """The examples behind precision-recall curves, one a class.

    Args:
        truth: the right class of each example: a name, or a number into ``classes``.
        scores: a row of scores for each example, one a class; or one number, the score of the
            second of two classes.
        classes: names, in the order of the scores; None calls them "0", "1", …
        examples: see ``confusion_matrix``.
        id: see ``confusion_matrix``.

    Raises:
        InvalidValueError: not equally long, or a number outside ``classes``.
    """
    return _curves("pr", truth, scores, classes, (examples, id))


def roc_curve(
    truth: Iterable[object],
    scores: Iterable[object],
    classes: Sequence[str] | None = None,
    examples: Mapping[str, Iterable[object]] | None = None,
    id: str | None = None,  # noqa: A002  # the word of the file
) -> Table:
    """The examples behind ROC curves, one a class; see ``pr_curve``."""
    return _curves("roc", truth, scores, classes, (examples, id))


def _curves(
    kind: str,
    truth: Iterable[object],
    scores: Iterable[object],
    classes: Sequence[str] | None,
    more: tuple[Mapping[str, Iterable[object]] | None, str | None],
) -> Table:
    rows = _listed(scores)
    is_binary = not rows or not isinstance(rows[0], list | tuple)
    width = 2 if is_binary else len(rows[0])
    names = [str(at) for at in range(width)] if classes is None else [str(one) for one in classes]
    if len(names) != width or not (is_binary or all(len(row) == width for row in rows)):
        raise InvalidValueError(f"There are {len(names)} classes and {width} scores an example.")
    right = [_named(one, names) for one in _listed(truth)]
    drawn = [1] if is_binary else list(range(width))
    columns = {f"p({names[at]})": rows if is_binary else [row[at] for row in rows] for at in drawn}
    plot = {
        "kind": kind,
        "truth": TRUTH,
        "scores": {names[at]: f"p({names[at]})" for at in drawn},
    }
    return _table(more[0], {TRUTH: right, **columns}, more[1], plot)


def _table(
    examples: Mapping[str, Iterable[object]] | None,
    columns: Mapping[str, list[Any]],
    id: str | None,  # noqa: A002  # the word of the file
    plot: Mapping[str, object],
) -> Table:
    given = {name: _listed(cells) for name, cells in (examples or {}).items()}
    twice = next((name for name in given if name in columns), None)
    if twice is not None:
        raise InvalidValueError(f"The column {twice!r} is made here: call that of examples else.")
    whole = {**given, **columns}
    if len({len(cells) for cells in whole.values()}) > 1:
        lengths = ", ".join(f"{name!r}: {len(cells)}" for name, cells in whole.items())
        raise InvalidValueError(f"The columns are not equally long ({lengths}).")
    return Table(list(whole), zip(*whole.values(), strict=True), id, plot)


def _listed(cells: Iterable[object]) -> list[Any]:
    """Cells as plain values: arrays and tensors are turned into lists as a whole."""
    detach = getattr(cells, "detach", None)
    if callable(detach):
        cells = detach().cpu()
    convert = getattr(cells, "tolist", None)
    return list(convert() if callable(convert) else cells)


def _best(scores: object) -> object:
    """The class with the largest score, if it is scores that were given."""
    if not isinstance(scores, list | tuple):
        return scores
    return max(range(len(scores)), key=scores.__getitem__)


def _named(label: object, classes: Sequence[str] | None) -> str:
    if isinstance(label, bool) or not isinstance(label, int) or classes is None:
        return str(label)
    if not 0 <= label < len(classes):
        raise InvalidValueError(f"The class {label} is none of the {len(classes)} that are named.")
    return str(classes[label])
