"""Datasets: what runs used, and what an experiment has."""

from collections.abc import Sequence

from runlore.entities.access import Actor, Permission
from runlore.entities.dataset import DatasetSummary
from runlore.entities.errors import LimitExceededError
from runlore.entities.ids import ExperimentId
from runlore.services.access import Access
from runlore.stores.catalog import Catalog

MAX_SUMMARIES = 1_000
"""Datasets in one answer: more than anybody picks from."""


class Datasets:
    """What is known of datasets; ``services/lineage.py`` says who uses them."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def of_experiments(
        self, actor: Actor, experiments: Sequence[ExperimentId]
    ) -> list[DatasetSummary]:
        """The experiments' datasets, each once for every context of its uses, newest first.

        At most ``MAX_SUMMARIES``, the newest.

        Raises:
            LimitExceededError: too many experiments.
        """
        self._access.require(actor, Permission.READ)
        if len(experiments) > MAX_SUMMARIES:
            raise LimitExceededError(
                "experiments", len(experiments), MAX_SUMMARIES, "Ask in several requests."
            )
        with self._catalog.read() as tx:
            return tx.datasets.summaries(experiments, MAX_SUMMARIES)
