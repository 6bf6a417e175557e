"""Whose files a run read: rows beside those that say which models it used."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, or_, select

from runlore.engines.sql.model_tables import ROLE_READ, model_uses
from runlore.engines.sql.numbers import A_STATEMENT
from runlore.engines.sql.session import Session
from runlore.entities.artifact import ArtifactOwner
from runlore.entities.ids import RunId

_READ = select(model_uses.c.run_pk, model_uses.c.model_pk).where(model_uses.c.role == ROLE_READ)
_IN_ORDER = _READ.order_by(model_uses.c.use_pk).limit(bindparam("most"))
_OF_RUNS = _IN_ORDER.where(model_uses.c.run_pk.in_(bindparam("wanted", expanding=True)))
_OF_OWNERS = _IN_ORDER.where(model_uses.c.model_pk.in_(bindparam("wanted", expanding=True)))

MAX_READ = 10_000
"""Owners whose files the runs of one question read; a run of ours tells at most 2,000."""


class SqlReads:
    """Which run read files of which owner."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._numbers = session.numbers

    def put(self, run: RunId, owners: Sequence[ArtifactOwner]) -> None:
        """Keep that a run read files of other runs and models."""
        if not owners:
            return
        number = self._numbers.ensure_run(run)
        rows = [
            {"run_pk": number, "model_pk": self._numbers.ensure_run(owner), "role": ROLE_READ}
            for owner in owners
        ]
        # Replacing the step, which is none, changes nothing.
        statement = self._session.dialect.upsert(
            model_uses, ("run_pk", "role", "model_pk"), ("step",)
        )
        self._connection.execute(statement, [{**row, "step": None} for row in rows])

    def find(
        self, wanted: Sequence[ArtifactOwner], *, by_owner: bool, limit: int = MAX_READ
    ) -> list[tuple[RunId, ArtifactOwner]]:
        """Pairs of a run and an owner whose files it read.

        Args:
            wanted: runs, or owners.
            by_owner: whether they are owners.
            limit: pairs at most.
        """
        numbers, statement = self._numbers.runs(wanted), _OF_OWNERS if by_owner else _OF_RUNS
        values, rows = list(numbers.values()), list[tuple[int, int]]()
        for at in range(0, len(values), A_STATEMENT):
            asked = {"wanted": values[at : at + A_STATEMENT], "most": limit - len(rows)}
            rows += [(run, owner) for run, owner in self._connection.execute(statement, asked)]
        names = self._numbers.run_ids(number for row in rows for number in row)
        return [(names[run], names[owner]) for run, owner in rows]

    def delete(self, number: int | None) -> None:
        """Forget what a run or a model read, and who read its files."""
        either = or_(model_uses.c.run_pk == number, model_uses.c.model_pk == number)
        gone = delete(model_uses).where(model_uses.c.role == ROLE_READ, either)
        self._connection.execute(gone)
