"""Console lines, captures and artifact names in SQL."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)

from runlore.engines.sql.numbers import A_STATEMENT
from runlore.engines.sql.reads import SqlReads
from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import artifacts, captures, console
from runlore.entities.artifact import Artifact, ArtifactOwner
from runlore.entities.ids import Digest, Micros, RunId
from runlore.entities.limits import NO_STEP
from runlore.entities.params import JSONValue
from runlore.stores.trails import ConsoleLine

_LINES = msgspec.msgpack.Decoder(list[str])
_RUN: BindParameter[int] = bindparam("run_pk")

# Lines lie many in a row: the one that holds the first wanted line begins at or before it.
_CONSOLE = (
    select(console.c.first, console.c.stream, console.c.time, console.c.lines)
    .where(
        console.c.run_pk == _RUN,
        console.c.first < bindparam("end"),
        console.c.first
        >= select(func.coalesce(func.max(console.c.first), 0))
        .where(console.c.run_pk == _RUN, console.c.first <= bindparam("begin"))
        .scalar_subquery(),
    )
    .order_by(console.c.first)
)
_CONSOLE_END = (
    select(console.c.first + console.c["count"])
    .where(console.c.run_pk == _RUN)
    .order_by(console.c.first.desc())
    .limit(1)
)
_ARTIFACT = select(
    artifacts.c.path,
    artifacts.c.sha256,
    artifacts.c.md5,
    artifacts.c.size,
    artifacts.c.media_type,
    artifacts.c.kind,
    artifacts.c.step,
    artifacts.c.logged_at,
    artifacts.c.origin,
).where(artifacts.c.run_pk == _RUN)

# Said once, as building one takes longer than running it; a thousand files ask a thousand times.
_AT = (artifacts.c.path == bindparam("at"), artifacts.c.step == bindparam("of_step"))
_NEWEST = (artifacts.c.artifact_pk.desc(),)
_ARTIFACT_OF_ANY_STEP = _ARTIFACT.where(_AT[0]).order_by(*_NEWEST).limit(1)
_ARTIFACT_OF_STEP = _ARTIFACT.where(*_AT).order_by(*_NEWEST).limit(1)
_DROP_ARTIFACT = delete(artifacts).where(artifacts.c.run_pk == bindparam("of_run"), *_AT)
_PUT_ARTIFACT = insert(artifacts).inline()


class SqlTrails:
    """Trails in SQL; a ``stores.trails.TrailStore``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._numbers = session.numbers
        self._reads = SqlReads(session)

    def add_console(self, run: RunId, stream: str, time: Micros, lines: list[str]) -> int:
        """Append lines; gives the number of the first."""
        first = self.console_size(run)
        if lines:
            self._connection.execute(
                insert(console),
                {
                    "run_pk": self._numbers.ensure_run(run),
                    "first": first,
                    "count": len(lines),
                    "stream": stream,
                    "time": time,
                    "lines": msgspec.msgpack.encode(lines),
                },
            )
        return first

    def console(self, run: RunId, first: int, limit: int) -> list[ConsoleLine]:
        """Lines ``first`` to ``first + limit``."""
        asked = {"run_pk": self._numbers.run(run), "begin": first, "end": first + limit}
        return [
            ConsoleLine(number, stream, time, text)
            for start, stream, time, lines in self._connection.execute(_CONSOLE, asked)
            for number, text in enumerate(_LINES.decode(lines), start)
            if first <= number < first + limit
        ]

    def console_size(self, run: RunId) -> int:
        """How many lines there are."""
        run_pk = self._numbers.run(run)
        return self._connection.execute(_CONSOLE_END, {"run_pk": run_pk}).scalar() or 0

    def put_capture(self, run: RunId, section: str, value: JSONValue) -> None:
        """Replace one section of what was captured."""
        self._connection.execute(
            self._session.dialect.upsert(captures, ("run_pk", "section")),
            {
                "run_pk": self._numbers.ensure_run(run),
                "section": section,
                "value": msgspec.msgpack.encode(value),
            },
        )

    def captures(self, run: RunId) -> dict[str, JSONValue]:
        """All sections, by name."""
        rows = self._connection.execute(
            select(captures.c.section, captures.c.value)
            .where(captures.c.run_pk == self._numbers.run(run))
            .order_by(captures.c.section)
        )
        return {section: msgspec.msgpack.decode(value) for section, value in rows}

    def put_artifact(self, owner: ArtifactOwner, artifact: Artifact) -> None:
        """Name a blob. The newest of one path and step replaces the older."""
        run_pk = self._numbers.ensure_run(owner)
        step = NO_STEP if artifact.step is None else artifact.step
        # Deleted and made anew, so that its number says that it is the newest of its path.
        at = {"of_run": run_pk, "at": artifact.path, "of_step": step}
        self._connection.execute(_DROP_ARTIFACT, at)
        named = {**msgspec.structs.asdict(artifact), "run_pk": run_pk, "step": step}
        self._connection.execute(_PUT_ARTIFACT, named)

    def artifacts(self, owner: ArtifactOwner, folder: str = "") -> list[Artifact]:
        """All files below the folder, by path then step."""
        wanted = _ARTIFACT.order_by(artifacts.c.path, artifacts.c.step)
        if folder:
            wanted = wanted.where(_below(folder))
        found = self._connection.execute(wanted, {"run_pk": self._numbers.run(owner)})
        return [_artifact_of(row) for row in found]

    def artifact(self, owner: ArtifactOwner, path: str, step: int | None = None) -> Artifact | None:
        """The file at the path; without a step, the newest of any step."""
        asked = {"run_pk": self._numbers.run(owner), "at": path, "of_step": step}
        wanted = _ARTIFACT_OF_ANY_STEP if step is None else _ARTIFACT_OF_STEP
        row = self._connection.execute(wanted, asked).one_or_none()
        return None if row is None else _artifact_of(row)

    def delete_artifacts(self, owner: ArtifactOwner, path: str) -> int:
        """Forget the file at the path and all files below it."""
        gone = delete(artifacts).where(artifacts.c.run_pk == self._numbers.run(owner))
        if path:
            gone = gone.where(or_(artifacts.c.path == path, _below(path)))
        return self._connection.execute(gone).rowcount

    def referenced(self, digests: list[Digest]) -> set[Digest]:
        """Those of the digests that some artifact of any owner names."""
        found: set[Digest] = set()
        for at in range(0, len(digests), A_STATEMENT):
            some = digests[at : at + A_STATEMENT]
            named = select(artifacts.c.sha256).where(artifacts.c.sha256.in_(some)).distinct()
            found.update(self._connection.execute(named).scalars())
        return found

    def put_reads(self, run: RunId, owners: Sequence[ArtifactOwner]) -> None:
        """Keep that a run read files of other runs and models."""
        self._reads.put(run, owners)

    def reads(self, runs: Sequence[RunId]) -> list[tuple[RunId, ArtifactOwner]]:
        """Whose files those runs read."""
        return self._reads.find(runs, by_owner=False)

    def readers(
        self, owners: Sequence[ArtifactOwner], limit: int = 1000
    ) -> list[tuple[RunId, ArtifactOwner]]:
        """Which runs read files of those owners."""
        return self._reads.find(owners, by_owner=True, limit=limit)

    def delete(self, owner: ArtifactOwner) -> None:
        """Forget the trails of a run or a model."""
        run_pk = self._numbers.run(owner)
        self._reads.delete(run_pk)
        for table in _TRAILS:
            self._connection.execute(delete(table).where(table.c.run_pk == run_pk))


def _below(folder: str) -> ColumnElement[bool]:
    """Files below a folder. "0" follows "/": a range, which the index serves, unlike LIKE."""
    return and_(artifacts.c.path > f"{folder}/", artifacts.c.path < f"{folder}0")


_TRAILS: tuple[Table, ...] = (console, captures, artifacts)


def _artifact_of(row: Sequence[Any]) -> Artifact:
    path, sha256, md5, size, media_type, kind, step, logged_at, origin = row
    return Artifact(
        path,
        sha256,
        md5,
        size,
        media_type,
        kind,
        None if step == NO_STEP else step,
        logged_at,
        origin,
    )
