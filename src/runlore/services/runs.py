"""Runs: get, search, describe, delete, restore."""

from collections.abc import Collection, Sequence
from typing import TypeVar

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import (
    InTrashError,
    InvalidInputError,
    LimitExceededError,
    NotFoundError,
)
from runlore.entities.ids import RunId
from runlore.entities.limits import MAX_FOUND, MAX_PAGE
from runlore.entities.records import Record, RunDescribed, TagsSet
from runlore.entities.run import Run
from runlore.query.ast import Expr, FieldKind, Order, RunQuery
from runlore.query.page import PageSigner
from runlore.query.parse import parse_field, parse_order, parse_query
from runlore.query.text import text_of_field
from runlore.query.values import has_listable_values, literal_of
from runlore.services.access import Access
from runlore.services.apply import apply_all
from runlore.services.clock import Clock
from runlore.services.folding import Folding
from runlore.services.scope import existing_run, experiments_of
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.runs import KeyCount

V = TypeVar("V")


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which keys of each kind a listing should carry; None means all, an empty list none."""

    params: list[str] | None = None
    metrics: list[str] | None = None
    tags: list[str] | None = None


class RunSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A search as a client asks for it.

    Attributes:
        project: only of this project; None means all.
        experiments: only of the experiments of these names.
        query: filter text, which may end in ORDER BY; see docs/reference/query.md.
        order_by: sort keys such as ``metric.loss.min ASC``; before those of the text.
        limit: runs in one answer, 1 to 1,000.
        cursor: where the page before ended.
        offset: or skip so many.
        deleted: False live runs, True those in the trash, None both.
        fields: leave out what is not asked for.
    """

    project: str | None = None
    experiments: list[str] | None = None
    query: str = ""
    order_by: list[str] = []
    limit: int = 100
    cursor: str | None = None
    offset: int = 0
    deleted: bool | None = False
    fields: Fields | None = None


class RunPage(msgspec.Struct, frozen=True):
    """One page of a search.

    Attributes:
        runs: in order.
        total: how many match in all.
        cursor: for the next page; None at the end.
    """

    runs: list[Run]
    total: int
    cursor: str | None


class ValueSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which values of a field.

    Attributes:
        field: such as ``param.lr``, ``tag.team`` or ``status``; of metrics and times there is no
            list.
        project: of its runs; None means all.
        query: only of the runs that this filter matches.
        contains: part of the value, A to Z in any case.
        limit: values at most, 1 to 1,000.
        deleted: False live runs, True those in the trash, None both.
    """

    field: str
    project: str | None = None
    query: str = ""
    contains: str = ""
    limit: int = 50
    deleted: bool | None = False


class FoundValue(msgspec.Struct, frozen=True):
    """A value that runs have of a field.

    Attributes:
        literal: as a query writes it: ``0.001``, ``'adam'``.
        runs: how many have it.
    """

    literal: str
    runs: int


class RunPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a run; None leaves it. A tag of None is removed."""

    name: str | None = None
    notes: str | None = None
    tags: dict[str, str | None] = {}


