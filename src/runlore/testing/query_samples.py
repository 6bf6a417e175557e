"""Random runs and random queries over few keys and awkward values, so that they often meet."""

import math
from typing import Any

from hypothesis import strategies as st

from runlore.entities.dataset import DatasetUse
from runlore.entities.experiment import Experiment
from runlore.entities.ids import Micros
from runlore.entities.metric import MetricSummary
from runlore.entities.run import Pause, Run, RunStatus
from runlore.query.ast import (
    And,
    Aspect,
    Compare,
    Expr,
    Field,
    FieldKind,
    Not,
    Op,
    Or,
    Order,
    Scalar,
)
from runlore.query.fields import ATTRIBUTES, DATASET_FIELDS, FINGERPRINT_FIELDS, FieldType, type_of
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_run, a_summary

SOME_TEXTS = (
    "", "16", "16.0", "9", "3e-4", "1e999", "-0", "true", "True", "TRUE", "nan", "NaN", "A100-80",
    "a100-40", "Zürich", "zÜRICH", "50%", "a_c", "abc", "[a]*?", "it's", "x' OR '1'='1", "\0",
    "日本", "\U0001f600", "2025-06-03",
)  # fmt: skip
"""Texts that look like numbers, booleans, patterns, attacks."""

SOME_NUMBERS = (
    0, -0.0, 1, 9, 16, 16.5, 3e-4, 0.1, -7, 1e300, 5e-324, 2**53 + 1, 2**63 - 1, -(2**63),
    math.inf, -math.inf, math.nan,
)  # fmt: skip

SOME_PATTERNS = (
    "", "%", "_", "A100%", "a100%", "%1%", "a_c", "[a]*?", "[%", "*", "zü%", "%R%CH", "16", "1_",
    "%%", "_%_", "\0", "Z_rich",
)  # fmt: skip

TEXTS = st.sampled_from(SOME_TEXTS)
NUMBERS = st.sampled_from(SOME_NUMBERS)
PATTERNS = st.sampled_from(SOME_PATTERNS)
LEAVES: st.SearchStrategy[Any] = (
    TEXTS | NUMBERS | st.booleans() | st.none() | st.just([1, "a"]) | st.just({})
)
KEYS = st.sampled_from(["lr", "optim.lr", "a b", "`", "'; DROP TABLE runs; --", "val/loss"])
PARAMS = st.dictionaries(KEYS | st.just("optim"), LEAVES, max_size=4) | st.fixed_dictionaries(
    {"optim": st.dictionaries(st.sampled_from(["lr", "b"]), LEAVES, max_size=2)}
)
METRIC_KEYS = st.sampled_from(["loss", "acc", "val/loss", "val.min"])
DATASETS = st.builds(
    DatasetUse,
    st.sampled_from(["digits", "Digits", "it's", "50%", "16", "日本"]),
    st.sampled_from(["a1", "A1", "16.0"]),
    st.dictionaries(st.sampled_from(["context", "fold"]), TEXTS, max_size=2),
)
MOMENTS = st.sampled_from([SOME_DAY, SOME_DAY + 1, SOME_DAY + 3_600_000_000, 0, -1_000_000])


@st.composite
def summaries(draw: st.DrawFn) -> MetricSummary:
    """Statistics that no real series may have, each number on its own."""
    return a_summary(
        last=draw(NUMBERS.map(float)),
        min=draw(NUMBERS.map(float)),
        max=draw(NUMBERS.map(float)),
        mean=draw(NUMBERS.map(float)),
        first=draw(NUMBERS.map(float)),
        count=draw(st.sampled_from([1, 2, 10**6])),
    )


