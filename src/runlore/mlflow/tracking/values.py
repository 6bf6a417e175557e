"""Params, metrics, tags and datasets of any run."""

from collections.abc import Iterable, Sequence

from runlore.entities.errors import NotFoundError
from runlore.mlflow import say
from runlore.mlflow.data import used
from runlore.mlflow.entities import DatasetInput, Metric, Param, RunTag
from runlore.mlflow.exceptions import methods_in_mlflow_terms
from runlore.mlflow.fluent.values import RunOperations, waitable
from runlore.mlflow.store import runs as stored
from runlore.mlflow.store.lineage import CONTEXT_TAG
from runlore.mlflow.tracking.store import OfOneStore


@methods_in_mlflow_terms
class ValueMethods(OfOneStore):
    """Methods that log values."""

    def log_param(
        self,
        run_id: str,
        key: str,
        value: object,
        synchronous: bool | None = None,  # noqa: FBT001
    ) -> object:
        """Set a param, and give its value back."""
        say.set_params(self._run(run_id), {key: value})
        return waitable(synchronous) or value

    def log_metric(  # noqa: PLR0913  # MLflow's own signature
        self,
        run_id: str,
        key: str,
        value: object,
        timestamp: int | None = None,
        step: int | None = None,
        synchronous: bool | None = None,  # noqa: FBT001
        dataset_name: str | None = None,  # noqa: ARG002
        dataset_digest: str | None = None,  # noqa: ARG002
        model_id: str | None = None,  # noqa: ARG002
    ) -> RunOperations | None:
        """Keep one value of a metric; without a step it is a final one."""
        say.set_metrics(self._run(run_id), {key: value}, step, timestamp)
        return waitable(synchronous)

    def log_batch(
        self,
        run_id: str,
        metrics: Sequence[Metric] = (),
        params: Sequence[Param] = (),
        tags: Sequence[RunTag] = (),
        synchronous: bool | None = None,  # noqa: FBT001
    ) -> RunOperations | None:
        """Set params, keep metrics and set tags, in this order."""
        run = self._run(run_id)
        say.set_params(run, {param.key: param.value for param in params})
        for row in rows_of(metrics):
            say.set_metrics(run, {one.key: one.value for one in row}, row[0].step, row[0].timestamp)
        say.set_tags(run, {tag.key: tag.value for tag in tags})
        return waitable(synchronous)

    def set_tag(
        self,
        run_id: str,
        key: str,
        value: object,
        synchronous: bool | None = None,  # noqa: FBT001
    ) -> RunOperations | None:
        """Set a tag, as text."""
        say.set_tags(self._run(run_id), {key: value})
        return waitable(synchronous)

    def delete_tag(self, run_id: str, key: str) -> None:
        """Remove a tag; one that is not there is an error, as MLflow has it."""
        if key not in stored.read_run(self._store(), run_id)["tags"]:
            raise NotFoundError(f"tag of run {run_id}", key)
        say.remove_tag(self._run(run_id), key)

    def log_inputs(
        self,
        run_id: str,
        datasets: Sequence[DatasetInput] | None = None,
        models: object | None = None,  # noqa: ARG002  # MLflow's own signature
    ) -> None:
        """Say that a run reads datasets."""
        for one in datasets or ():
            tags = {tag.key: tag.value for tag in one.tags}
            context = tags.pop(CONTEXT_TAG, None)
            say.use_data(self._run(run_id), used(one.dataset, context, tags))


def rows_of(metrics: Iterable[Metric]) -> list[list[Metric]]:
    """Points in the rows in which they were logged: neighbours of one step and time."""
    rows: list[list[Metric]] = []
    for one in metrics:
        row = rows[-1] if rows else []
        same = row and (row[0].step, row[0].timestamp) == (one.step, one.timestamp)
        if same and one.key not in {known.key for known in row}:
            row.append(one)
        else:
            rows.append([one])
    return rows