class Runs:
    """Everything about runs but their points and files."""

    def __init__(
        self,
        catalog: Catalog,
        folding: Folding,
        access: Access,
        clock: Clock,
        signer: PageSigner,
    ) -> None:
        self._catalog = catalog
        self._folding = folding
        self._access = access
        self._clock = clock
        self._signer = signer

    def get(self, actor: Actor, run: RunId) -> Run:
        """The run with its statistics up to this moment.

        Raises:
            NotFoundError: when there is none.
        """
        self._access.require(actor, Permission.READ)
        self._folding.catch_up(run)
        with self._catalog.read() as tx:
            return existing_run(tx, run)

    def get_many(self, actor: Actor, runs: Sequence[RunId]) -> list[Run]:
        """Those of the runs that exist, in the order asked."""
        self._access.require(actor, Permission.READ)
        self._folding.catch_up()
        with self._catalog.read() as tx:
            return tx.runs.get_many(runs)

    def search(self, actor: Actor, search: RunSearch) -> RunPage:
        """One page of the runs that match.

        Raises:
            QuerySyntaxError: the text does not parse; carries the position.
            InvalidInputError: a limit out of range or a cursor of another search.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= search.limit <= MAX_PAGE:
            raise LimitExceededError("limit", search.limit, MAX_PAGE, "Ask for 1 to 1,000 runs.")
        where, order = _parse(search)
        self._folding.catch_up()
        with self._catalog.read() as tx:
            query = RunQuery(
                experiments=experiments_of(tx, search.project, search.experiments),
                where=where,
                order=order,
                limit=search.limit,
                offset=max(search.offset, 0),
                deleted=search.deleted,
            )
            runs, cursor = self._page(tx, query, search.cursor, _metrics_of(search.fields, order))
            total = _total(tx, query, search.cursor, len(runs))
        return RunPage([_only(run, search.fields) for run in runs], total, cursor)

    def find(
        self, actor: Actor, query: RunQuery, cursor: str | None = None
    ) -> tuple[list[Run], str | None]:
        """One page of what a query means, uncounted, and the cursor of the next; None at the end.

        For dialects, which parse their own filters. The query's own cursor is not used.

        Raises:
            InvalidInputError: a limit out of range or a cursor of another search.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= query.limit <= MAX_FOUND:
            raise LimitExceededError("limit", query.limit, MAX_FOUND, "Ask for 1 to 50,000 runs.")
        self._folding.catch_up()
        with self._catalog.read() as tx:
            return self._page(tx, query, cursor)

    def _page(
        self,
        tx: Transaction,
        query: RunQuery,
        cursor: str | None,
        metrics: Collection[str] | None = None,
    ) -> tuple[list[Run], str | None]:
        asked = msgspec.structs.replace(query, limit=query.limit + 1)
        if cursor is not None:
            asked = msgspec.structs.replace(asked, after=self._signer.open(cursor, query), offset=0)
        found = tx.runs.search(asked, metrics)
        runs = found[: query.limit]
        more = len(found) > len(runs)
        return runs, self._signer.seal(runs[-1], query) if more else None

    def keys(
        self, actor: Actor, project: str | None, kind: FieldKind, contains: str, limit: int
    ) -> list[KeyCount]:
        """Keys that live runs of a project carry, most used first."""
        self._access.require(actor, Permission.READ)
        self._folding.catch_up()
        with self._catalog.read() as tx:
            scope = experiments_of(tx, project, None)
            return tx.runs.keys(scope, kind, contains, min(max(limit, 1), 10_000))

    def values(self, actor: Actor, search: ValueSearch) -> list[FoundValue]:
        """Values that a field has on the runs that match, most used first.

        Raises:
            QuerySyntaxError: the field or the filter does not parse; carries the position.
            InvalidInputError: a field whose values are measured, or a limit out of range.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= search.limit <= MAX_PAGE:
            raise LimitExceededError("limit", search.limit, MAX_PAGE, "Ask for 1 to 1,000 values.")
        field, (where, _) = parse_field(search.field), parse_query(search.query)
        if not has_listable_values(field):
            raise InvalidInputError(
                f"There is no list of the values of {text_of_field(field)}: they are as many as "
                "the runs. Ask for those of a param, a tag, a summary or an attribute such as "
                "status."
            )
        self._folding.catch_up()
        with self._catalog.read() as tx:
            query = RunQuery(
                experiments=experiments_of(tx, search.project, None),
                where=where,
                deleted=search.deleted,
            )
            found = tx.runs.values(query, field, search.contains, search.limit)
        return [FoundValue(literal_of(one.value, field), one.runs) for one in found]

    def patch(self, actor: Actor, run: RunId, patch: RunPatch) -> Run:
        """Change name, notes or tags, and give the run as it is then.

        Raises:
            NotFoundError: when there is none.
            InvalidInputError: a name or value that cannot be kept.
        """
        self._access.require(actor, Permission.WRITE)
        records: list[Record] = [RunDescribed(patch.name, patch.notes), TagsSet(patch.tags)]

        def work(tx: Transaction) -> None:
            tx.runs.put(apply_all(existing_run(tx, run), records))

        self._catalog.write(work)
        return self.get(actor, run)

    def remove_tag(self, actor: Actor, run: RunId, key: str) -> None:
        """Remove a tag that is there.

        Raises:
            NotFoundError: no such run, or it has no such tag.
            InTrashError: the run is deleted.
        """
        self._access.require(actor, Permission.WRITE)

        def work(tx: Transaction) -> None:
            current = existing_run(tx, run)
            if current.deleted_at is not None:
                raise InTrashError("run", run)
            if key not in current.tags:
                raise NotFoundError("tag", key)
            tx.runs.put(apply_all(current, [TagsSet({key: None})]))

        self._catalog.write(work)

    def tag_many(self, actor: Actor, runs: Sequence[RunId], tags: dict[str, str | None]) -> int:
        """Set or remove tags on many runs at once, all or none; gives how many changed.

        Raises:
            NotFoundError: one of them is not there; nothing is changed.
        """
        self._access.require(actor, Permission.WRITE)

        def work(tx: Transaction) -> int:
            changed = 0
            for run in runs:
                current = existing_run(tx, run)
                after = apply_all(current, [TagsSet(tags)])
                if after.tags != current.tags:
                    tx.runs.put(after)
                    changed += 1
            return changed

        return self._catalog.write(work)

    def delete(self, actor: Actor, runs: Sequence[RunId]) -> int:
        """Put runs in the trash, all or none; gives how many were not there yet.

        Raises:
            NotFoundError: one of them is not there; nothing is changed.
        """
        return self._set_deleted(actor, runs, deleted=True)

    def restore(self, actor: Actor, runs: Sequence[RunId]) -> int:
        """Take runs out of the trash, all or none; gives how many were in it.

        Raises:
            NotFoundError: one of them is not there; nothing is changed.
        """
        return self._set_deleted(actor, runs, deleted=False)

    def _set_deleted(self, actor: Actor, runs: Sequence[RunId], *, deleted: bool) -> int:
        self._access.require(actor, Permission.WRITE)
        moment = self._clock.now() if deleted else None

        def work(tx: Transaction) -> int:
            changed = 0
            for run in runs:
                current = existing_run(tx, run)
                if (current.deleted_at is not None) != deleted:
                    tx.runs.put(msgspec.structs.replace(current, deleted_at=moment))
                    changed += 1
            return changed

        return self._catalog.write(work)


def _total(tx: Transaction, query: RunQuery, cursor: str | None, found: int) -> int:
    """How many runs match in all: known without counting when the first page holds them."""
    first_page = cursor is None and query.offset == 0
    return found if first_page and found < query.limit else tx.runs.count(query)


def _parse(search: RunSearch) -> tuple[Expr | None, tuple[Order, ...]]:
    where, order = parse_query(search.query)
    return where, (*parse_order(search.order_by), *order)


def _metrics_of(fields: Fields | None, order: Sequence[Order]) -> Collection[str] | None:
    """The metrics to read: those asked for, and those by which the cursor of a page is made."""
    if fields is None or fields.metrics is None:
        return None
    return {*fields.metrics, *(o.field.key for o in order if o.field.kind is FieldKind.METRIC)}


def _only(run: Run, fields: Fields | None) -> Run:
    if fields is None:
        return run
    return msgspec.structs.replace(
        run,
        params=_pick(run.params, fields.params),
        metrics=_pick(run.metrics, fields.metrics),
        tags=_pick(run.tags, fields.tags),
    )


def _pick(values: dict[str, V], keys: list[str] | None) -> dict[str, V]:
    return values if keys is None else {key: values[key] for key in keys if key in values}
