"""Everything a run stored, wherever it is kept: what a repetition is made of."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import msgspec
import numpy as np

from runlore.client.asking import Asker
from runlore.client.reader import Reader
from runlore.client.transport.http import Transport
from runlore.entities.artifact import Artifact
from runlore.entities.dataset import RunInput
from runlore.entities.errors import (
    DamagedError,
    InvalidInputError,
    NotFoundError,
    RunloreError,
)
from runlore.entities.ids import RunId, parse_run_id
from runlore.entities.run import REPRODUCES, Run, RunStatus
from runlore.launch.curves import Curve
from runlore.launch.judge import Outcome
from runlore.wire.columns import POINTS_TYPE, decode_points

PIECE_BYTES = 8 * 1024 * 1024
"""Files are fetched in pieces of this size, so that memory does not grow with them."""

SHORTEST_PREFIX = 4
"""Letters of a run id that may stand for it: fewer match half of a store."""

MAX_CANDIDATES = 200
"""Earlier runs of an experiment that are looked at for replicas and for the last good one."""

_REPORTS = "reproduction/"
"""Folder in a run of what a repetition writes there itself: no outcome of the program."""


class Evidence(Protocol):
    """What is known of one run. Bytes are checked against their digest as they are read."""

    @property
    def run(self) -> Run:
        """The run itself: params, tags, statistics, status."""

    @property
    def captures(self) -> Mapping[str, Any]:
        """What was captured, by section; JSON."""

    @property
    def artifacts(self) -> Mapping[str, Artifact]:
        """Its files by path, the newest version of each."""

    @property
    def inputs(self) -> Sequence[RunInput]:
        """The datasets that it used."""

    def content(self, path: str) -> bytes:
        """The bytes of one of its files.

        Raises:
            NotFoundError: there is none at that path.
            DamagedError: they do not have the digest under which they were stored.
        """

    def save(self, path: str, target: Path) -> None:
        """Write the bytes of one of its files to a new file.

        Raises:
            NotFoundError: there is none at that path.
            DamagedError: they do not have the digest under which they were stored.
        """

    def points(self, key: str) -> bytes:
        """The points of a metric, as the binary columns of ``wire/columns.py``."""


class StoredEvidence:
    """A run in a store, asked for as it is needed."""

    def __init__(self, asker: Asker, run: Run) -> None:
        self._asker = asker
        self.run = run
        self._route = f"/api/v1/runs/{parse_run_id(run.id)}"
        self._captures: Mapping[str, Any] | None = None
        self._artifacts: Mapping[str, Artifact] | None = None
        self._inputs: Sequence[RunInput] | None = None

    def document(self) -> Any:  # noqa: ANN401  # JSON
        """The run as the store tells it: NaN and infinities are texts in it."""
        return self._asker.ask("GET", self._route)

    @property
    def captures(self) -> Mapping[str, Any]:
        """What was captured, by section; JSON."""
        if self._captures is None:
            self._captures = self._asker.ask("GET", f"{self._route}/captures")["captures"]
        return self._captures

    @property
    def artifacts(self) -> Mapping[str, Artifact]:
        """Its files by path, the newest version of each."""
        if self._artifacts is None:
            listed = self._asker.ask("GET", f"{self._route}/artifacts?deep=true")["entries"]
            files = [msgspec.convert(one["artifact"], Artifact) for one in listed]
            files.sort(key=lambda file: file.logged_at)
            self._artifacts = {file.path: file for file in files}
        return self._artifacts

    @property
    def inputs(self) -> Sequence[RunInput]:
        """The datasets that it used."""
        if self._inputs is None and self.run.inputs:
            told = self._asker.ask("GET", f"{self._route}/lineage")["inputs"]
            self._inputs = msgspec.convert(told, list[RunInput])
        return self._inputs or ()

    def content(self, path: str) -> bytes:
        """The bytes of one of its files."""
        return b"".join(self._pieces(path))

    def save(self, path: str, target: Path) -> None:
        """Write the bytes of one of its files to a new file."""
        with target.open("xb") as file:
            for piece in self._pieces(path):
                file.write(piece)

    def has(self, path: str) -> bool:
        """Whether the store has the bytes of one of its files."""
        artifact = self.artifacts.get(path)
        if artifact is None:
            return False
        try:
            self._asker.answer("HEAD", f"/api/v1/blobs/{artifact.sha256}")
        except NotFoundError:
            return False
        return True

    def points(self, key: str) -> bytes:
        """The points of a metric, as binary columns."""
        asked = urlencode({"key": key, "format": "columns"}, quote_via=quote)
        return self._asker.answer("GET", f"{self._route}/series?{asked}", POINTS_TYPE).body

    def _pieces(self, path: str) -> Iterator[bytes]:
        """The file in pieces; raises at its end when they are not what was stored."""
        artifact = self.artifacts.get(path)
        if artifact is None:
            raise NotFoundError(f"file of run {self.run.id}", path)
        asked = urlencode({"path": path}, quote_via=quote)
        digest = hashlib.sha256()
        for start in range(0, artifact.size, PIECE_BYTES):
            end = min(artifact.size, start + PIECE_BYTES) - 1
            piece = self._asker.answer(
                "GET",
                f"{self._route}/artifacts/content?{asked}",
                headers={"range": f"bytes={start}-{end}"},
            ).body
            digest.update(piece)
            yield piece
        check_digest(path, artifact.sha256, digest.hexdigest())


def check_digest(path: str, wanted: str, found: str) -> None:
    """Refuse bytes that are not those which were stored.

    Raises:
        DamagedError: the digests differ.
    """
    if wanted != found:
        raise DamagedError(
            f"{path!r} has the digest {found[:12]}…, not {wanted[:12]}… as it was stored. "
            "It is not used."
        )


def curve_of(evidence: Evidence, key: str) -> Curve:
    """All points of a metric."""
    columns = decode_points(evidence.points(key))
    return Curve(
        step=np.frombuffer(columns.step, "<i8").astype(np.int64),
        value=np.frombuffer(columns.value, "<f8").astype(np.float64),
    )


def outcome_of(evidence: Evidence) -> Outcome:
    """What came out of a run: its curves, and the digests of what its program logged itself."""
    made = {
        path: str(file.sha256)
        for path, file in evidence.artifacts.items()
        if file.origin == "user" and not path.startswith(_REPORTS)
    }
    return Outcome({key: curve_of(evidence, key) for key in evidence.run.metrics}, made)


class Library:
    """The runs of a store."""

    def __init__(self, transport: Transport, uri: str) -> None:
        """Open it; nothing is reached yet.

        Args:
            transport: the way to it.
            uri: its address, for the runs that are made there.
        """
        self.uri = uri
        self._asker = Asker(transport)
        self._reader = Reader(transport)

    def find(self, which: str) -> StoredEvidence:
        """The run with this id, this beginning of an id, or this name.

        Raises:
            NotFoundError: when there is none.
            InvalidInputError: when several are meant.
        """
        quoted = which.replace("'", "''")
        terms = [f"id = '{quoted}'", f"name = '{quoted}'"]
        if len(which) >= SHORTEST_PREFIX and which.isalnum():
            terms.append(f"id LIKE '{quoted}%'")
        found = list(self._reader.search(" or ".join(terms), limit=MAX_CANDIDATES))
        exact = [run for run in found if run.id == which] or found
        # A repetition has the name of what it repeats, which is meant.
        exact = [run for run in exact if REPRODUCES not in run.tags] or exact
        if not exact:
            raise NotFoundError("run", which)
        if len(exact) > 1:
            ids = ", ".join(run.id for run in exact[:5])
            raise InvalidInputError(f"{len(exact)} runs are called {which!r}: {ids}. Give an id.")
        return self.run(exact[0].id)

    def run(self, run_id: str) -> StoredEvidence:
        """The run with this id, read anew.

        Raises:
            NotFoundError: there is none.
        """
        return StoredEvidence(self._asker, self._reader.run(run_id))

    def all(self) -> Iterator[StoredEvidence]:
        """Every run, the newest first."""
        return (StoredEvidence(self._asker, run) for run in self._reader.search())

    def siblings(self, run: Run) -> Iterator[StoredEvidence]:
        """The other runs of its experiment that finished, the newest first."""
        found = self._reader.search(
            f"status = '{RunStatus.FINISHED.value}'",
            project=run.project,
            experiments=[run.experiment],
            limit=MAX_CANDIDATES,
        )
        return (StoredEvidence(self._asker, one) for one in found if one.id != run.id)

    def tagged(self, key: str, value: str) -> list[Run]:
        """The runs that carry a tag, the oldest first."""
        quoted = value.replace("'", "''")
        found = list(self._reader.search(f"tags.{key} = '{quoted}'"))
        return sorted(found, key=lambda run: (run.started_at, run.id))

    def last_good(self, run: Run) -> StoredEvidence:
        """The last good run before this one, as the server finds it.

        Raises:
            NotFoundError: there is none.
        """
        route = f"/api/v1/runs/{quote(run.id, safe='')}/difference"
        found = self._asker.ask("GET", f"{route}?with=last-good")["other"]
        if found is None:
            raise NotFoundError("finished run of the same program before", run.id)
        return self.run(found["id"])

    def metric_step(self, run: RunId) -> int:
        """The largest step that a running run has logged so far; −1 before the first."""
        try:
            metrics = self._reader.run(run).metrics
        except RunloreError:
            return -1
        return max((stats.last_step for stats in metrics.values()), default=-1)
