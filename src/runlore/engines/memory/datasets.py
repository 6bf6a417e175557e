"""Datasets in a dictionary."""

from collections.abc import Sequence

from runlore.engines.memory.state import RunTables
from runlore.entities.dataset import Dataset, DatasetSummary, DatasetUse, RunInput
from runlore.entities.ids import ExperimentId, RunId
from runlore.entities.run import Run


class MemoryDatasets:
    """Datasets; a ``stores.datasets.DatasetStore``."""

    def __init__(self, tables: RunTables) -> None:
        self._tables = tables

    def put(self, experiment: ExperimentId, dataset: Dataset) -> None:
        """Keep a dataset; nothing happens when the experiment has one of its name and digest."""
        place = (experiment, dataset.name, dataset.digest)
        self._tables.datasets.setdefault(place, dataset)

    def get(self, experiment: ExperimentId, name: str, digest: str) -> Dataset | None:
        """What is known of a dataset, or None."""
        return self._tables.datasets.get((experiment, name, digest))

    def inputs(self, runs: Sequence[RunId]) -> dict[RunId, list[RunInput]]:
        """The datasets of those runs that used any, whole, each run's in its order."""
        there = (self._tables.runs.get(run) for run in runs)
        return {
            run.id: [self._whole(run, use) for use in run.inputs]
            for run in there
            if run is not None and run.inputs
        }

    def summaries(
        self, experiments: Sequence[ExperimentId], limit: int = 1000
    ) -> list[DatasetSummary]:
        """The experiments' datasets, each once for every context of its uses, newest first."""
        contexts: dict[tuple[ExperimentId, str, str], set[str | None]] = {}
        for run in self._tables.runs.values():
            for use in run.inputs:
                place = (run.experiment_id, use.name, use.digest)
                contexts.setdefault(place, set()).add(use.context)
        found = [
            DatasetSummary(*place, context)
            for place in reversed(self._tables.datasets)
            if place[0] in experiments
            for context in sorted(contexts.get(place, {None}), key=lambda text: text or "")
        ]
        return found[:limit]

    def _whole(self, run: Run, use: DatasetUse) -> RunInput:
        known = self.get(run.experiment_id, use.name, use.digest)
        return RunInput(known or Dataset(use.name, use.digest), use.tags)
