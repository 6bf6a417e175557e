"""Two runs input by input, and which earlier run one is to be compared with."""

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.differences import Comparison, Difference, GroupComparison, compare_facts
from runlore.entities.ids import RunId
from runlore.entities.params import JSONValue
from runlore.entities.recipe import Captures, make_recipe
from runlore.entities.run import REPRODUCES, Run, RunStatus
from runlore.query.ast import And, Compare, Field, FieldKind, Op, Order, RunQuery
from runlore.services.access import Access
from runlore.services.scope import existing_run
from runlore.stores.catalog import Catalog, Transaction

MAX_CANDIDATES = 50
"""Earlier runs that are looked at for the last good one; the captures of each are read."""

MAX_DIFFERENCES = 20
"""Facts of one group that are told, the most suspected first; all are counted."""


class GroupDifference(msgspec.Struct, frozen=True):
    """One group of inputs of two runs.

    Attributes:
        group: of the recipe.
        is_same: None when a run did not capture the group.
        detail: in words: what it is, or what differs.
        differences: facts that differ, the most suspected first, at most 20.
        count: how many differ in all.
    """

    group: str
    is_same: bool | None
    detail: str
    differences: list[Difference]
    count: int


class RunDifference(msgspec.Struct, frozen=True):
    """What went into a run, beside what went into an earlier one.

    Attributes:
        run: the run, the newer of both.
        other: what it is compared with; None when there is no last good run.
        groups: all seven, in the order of the recipe; none when there is no other run.
        suspects: the groups that differ, the most suspected first.
        warnings: what makes any repetition uncertain, such as generators never seeded.
    """

    run: Run
    other: Run | None
    groups: list[GroupDifference] = []
    suspects: list[str] = []
    warnings: list[str] = []


class Differences:
    """Puts the inputs of two runs side by side."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def between(self, actor: Actor, run: RunId, other: RunId | None) -> RunDifference:
        """What went into a run, beside what went into another, or into the last good run.

        The last good run is the newest run of the same experiment that finished, started before
        this one, repeats no other run, and ran the same program: the same script, module or
        notebook, whatever its arguments. Where this run did not tell its program, any will do.

        Args:
            actor: who asks.
            run: the newer run.
            other: the older one; None for the last good run.

        Raises:
            NotFoundError: there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            after = existing_run(tx, run)
            before = _last_good(tx, after) if other is None else existing_run(tx, other)
            if before is None:
                return RunDifference(after, None)
            told = tx.trails.captures(before.id), tx.trails.captures(after.id)
        return _told(before, after, *told)


def _told(before: Run, after: Run, old: Captures, new: Captures) -> RunDifference:
    facts = [
        make_recipe(captures, run.params, run.inputs).facts
        for captures, run in ((old, before), (new, after))
    ]
    comparison = compare_facts(facts[0], facts[1], old, new)
    return RunDifference(
        run=after,
        other=before,
        groups=[_bounded(group) for group in comparison.groups],
        suspects=_suspects(comparison),
        warnings=comparison.warnings,
    )


def _suspects(comparison: Comparison) -> list[str]:
    return [group.group for group in comparison.differing]


def _bounded(one: GroupComparison) -> GroupDifference:
    shown = one.differences[:MAX_DIFFERENCES]
    return GroupDifference(one.group, one.is_same, one.detail, shown, len(one.differences))


def _last_good(tx: Transaction, run: Run) -> Run | None:
    before = Compare(_attribute("started"), Op.LT, run.started_at)
    finished = Compare(_attribute("status"), Op.EQ, RunStatus.FINISHED.value)
    original = Compare(Field(FieldKind.TAG, REPRODUCES), Op.IS_NULL)
    query = RunQuery(
        experiments=(run.experiment_id,),
        where=And((before, finished, original)),
        order=(Order(_attribute("started"), descending=True),),
        limit=MAX_CANDIDATES,
    )
    wanted = _program(tx, run)
    found = (one for one in tx.runs.search(query) if one.id != run.id)
    return next((one for one in found if wanted is None or _program(tx, one) == wanted), None)


def _program(tx: Transaction, run: Run) -> tuple[JSONValue, JSONValue] | None:
    """What was started, without its arguments; None when it is not known."""
    command = make_recipe(tx.trails.captures(run.id), {}).facts["command"]
    if not command.get("program") and not command.get("form"):
        return None
    return command.get("form"), command.get("program")


def _attribute(name: str) -> Field:
    return Field(FieldKind.ATTRIBUTE, name)
