"""What a server holds of an experiment, read by MLflow's own REST, without ids and times."""

import re
import urllib.parse
from typing import Any, NamedTuple

from tests.server_process import ServerProcess

TAGS = ("mlflow.runName", "mlflow.note.content", "mlflow.source.name")
"""MLflow's own tags that a script tells; the others tell the machine, the user and the client."""

CAPTURED = "code/"
"""Where Runlore keeps the script of a run by itself; MLflow's client keeps none."""


class ExportedModel(NamedTuple):
    """A model that a run logged: its params, and the names of its files."""

    params: dict[str, str]
    files: set[str]


class ExportedRun(NamedTuple):
    """A run.

    Attributes:
        id: of the run; not compared.
        name: without a time in it.
        status: how it ended.
        params: as texts.
        metrics: all points of each, steps and values.
        tags: the user's, and ``TAGS``.
        files: the user's own with their bytes: none of a model, and none that was captured.
        models: those it logged, by their names.
    """

    id: str
    name: str
    status: str
    params: dict[str, str]
    metrics: dict[str, list[tuple[int, float]]]
    tags: dict[str, str]
    files: dict[str, bytes]
    models: dict[str, ExportedModel]


class ExportedVersion(NamedTuple):
    """A version of a registered model, made of a run's model."""

    model: str
    model_description: str
    version: str
    stage: str
    description: str
    status: str
    run: str
    tags: dict[str, str]
    aliases: list[str]


class Exported:
    """Reads one server."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server

    def runs(self, experiment: str) -> list[ExportedRun]:
        """Runs of an experiment, the oldest first, but those that autologging made."""
        asked = {"experiment_ids": [self._experiment(experiment)], "max_results": 1000}
        told = self._post("runs/search", {**asked, "order_by": ["attributes.start_time ASC"]})
        found = [run for run in told.get("runs", []) if not is_autologged(run)]
        return [self._run(one) for one in found]

    def versions(self, runs: list[ExportedRun]) -> list[ExportedVersion]:
        """Versions of registered models that were made of these runs."""
        names = {run.id: run.name for run in runs}
        found = []
        for model in self._get("registered-models/search").get("registered_models", []):
            asked = {"filter": f"name = '{model['name']}'"}
            told = self._get("model-versions/search", **asked).get("model_versions", [])
            found += [version_of(model, one, names) for one in told if one["run_id"] in names]
        return sorted(found)

    def _experiment(self, name: str) -> str:
        found = self._get("experiments/get-by-name", experiment_name=name)["experiment"]
        assert found["name"] == name
        return str(found["experiment_id"])

    def _run(self, told: dict[str, Any]) -> ExportedRun:
        info, data = told["info"], told["data"]
        models = self._models(info["experiment_id"], info["run_id"])
        # With our verbs a model's files are files of its run too, with MLflow's they are not.
        others = (CAPTURED, *(f"{model}/" for model in models))
        paths = self._files("artifacts/list", "path", "", run_id=info["run_id"])
        return ExportedRun(
            id=info["run_id"],
            name=without_time(info["run_name"]),
            status=info["status"],
            params={one["key"]: one["value"] for one in data.get("params", [])},
            metrics={
                one["key"]: self._points(info["run_id"], one["key"])
                for one in data.get("metrics", [])
            },
            tags=dict(told_tags(data.get("tags", []))),
            files={
                path: self._content(info["run_id"], path)
                for path in paths
                if not path.startswith(others)
            },
            models=models,
        )

    def _models(self, experiment: str, run: str) -> dict[str, ExportedModel]:
        told = self._post("logged-models/search", {"experiment_ids": [experiment]})
        found = {}
        for model in told.get("models", []):
            info = model["info"]
            if info.get("source_run_id") == run:
                assert info["status"] == "LOGGED_MODEL_READY"
                at = f"logged-models/{info['model_id']}/artifacts/directories"
                found[info["name"]] = ExportedModel(
                    params={one["key"]: one["value"] for one in model["data"].get("params", [])},
                    files=set(self._files(at, "artifact_directory_path", "")),
                )
        return found

    def _points(self, run: str, key: str) -> list[tuple[int, float]]:
        told = self._get("metrics/get-history", run_id=run, metric_key=key, max_results=25_000)
        assert not told.get("next_page_token")
        return sorted((int(one["step"]), float(one["value"])) for one in told["metrics"])

    def _files(self, route: str, key: str, folder: str, **more: object) -> list[str]:
        told = self._get(route, **more, **({key: folder} if folder else {}))
        found = []
        for one in told.get("files", []):
            path = one["path"]
            found += self._files(route, key, path, **more) if one["is_dir"] else [path]
        return found

    def _content(self, run: str, path: str) -> bytes:
        query = urllib.parse.urlencode({"run_id": run, "path": path})
        status, body = self._server.request("GET", f"/get-artifact?{query}")
        assert status == 200, (path, status, body[:500])
        return body

    def _get(self, path: str, /, **asked: object) -> Any:
        return self._server.json("GET", f"/api/2.0/mlflow/{path}?{urllib.parse.urlencode(asked)}")

    def _post(self, path: str, asked: object) -> Any:
        return self._server.json("POST", f"/api/2.0/mlflow/{path}", asked)


def version_of(
    model: dict[str, Any], told: dict[str, Any], names: dict[str, str]
) -> ExportedVersion:
    """A version as the dialect tells it, with its run's name for the id."""
    return ExportedVersion(
        model=model["name"],
        model_description=model.get("description", ""),
        version=told["version"],
        stage=told["current_stage"],
        description=told.get("description", ""),
        status=told["status"],
        run=names[told["run_id"]],
        tags={one["key"]: one["value"] for one in told.get("tags", [])},
        aliases=sorted(told.get("aliases", [])),
    )


def told_tags(tags: list[dict[str, str]]) -> list[tuple[str, str]]:
    """The tags that a script told: of a path only its last name."""
    kept = [one for one in tags if one["key"] in TAGS or not one["key"].startswith("mlflow.")]
    return [(one["key"], without_time(one["value"].rpartition("/")[2])) for one in kept]


def is_autologged(run: dict[str, Any]) -> bool:
    """Whether autologging began a run."""
    return any(tag["key"] == "mlflow.autologging" for tag in run["data"].get("tags", []))


def without_time(name: str) -> str:
    """A name with each time in seconds as ``TIME``."""
    return re.sub(r"\b\d{10}\b", "TIME", name)
