"""Reads all of a store by the real client, as JSON. Run by the interpreter that has it.

python read.py TRACKING_URI OUTPUT
"""

import json
import sys
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import Experiment, Run, ViewType


def read(client: MlflowClient) -> dict[str, Any]:
    experiments = client.search_experiments(view_type=ViewType.ALL, max_results=1000)
    names = {one.experiment_id: one.name for one in experiments}
    runs: list[Run] = []
    token = None
    while True:
        page = client.search_runs(
            list(names), run_view_type=ViewType.ALL, max_results=1000, page_token=token
        )
        runs += page
        token = page.token
        if not token:
            break
    return {
        "experiments": {one.name: told_experiment(one) for one in experiments},
        "runs": {run.info.run_id: told_run(client, run, names) for run in runs},
    }


def told_experiment(one: Experiment) -> dict[str, Any]:
    return {"stage": one.lifecycle_stage, "tags": one.tags}


def told_run(client: MlflowClient, run: Run, names: dict[str, str]) -> dict[str, Any]:
    info = run.info
    return {
        "experiment": names[info.experiment_id],
        "name": info.run_name,
        "user": info.user_id,
        "status": info.status,
        "started": info.start_time,
        "ended": info.end_time,
        "stage": info.lifecycle_stage,
        "params": run.data.params,
        "tags": run.data.tags,
        "latest": {key: repr(value) for key, value in run.data.metrics.items()},
        "history": {key: history(client, info.run_id, key) for key in run.data.metrics},
    }


def history(client: MlflowClient, run: str, key: str) -> list[list[Any]]:
    found = client.get_metric_history(run, key)
    return sorted([one.timestamp, one.step, repr(one.value)] for one in found)


if __name__ == "__main__":
    with open(sys.argv[2], "w") as file:
        json.dump(read(MlflowClient(sys.argv[1])), file)
