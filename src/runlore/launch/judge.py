"""Judges a repeated run by its outcome: the same numbers or not, and from which step on."""

import enum
import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from runlore.entities.limits import NO_STEP
from runlore.launch.curves import Band, Curve, Parting, is_near, part

ENOUGH_REPLICAS = 3
"""Fewer outcomes of the same inputs do not tell how far chance alone carries the numbers."""

NOISE_DEVIATIONS = 3.0
"""How many standard deviations from the mean of the replicas still are chance."""

_WALL_CLOCK = frozenset(
    {
        "time", "seconds", "secs", "sec", "duration", "elapsed", "runtime", "latency", "throughput",
        "fps", "eta", "timestamp", "minutes", "hours", "ms", "walltime", "wallclock", "speed",
    }
)  # fmt: skip
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_RATE = re.compile(r"(per|/)[ _]?(s|sec|second)s?$|it/s$", re.IGNORECASE)

_MODEL_ENDINGS = (
    ".pt", ".pth", ".pkl", ".pickle", ".joblib", ".safetensors", ".onnx", ".ckpt", ".h5", ".keras",
    ".npz", ".npy", ".bst", ".ubj", ".skops",
)  # fmt: skip


class Verdict(str, enum.Enum):
    """How the outcome of a repeated run stands to the first."""

    EXACT = "EXACT"
    MATCH = "MATCH"
    WITHIN_NOISE = "WITHIN-NOISE"
    NOT_COMPARABLE = "NOT-COMPARABLE"
    DIFFERENT = "DIFFERENT"


_ORDER = list(Verdict)
"""From the best to the worst; a run is as its worst metric."""


class Outcome(msgspec.Struct, frozen=True, eq=False):
    """What came out of a run.

    Attributes:
        curves: the points of each metric.
        files: digest of each file that the program logged itself, by path.
    """

    curves: Mapping[str, Curve]
    files: Mapping[str, str] = {}


class Allowance(msgspec.Struct, frozen=True):
    """What still counts as the same.

    Attributes:
        band: of rounding.
        by_metric: absolute difference of final values that the user allows, by metric.
        replicas: final values of runs of the same inputs, by metric.
        steps: only points before this step are compared; None compares all.
    """

    band: Band = Band()
    by_metric: Mapping[str, float] = {}
    replicas: Mapping[str, Sequence[float]] = {}
    steps: int | None = None


class MetricJudgement(msgspec.Struct, frozen=True):
    """One metric of both runs.

    Attributes:
        key: its name.
        verdict: of it alone.
        old: the value that the first run logged last (up to the last step compared), or None.
        new: the same of the repeated run.
        points: how many were compared.
        first_step: where the curves part: the first step outside the band, or when all lie in it
            the first that is not the same bit for bit; ``"end"`` is the final value; None nowhere.
        at_start: whether that is the first point of the curve.
        why: in words, empty when there is nothing to say.
    """

    key: str
    verdict: Verdict
    old: float | None
    new: float | None
    points: int = 0
    first_step: int | str | None = None
    at_start: bool = False
    why: str = ""


class FileJudgement(msgspec.Struct, frozen=True):
    """One file that both runs logged.

    Attributes:
        path: in the runs.
        is_same: whether its bytes are.
        is_model: whether it is part of a model, whose bytes an EXACT run repeats.
    """

    path: str
    is_same: bool
    is_model: bool


class Judgement(msgspec.Struct, frozen=True):
    """The outcome of the repeated run beside that of the first.

    Attributes:
        verdict: of all.
        metrics: those that are judged, the worst first.
        files: those that both runs logged.
        not_judged: metrics of the machine and of the clock.
        why: what decided, when the metrics alone did not.
    """

    verdict: Verdict
    metrics: list[MetricJudgement]
    files: list[FileJudgement]
    not_judged: list[str]
    why: str = ""

    @property
    def divergence(self) -> str:
        """Where the metrics that differ do: ``first`` at their first point, ``later``, or empty."""
        apart = [
            m for m in self.metrics if m.verdict is Verdict.DIFFERENT and m.first_step != "end"
        ]
        if not apart:
            return ""
        return "first" if any(metric.at_start for metric in apart) else "later"


