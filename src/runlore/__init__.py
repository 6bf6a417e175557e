"""Runlore: experiment tracking that loses no point.

    import runlore

    with runlore.init(project="digits", config={"lr": 1e-3}) as run:
        for epoch in range(10):
            run.log({"loss": 1 / (epoch + 1)})

Every name below is loaded when it is first used, so that ``import runlore`` costs next to nothing.
From here on it is noted which files the program opens: scripts read their data before ``init``.
"""

import importlib
import os
from typing import TYPE_CHECKING

from runlore._version import __version__
from runlore.client.opened import wait_for_runs

if TYPE_CHECKING:
    from runlore.client.config import Config
    from runlore.client.facades.active import (
        active_run,
        finish,
        flush,
        get_tracking_uri,
        init,
        set_tracking_uri,
        start_run,
    )
    from runlore.client.facades.fluent import (
        log,
        log_artifact,
        log_artifacts,
        log_data,
        log_dict,
        log_figure,
        log_image,
        log_metric,
        log_metrics,
        log_param,
        log_params,
        log_table,
        log_text,
        set_tag,
        set_tags,
    )
    from runlore.client.facades.reading import get_metric, get_run, runs, search_runs
    from runlore.client.media import plots
    from runlore.client.media.image import Image
    from runlore.client.media.table import Table
    from runlore.client.run import Run
    from runlore.client.summary import Summary
    from runlore.entities.errors import RunloreError

    config: Config
    summary: Summary

__all__ = [
    "Image",
    "Run",
    "RunloreError",
    "Table",
    "__version__",
    "active_run",
    "finish",
    "flush",
    "get_metric",
    "get_run",
    "get_tracking_uri",
    "init",
    "log",
    "log_artifact",
    "log_artifacts",
    "log_data",
    "log_dict",
    "log_figure",
    "log_image",
    "log_metric",
    "log_metrics",
    "log_param",
    "log_params",
    "log_table",
    "log_text",
    "plots",
    "runs",
    "search_runs",
    "set_tag",
    "set_tags",
    "set_tracking_uri",
    "start_run",
]

_ACTIVE = (
    "active_run",
    "finish",
    "flush",
    "get_tracking_uri",
    "init",
    "set_tracking_uri",
    "start_run",
)
_READING = ("get_metric", "get_run", "runs", "search_runs")
_OF_THE_ACTIVE_RUN = ("config", "summary")


def __getattr__(name: str) -> object:
    """Load a public name on its first use; ``config`` and ``summary`` are the active run's."""
    if name in _OF_THE_ACTIVE_RUN:
        fluent = importlib.import_module("runlore.client.facades.fluent")
        return getattr(fluent.require_run(), name)
    if name not in __all__:
        raise AttributeError(f"module 'runlore' has no attribute {name!r}")
    home = _home_of(name)
    value = (
        importlib.import_module(f"{home}.plots")
        if name == "plots"
        else getattr(importlib.import_module(home), name)
    )
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _home_of(name: str) -> str:
    if name in _ACTIVE:
        return "runlore.client.facades.active"
    if name in _READING:
        return "runlore.client.facades.reading"
    homes = {
        "Image": "runlore.client.media.image",
        "Run": "runlore.client.run",
        "RunloreError": "runlore.entities.errors",
        "Table": "runlore.client.media.table",
        "plots": "runlore.client.media",
    }
    return homes.get(name, "runlore.client.facades.fluent")


wait_for_runs(os.environ)
