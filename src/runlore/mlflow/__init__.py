"""MLflow's verbs on Runlore: scripts run with ``import runlore.mlflow as mlflow``.

    import runlore.mlflow as mlflow

    mlflow.set_experiment("digits")
    with mlflow.start_run():
        mlflow.log_param("lr", 1e-3)
        mlflow.log_metric("loss", 0.3, step=1)

No mlflow is needed. Every name below is loaded when it is first used, sub-modules such as
``mlflow.sklearn`` too, so that the import costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING

from runlore._version import __version__

if TYPE_CHECKING:
    import runlore.mlflow.artifacts as artifacts
    import runlore.mlflow.data as data
    import runlore.mlflow.entities as entities
    import runlore.mlflow.exceptions as exceptions
    import runlore.mlflow.models as models
    import runlore.mlflow.pyfunc as pyfunc
    import runlore.mlflow.pytorch as pytorch
    import runlore.mlflow.sklearn as sklearn
    import runlore.mlflow.tracking as tracking
    from runlore.mlflow.exceptions import (
        MlflowException,
    )
    from runlore.mlflow.fluent.autolog import (
        autolog,
    )
    from runlore.mlflow.fluent.data import (
        log_input,
    )
    from runlore.mlflow.fluent.experiments import (
        create_experiment,
        delete_experiment,
        get_experiment,
        get_experiment_by_name,
        get_tracking_uri,
        set_experiment,
        set_experiment_tag,
        set_experiment_tags,
        set_tracking_uri,
    )
    from runlore.mlflow.fluent.files import (
        get_artifact_uri,
        load_table,
        log_artifact,
        log_artifacts,
        log_dict,
        log_figure,
        log_image,
        log_table,
        log_text,
    )
    from runlore.mlflow.fluent.registering import (
        register_model,
    )
    from runlore.mlflow.fluent.runs import (
        ActiveRun,
        active_run,
        end_run,
        last_active_run,
        start_run,
    )
    from runlore.mlflow.fluent.searching import (
        delete_run,
        get_parent_run,
        get_run,
        search_experiments,
        search_runs,
    )
    from runlore.mlflow.fluent.values import (
        delete_tag,
        flush_async_logging,
        log_metric,
        log_metrics,
        log_param,
        log_params,
        set_tag,
        set_tags,
    )
    from runlore.mlflow.tracking import (
        MlflowClient,
    )

__all__ = [
    "ActiveRun",
    "MlflowClient",
    "MlflowException",
    "__version__",
    "active_run",
    "artifacts",
    "autolog",
    "create_experiment",
    "data",
    "delete_experiment",
    "delete_run",
    "delete_tag",
    "end_run",
    "entities",
    "exceptions",
    "flush_async_logging",
    "get_artifact_uri",
    "get_experiment",
    "get_experiment_by_name",
    "get_parent_run",
    "get_run",
    "get_tracking_uri",
    "last_active_run",
    "load_table",
    "log_artifact",
    "log_artifacts",
    "log_dict",
    "log_figure",
    "log_image",
    "log_input",
    "log_metric",
    "log_metrics",
    "log_param",
    "log_params",
    "log_table",
    "log_text",
    "models",
    "pyfunc",
    "pytorch",
    "register_model",
    "search_experiments",
    "search_runs",
    "set_experiment",
    "set_experiment_tag",
    "set_experiment_tags",
    "set_tag",
    "set_tags",
    "set_tracking_uri",
    "sklearn",
    "start_run",
    "tracking",
]

_HOMES = {
    "runlore.mlflow.exceptions": ("MlflowException",),
    "runlore.mlflow.fluent.autolog": ("autolog",),
    "runlore.mlflow.fluent.data": ("log_input",),
    "runlore.mlflow.fluent.experiments": (
        "create_experiment",
        "delete_experiment",
        "get_experiment",
        "get_experiment_by_name",
        "get_tracking_uri",
        "set_experiment",
        "set_experiment_tag",
        "set_experiment_tags",
        "set_tracking_uri",
    ),
    "runlore.mlflow.fluent.files": (
        "get_artifact_uri",
        "load_table",
        "log_artifact",
        "log_artifacts",
        "log_dict",
        "log_figure",
        "log_image",
        "log_table",
        "log_text",
    ),
    "runlore.mlflow.fluent.registering": ("register_model",),
    "runlore.mlflow.fluent.runs": (
        "ActiveRun",
        "active_run",
        "end_run",
        "last_active_run",
        "start_run",
    ),
    "runlore.mlflow.fluent.searching": (
        "delete_run",
        "get_parent_run",
        "get_run",
        "search_experiments",
        "search_runs",
    ),
    "runlore.mlflow.fluent.values": (
        "delete_tag",
        "flush_async_logging",
        "log_metric",
        "log_metrics",
        "log_param",
        "log_params",
        "set_tag",
        "set_tags",
    ),
    "runlore.mlflow.tracking": ("MlflowClient",),
}
"""Which module has which names. Strings: nothing is loaded before it is asked for."""

_MODULES = frozenset(
    {
        "artifacts",
        "data",
        "entities",
        "exceptions",
        "models",
        "pyfunc",
        "pytorch",
        "sklearn",
        "tracking",
    }
)

_INSTEAD = {
    "set_registry_uri": "the registry is in the store that set_tracking_uri names",
    "get_registry_uri": "the registry is in the store that get_tracking_uri tells",
    "evaluate": "log what you measured by log_metrics",
    "log_assessment": "traces are not kept here; log what you measured by log_metrics",
    "log_model": "a model is packaged by its framework: mlflow.sklearn, mlflow.pytorch or "
    "mlflow.pyfunc",
    "run": "projects are not run from here yet",
    "projects": "projects are not run from here yet",
    "trace": "traces are not kept here",
    "start_span": "traces are not kept here",
    "tracing": "traces are not kept here",
}
"""What to do instead of what is not here."""


def __getattr__(name: str) -> object:
    """Load a public name or a sub-module on its first use."""
    if name in _MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(importlib.import_module(home), name)
            globals()[name] = value
            return value
    instead = _INSTEAD.get(name, "docs/how-to/move-from-mlflow.md says what is")
    raise AttributeError(f"mlflow.{name} is not in runlore.mlflow: {instead}.")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
