"""Brings logged models: what is said of them, what was measured on them, their files."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from runlore.client.artifacts import media_type_of
from runlore.entities.errors import RunloreError, UnavailableError
from runlore.entities.ids import RunId, parse_logged_model_id, parse_run_id
from runlore.entities.records import ModelLogged, RunStarted
from runlore.imports.log import Log, LogOutbox
from runlore.imports.mlflow.source import FilesUnreachableError, Source, SourceExperiment, SourceRun
from runlore.imports.mlflow.source_models import SourceModel, SourceModelPoint
from runlore.imports.mlflow.translate import micros
from runlore.imports.report import Report
from runlore.imports.store import Store
from runlore.wire.mlflow import split_name

_FAILED = "UPLOAD_FAILED"
_POINTS_AT_ONCE = 1_000


class LoggedModels:
    """Logged models of a source, and which runs used and made them."""

    def __init__(self, source: Source, store: Store, report: Report, *, files: bool) -> None:
        self._source = source
        self._store = store
        self._report = report
        self._files = files

    def bring(self, experiment: SourceExperiment, tell: Callable[[str, int], None]) -> None:
        """Bring the models of an experiment, whose runs are here already.

        Raises:
            UnavailableError: source or store are not reached any more.
        """
        for model in self._source.logged_models(experiment):
            tell(model.name, 0)
            try:
                self._model(model, experiment)
            except UnavailableError:
                raise
            except (RunloreError, OSError) as error:
                self._report.refuse("logged model", model.id, str(error))

    def tell_uses(self, run: SourceRun) -> None:
        """Say which models a run used and made; those must be here."""
        if not run.models_used and not run.models_made:
            return
        made = [{"model": model, "step": step} for model, step in run.models_made.items()]
        said: dict[str, object] = {"model_inputs": run.models_used, "outputs": made}
        try:
            self._store.send_json("POST", f"runs/{run.id}/lineage", said)
        except UnavailableError:
            raise
        except RunloreError as error:
            self._report.refuse("models of a run", run.id, error.message)

    def _model(self, model: SourceModel, experiment: SourceExperiment) -> None:
        path = f"logged-models/{parse_logged_model_id(model.id)}"
        here = self._store.find(path)
        if here is None:
            self._make(model, experiment)
            self._report.logged_models += 1
            here = self._store.get(path)
        if here["deleted_at"] is not None:
            return
        self._measure(model, path, here)
        self._bring_files(model, path)
        patch: dict[str, object] = {}
        if model.status == _FAILED and here["status"] != "failed":
            patch = {"status": "failed", "status_message": model.message}
        elif model.status == "READY" and here["status"] == "pending":
            patch = {"status": "ready"}
        if patch:
            self._store.send_json("PATCH", path, patch)
        if model.is_deleted:
            self._store.send_json("PATCH", path, {"deleted": True})

    def _make(self, model: SourceModel, experiment: SourceExperiment) -> None:
        run = RunId(parse_run_id(model.run)) if model.run else None
        if run is None or run not in self._store.known([run]) or model.status == "PENDING":
            self._make_now(model, experiment, run)
            return
        # Said by its run, a model keeps the time at which it was made.
        log = Log(run)
        log.add(RunStarted("", "", "model", micros(model.created)))
        log.add(
            ModelLogged(
                parse_logged_model_id(model.id),
                model.name,
                "",
                micros(model.created),
                model.model_type,
                None,
                model.params,
                model.tags,
            )
        )
        try:
            outbox = LogOutbox(log, self._store.holds(run, log.writer))
            self._store.send(outbox, lambda _: None)
        finally:
            log.close()
        if outbox.refused:
            raise RunloreError(outbox.refused[0])

    def _make_now(
        self, model: SourceModel, experiment: SourceExperiment, run: RunId | None
    ) -> None:
        project, name = split_name(experiment.name)
        known = run is not None and bool(self._store.known([run]))
        body: dict[str, object] = {
            "id": model.id,
            "project": project,
            "experiment": name,
            "name": model.name,
            "model_type": model.model_type,
            "run": run if known else None,
            "params": model.params,
            "tags": model.tags,
        }
        self._store.send_json("POST", "logged-models", body)

    def _measure(self, model: SourceModel, path: str, here: dict[str, Any]) -> None:
        """Send what was measured, unless as much of it is here; what is here is passed over."""
        if len(here["metrics"]) >= len(model.points):
            return
        for start in range(0, len(model.points), _POINTS_AT_ONCE):
            part = model.points[start : start + _POINTS_AT_ONCE]
            self._store.send_json("POST", f"{path}/metrics", {"points": list(map(_told, part))})

    def _bring_files(self, model: SourceModel, path: str) -> None:
        if not self._files or not model.artifact_uri:
            return
        try:
            place = self._source.place(model.artifact_uri, model.id)
        except FilesUnreachableError as error:
            self._report.lies_elsewhere(error.place)
            return
        listed = self._store.get(f"{path}/artifacts?deep=true")["entries"]
        here = {entry["path"]: entry["size"] for entry in listed if not entry["is_folder"]}
        with tempfile.TemporaryDirectory(prefix="runlore-import-") as folder:
            for file in place.files():
                if here.get(file.path) == file.size:
                    continue
                content = place.fetch(file, Path(folder))
                target = f"{path}/artifacts/content/{quote(file.path)}"
                self._store.put_file(target, content, media_type_of(file.path))
                self._report.files += 1
                self._report.bytes += file.size
                if content.is_relative_to(folder):
                    content.unlink()


def _told(point: SourceModelPoint) -> dict[str, object]:
    return {
        "key": point.key,
        "value": _number(point.value),
        "step": point.step,
        "time": micros(point.moment),
        "run": point.run or None,
        "dataset": point.dataset,
        "digest": point.digest,
    }


def _number(value: float) -> float | str:
    """The value as JSON can carry it."""
    words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    return words.get(repr(value), value)
