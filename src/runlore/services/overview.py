"""Overviews of projects: what stands beside their names in a list."""

from collections.abc import Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import LimitExceededError
from runlore.entities.experiment import Goal, Project
from runlore.entities.ids import Micros, ProjectName, RunId
from runlore.entities.limits import MAX_CARDS
from runlore.query.ast import Aspect, Field, FieldKind, Order, RunQuery
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.services.folding import Folding
from runlore.services.main_metric import choose_metric, goal_of
from runlore.services.scope import experiments_of
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.overview import Storage

DAY = 24 * 3600 * 1_000_000
"""Microseconds of a day: the span of one bar of a project's activity."""

ACTIVE_DAYS = 14
"""Days that the activity shows: two weeks tell whether a project is alive."""

_LOOKED_AT = 200
"""Metrics that are looked at to find the main one: the most used."""

_BEST_RUNS = 5
"""Best runs that an overview names."""


_STORAGE_KEPT = 30 * 1_000_000
"""Microseconds for which a sum of sizes is given again: nobody watches storage by the second."""

_SIZES_KEPT = 10_000
"""Projects whose sums are kept: then all are forgotten."""


class BestRun(msgspec.Struct, frozen=True):
    """A run that did well.

    Attributes:
        run: id.
        name: of the run.
        value: its best value of the project's main metric.
        step: where that was, or None for a final value.
        ended_at: when it ended, or None.
    """

    run: RunId
    name: str
    value: float
    step: int | None
    ended_at: Micros | None


class ProjectCard(msgspec.Struct, frozen=True):
    """What stands beside a project's name.

    Attributes:
        name: of the project.
        metric: the main one; empty when its runs log none.
        goal: what is good of it.
        chosen: whether somebody chose the metric; else its name was judged.
        best: the best runs by that metric, the best first.
        activity: runs that started on each of the last days, today last.
    """

    name: ProjectName
    metric: str
    goal: Goal
    chosen: bool
    best: list[BestRun]
    activity: list[int]


class Overview:
    """Asks of many projects at once what a list of them shows."""

    def __init__(self, catalog: Catalog, folding: Folding, access: Access, clock: Clock) -> None:
        self._catalog = catalog
        self._folding = folding
        self._access = access
        self._clock = clock
        # Replaced, never changed: threads may ask at once.
        self._sizes: dict[ProjectName, tuple[Micros, Storage]] = {}

    def cards(self, actor: Actor, projects: Sequence[str]) -> list[ProjectCard]:
        """Main metric, best runs and activity of those of the projects that exist, in that order.

        Raises:
            LimitExceededError: more than ``MAX_CARDS`` projects.
        """
        self._access.require(actor, Permission.READ)
        wanted = _checked(projects)
        self._folding.catch_up()
        today = self._clock.now() // DAY
        since = Micros((today - ACTIVE_DAYS + 1) * DAY)
        with self._catalog.read() as tx:
            known = {project.name: project for project in tx.experiments.projects(wanted)}
            activity = tx.overview.activity(wanted, since, DAY)
            return [
                _card(tx, known[name], activity.get(name, {})) for name in wanted if name in known
            ]

    def storage(self, actor: Actor, projects: Sequence[str]) -> dict[ProjectName, Storage]:
        """Bytes that each of the projects keeps, as they were at most half a minute ago.

        The sizes of everything are summed up: ask apart from what must be there at once.

        Raises:
            LimitExceededError: more than ``MAX_CARDS`` projects.
        """
        self._access.require(actor, Permission.READ)
        wanted, now = _checked(projects), self._clock.now()
        fresh = now - _STORAGE_KEPT
        known = {name: one for name in wanted if (one := self._sizes.get(name)) and one[0] > fresh}
        asked = [name for name in wanted if name not in known]
        if asked:
            with self._catalog.read() as tx:
                found = tx.overview.storage(asked)
            known |= {name: (now, found.get(name, Storage())) for name in asked}
            self._sizes = {**self._sizes, **known} if len(self._sizes) < _SIZES_KEPT else known
        return {name: known[name][1] for name in wanted}


def _checked(projects: Sequence[str]) -> list[ProjectName]:
    if len(projects) > MAX_CARDS:
        raise LimitExceededError("projects", len(projects), MAX_CARDS, "Ask in several requests.")
    return [ProjectName(name) for name in dict.fromkeys(projects)]


def _card(tx: Transaction, project: Project, activity: dict[int, int]) -> ProjectCard:
    scope = experiments_of(tx, project.name, None)
    chosen = bool(project.main_metric)
    metric = project.main_metric
    if not chosen:
        metric = choose_metric(tx.runs.keys(scope, FieldKind.METRIC, limit=_LOOKED_AT))
    goal = project.goal or goal_of(metric)
    return ProjectCard(
        project.name,
        metric,
        goal,
        chosen,
        _best(tx, scope, metric, goal) if metric else [],
        [activity.get(day, 0) for day in range(ACTIVE_DAYS)],
    )


def _best(tx: Transaction, scope: tuple[int, ...] | None, metric: str, goal: Goal) -> list[BestRun]:
    aspect = Aspect.MIN if goal == "min" else Aspect.MAX
    order = Order(Field(FieldKind.METRIC, metric, aspect), descending=goal == "max")
    found = tx.runs.search(RunQuery(scope, order=(order,), limit=_BEST_RUNS))
    best: list[BestRun] = []
    for run in found:
        summary = run.metrics.get(metric)
        if summary is None or not summary.finite:
            continue
        value, step = (
            (summary.min, summary.min_step) if goal == "min" else (summary.max, summary.max_step)
        )
        best.append(BestRun(run.id, run.name, value, step, run.ended_at))
    return best
