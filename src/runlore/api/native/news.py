"""News as server-sent events: what happened between two looks, written once for all listeners."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
import numpy as np

from runlore.api.kit.numbers import JsonNumber
from runlore.api.native.series import list_steps, list_values
from runlore.api.native.topics import Topics, write_cursor
from runlore.api.native.views import view_run
from runlore.entities.ids import RunId
from runlore.entities.records import RowsLogged
from runlore.services.live import LiveNews

MAX_POINTS = 50_000
"""Points in one look. More than that is faster fetched as tiles than told one by one."""

STIRRED = b"event: runs\ndata: {}\n\n"
"""Says: some run was made or changed, or a comment; who shows lists of all asks again."""

GAP = b"event: gap\ndata: {}\n\n"
"""Says: something was left out here, fetch afresh what you show."""


class PointsEvent(msgspec.Struct, frozen=True):
    """New points of one metric. Time in µs; a final value has the step null."""

    run: RunId
    key: str
    step: list[int | None]
    time: list[int]
    value: list[JsonNumber]


class ConsoleEvent(msgspec.Struct, frozen=True):
    """How many console lines a run has now."""

    run: RunId
    size: int


class CommentEvent(msgspec.Struct, frozen=True):
    """A comment was written, changed or deleted; fetch those of its run or version again."""

    run: RunId | None
    model: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """One event.

    Attributes:
        project: where it happened, or empty.
        run: where it happened, or None for a model.
        text: as it is sent.
        rows: (first, behind last) row of its points, for those who have some of them already.
        model: name of the registered model it happened to, or empty.
    """

    project: str
    run: RunId | None
    text: bytes
    rows: tuple[int, int] | None = None
    model: str = ""

    def wanted_by(self, topics: Topics) -> bool:
        """Whether it concerns one who listens to these topics."""
        if self.run is None:
            return self.model in topics.models
        return topics.match(self.project, self.run)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What one look found.

    Attributes:
        items: events in order.
        gap: there was more than is told.
        cursor: as the id of an event.
    """

    items: tuple[Item, ...]
    gap: bool
    cursor: str

    def text_for(self, topics: Topics, seen: Mapping[RunId, int]) -> bytes:
        """What a listener is sent: empty when nothing concerns it.

        Args:
            topics: what it wants.
            seen: by run, the row up to which it has the points already.
        """
        if self.gap:
            return self.only_gap()
        wanted = [item for item in self.items if item.wanted_by(topics)]
        parts = [part for item in wanted if (part := _unseen(item, seen))]
        if topics.any_run and any(item.rows is None for item in self.items):
            parts.append(STIRRED)
        if not parts:
            return b""
        # The last event carries the id: who breaks off before it is told all of this again.
        return b"".join((*parts[:-1], self._id(), parts[-1]))

    def only_gap(self) -> bytes:
        """What a listener is sent in the place of all that it had no room for."""
        return self._id() + GAP

    def _id(self) -> bytes:
        return b"id: %b\n" % self.cursor.encode()


def write_pulse(news: LiveNews, projects: Mapping[RunId, str]) -> Pulse:
    """Write news as events. Points of the runs in ``projects`` are told, with their project."""
    rows = [entry for entry in news.rows if entry[0] in projects]
    count = sum(len(one.keys) * one.count for _, _, logged in rows for one in logged)
    items = () if count > MAX_POINTS else tuple(_items(news, rows, projects))
    return Pulse(items, news.missed or count > MAX_POINTS, write_cursor(news.cursor))


def rows_behind(news: LiveNews) -> dict[RunId, int]:
    """By run, the row behind the last that the news tells."""
    return {run: _behind(first, logged) for run, first, logged in news.rows}


def _items(
    news: LiveNews,
    rows: Iterable[tuple[RunId, int, list[RowsLogged]]],
    projects: Mapping[RunId, str],
) -> Iterator[Item]:
    for run, first, logged in rows:
        if not logged:
            yield Item(projects[run], run, GAP)
        behind = _behind(first, logged)
        for event in _points(run, logged):
            yield Item(projects[run], run, _event("points", event), (first, behind))
    for document in news.runs:
        where = document.project, document.id
        yield Item(*where, _event("run", view_run(document)))
        if document.id in news.console:
            size = news.console[document.id]
            yield Item(*where, _event("console", ConsoleEvent(document.id, size)))
    yield from _remarks(news, projects)


def _remarks(news: LiveNews, projects: Mapping[RunId, str]) -> Iterator[Item]:
    for comment, model in news.comments:
        told = _event("comment", CommentEvent(comment.run, model, comment.version))
        if comment.run is None:
            yield Item("", None, told, model=model)
        elif comment.run in projects:
            yield Item(projects[comment.run], comment.run, told)


def _points(run: RunId, logged: Iterable[RowsLogged]) -> Iterator[PointsEvent]:
    by_key: dict[str, list[tuple[np.ndarray, int]]] = {}
    for rows in logged:
        kind = np.dtype([("step", "<i8"), ("time", "<i8"), ("value", "<f8", (len(rows.keys),))])
        table = np.frombuffer(rows.packed, kind, rows.count)
        for column, key in enumerate(rows.keys):
            by_key.setdefault(key, []).append((table, column))
    for key, parts in by_key.items():
        yield PointsEvent(
            run=run,
            key=key,
            step=list_steps(np.concatenate([table["step"] for table, _ in parts])),
            time=np.concatenate([table["time"] for table, _ in parts]).tolist(),
            value=list_values(np.concatenate([table["value"][:, at] for table, at in parts])),
        )


def _behind(first: int, logged: Iterable[RowsLogged]) -> int:
    return first + sum(rows.count for rows in logged)


def _unseen(item: Item, seen_of: Mapping[RunId, int]) -> bytes:
    seen = 0 if item.run is None else seen_of.get(item.run, 0)
    if item.rows is None or item.rows[0] >= seen:
        return item.text
    return b"" if item.rows[1] <= seen else GAP


def _event(name: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(data))
