"""Numbers that stand for run ids and keys in every other table.

Logged models get their numbers as runs do, from the same table: ids of the two are never alike, so
whatever may belong to either, such as a file, needs one number to say whose it is.

A number is given once and for ever, so what was read from a committed transaction stays true in
every process and may be remembered. What a transaction makes itself is remembered only once it is
committed: it may yet be undone, and its numbers given to others.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, bindparam, insert, select

from runlore.engines.sql.tables import KIND_NUMBERS, keys, run_numbers
from runlore.entities.artifact import ArtifactOwner
from runlore.entities.ids import RunId
from runlore.query.ast import FieldKind

SHARED_KEY = (0, "")
"""The key of the columns that all metrics of a chunk share, in the dictionary of keys."""

MAX_REMEMBERED = 200_000
"""Entries of each kind kept in memory, about 40 MB at worst; the lot is dropped when it is full."""

A_STATEMENT = 500
"""Values in one IN list: far below every database's limit, and long enough to cost nothing."""

Key = tuple[int, str]
K = TypeVar("K")

_RUN = select(run_numbers.c.run_pk).where(run_numbers.c.id == bindparam("run"))
_RUNS = select(run_numbers.c.id, run_numbers.c.run_pk).where(
    run_numbers.c.id.in_(bindparam("wanted", expanding=True))
)
_RUN_IDS = select(run_numbers.c.id, run_numbers.c.run_pk).where(
    run_numbers.c.run_pk.in_(bindparam("wanted", expanding=True))
)
_NEW_RUN, _NEW_KEYS = insert(run_numbers), insert(keys)
_KEYS = select(keys.c.name, keys.c.key_id).where(
    keys.c.kind == bindparam("kind_number"), keys.c.name.in_(bindparam("wanted", expanding=True))
)
_KEY_NAMES = select(keys.c.kind, keys.c.name, keys.c.key_id).where(
    keys.c.key_id.in_(bindparam("wanted", expanding=True))
)


def metric_key(name: str) -> Key:
    """The dictionary entry of a metric's name; ``""`` stands for the shared columns."""
    return (KIND_NUMBERS[FieldKind.METRIC], name) if name else SHARED_KEY


class NumberMemory:
    """What all transactions of a catalog remember together."""

    def __init__(self) -> None:
        self.runs: dict[ArtifactOwner, int] = {}
        self.run_ids: dict[int, RunId] = {}
        self.keys: dict[Key, int] = {}
        self.key_names: dict[int, str] = {}

    def learn(self, runs: dict[ArtifactOwner, int], new_keys: dict[Key, int]) -> None:
        """Remember committed numbers. Safe from several threads: dict updates are atomic."""
        if len(self.runs) > MAX_REMEMBERED:
            self.runs, self.run_ids = {}, {}
        if len(self.keys) > MAX_REMEMBERED:
            self.keys, self.key_names = {}, {}
        self.runs.update(runs)
        self.run_ids.update({number: RunId(run) for run, number in runs.items()})
        self.keys.update(new_keys)
        self.key_names.update({number: name for (_, name), number in new_keys.items()})


class Numbers:
    """Numbers as one transaction sees them."""

    def __init__(self, connection: Connection, memory: NumberMemory) -> None:
        self._connection = connection
        self._memory = memory
        self._runs: dict[ArtifactOwner, int] = {}
        self._keys: dict[Key, int] = {}

    def committed(self) -> None:
        """What this transaction read and made is true from now on."""
        if self._runs or self._keys:
            self._memory.learn(self._runs, self._keys)

    def run(self, run: ArtifactOwner) -> int | None:
        """The number of a run or a model; None when it never had one."""
        found = self._memory.runs.get(run) or self._runs.get(run)
        if found is None:
            found = self._connection.execute(_RUN, {"run": run}).scalar()
            if found is not None:
                self._runs[run] = found
        return found

    def ensure_run(self, run: ArtifactOwner) -> int:
        """The number of a run or a model, given now when it has none."""
        found = self.run(run)
        if found is None:
            made = self._connection.execute(_NEW_RUN, {"id": run})
            found = self._runs[run] = number_given(made)
        return found

    def runs(self, runs: Iterable[ArtifactOwner]) -> dict[ArtifactOwner, int]:
        """The numbers of those runs, or models, that have one."""
        known: dict[ArtifactOwner, int] = {}
        missing: list[ArtifactOwner] = []
        for run in dict.fromkeys(runs):
            number = self._memory.runs.get(run) or self._runs.get(run)
            if number is None:
                missing.append(run)
            else:
                known[run] = number
        for some in _pieces(missing):
            for run, number in self._connection.execute(_RUNS, {"wanted": some}):
                self._runs[run] = known[run] = number
        return known

    def run_ids(self, numbers: Iterable[int]) -> dict[int, RunId]:
        """The runs that have those numbers."""
        wanted = set(numbers)
        memory = self._memory.run_ids
        known = {number: memory[number] for number in wanted if number in memory}
        for some in _pieces(list(wanted - known.keys())):
            for run, number in self._connection.execute(_RUN_IDS, {"wanted": some}):
                self._runs[run] = number
                known[number] = run
        return known

    def keys(self, wanted: Iterable[Key]) -> dict[Key, int]:
        """The numbers of those keys that have one."""
        known: dict[Key, int] = {}
        missing: dict[int, list[str]] = {}
        for key in wanted:
            number = self._memory.keys.get(key) or self._keys.get(key)
            if number is None:
                missing.setdefault(key[0], []).append(key[1])
            else:
                known[key] = number
        for kind, names in missing.items():
            for some in _pieces(names):
                self._read_keys(kind, some, known)
        return known

    def ensure_keys(self, wanted: Iterable[Key]) -> dict[Key, int]:
        """The numbers of all those keys, given now to those that have none."""
        asked = list(wanted)
        known = self.keys(asked)
        fresh = list(dict.fromkeys(key for key in asked if key not in known))
        if fresh:
            rows = [{"kind": k, "name": name, "folded": name.casefold()} for k, name in fresh]
            self._connection.execute(_NEW_KEYS, rows)
            known.update(self.keys(fresh))
        return known

    def key_names(self, numbers: Iterable[int]) -> dict[int, str]:
        """The names of the keys that have those numbers."""
        wanted = set(numbers)
        memory = self._memory.key_names
        known = {number: memory[number] for number in wanted if number in memory}
        for some in _pieces(list(wanted - known.keys())):
            for kind, name, number in self._connection.execute(_KEY_NAMES, {"wanted": some}):
                self._keys[kind, name] = number
                known[number] = name
        return known

    def _read_keys(self, kind: int, names: Sequence[str], known: dict[Key, int]) -> None:
        found = self._connection.execute(_KEYS, {"kind_number": kind, "wanted": names})
        for name, number in found:
            self._keys[kind, name] = known[kind, name] = number


def _pieces(values: Sequence[K]) -> Iterable[Sequence[K]]:
    return (values[at : at + A_STATEMENT] for at in range(0, len(values), A_STATEMENT))


def number_given(made: CursorResult[Any]) -> int:
    """The number that the database gave to the one row of an INSERT."""
    key: Sequence[int] = made.inserted_primary_key or ()
    return key[0]