@st.composite
def runs_in(draw: st.DrawFn, experiment: Experiment) -> Run:
    """A run of the experiment that has anything but a usual id."""
    return a_run(
        experiment,
        name=draw(st.sampled_from(["calm-otter-7", "Calm-otter-7", "16", "x"])),
        status=draw(st.sampled_from(RunStatus)),
        started_at=draw(MOMENTS),
        ended_at=draw(st.none() | MOMENTS),
        user=draw(st.sampled_from(["ada", "", "Ada"])),
        notes=draw(st.sampled_from(["", "diverged\nat step 16", "x" * 900 + "end"])),
        parent=draw(st.none() | st.sampled_from(["0" * 32, "f" * 32])),
        deleted_at=draw(st.sampled_from([None, None, None, Micros(SOME_DAY)])),
        params=draw(PARAMS),
        tags=draw(st.dictionaries(KEYS, TEXTS, max_size=3)),
        summary=draw(PARAMS),
        metrics=draw(st.dictionaries(METRIC_KEYS, summaries(), max_size=3)),
        fingerprint=draw(st.dictionaries(st.sampled_from(FINGERPRINT_FIELDS), TEXTS, max_size=2)),
        pauses=draw(st.sampled_from([[], [Pause(SOME_DAY, Micros(SOME_DAY + 9))]])),
        inputs=draw(st.lists(DATASETS, max_size=3, unique_by=lambda use: (use.name, use.digest))),
    )


DATASET_FIELD: st.SearchStrategy[Field] = st.builds(
    Field, st.just(FieldKind.DATASET), st.sampled_from(DATASET_FIELDS)
)
FIELDS: st.SearchStrategy[Field] = st.one_of(
    st.builds(Field, st.just(FieldKind.METRIC), METRIC_KEYS, st.sampled_from(Aspect)),
    st.builds(Field, st.sampled_from([FieldKind.PARAM, FieldKind.TAG, FieldKind.SUMMARY]), KEYS),
    st.builds(Field, st.just(FieldKind.FINGERPRINT), st.sampled_from(FINGERPRINT_FIELDS)),
    st.builds(Field, st.just(FieldKind.ATTRIBUTE), st.sampled_from(sorted(ATTRIBUTES))),
)

_VALUES: dict[FieldType, st.SearchStrategy[Scalar]] = {
    FieldType.NUMBER: NUMBERS | st.just(3600.0),
    FieldType.MOMENT: MOMENTS,
    FieldType.TEXT: TEXTS | st.sampled_from(["calm-otter-7", "ada", "digits", "a1", "0" * 32]),
    FieldType.LOOSE: TEXTS | NUMBERS | st.booleans(),
}
_STATUSES: st.SearchStrategy[Scalar] = st.sampled_from([status.value for status in RunStatus])
_LISTS = (Op.IN, Op.NOT_IN)
_PATTERN_OPS = (Op.LIKE, Op.ILIKE, Op.NOT_LIKE, Op.NOT_ILIKE)
_ORDERED_OPS = (Op.LT, Op.LE, Op.GT, Op.GE)


@st.composite
def comparisons(draw: st.DrawFn) -> Compare:
    """A comparison such as the parser makes."""
    field = draw(FIELDS | DATASET_FIELD)
    of_type = type_of(field)
    is_status = field == Field(FieldKind.ATTRIBUTE, "status")
    values = _STATUSES if is_status else _VALUES[of_type]
    likes = _PATTERN_OPS if of_type in (FieldType.TEXT, FieldType.LOOSE) else ()
    unordered = (FieldKind.DATASET, FieldKind.FINGERPRINT)
    refused = _ORDERED_OPS if field.kind in unordered else ()
    fitting = [op for op in Op if op not in refused and (op not in _PATTERN_OPS or op in likes)]
    op = draw(st.sampled_from(fitting))
    if op is Op.IS_NULL:
        return Compare(field, op)
    if op in _LISTS:
        return Compare(field, op, values=tuple(draw(st.lists(values, min_size=1, max_size=4))))
    if op in _PATTERN_OPS:
        return Compare(field, op, draw(PATTERNS))
    if op in _ORDERED_OPS:
        values = values.filter(lambda value: not isinstance(value, bool) and value == value)
    return Compare(field, op, draw(values))


def trees() -> st.SearchStrategy[Expr]:
    """A filter such as the parser makes."""
    return st.recursive(
        comparisons(),
        lambda parts: st.one_of(
            st.lists(parts, min_size=2, max_size=3).map(lambda some: And(tuple(some))),
            st.lists(parts, min_size=2, max_size=3).map(lambda some: Or(tuple(some))),
            parts.map(Not),
        ),
        max_leaves=6,
    )


def orders() -> st.SearchStrategy[tuple[Order, ...]]:
    """Sort keys such as the parser makes."""
    sortable = FIELDS.filter(lambda field: field.key != "notes")
    return st.lists(st.builds(Order, sortable, st.booleans()), max_size=3).map(tuple)
