"""Files of the active run, or of any other by its id."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from runlore.client.media.document import document_bytes
from runlore.client.run import Run as NativeRun
from runlore.entities.errors import InvalidValueError
from runlore.mlflow import say, tables
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.fluent.runs import door_of, require_run, target
from runlore.mlflow.store.connection import current_store


@in_mlflow_terms
def log_artifact(
    local_path: str | os.PathLike[str],
    artifact_path: str | None = None,
    run_id: str | None = None,
) -> None:
    """Keep a file, or a folder under its own name.

    Raises:
        MlflowException: there is no such file or folder.
    """
    target(run_id).log_artifact(local_path, artifact_path)


@in_mlflow_terms
def log_artifacts(
    local_dir: str | os.PathLike[str],
    artifact_path: str | None = None,
    run_id: str | None = None,
) -> None:
    """Keep what a folder holds, without the folder's own name.

    Raises:
        MlflowException: there is no such folder.
    """
    target(run_id).log_artifacts(local_dir, artifact_path)


@in_mlflow_terms
def log_text(text: str, artifact_file: str, run_id: str | None = None) -> None:
    """Keep a text as a file."""
    target(run_id).log_text(text, artifact_file)


@in_mlflow_terms
def log_dict(
    dictionary: Mapping[str, object] | Sequence[object],
    artifact_file: str,
    run_id: str | None = None,
) -> None:
    """Keep a dict or list as a file: YAML by its ending, else JSON."""
    write_dict(target(run_id), dictionary, artifact_file)


def write_dict(run: NativeRun, value: Mapping[str, object] | Sequence[object], path: str) -> None:
    """Keep a dict or list as a file of any name."""
    ending = path.rpartition(".")[2].lower()
    known = ending in ("json", "yaml", "yml")
    say.require_open(run)
    run.files.log_bytes(document_bytes(value, path if known else "any.json"), path, "dict")


@in_mlflow_terms
def log_figure(
    figure: object,
    artifact_file: str,
    *,
    save_kwargs: Mapping[str, object] | None = None,  # noqa: ARG001  # figures are drawn our way
) -> None:
    """Keep a Matplotlib or Plotly figure; the ending of the name says as what."""
    target(None).log_figure(figure, artifact_file)


@in_mlflow_terms
def log_image(  # MLflow's own signature
    image: object,
    artifact_file: str | None = None,
    key: str | None = None,
    step: int | None = None,
    timestamp: int | None = None,  # noqa: ARG001  # a picture bears the moment it was logged
    synchronous: bool | None = None,  # noqa: ARG001, FBT001
) -> None:
    """Keep a picture: as a file, or under a key that has one picture a step.

    Raises:
        MlflowException: it holds no picture, or neither or both names are given.
    """
    write_image(target(None), image, artifact_file, key, step)


def write_image(
    run: NativeRun, image: object, path: str | None, key: str | None, step: int | None
) -> None:
    """Keep a picture under a path, or under a key below ``images/``."""
    if (path is None) == (key is None):
        raise InvalidValueError("log_image takes artifact_file or key: one of them.")
    if path is not None:
        run.log_image(image, path)
    else:
        run.log_image(image, f"images/{key}", step or 0)


@in_mlflow_terms
def log_table(data: object, artifact_file: str, run_id: str | None = None) -> None:
    """Keep a table as a JSON file; a file that is there gets the rows added.

    Args:
        data: a dict of columns or of single values, or a DataFrame.
        artifact_file: its path in the run, ending in ``.json``.
        run_id: None for the active run.

    Raises:
        MlflowException: it is no table, or the name does not end in ``.json``.
    """
    run = target(run_id)
    write_table(run, data, artifact_file)


def write_table(run: NativeRun, data: object, path: str) -> None:
    """Add rows to a table of a run, and name it in the tag by which MLflow finds tables."""
    if not path.endswith(".json"):
        raise InvalidValueError(f"A table's file ends in .json, and {path!r} does not.")
    say.require_open(run)
    table = tables.table_of(data)
    before = tables.table_before(run, path)
    whole = table if before is None else tables.joined(before, table)
    run.files.log_bytes(document_bytes(msgspec.to_builtins(whole), path), path, "table")
    tables.remember(run, path, whole)


@in_mlflow_terms
def load_table(
    artifact_file: str,
    run_ids: Sequence[str] | None = None,
    extra_columns: Sequence[str] | None = None,
) -> Any:  # noqa: ANN401  # a DataFrame where there is pandas
    """A table of several runs as one DataFrame.

    Args:
        artifact_file: its path in each run.
        run_ids: which runs; None for the active one.
        extra_columns: ``run_id``, or keys of params, metrics and tags to add to each row.

    Raises:
        MlflowException: a run has no such file.
    """
    runs = list(run_ids) if run_ids is not None else [require_run().id]
    return tables.frame_of(current_store(), runs, artifact_file, extra_columns or ())


@in_mlflow_terms
def get_artifact_uri(artifact_path: str | None = None) -> str:
    """The address of the active run's files, or of one of them."""
    uri = door_of(require_run()).info.artifact_uri
    return f"{uri}/{artifact_path.strip('/')}" if artifact_path else uri
