"""Live: what changed since a moment, for those who watch."""

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.comment import Comment
from runlore.entities.ids import RunId
from runlore.entities.records import RowsLogged
from runlore.entities.run import Run
from runlore.services.access import Access
from runlore.services.folding import Folding
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.series import SeriesStore


class LiveCursor(msgspec.Struct, frozen=True):
    """How far somebody has seen.

    Attributes:
        batch: id of the last batch of rows.
        revision: of the last change to a run.
        change: the catalog's number of changes then.
    """

    batch: int
    revision: int
    change: int = -1


class LiveNews(msgspec.Struct, frozen=True):
    """What happened between two cursors.

    Attributes:
        rows: by run, what was logged: (index of the first row, rows).
        runs: documents of the runs that changed.
        console: lines there are in all, for each of those runs.
        comments: those that were written, changed or deleted, with the name of their model.
        missed: there was more than fits; the watcher should ask for what it shows afresh.
        cursor: how far this goes.
    """

    rows: list[tuple[RunId, int, list[RowsLogged]]]
    runs: list[Run]
    console: dict[RunId, int]
    comments: list[tuple[Comment, str]]
    missed: bool
    cursor: LiveCursor


MAX_BATCHES = 500
"""Batches in one piece of news. More means the watcher fell behind: it refetches instead."""


class Live:
    """Looks for news by one cheap number, so that writers in other processes are seen too."""

    def __init__(
        self, catalog: Catalog, series: SeriesStore, folding: Folding, access: Access
    ) -> None:
        self._catalog = catalog
        self._series = series
        self._folding = folding
        self._access = access

    def start(self, actor: Actor) -> LiveCursor:
        """The cursor of this moment."""
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            _, revision = tx.runs.changed(2**62)
            return LiveCursor(tx.shelf.newest(), revision)

    def news(self, actor: Actor, since: LiveCursor) -> LiveNews | None:
        """What happened since, or None when nothing did. Cheap when nothing did."""
        self._access.require(actor, Permission.READ)
        change = self._catalog.changes()
        if change == since.change:
            return None
        self._folding.catch_up()
        with self._catalog.read() as tx:
            rows, batch = self._series.recent(tx, since.batch, MAX_BATCHES)
            # A run that was sealed past the cursor comes without its rows.
            missed = len(rows) >= MAX_BATCHES or any(not blocks for _, _, blocks in rows)
            ids, revision = tx.runs.changed(since.revision)
            return LiveNews(
                rows=[] if missed else rows,
                runs=tx.runs.get_many(ids),
                comments=_with_models(tx, since.revision, revision),
                console={run: tx.trails.console_size(run) for run in ids},
                missed=missed,
                cursor=LiveCursor(tx.shelf.newest() if missed else batch, revision, change),
            )


def _with_models(tx: Transaction, after: int, until: int) -> list[tuple[Comment, str]]:
    """The comments that changed, each with the name of the model it is about, or an empty one."""
    changed = tx.comments.changed(after, until)
    if all(comment.model_id is None for comment in changed):
        return [(comment, "") for comment in changed]
    names = {model.id: model.name for model in tx.registry.models()}
    return [
        (comment, "" if comment.model_id is None else names.get(comment.model_id, ""))
        for comment in changed
    ]
