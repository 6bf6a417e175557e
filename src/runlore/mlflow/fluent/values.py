"""Params, metrics and tags of the active run, or of any other by its id."""

from collections.abc import Mapping

from runlore.client.facades.active import flush
from runlore.mlflow import say
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.fluent.runs import target
from runlore.mlflow.store.joined import flush_joined


class RunOperations:
    """What a call with ``synchronous=False`` gives: it can be waited for."""

    def wait(self) -> None:
        """Wait until what was logged so far is acknowledged, for a minute at most."""
        flush()
        flush_joined(60.0)


@in_mlflow_terms
def log_param(key: str, value: object, synchronous: bool | None = None) -> object:  # noqa: FBT001
    """Set a param, and give its value back. It is kept typed, and read back as its text.

    Raises:
        MlflowException: the param has another value already.
    """
    say.set_params(target(None), {key: value})
    return value if synchronous is not False else RunOperations()


@in_mlflow_terms
def log_params(
    params: Mapping[str, object],
    synchronous: bool | None = None,  # noqa: FBT001  # MLflow's own signature
    run_id: str | None = None,
) -> RunOperations | None:
    """Set several params.

    Raises:
        MlflowException: one of them has another value already; none is set then.
    """
    say.set_params(target(run_id), params)
    return waitable(synchronous)


@in_mlflow_terms
def log_metric(  # noqa: PLR0913  # MLflow's own signature
    key: str,
    value: object,
    step: int | None = None,
    synchronous: bool | None = None,  # noqa: FBT001
    timestamp: int | None = None,
    run_id: str | None = None,
    model_id: str | None = None,  # noqa: ARG001  # the run is what the point belongs to
    dataset: object | None = None,  # noqa: ARG001
) -> RunOperations | None:
    """Keep one value of a metric. Without a step it is a final value, which reads as step 0.

    Raises:
        MlflowException: a value that is no number, or a step that is not whole.
    """
    say.set_metrics(target(run_id), {key: value}, step, timestamp)
    return waitable(synchronous)


@in_mlflow_terms
def log_metrics(  # noqa: PLR0913  # MLflow's own signature
    metrics: Mapping[str, object],
    step: int | None = None,
    synchronous: bool | None = None,  # noqa: FBT001
    run_id: str | None = None,
    timestamp: int | None = None,
    model_id: str | None = None,  # noqa: ARG001
    dataset: object | None = None,  # noqa: ARG001
) -> RunOperations | None:
    """Keep several metrics as one row.

    Raises:
        MlflowException: a value that is no number, or a step that is not whole.
    """
    say.set_metrics(target(run_id), metrics, step, timestamp)
    return waitable(synchronous)


@in_mlflow_terms
def set_tag(key: str, value: object, synchronous: bool | None = None) -> RunOperations | None:  # noqa: FBT001
    """Set a tag of the active run, as text."""
    say.set_tags(target(None), {key: value})
    return waitable(synchronous)


@in_mlflow_terms
def set_tags(tags: Mapping[str, object], synchronous: bool | None = None) -> RunOperations | None:  # noqa: FBT001
    """Set several tags of the active run, as text."""
    say.set_tags(target(None), tags)
    return waitable(synchronous)


@in_mlflow_terms
def delete_tag(key: str) -> None:
    """Remove a tag of the active run."""
    say.remove_tag(target(None), key)


def flush_async_logging() -> None:
    """Nothing is owed: what was logged is in the journal, and reads wait for it."""


def waitable(synchronous: bool | None) -> RunOperations | None:  # noqa: FBT001
    """Something to wait for, when that was asked for."""
    return RunOperations() if synchronous is False else None
