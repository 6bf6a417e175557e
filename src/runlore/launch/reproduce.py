"""Repeats a run: puts it together, executes it, judges the outcome and names what differs."""

import contextlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from runlore.entities.differences import Comparison
from runlore.entities.errors import (
    DamagedError,
    InvalidPathError,
    NotFoundError,
    RunloreError,
)
from runlore.entities.recipe import GROUPS
from runlore.entities.run import Run, RunStatus
from runlore.launch.attempt import SWITCHABLE, Choice, prepare, run_prepared
from runlore.launch.command import secrets_needed
from runlore.launch.commands import ProgramError
from runlore.launch.compare import compare, leading
from runlore.launch.data import MissingDataError
from runlore.launch.evidence import Evidence, Library, StoredEvidence, outcome_of
from runlore.launch.execute import Executed, NoRunError
from runlore.launch.judge import Allowance, Judgement, Outcome, Verdict, is_model, judge
from runlore.launch.keep_report import keep_report
from runlore.launch.pickles import MAX_BYTES, same_but_for_places
from runlore.launch.replicas import finals_of, replicas_of
from runlore.launch.report import Report, Trial, name_of
from runlore.launch.sources import code_of
from runlore.launch.tree import CannotRebuildError

EXIT_CODES = {
    Verdict.EXACT: 0,
    Verdict.MATCH: 0,
    Verdict.WITHIN_NOISE: 1,
    Verdict.DIFFERENT: 2,
    Verdict.NOT_COMPARABLE: 2,
}
CANNOT_REBUILD, RUN_FAILED = 3, 4

_NOT_REBUILT = (
    CannotRebuildError,
    MissingDataError,
    ProgramError,
    DamagedError,
    InvalidPathError,
    NotFoundError,
)
"""What a rebuild raises: inputs that are lost, damaged, or that lead out of their folder."""

_GOOD = (Verdict.EXACT, Verdict.MATCH, Verdict.WITHIN_NOISE)


class Wish(msgspec.Struct, frozen=True):
    """What the user asked for.

    Attributes:
        choice: what is taken from where.
        tolerance: absolute difference of final values that is allowed, by metric.
        steps: only so many steps are compared, and executed.
        bisect: on a mismatch, find the guilty group by trials.
        here: the folder in which the user stands.
        work: a new folder to build in, kept afterwards; None for one that is removed.
        quiet: what the program prints goes to standard error.
    """

    here: Path
    choice: Choice = Choice()
    tolerance: Mapping[str, float] = {}
    steps: int | None = None
    bisect: bool = False
    work: Path | None = None
    quiet: bool = False