def judge(old: Outcome, new: Outcome, allowance: Allowance) -> Judgement:
    """Judge the outcome of a run that was repeated.

    Metrics of the machine (``system/…``) and of the clock are told apart and not judged.
    """
    keys = [key for key in old.curves if is_judged(key)]
    metrics = [_judge_metric(key, old.curves[key], new.curves.get(key), allowance) for key in keys]
    compared = [metric for metric in metrics if metric is not None]
    files = list(_judge_files(old.files, new.files)) if allowance.steps is None else []
    verdict, why = _overall(compared, files)
    return Judgement(
        verdict=verdict,
        metrics=sorted(compared, key=lambda one: (-_ORDER.index(one.verdict), one.key)),
        files=files,
        not_judged=sorted(key for key in old.curves if not is_judged(key)),
        why=why,
    )


def is_judged(key: str) -> bool:
    """Whether a metric is an outcome of the inputs: not of the machine, not of the clock."""
    if key.startswith("system/") or _RATE.search(key):
        return False
    return not any(word.lower() in _WALL_CLOCK for word in _WORD.findall(key))


def _overall(
    metrics: Sequence[MetricJudgement], files: Sequence[FileJudgement]
) -> tuple[Verdict, str]:
    models = [file for file in files if file.is_model]
    if not metrics:
        if files and all(file.is_same for file in files):
            return Verdict.EXACT, "no metric to judge; every file that was logged is the same"
        return Verdict.NOT_COMPARABLE, "there is no metric to judge"
    worst = max((metric.verdict for metric in metrics), key=_ORDER.index)
    other = next((file.path for file in models if not file.is_same), None)
    if worst is Verdict.EXACT and other is not None:
        return Verdict.MATCH, f"every metric is the same bit for bit, the bytes of {other} are not"
    return worst, ""


def _judge_metric(
    key: str, old: Curve, new: Curve | None, allowance: Allowance
) -> MetricJudgement | None:
    if allowance.steps is not None:
        old = old.before(allowance.steps)
        new = None if new is None else new.before(allowance.steps)
    if not len(old):
        return None
    if new is None or not len(new):
        return MetricJudgement(
            key, Verdict.NOT_COMPARABLE, old.final, None, why="the repeated run has no such metric"
        )
    parting = part(old, new, allowance.band)
    verdict, why = _verdict_of(key, parting, old.final, new.final, allowance)
    first = parting.first_apart if parting.first_apart is not None else parting.first_unequal
    return MetricJudgement(
        key=key,
        verdict=verdict,
        old=old.final,
        new=new.final,
        points=parting.shared,
        first_step="end" if first == NO_STEP else first,
        at_start=first is not None and first == int(old.step[0]),
        why=why,
    )


def _verdict_of(
    key: str, parting: Parting, old: float, new: float, allowance: Allowance
) -> tuple[Verdict, str]:
    if parting.is_exact:
        return Verdict.EXACT, ""
    if parting.is_within:
        return Verdict.MATCH, ""
    allowed = allowance.by_metric.get(key)
    if allowed is not None and abs(new - old) <= allowed:
        return Verdict.WITHIN_NOISE, f"within the tolerance of {allowed:g}"
    spread = _spread(allowance.replicas.get(key, ()), new, allowance.band)
    if spread:
        return Verdict.WITHIN_NOISE, spread
    lacking = f"{parting.missing:,} points are missing" if parting.missing else ""
    beyond = f"{parting.extra:,} points are new" if parting.extra else ""
    return Verdict.DIFFERENT, ", ".join(filter(None, (lacking, beyond)))


def _spread(replicas: Sequence[float], new: float, band: Band) -> str:
    """Why the value is within what chance does, as the replicas show it; empty when it is not."""
    known = [value for value in replicas if np.isfinite(value)]
    if len(known) < ENOUGH_REPLICAS:
        return ""
    mean, deviation = float(np.mean(known)), float(np.std(known, ddof=1))
    room = NOISE_DEVIATIONS * deviation
    if abs(new - mean) <= room or is_near(mean, new, band):
        return f"within {mean:g} ± {room:g}, as {len(known)} runs of the same inputs show"
    return ""


def _judge_files(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[FileJudgement]:
    for path in sorted(old.keys() & new.keys()):
        yield FileJudgement(path, old[path] == new[path], is_model(path))


def is_model(path: str) -> bool:
    """Whether a file of this name holds what was learned."""
    return path.lower().endswith(_MODEL_ENDINGS)
