"""What a repetition found, as a document for scripts and as a page for a terminal."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from runlore.entities.differences import Comparison, GroupComparison
from runlore.entities.run import Run
from runlore.launch.judge import Judgement, MetricJudgement, Verdict

VERSION = 1
"""Of the document; counts up when a field changes its meaning."""

SHOWN_METRICS = 12
"""Metrics on the page; the rest are counted. All are in the document."""


class RunName(msgspec.Struct, frozen=True):
    """A run as a report names it."""

    id: str
    name: str
    project: str
    experiment: str


class Trial(msgspec.Struct, frozen=True):
    """One attempt of a bisection.

    Attributes:
        kept: the groups that were as in the first run.
        verdict: of the attempt.
        run: its id; empty when it made none.
        metrics: last values of the metrics that are judged.
    """

    kept: list[str]
    verdict: Verdict
    run: str = ""
    metrics: dict[str, float] = {}


class Report(msgspec.Struct, frozen=True):
    """A repetition, from its inputs to its verdict.

    Attributes:
        old: the run that was repeated.
        new: the run that repeats it; None when it came to none.
        verdict: of the outcome.
        exit_code: for scripts: 0 EXACT or MATCH, 1 WITHIN-NOISE, 2 DIFFERENT, 3 it cannot be
            rebuilt, 4 the program failed.
        kept: groups that were put back as they were.
        changed: params that were set otherwise on purpose.
        inputs: of both runs, group by group; empty when there is no new run.
        judgement: of the outcome, metric by metric; None when there is none.
        cause: what most likely made the difference, in words; empty when there is none.
        suspects: the groups that differ, the most suspected first.
        trials: of the bisection.
        warnings: what makes any repetition uncertain.
        notes: what could not be put back as it was.
        secrets: names of variables that were set then, look like secrets and are not set now.
        environment: ``present``, ``cached``, ``built``, or empty.
        seconds: that the program took.
        why: why there is no better verdict, in words.
    """

    old: RunName
    new: RunName | None
    verdict: Verdict
    exit_code: int
    kept: list[str] = []
    changed: dict[str, str] = {}
    inputs: list[GroupComparison] = []
    judgement: Judgement | None = None
    cause: str = ""
    suspects: list[str] = []
    trials: list[Trial] = []
    warnings: list[str] = []
    notes: list[str] = []
    secrets: list[str] = []
    environment: str = ""
    seconds: float = 0.0
    why: str = ""
    version: int = VERSION


def name_of(run: Run) -> RunName:
    """The run as a report names it."""
    return RunName(run.id, run.name, run.project, run.experiment)


def document_of(value: object) -> Any:  # noqa: ANN401  # plain JSON
    """Plain JSON of a report; NaN and infinities are texts, as in the answers of a server."""
    return _finite(msgspec.to_builtins(value))


def text_of(report: Report) -> str:
    """The page."""
    lines = [_head(report)]
    if report.inputs:
        lines += ["", *input_table(report.inputs)]
    if report.judgement is not None:
        lines += ["", *_metric_table(report.judgement)]
    if report.trials:
        lines += ["", *_trial_table(report.trials)]
    lines += ["", *_words(report)]
    return "\n".join(lines).rstrip() + "\n"


def _head(report: Report) -> str:
    new = f"  ->  run {report.new.id}" if report.new else ""
    return f"REPRODUCE run {report.old.id}{new}   verdict: {report.verdict.value}"


def _words(report: Report) -> Iterator[str]:
    if report.why:
        yield report.why
    if report.cause:
        yield f"most likely cause: {report.cause}"
    for warning in report.warnings:
        yield f"warning: {warning}"
    for note in report.notes:
        yield f"not as it was: {note}"
    if report.secrets:
        yield f"set then, not set now (secrets are never restored): {', '.join(report.secrets)}"


def comparison_text(
    old: Run, new: Run, comparison: Comparison, cause: str, judgement: Judgement
) -> str:
    """The page of two finished runs, of which none is executed."""
    lines = [f"DIFF run {old.id} ({old.name})  ->  run {new.id} ({new.name})", ""]
    lines += input_table(comparison.groups)
    lines += ["", *_metric_table(judgement), "", f"outcome: {judgement.verdict.value}"]
    if cause:
        lines += ["", f"most suspect: {cause}"]
    lines += [f"warning: {text}" for text in comparison.warnings]
    return "\n".join(lines) + "\n"


def input_table(groups: Sequence[GroupComparison]) -> list[str]:
    """The table of inputs."""
    words = {True: "yes", False: "NO", None: "?"}
    rows = [(one.group, words[one.is_same], one.detail) for one in groups]
    return ["input     same?  detail", *(f"{a:<9} {b:<6} {c}".rstrip() for a, b, c in rows)]


def _metric_table(judgement: Judgement) -> list[str]:
    if not judgement.metrics:
        return []
    shown = judgement.metrics[:SHOWN_METRICS]
    rows = [("metric", "old", "new", "verdict", "first differs")]
    rows += [_metric_row(one) for one in shown]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    more = len(judgement.metrics) - len(shown)
    lines += [f"and {more:,} more metrics"] if more else []
    if judgement.not_judged:
        lines.append(f"not judged: {len(judgement.not_judged):,} of the machine or the clock")
    return lines + _file_lines(judgement)


def _file_lines(judgement: Judgement) -> list[str]:
    if not judgement.files:
        return []
    others = [file.path for file in judgement.files if not file.is_same]
    same = len(judgement.files) - len(others)
    told = f"files: {same:,} of {len(judgement.files):,} the same"
    return [told + (f"; other bytes: {', '.join(others[:5])}" if others else "")]


def _metric_row(one: MetricJudgement) -> tuple[str, str, str, str, str]:
    where = {None: "", "end": "final value"}.get(one.first_step, f"step {one.first_step}")  # type: ignore[arg-type]  # a step is no key, and falls to the default
    told = ": ".join(filter(None, (where, one.why)))
    return one.key, _number(one.old), _number(one.new), one.verdict.value, told


def _trial_table(trials: Sequence[Trial]) -> list[str]:
    return ["bisect", *(_trial_row(trial) for trial in trials)]


def _trial_row(trial: Trial) -> str:
    metrics = ", ".join(f"{key} {_number(value)}" for key, value in list(trial.metrics.items())[:3])
    return f"  {' + '.join(trial.kept) or 'nothing'} restored -> {trial.verdict.value}  {metrics}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.8g}"


def _finite(value: Any) -> Any:  # noqa: ANN401  # any JSON in, JSON out
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: _finite(below) for key, below in value.items()}
    return [_finite(below) for below in value] if isinstance(value, list) else value