class Reproducer:
    """Repeats one run into one store."""

    def __init__(self, evidence: Evidence, library: Library, wish: Wish) -> None:
        """Make one; nothing happens yet.

        Args:
            evidence: the run, from a store or from a bundle.
            library: the store into which the repetition logs.
            wish: what the user asked for.
        """
        self._evidence = evidence
        self._library = library
        self._wish = wish

    def reproduce(self) -> Report:
        """Do it. What cannot be rebuilt or fails is a report too, never an error."""
        report = self._attempt(self._wish.choice, self._wish.work)
        if self._wish.bisect and report.new is not None and report.verdict not in _GOOD:
            report = self._bisect(report)
        if report.new is not None:
            keep_report(report, self._library.uri)
        return report

    def _attempt(self, choice: Choice, work: Path | None = None) -> Report:
        folder = work or Path(tempfile.mkdtemp(prefix="runlore-"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return self._attempt_in(choice, folder)
        except _NOT_REBUILT as error:
            return self._without_run(choice, CANNOT_REBUILD, error)
        except NoRunError as error:
            return self._without_run(choice, RUN_FAILED, error)
        finally:
            if work is None:
                shutil.rmtree(folder, ignore_errors=True)

    def _attempt_in(self, choice: Choice, folder: Path) -> Report:
        wish, evidence = self._wish, self._evidence
        prepared = prepare(evidence, choice, folder, wish.here)
        new_id, done = run_prepared(
            prepared, evidence, self._library, folder, quiet=wish.quiet, steps=wish.steps
        )
        new = self._library.run(new_id)
        comparison = compare(evidence, new)
        report = Report(
            old=name_of(evidence.run),
            new=name_of(new.run),
            verdict=Verdict.NOT_COMPARABLE,
            exit_code=RUN_FAILED,
            kept=[group for group in GROUPS if group in choice.keep],
            changed=dict(choice.arguments),
            inputs=comparison.groups,
            warnings=comparison.warnings,
            notes=list(dict.fromkeys(prepared.notes)),
            secrets=secrets_needed(evidence, prepared.environ),
            environment=prepared.environment.how,
            seconds=round(done.seconds, 3),
        )
        failure = _failure_of(evidence.run, new.run, done)
        if failure:
            return msgspec.structs.replace(report, why=failure)
        return self._judged(report, comparison, new)

    def _judged(self, report: Report, comparison: Comparison, new: StoredEvidence) -> Report:
        judgement = self._judge(new)
        return msgspec.structs.replace(
            report,
            verdict=judgement.verdict,
            exit_code=EXIT_CODES[judgement.verdict],
            judgement=judgement,
            why=judgement.why,
            suspects=list(leading(comparison, judgement.divergence)),
            cause=cause_of(comparison, judgement),
        )

    def _judge(self, new: StoredEvidence) -> Judgement:
        old, fresh = outcome_of(self._evidence), outcome_of(new)
        fresh = _with_same_models(self._evidence, new, old, fresh)
        allowance = Allowance(by_metric=self._wish.tolerance, steps=self._wish.steps)
        judgement = judge(old, fresh, allowance)
        if judgement.verdict is not Verdict.DIFFERENT or self._wish.steps is not None:
            return judgement
        replicas = list(replicas_of(self._library, self._evidence, but=new.run.id))
        spread = msgspec.structs.replace(allowance, replicas=finals_of(replicas))
        return judge(old, fresh, spread)

    def _without_run(self, choice: Choice, code: int, error: RunloreError) -> Report:
        return Report(
            old=name_of(self._evidence.run),
            new=None,
            verdict=Verdict.NOT_COMPARABLE,
            exit_code=code,
            kept=[group for group in GROUPS if group in choice.keep],
            changed=dict(choice.arguments),
            why=error.message,
        )

    def _bisect(self, first: Report) -> Report:
        """Put groups back one at a time, then together, until the outcome is the old one."""
        kept = self._wish.choice.keep
        open_groups = [g for g in first.suspects if g in SWITCHABLE and g not in kept]
        trials: list[Trial] = []
        together = [open_groups[:count] for count in range(2, len(open_groups) + 1)]
        for groups in [*([one] for one in open_groups), *together]:
            choice = msgspec.structs.replace(self._wish.choice, keep=kept | set(groups))
            report = self._attempt(choice)
            trials.append(_trial_of(groups, report))
            if report.verdict in _GOOD:
                proof = f"{' + '.join(groups)} (bisect: with the old {' and '.join(groups)}"
                proof += f" the outcome is {report.verdict.value})"
                return msgspec.structs.replace(first, trials=trials, cause=proof)
        tried = ", ".join(open_groups) or "nothing that can be switched differs"
        why = f"bisect found no cause: {tried}"
        return msgspec.structs.replace(first, trials=trials, why=why)


def _with_same_models(
    evidence: Evidence, again: StoredEvidence, old: Outcome, new: Outcome
) -> Outcome:
    """The outcome, in which models that are the same but for places count as the same."""
    roots = (code_of(evidence).main.root, code_of(again).main.root)
    files = dict(new.files)
    for path in old.files.keys() & files.keys():
        is_other = old.files[path] != files[path] and is_model(path)
        sizes = [one.artifacts[path].size for one in (evidence, again)]
        if not is_other or max(sizes) > MAX_BYTES:
            continue
        with contextlib.suppress(NotFoundError):  # a bundle has no models
            if same_but_for_places(evidence.content(path), again.content(path), roots):
                files[path] = old.files[path]
    return Outcome(new.curves, files)


def cause_of(comparison: Comparison, judgement: Judgement) -> str:
    """What most likely made the difference, in words; empty when there is none."""
    if judgement.verdict in (Verdict.EXACT, Verdict.MATCH):
        return ""
    ranked = leading(comparison, judgement.divergence)
    when = {"first": "; the curves part at their first step", "later": ""}.get(
        judgement.divergence, ""
    )
    if ranked:
        details: dict[str, str] = {one.group: one.detail for one in comparison.groups}
        return f"{ranked[0]} ({details[ranked[0]]}){when}"
    if comparison.warnings:
        return f"chance ({'; '.join(comparison.warnings)}); no input differs"
    return "no input that was captured differs: something else, or a computation that varies"


def _trial_of(groups: Sequence[str], report: Report) -> Trial:
    metrics = report.judgement.metrics if report.judgement else []
    return Trial(
        kept=list(groups),
        verdict=report.verdict,
        run=report.new.id if report.new else "",
        metrics={one.key: one.new for one in metrics if one.new is not None},
    )


def _failure_of(old: Run, new: Run, done: Executed) -> str:
    """Why the repeated run cannot be judged: its program failed. Empty when it did not."""
    if done.was_cut:
        return ""
    if done.exit_code == 0 and new.status is RunStatus.FINISHED:
        return ""
    said = new.failure.message if new.failure else f"exit code {done.exit_code}"
    too = ", as the first did" if old.status not in (RunStatus.FINISHED, RunStatus.RUNNING) else ""
    return f"The program failed{too}: {said}."
