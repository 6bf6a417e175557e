"""Datasets of experiments, and how runs used them."""

from collections.abc import Sequence
from typing import Protocol

from runlore.entities.dataset import Dataset, DatasetSummary, RunInput
from runlore.entities.ids import ExperimentId, RunId


class DatasetStore(Protocol):
    """Where is kept what is known of datasets.

    That a run used one stands on the run (``Run.inputs``), and nowhere else.
    """

    def put(self, experiment: ExperimentId, dataset: Dataset) -> None:
        """Keep a dataset; nothing happens when the experiment has one of its name and digest."""
        ...

    def get(self, experiment: ExperimentId, name: str, digest: str) -> Dataset | None:
        """What is known of a dataset, or None."""
        ...

    def inputs(self, runs: Sequence[RunId]) -> dict[RunId, list[RunInput]]:
        """The datasets of those runs that used any, whole, each run's in its order.

        Cheap for runs that used none. A dataset that was never put has its name and digest only.
        """
        ...

    def summaries(
        self, experiments: Sequence[ExperimentId], limit: int = 1000
    ) -> list[DatasetSummary]:
        """The experiments' datasets, each once for every context of its uses, newest first."""
        ...
