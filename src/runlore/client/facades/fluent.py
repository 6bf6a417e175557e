"""Module-level verbs: each finds the active run and says it there."""

import os
from collections.abc import Mapping, Sequence

from runlore.client.facades.active import active_run
from runlore.client.recorder import Row
from runlore.client.run import Run
from runlore.entities.errors import ConflictError


def require_run() -> Run:
    """The active run.

    Raises:
        ConflictError: there is none.
    """
    run = active_run()
    if run is None:
        raise ConflictError("There is no active run. Begin one first: runlore.init(project='…').")
    return run


def log(row: Row, step: int | None = None) -> None:
    """Keep one row of metrics on the active run; see ``Run.log``."""
    require_run().log(row, step)


def log_metric(key: str, value: object, step: int | None = None) -> None:
    """Keep one metric; without a step it is a final value. See ``Run.log_metric``."""
    require_run().log_metric(key, value, step)


def log_metrics(metrics: Row, step: int | None = None) -> None:
    """Keep several metrics; without a step they are final values. See ``Run.log_metrics``."""
    require_run().log_metrics(metrics, step)


def log_param(key: str, value: object) -> None:
    """Set one param of the active run; see ``Run.log_param``."""
    require_run().log_param(key, value)


def log_params(params: Mapping[str, object]) -> None:
    """Set several params of the active run; see ``Run.log_params``."""
    require_run().log_params(params)


def set_tag(key: str, value: object) -> None:
    """Set a tag of the active run; None removes it. See ``Run.set_tag``."""
    require_run().set_tag(key, value)


def set_tags(tags: Mapping[str, object] | Sequence[str]) -> None:
    """Set several tags of the active run; see ``Run.set_tags``."""
    require_run().set_tags(tags)


def log_data(  # as Run.log_data
    name: str,
    data: object,
    *,
    context: str | None = None,
    digest: str | None = None,
    source: str | None = None,
    tags: Mapping[str, object] | None = None,
) -> str:
    """Say that the active run reads some data, and give its digest. The data stays where it is.

    Args:
        name: what the data is called; other bytes under one name are another version of it.
        data: the path of a file or folder, a URL, a DataFrame, an array or tensor, a dict of those,
            or a dataset of Hugging Face.
        context: what for, such as ``train``.
        digest: when it is known already; data that has none of its own needs it.
        source: where it came from, when the data does not say.
        tags: more about this use.

    Raises:
        NotFoundError: there is no such file or folder.
        InvalidValueError: data whose digest cannot be told.
    """
    return require_run().log_data(
        name, data, context=context, digest=digest, source=source, tags=tags
    )


def log_artifact(path: str | os.PathLike[str], artifact_path: str | None = None) -> None:
    """Keep a file or folder with the active run; see ``Run.log_artifact``."""
    require_run().log_artifact(path, artifact_path)


def log_artifacts(folder: str | os.PathLike[str], artifact_path: str | None = None) -> None:
    """Keep what a folder holds with the active run; see ``Run.log_artifacts``."""
    require_run().log_artifacts(folder, artifact_path)


def log_text(text: str, path: str) -> None:
    """Keep a text as a file with the active run; see ``Run.log_text``."""
    require_run().log_text(text, path)


def log_dict(value: Mapping[str, object] | Sequence[object], path: str) -> None:
    """Keep a dict or list as a JSON or YAML file; see ``Run.log_dict``."""
    require_run().log_dict(value, path)


def log_figure(figure: object, path: str, step: int | None = None) -> None:
    """Keep a figure with the active run; see ``Run.log_figure``."""
    require_run().log_figure(figure, path, step)


def log_image(image: object, key: str, step: int | None = None) -> None:
    """Keep a picture with the active run; see ``Run.log_image``."""
    require_run().log_image(image, key, step)


def log_table(
    table: object, key: str, step: int | None = None, columns: Sequence[str] | None = None
) -> None:
    """Keep a table with the active run; see ``Run.log_table``."""
    require_run().log_table(table, key, step, columns)
