"""Writers' states in SQL."""

import msgspec
from sqlalchemy import bindparam, delete, select

from runlore.engines.sql.session import Session
from runlore.engines.sql.tables import recent_calls, writers
from runlore.entities.ids import RunId, WriterId
from runlore.stores.writers import CALL_BYTES, CALLS_REMEMBERED, WriterState

_SHAPES = msgspec.msgpack.Decoder(dict[int, tuple[str, ...]])
_ONE = select(writers.c.last_seq, writers.c.shapes, writers.c.label).where(
    writers.c.run_pk == bindparam("run_pk"), writers.c.writer == bindparam("writer")
)
_CALLS = select(recent_calls.c.digests).where(recent_calls.c.run_pk == bindparam("run_pk"))
_ALL = (
    select(writers.c.writer, writers.c.last_seq, writers.c.shapes, writers.c.label)
    .where(writers.c.run_pk == bindparam("run_pk"))
    .order_by(writers.c.writer)
)


class SqlWriters:
    """Writers' states in SQL; a ``stores.writers.WriterStore``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._numbers = session.numbers

    def get(self, run: RunId, writer: WriterId) -> WriterState | None:
        """How far the writer is, or None for a new one."""
        run_pk = self._numbers.run(run)
        if run_pk is None:
            return None
        row = self._connection.execute(_ONE, {"run_pk": run_pk, "writer": writer}).one_or_none()
        return None if row is None else WriterState(row[0], _SHAPES.decode(row[1]), row[2])

    def put(self, run: RunId, writer: WriterId, state: WriterState) -> None:
        """Replace a writer's state."""
        self._connection.execute(
            self._session.dialect.upsert(writers, ("run_pk", "writer")),
            {
                "run_pk": self._numbers.ensure_run(run),
                "writer": writer,
                "last_seq": state.last_seq,
                "label": state.label,
                "shapes": msgspec.msgpack.encode(state.shapes),
            },
        )

    def list(self, run: RunId) -> list[tuple[WriterId, WriterState]]:
        """All writers of a run."""
        found = self._connection.execute(_ALL, {"run_pk": self._numbers.run(run)})
        return [
            (WriterId(name), WriterState(seq, _SHAPES.decode(shapes), label))
            for name, seq, shapes, label in found
        ]

    def seen(self, run: RunId, call: bytes) -> bool:
        """Whether a call of this digest is among the run's last; now it is."""
        run_pk = self._numbers.ensure_run(run)
        known: bytes = self._connection.execute(_CALLS, {"run_pk": run_pk}).scalar() or b""
        at = known.find(call)
        while at % CALL_BYTES:  # between two digests, or -1: nowhere
            if at < 0:
                break
            at = known.find(call, at + 1)
        if at >= 0:
            return True
        digests = (known + call)[-CALLS_REMEMBERED * CALL_BYTES :]
        self._connection.execute(
            self._session.dialect.upsert(recent_calls, ("run_pk",)),
            {"run_pk": run_pk, "digests": digests},
        )
        return False

    def delete(self, run: RunId) -> None:
        """Forget the writers of a run, and its calls."""
        run_pk = self._numbers.run(run)
        for table in (writers, recent_calls):
            self._connection.execute(delete(table).where(table.c.run_pk == run_pk))
