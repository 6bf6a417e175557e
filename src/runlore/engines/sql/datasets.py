"""Datasets in SQL."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, func, insert, select, tuple_

from runlore.engines.sql.model_tables import datasets, run_inputs
from runlore.engines.sql.nearby import rows_of
from runlore.engines.sql.numbers import A_STATEMENT
from runlore.engines.sql.session import Session
from runlore.entities.dataset import Dataset, DatasetSummary, RunInput
from runlore.entities.ids import ExperimentId, RunId

_TAGS = msgspec.msgpack.Decoder(dict[str, str])

_DATASET = select(
    datasets.c.name,
    datasets.c.digest,
    datasets.c.source_type,
    datasets.c.source,
    datasets.c.schema,
    datasets.c.profile,
)
_ONE = _DATASET.where(
    datasets.c.experiment_id == bindparam("experiment"),
    datasets.c.name == bindparam("wanted_name"),
    datasets.c.digest == bindparam("wanted_digest"),
)
_INPUTS = select(
    run_inputs.c.run_pk,
    run_inputs.c.experiment_id,
    run_inputs.c.name,
    run_inputs.c.digest,
    run_inputs.c.tags,
).order_by(run_inputs.c.run_pk, run_inputs.c.number)
_SUMMARIES = (
    select(datasets.c.experiment_id, datasets.c.name, datasets.c.digest, run_inputs.c.context)
    .select_from(
        datasets.outerjoin(
            run_inputs,
            (run_inputs.c.experiment_id == datasets.c.experiment_id)
            & (run_inputs.c.name == datasets.c.name)
            & (run_inputs.c.digest == datasets.c.digest),
        )
    )
    .where(datasets.c.experiment_id.in_(bindparam("experiments", expanding=True)))
    .group_by(datasets.c.dataset_pk, run_inputs.c.context)
    .order_by(datasets.c.dataset_pk.desc(), func.coalesce(run_inputs.c.context, ""))
    .limit(bindparam("most"))
)

Place = tuple[int, str, str]
"""Where a dataset is found: experiment, name, digest."""


class SqlDatasets:
    """Datasets in SQL; a ``stores.datasets.DatasetStore``."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection
        self._numbers = session.numbers

    def put(self, experiment: ExperimentId, dataset: Dataset) -> None:
        """Keep a dataset; nothing happens when the experiment has one of its name and digest."""
        if self.get(experiment, dataset.name, dataset.digest) is None:
            row = {**msgspec.structs.asdict(dataset), "experiment_id": experiment}
            self._connection.execute(insert(datasets), row)

    def get(self, experiment: ExperimentId, name: str, digest: str) -> Dataset | None:
        """What is known of a dataset, or None."""
        asked = {"experiment": experiment, "wanted_name": name, "wanted_digest": digest}
        row = self._connection.execute(_ONE, asked).one_or_none()
        return None if row is None else Dataset(*row)

    def inputs(self, runs: Sequence[RunId]) -> dict[RunId, list[RunInput]]:
        """The datasets of those runs that used any, whole, each run's in its order."""
        numbers = {number: RunId(run) for run, number in self._numbers.runs(runs).items()}
        rows = rows_of(self._connection, _INPUTS, run_inputs.c.run_pk, list(numbers))
        uses = [
            (numbers[run_pk], (experiment, name, digest), _TAGS.decode(tags))
            for run_pk, experiment, name, digest, tags in rows
        ]
        known = self._known({place for _, place, _ in uses})
        found: dict[RunId, list[RunInput]] = {}
        for run, place, tags in uses:
            dataset = known.get(place) or Dataset(place[1], place[2])
            found.setdefault(run, []).append(RunInput(dataset, tags))
        return found

    def summaries(
        self, experiments: Sequence[ExperimentId], limit: int = 1000
    ) -> list[DatasetSummary]:
        """The experiments' datasets, each once for every context of its uses, newest first."""
        asked = {"experiments": list(experiments), "most": limit}
        return [DatasetSummary(*row) for row in self._connection.execute(_SUMMARIES, asked)]

    def _known(self, places: set[Place]) -> dict[Place, Dataset]:
        """What is known of those datasets: each is read once, however many runs used it."""
        key = tuple_(datasets.c.experiment_id, datasets.c.name, datasets.c.digest)
        columns = _DATASET.add_columns(datasets.c.experiment_id)
        wanted = sorted(places)
        known: dict[Place, Dataset] = {}
        for at in range(0, len(wanted), A_STATEMENT):
            some = wanted[at : at + A_STATEMENT]
            for *fields, experiment in self._connection.execute(columns.where(key.in_(some))):
                dataset = Dataset(*fields)
                known[experiment, dataset.name, dataset.digest] = dataset
        return known
