"""Maintenance that a person asks for: verify a store, back it up."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import Artifact, ArtifactOwner
from runlore.entities.errors import DamagedError, NotFoundError
from runlore.entities.ids import Digest, LoggedModelId
from runlore.entities.run import Run
from runlore.query.ast import Cursor, RunQuery
from runlore.series.points import Window
from runlore.services.access import Access
from runlore.services.folding import Folding
from runlore.services.ledger import breaks_of
from runlore.stores.blobs import BlobStore
from runlore.stores.catalog import Catalog
from runlore.stores.logged_models import ModelScope
from runlore.stores.series import SeriesStore

PAGE = 200
"""Runs looked at in one transaction, so that no snapshot is held for long."""


class Finding(msgspec.Struct, frozen=True):
    """One damage that was found.

    Attributes:
        what: catalog, audit, series or blob.
        which: run id, path, digest or number of an audit entry.
        problem: one sentence.
    """

    what: str
    which: str
    problem: str


class Checked(msgspec.Struct, frozen=True):
    """One step of a verification: what was looked at, and what was found there."""

    step: str
    findings: list[Finding]


class Maintenance:
    """Checks and copies of a whole store."""

    def __init__(
        self,
        catalog: Catalog,
        series: SeriesStore,
        blobs: BlobStore,
        folding: Folding,
        access: Access,
    ) -> None:
        self._catalog = catalog
        self._series = series
        self._blobs = blobs
        self._folding = folding
        self._access = access

    def verify(self, actor: Actor) -> Iterator[Checked]:
        """Read everything back and compare: the database, the audit, every curve, every file.

        Yields one step after the other, so that progress can be shown.
        """
        self._access.require(actor, Permission.ADMINISTER)
        self._folding.catch_up()
        damage = [Finding("catalog", "database", problem) for problem in self._catalog.check()]
        yield Checked("database", damage)
        breaks = breaks_of(self._catalog)
        yield Checked("audit", [Finding("audit", f"entry {n}", why) for n, why in breaks])
        seen: set[Digest] = set()
        for run in self._runs():
            findings = self._check_series(run) + self._check_files(run.id, seen)
            yield Checked(f"run {run.id}", findings)
        for model in self._models():
            yield Checked(f"model {model}", self._check_files(model, seen))

    def backup(self, actor: Actor, catalog_file: Path, blobs: BlobStore) -> Iterator[str]:
        """Copy the store as it is at one instant: the catalog first, then every blob that it names.

        Blobs never change, so those copied later are those of that instant. Yields the name of each
        thing copied.
        """
        self._access.require(actor, Permission.ADMINISTER)
        self._catalog.backup(catalog_file)
        yield "catalog"
        for stat in self._blobs.list():
            if blobs.stat(stat.sha256) is None:
                blobs.put(self._blobs.open(stat.sha256), stat.sha256)
            yield stat.sha256

    def _runs(self) -> Iterator[Run]:
        after: Cursor | None = None
        while True:
            with self._catalog.read() as tx:
                page = tx.runs.search(RunQuery(limit=PAGE, after=after, deleted=None))
            yield from page
            if len(page) < PAGE:
                return
            after = Cursor((), page[-1].id)

    def _models(self) -> list[LoggedModelId]:
        with self._catalog.read() as tx:
            return [model.id for model in tx.logged_models.find(ModelScope(deleted=None))]

    def _check_files(self, owner: ArtifactOwner, seen: set[Digest]) -> list[Finding]:
        """What is wrong with the owner's files, but those that were looked at before."""
        with self._catalog.read() as tx:
            artifacts = tx.trails.artifacts(owner)
        findings: list[Finding] = []
        for artifact in artifacts:
            if artifact.sha256 not in seen:
                seen.add(artifact.sha256)
                findings += self._check_blob(owner, artifact)
        return findings

    def _check_series(self, run: Run) -> list[Finding]:
        findings: list[Finding] = []
        with self._catalog.read() as tx:
            for key, summary in run.metrics.items():
                try:
                    [points] = self._series.read(tx, [(run.id, key)], Window())
                    found = len(points)
                except DamagedError as error:
                    findings.append(Finding("series", f"{run.id} {key}", error.message))
                    continue
                if found < summary.count:
                    missing = f"{found:,} of {summary.count:,} points can be read."
                    findings.append(Finding("series", f"{run.id} {key}", missing))
        return findings

    def _check_blob(self, owner: ArtifactOwner, artifact: Artifact) -> list[Finding]:
        which = f"{owner} {artifact.path}"
        digest = hashlib.sha256()
        try:
            for chunk in self._blobs.open(artifact.sha256):
                digest.update(chunk)
        except NotFoundError:
            return [Finding("blob", which, "The file's bytes are missing.")]
        if digest.hexdigest() != artifact.sha256:
            return [Finding("blob", which, "The file's bytes do not have their digest.")]
        return []
