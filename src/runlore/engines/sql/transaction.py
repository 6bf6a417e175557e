"""All stores of one SQL transaction."""

from functools import cached_property

from runlore.engines.sql.audit import SqlAudit
from runlore.engines.sql.comments import SqlComments
from runlore.engines.sql.datasets import SqlDatasets
from runlore.engines.sql.experiments import SqlExperiments
from runlore.engines.sql.logged_models import SqlLoggedModels
from runlore.engines.sql.overview import SqlOverview
from runlore.engines.sql.registry import SqlRegistry
from runlore.engines.sql.runs import SqlRuns
from runlore.engines.sql.session import Session
from runlore.engines.sql.shelf import SqlShelf
from runlore.engines.sql.trails import SqlTrails
from runlore.engines.sql.views import SqlViews
from runlore.engines.sql.writers import SqlWriters


class SqlTransaction:
    """All stores of one SQL transaction; a ``stores.catalog.Transaction``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def experiments(self) -> SqlExperiments:
        """Projects and experiments."""
        return SqlExperiments(self._session)

    @cached_property
    def runs(self) -> SqlRuns:
        """Run documents and their search index."""
        return SqlRuns(self._session)

    @cached_property
    def writers(self) -> SqlWriters:
        """What each writer has said so far."""
        return SqlWriters(self._session)

    @cached_property
    def trails(self) -> SqlTrails:
        """Console lines, captures, artifact names."""
        return SqlTrails(self._session)

    @cached_property
    def datasets(self) -> SqlDatasets:
        """What is known of datasets."""
        return SqlDatasets(self._session)

    @cached_property
    def logged_models(self) -> SqlLoggedModels:
        """Models that were packaged."""
        return SqlLoggedModels(self._session)

    @cached_property
    def shelf(self) -> SqlShelf:
        """Rows and blobs of the chunk engine."""
        return SqlShelf(self._session)

    @cached_property
    def registry(self) -> SqlRegistry:
        """Registered models and their versions."""
        return SqlRegistry(self._session)

    @cached_property
    def audit(self) -> SqlAudit:
        """Every change of the registry."""
        return SqlAudit(self._session)

    @cached_property
    def comments(self) -> SqlComments:
        """What people say about runs and model versions."""
        return SqlComments(self._session)

    @cached_property
    def overview(self) -> SqlOverview:
        """Sums and moments over many runs."""
        return SqlOverview(self._session)

    @cached_property
    def views(self) -> SqlViews:
        """Saved views and long addresses."""
        return SqlViews(self._session)
