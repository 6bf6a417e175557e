"""The catalog: transactions over everything but the bytes of blobs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeVar

from runlore.stores.audit import AuditStore
from runlore.stores.comments import CommentStore
from runlore.stores.datasets import DatasetStore
from runlore.stores.experiments import ExperimentStore
from runlore.stores.logged_models import LoggedModelStore
from runlore.stores.overview import OverviewStore
from runlore.stores.registry import RegistryStore
from runlore.stores.runs import RunStore
from runlore.stores.shelf import ChunkShelf
from runlore.stores.trails import TrailStore
from runlore.stores.views import ViewStore
from runlore.stores.writers import WriterStore

T = TypeVar("T")


class Transaction(Protocol):
    """All stores at one instant. Valid only inside the ``read`` or ``write`` that made it."""

    @property
    def experiments(self) -> ExperimentStore:
        """Projects and experiments."""
        ...

    @property
    def runs(self) -> RunStore:
        """Run documents and their search index."""
        ...

    @property
    def writers(self) -> WriterStore:
        """What each writer has said so far."""
        ...

    @property
    def trails(self) -> TrailStore:
        """Console lines, captures, artifact names."""
        ...

    @property
    def datasets(self) -> DatasetStore:
        """What is known of datasets."""
        ...

    @property
    def logged_models(self) -> LoggedModelStore:
        """Models that were packaged."""
        ...

    @property
    def shelf(self) -> ChunkShelf:
        """Rows and blobs of the chunk engine."""
        ...

    @property
    def registry(self) -> RegistryStore:
        """Registered models and their versions."""
        ...

    @property
    def audit(self) -> AuditStore:
        """Every change of the registry."""
        ...

    @property
    def comments(self) -> CommentStore:
        """What people say about runs and model versions."""
        ...

    @property
    def overview(self) -> OverviewStore:
        """Sums and moments over many runs."""
        ...

    @property
    def views(self) -> ViewStore:
        """Saved views and long addresses."""
        ...


class Catalog(Protocol):
    """Where everything but blobs is kept.

    A store may be open in several processes at once. Nothing read outside a transaction may be
    relied on inside one.
    """

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Do ``work`` atomically and return what it returned, once that is durable.

        ``work`` may be run again from its start when the database asks for it, so it must touch
        nothing but the transaction. Works of several threads may share one commit; each is still
        atomic alone: when one raises, its changes and only its changes are undone and the error
        is raised to its caller. Writers of one store are serialised.

        Raises:
            StorageFullError: no space; nothing was changed.
            UnavailableError: the database is locked by another process for too long.
        """
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A snapshot: all reads inside see one instant. Never blocks a writer, nor is blocked."""
        ...

    def changes(self) -> int:
        """A number that differs from an earlier one if any process committed since. Cheap."""
        ...

    def backup(self, target: Path) -> None:
        """Write a copy of everything in the catalog, as it was at one instant, to a new file.

        Writers go on meanwhile. The copy opens as a store of its own.
        """
        ...

    def check(self) -> list[str]:
        """Let the database check itself; one sentence for each damage found."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
