"""Fills a store of MLflow's own by its own client. Run by the interpreter that has it.

    python fill.py FOLDER RUNS COPIES    makes FOLDER/mlflow.db, its files beside it
    python fill.py FOLDER more           lets some of its runs go on
    python fill.py URL RUNS              fills a server

The client makes 7 runs a second, so most are copies, made by SQL under other ids.
"""

import hashlib
import math
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    Metric,
    Param,
    RunTag,
)

STATUSES = ("FINISHED", "FAILED", "KILLED", "RUNNING", "SCHEDULED", "FINISHED")
ODD = (math.nan, math.inf, -math.inf, 5e-324, 1e300, -0.0)
BIRTH = 1_700_000_000_000


OF_A_RUN = ("runs", "metrics", "latest_metrics", "params", "tags")


def fill(client: MlflowClient, runs: int) -> None:
    experiments = [
        experiment(client, name) for name in ("vision/resnet", "nlp", "old", "/Users/ada/trial")
    ]
    experiments.append("0")
    parent = ""
    for number in range(runs):
        run = one_run(client, experiments[number % len(experiments)], number, parent)
        parent = run if number % 7 == 0 else parent
    client.delete_experiment(experiments[2])


def experiment(client: MlflowClient, name: str) -> str:
    known = client.get_experiment_by_name(name)
    if known is not None:
        return known.experiment_id
    tags = {"team": name, "mlflow.note.content": f"# {name}\n\nnotes", "empty": ""}
    return client.create_experiment(name, tags=tags)


def one_run(client: MlflowClient, where: str, number: int, parent: str) -> str:
    born = BIRTH + number * 60_000
    run = client.create_run(
        where, start_time=born, run_name=f"run {number}", tags=tags_of(number, parent)
    ).info.run_id
    params = [Param(f"p/{key}", value) for key, value in params_of(number).items()]
    client.log_batch(run, metrics=points_of(number, born), params=params)
    if number % 50 == 3:
        client.log_inputs(run, datasets=[dataset(number)])
    if number % 40 == 1:
        client.log_text(run, f"words of {number}", "notes/words ü.txt")
        client.log_dict(run, {"number": number}, "config.json")
    status = STATUSES[number % len(STATUSES)]
    if status in ("RUNNING", "SCHEDULED"):
        client.update_run(run, status=status)
    else:
        client.set_terminated(run, status, end_time=born + 5_000 + number)
    if number % 11 == 0:
        client.delete_run(run)
    return run


def tags_of(number: int, parent: str) -> dict[str, str]:
    tags = {
        "mlflow.user": "ada",
        "mlflow.source.name": "train.py",
        "kind": f"k{number % 3}",
        "leer": "",
    }
    if number % 5 == 0:
        tags["mlflow.note.content"] = f"note of {number}: **ü**"
    if parent and number % 3 == 0:
        tags["mlflow.parentRunId"] = parent
    return tags


def params_of(number: int) -> dict[str, str]:
    long = "x" * 5_900 if number % 100 == 0 else "short"
    return {
        "lr": f"{10 ** -(number % 5):g}",
        "layers": str(number),
        "name": "ü = 'quoted'",
        "long": long,
        "no": "",
    }


def points_of(number: int, born: int) -> list[Metric]:
    points = [
        Metric(key, value + number, born + 10 * step, step)
        for step in range(8)
        for key, value in (("loss", 1 / (step + 1)), ("val/acc", step / 10))
    ]
    points += [Metric("odd", value, born + 7, at) for at, value in enumerate(ODD)]
    # Two values at one step and moment, a step back in time, and one below zero.
    points += [Metric("twice", 1.0, born, 3), Metric("twice", 2.0, born, 3)]
    points += [Metric("back", 1.0, born + 9, 9), Metric("back", 2.0, born + 8, 1)]
    return [*points, Metric("below", 0.5, born + 1, -4)]


def dataset(number: int) -> DatasetInput:
    data: Any = Dataset(
        name=f"iris {number % 2}",
        digest=f"d{number % 2}",
        source_type="local",
        source='{"uri": "a"}',
        schema='{"mlflow_colspec": []}',
        profile='{"num_rows": 3}',
    )
    return DatasetInput(dataset=data, tags=[InputTag("mlflow.data.context", "train")])


def more(client: MlflowClient) -> None:
    """What happens to a store after it was imported: a run goes on, another gets a tag."""
    found = client.search_runs(["0"], max_results=2, order_by=["attributes.start_time ASC"])
    run, other = (one.info.run_id for one in found)
    client.log_batch(
        run, metrics=[Metric("loss", 9.0, BIRTH - 5, 99), Metric("new", 1.0, BIRTH, 0)]
    )
    client.log_batch(run, params=[Param("late", "1")])
    client.log_batch(other, tags=[RunTag("kind", "changed")])


def copy(database: sqlite3.Connection, number: int) -> None:
    """All runs once more, under ids made of theirs."""

    def renamed(run: str) -> str:
        return hashlib.md5(f"{number} {run}".encode()).hexdigest()

    database.create_function("renamed", 1, renamed, deterministic=True)
    for table in OF_A_RUN:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        values = ["renamed(run_uuid)" if one == "run_uuid" else f'"{one}"' for one in columns]
        places = ", ".join(f'"{one}"' for one in columns)
        where = "run_uuid IN (SELECT run_uuid FROM original)"
        database.execute(
            f"INSERT INTO {table} ({places}) SELECT {', '.join(values)} FROM {table} WHERE {where}"
        )
    made = database.execute("SELECT renamed(run_uuid), run_uuid FROM original").fetchall()
    for run, original in made:
        query = "SELECT artifact_uri FROM runs WHERE run_uuid = ?"
        place = Path(database.execute(query, [original]).fetchone()[0])
        own = place.parents[1] / run / "artifacts"
        database.execute("UPDATE runs SET artifact_uri = ? WHERE run_uuid = ?", [str(own), run])
        if place.is_dir():
            shutil.copytree(place, own)


def main(folder: str, wanted: str, copies: str = "0") -> None:
    if folder.startswith("http"):
        fill(MlflowClient(folder), int(wanted))
        return
    os.chdir(folder)
    client = MlflowClient("sqlite:///mlflow.db")
    if wanted == "more":
        more(client)
        return
    fill(client, int(wanted))
    database = sqlite3.connect("mlflow.db")
    with database:
        database.execute("CREATE TEMP TABLE original AS SELECT run_uuid FROM runs")
        for number in range(1, int(copies) + 1):
            copy(database, number)
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
