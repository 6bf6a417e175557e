"""Datasets: what runs used, and what an experiment has."""

from collections.abc import Sequence

from runlore.entities.access import Actor, Permission
from runlore.entities.dataset import DatasetSummary, RunInput
from runlore.entities.errors import LimitExceededError
from runlore.entities.ids import ExperimentId, RunId
from runlore.services.access import Access
from runlore.stores.catalog import Catalog

MAX_SUMMARIES = 1_000
"""Datasets in one answer: more than anybody picks from."""


class Datasets:
    """What is known of datasets; ``services/lineage.py`` says who uses them."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def inputs(self, actor: Actor, runs: Sequence[RunId]) -> dict[RunId, list[RunInput]]:
        """The datasets of those of the runs that used any, whole, each run's in its order."""
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return tx.datasets.inputs(runs)

    def of_experiments(
        self, actor: Actor, experiments: Sequence[ExperimentId], limit: int = MAX_SUMMARIES
    ) -> list[DatasetSummary]:
        """The experiments' datasets, each once for every context of its uses, newest first.

        Raises:
            LimitExceededError: more are asked for than one answer holds.
        """
        self._access.require(actor, Permission.READ)
        if not 1 <= limit <= MAX_SUMMARIES:
            raise LimitExceededError("limit", limit, MAX_SUMMARIES, "Ask for 1 to 1,000 datasets.")
        if len(experiments) > MAX_SUMMARIES:
            raise LimitExceededError(
                "experiments", len(experiments), MAX_SUMMARIES, "Ask in several requests."
            )
        with self._catalog.read() as tx:
            return tx.datasets.summaries(experiments, limit)
