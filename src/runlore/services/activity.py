"""The activity feed: who did what, when, of a project or of the whole store."""

import re
from collections.abc import Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.comment import Comment
from runlore.entities.errors import InvalidInputError, LimitExceededError
from runlore.entities.ids import Micros, ProjectName, RunId
from runlore.entities.limits import MAX_PAGE
from runlore.entities.registry import AuditEntry
from runlore.services.access import Access
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.overview import RunMoment, Turn

_CURSOR = re.compile(r"(\d{1,18})-(\d{1,6})")
_END_OF_TIME = Micros(2**62)

_EXCERPT = 280
"""Characters of a comment that the feed shows."""


class Happening(msgspec.Struct, frozen=True):
    """One thing that happened.

    Attributes:
        at: when.
        what: ``run.started``, ``run.finished`` (or failed, killed, crashed), ``run.trashed``,
            ``comment``, or ``model.`` and what the audit says was done: create, stage, alias …
        actor: who did it; empty where the store does not know.
        project: where, or empty.
        run: of what run, or None.
        name: of that run.
        model: name of the registered model, or empty.
        version: of that model, or None.
        text: beginning of a comment; reason of a change of a model.
        key: metric that a comment stands on; name of an alias or a tag.
        step: where a comment stands on its chart, or None.
        before: what was there before a change of a model, or None.
        after: what is there since, or None.
    """

    at: Micros
    what: str
    actor: str
    project: str = ""
    run: RunId | None = None
    name: str = ""
    model: str = ""
    version: int | None = None
    text: str = ""
    key: str = ""
    step: int | None = None
    before: str | None = None
    after: str | None = None


class ActivityPage(msgspec.Struct, frozen=True):
    """Part of a feed.

    Attributes:
        happenings: the newest first.
        cursor: for those before these; None at the end.
    """

    happenings: list[Happening]
    cursor: str | None


class Activity:
    """Puts runs, comments and the audit into one row in time. Nothing is kept for it."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def page(
        self,
        actor: Actor,
        project: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> ActivityPage:
        """What happened, the newest first.

        Args:
            actor: who asks.
            project: only in this one; None for the whole store.
            cursor: of the page before.
            limit: happenings at most.

        Raises:
            InvalidInputError: a cursor that is none.
            LimitExceededError: the limit is out of range.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= limit <= MAX_PAGE:
            raise LimitExceededError("limit", limit, MAX_PAGE, "Ask for 1 to 1,000.")
        until, seen = _read_cursor(cursor)
        where = None if project is None else ProjectName(project)
        with self._catalog.read() as tx:
            found = _gather(tx, where, until, seen + limit + 1)
        shown = found[seen : seen + limit]
        more = len(found) > seen + limit
        return ActivityPage(shown, _next_cursor(shown, until, seen) if more else None)


def _gather(
    tx: Transaction, project: ProjectName | None, until: Micros, limit: int
) -> list[Happening]:
    """The newest happenings at ``until`` or before.

    The order of one moment is always the same, since a cursor counts how many of it were shown:
    the sort is stable, and each source keeps an order of its own.
    """
    found: list[Happening] = []
    for turn in Turn:
        found += [_of_run(one, turn) for one in tx.overview.moments(turn, project, until, limit)]
    found += _of_comments(tx, tx.comments.newest(project, until, limit))
    found += [_of_audit(one) for one in tx.overview.audit(project, until, limit)]
    return sorted(found, key=lambda one: -one.at)[:limit]


def _of_run(moment: RunMoment, turn: Turn) -> Happening:
    what = moment.status.value if turn is Turn.ENDED else turn.value
    # Who put a run in the trash is not kept.
    actor = "" if turn is Turn.TRASHED else moment.user
    return Happening(
        moment.at, f"run.{what}", actor, moment.project, run=moment.run, name=moment.name
    )


def _of_comments(tx: Transaction, comments: Sequence[Comment]) -> list[Happening]:
    runs = {run.id: run for run in tx.runs.get_many([one.run for one in comments if one.run])}
    about_models = any(one.model_id is not None for one in comments)
    models = {model.id: model.name for model in tx.registry.models()} if about_models else {}
    found: list[Happening] = []
    for one in comments:
        run = None if one.run is None else runs.get(one.run)
        found.append(
            Happening(
                one.at,
                "comment",
                one.author,
                "" if run is None else run.project,
                one.run,
                "" if run is None else run.name,
                "" if one.model_id is None else models.get(one.model_id, ""),
                one.version,
                one.text[:_EXCERPT],
                one.key,
                one.step,
            )
        )
    return found


def _of_audit(entry: AuditEntry) -> Happening:
    return Happening(
        entry.at,
        f"model.{entry.action}",
        entry.actor,
        model=entry.model,
        version=entry.version,
        text=entry.reason[:_EXCERPT],
        key=entry.key,
        before=None if entry.before is None else entry.before[:_EXCERPT],
        after=None if entry.after is None else entry.after[:_EXCERPT],
    )


def _read_cursor(cursor: str | None) -> tuple[Micros, int]:
    if cursor is None:
        return _END_OF_TIME, 0
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidInputError(f"{cursor[:80]!r} is not a cursor. Give back that of a page.")
    return Micros(int(found[1])), int(found[2])


def _next_cursor(shown: Sequence[Happening], until: Micros, seen: int) -> str:
    """The moment of the last one, and how many of that moment were shown."""
    last = shown[-1].at
    of_it = sum(one.at == last for one in shown)
    return f"{last}-{of_it + (seen if last == until else 0)}"
