"""Run checks with the client of this environment; each is one line of JSON in a file.

    python run.py REPORT AREA.CHECK...

A check fails when it raises, and when any of its requests was answered with 5xx.
"""

import importlib
import json
import os
import random
import sys
import time
import traceback
import warnings
from contextlib import suppress
from pathlib import Path

import mlflow
from checks import CHECKS
from traffic import TRAFFIC


def outcome(area: str, name: str) -> dict[str, object]:
    """Run one check from a clean state of the client."""
    environment = dict(os.environ)
    random.seed()  # the client seeds nothing, but its examples do: names must differ all the same
    failure = ""
    start = time.monotonic()
    try:
        CHECKS[area, name]()
    except BaseException:  # noqa: BLE001 - whatever ends a check, it is told, and the next one runs
        failure = traceback.format_exc()
    seconds = time.monotonic() - start
    leave_clean(environment)
    requests = TRAFFIC.take()
    ours = [request for request in requests if request.status >= 500 and request.status != 501]
    if ours and not failure:
        failure = f"answered with a fault of the server: {ours}"
    return {"check": f"{area}.{name}", "failure": failure, "seconds": seconds, "requests": requests}


def leave_clean(environment: dict[str, str]) -> None:
    """Forget what a check left in the client: active runs, its environment."""
    while mlflow.active_run():
        with suppress(Exception):  # a run that is deleted cannot be ended; it is left anyway
            mlflow.end_run()
    os.environ.clear()
    os.environ.update(environment)


def main() -> None:
    report, *names = sys.argv[1:]
    warnings.simplefilter("ignore")
    TRAFFIC.start()
    with Path(report).open("a") as lines:
        for area, name in (one.split(".") for one in names):
            importlib.import_module(area)
            print(json.dumps(outcome(area, name)), file=lines, flush=True)


if __name__ == "__main__":
    main()
