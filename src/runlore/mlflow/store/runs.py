"""Runs: read one, search many, describe them, put them in the trash."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from runlore.client.asking import Asker
from runlore.entities.errors import NotFoundError
from runlore.entities.ids import parse_run_id
from runlore.entities.limits import MAX_PAGE
from runlore.entities.run import RunStatus
from runlore.mlflow.entities import LifecycleStage, Metric, Run, RunData, RunInfo
from runlore.mlflow.store import lineage
from runlore.wire.mlflow import NOTE, PARENT, RUN_NAME, STATUSES, USER


def read_run(store: Asker, run_id: str) -> dict[str, Any]:
    """A run as the store tells it.

    Raises:
        NotFoundError: there is no such run.
    """
    told: dict[str, Any] = store.ask("GET", f"/api/v1/runs/{parse_run_id(run_id)}")
    return told


def get_run(store: Asker, run_id: str) -> Run:
    """A run; one that began without this facade shows MLflow's tags of its source as well.

    Raises:
        NotFoundError: there is no such run.
    """
    told = read_run(store, run_id)
    if "mlflow.source.name" not in told["tags"]:
        captures = store.ask("GET", f"/api/v1/runs/{told['id']}/captures")["captures"]
        told["tags"] = {**source_tags(captures), **told["tags"]}
    return run_of(store, told)


def search(store: Asker, asked: Mapping[str, object], limit: int) -> Iterator[dict[str, Any]]:
    """Runs that match, as the store tells them, page by page as they are taken."""
    query = dict(asked)
    left = limit
    while left > 0:
        query["limit"] = min(left, MAX_PAGE)
        page = store.ask("POST", "/api/v1/runs/search", query)
        yield from page["runs"]
        left -= len(page["runs"])
        query["cursor"] = page["cursor"]
        if query["cursor"] is None:
            return


def search_page(
    store: Asker, asked: Mapping[str, object], limit: int, token: str | None
) -> tuple[list[Run], str | None]:
    """One page of the runs that match, and the token of the next."""
    query = {**asked, "limit": min(limit, MAX_PAGE)}
    if token:
        query["cursor"] = token
    page = store.ask("POST", "/api/v1/runs/search", query)
    return [run_of(store, told) for told in page["runs"]], page["cursor"]


def metric_history(store: Asker, run_id: str, key: str) -> list[Metric]:
    """Every point of a metric, by time and step; a final value has the step 0."""
    query = urlencode({"key": key}, quote_via=quote)
    told = store.ask("GET", f"/api/v1/runs/{parse_run_id(run_id)}/series?{query}")
    points = zip(told["time"], told["step"], told["value"], strict=True)
    found = [Metric(key, float(value), time // 1_000, step or 0) for time, step, value in points]
    return sorted(found, key=lambda point: (point.timestamp, point.step))


def patch_run(store: Asker, run_id: str, **changes: object) -> None:
    """Rename a run, replace its notes or set tags."""
    store.ask("PATCH", f"/api/v1/runs/{parse_run_id(run_id)}", changes)


def set_deleted(store: Asker, run_ids: Sequence[str], *, deleted: bool) -> None:
    """Put runs in the trash or take them out.

    Raises:
        NotFoundError: one of them is not there; nothing is changed.
    """
    runs = [parse_run_id(run_id) for run_id in run_ids]
    action = "delete" if deleted else "restore"
    store.ask("POST", "/api/v1/runs/bulk", {"runs": runs, "action": action})


def require_live(told: Mapping[str, Any]) -> None:
    """Refuse a run that lies in the trash.

    Raises:
        NotFoundError: it does.
    """
    if told.get("deleted_at") is not None:
        raise NotFoundError("live run", str(told["id"]))


def run_of(store: Asker, told: Mapping[str, Any]) -> Run:
    """A run of ours as MLflow's."""
    info = RunInfo(
        run_id=told["id"],
        experiment_id=str(told["experiment_id"]),
        user_id=told["user"],
        status=STATUSES[RunStatus(told["status"])],
        start_time=told["started_at"] // 1_000,
        end_time=None if told["ended_at"] is None else told["ended_at"] // 1_000,
        lifecycle_stage=(
            LifecycleStage.ACTIVE if told["deleted_at"] is None else LifecycleStage.DELETED
        ),
        run_name=told["name"],
    )
    data = RunData(
        metrics={key: float(stats["last"]) for key, stats in told["metrics"].items()},
        params={key: str(value) for key, value in told["params"].items()},
        tags=tags_of(told),
    )
    return Run(info, data, lambda: lineage.of_run(store, told["id"]))


def tags_of(told: Mapping[str, Any]) -> dict[str, str]:
    """A run's tags with those that MLflow keeps what we keep elsewhere in."""
    kept_elsewhere = {
        RUN_NAME: told["name"],
        USER: told["user"],
        PARENT: told["parent"],
        NOTE: told["notes"],
    }
    return {**told["tags"], **{key: value for key, value in kept_elsewhere.items() if value}}


def source_tags(captures: Mapping[str, Any]) -> dict[str, str]:
    """Where a run came from, in MLflow's tags, by what was captured of it."""
    command = captures.get("command") or {}
    name = command.get("script") or command.get("module") or ""
    kind = "NOTEBOOK" if command.get("interactive") == "notebook" else "LOCAL"
    commit = (captures.get("git") or {}).get("commit", "")
    tags = {
        "mlflow.source.name": name,
        "mlflow.source.type": kind if name else "",
        "mlflow.source.git.commit": commit,
    }
    return {key: value for key, value in tags.items() if value}
