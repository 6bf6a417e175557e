"""Brings the registry: models, their versions under their numbers, stages, aliases, tags."""

from urllib.parse import quote

from runlore.entities.errors import RunloreError, UnavailableError
from runlore.entities.ids import RunId, parse_run_id
from runlore.imports.mlflow.source import Source
from runlore.imports.mlflow.source_models import SourceRegistered, SourceVersion
from runlore.imports.report import Report
from runlore.imports.store import Store

REASON = "imported from MLflow"
"""What the audit says of changes that an import made."""

_FILLER = "not yet imported from MLflow"
"""Description of a version until it is known that it has the right number: numbers are given one
after the other, and those of versions that were deleted there must be used up here."""


class Registry:
    """The registry of a source."""

    def __init__(self, source: Source, store: Store, report: Report) -> None:
        self._source = source
        self._store = store
        self._report = report

    def bring(self) -> None:
        """Bring all registered models.

        Raises:
            UnavailableError: source or store are not reached any more.
        """
        for model in self._source.registered_models():
            self._bring_model(model)

    def _bring_model(self, model: SourceRegistered) -> None:
        try:
            self._model(model)
        except UnavailableError:
            raise
        except RunloreError as error:
            self._report.refuse("registered model", model.name, error.message)

    def _model(self, model: SourceRegistered) -> None:
        path = f"models/{quote(model.name, safe='')}"
        here = self._store.find(path)
        if here is None:
            new = {"name": model.name, "description": model.description, "tags": model.tags}
            here = self._store.send_json("POST", "models", new)
            self._report.models += 1
        self._forget_fillers(model, path)
        newest = max((one["version"] for one in here["latest"]), default=0)
        for version in model.versions:
            self._version(model, path, version, newest)
        self._stages(model, path)
        for alias, number in model.aliases.items():
            if here["aliases"].get(alias) != number:
                change: dict[str, object] = {"version": number, "reason": REASON}
                self._store.send_json("PUT", f"{path}/aliases/{alias}", change)

    def _version(
        self, model: SourceRegistered, path: str, version: SourceVersion, newest: int
    ) -> None:
        which = f"{model.name} {version.number}"
        here = self._store.find(f"{path}/versions/{version.number}")
        if here is None and version.number > newest:
            self._create(path, version)
        elif here is None:
            self._report.refuse("model version", which, "it was deleted here")
        elif here["source"] != version.source:
            self._report.refuse("model version", which, "another version has this number here")

    def _create(self, path: str, version: SourceVersion) -> None:
        """Make a version under its number; numbers before it that are no more are passed by.

        Raises:
            RunloreError: its number was used here already.
        """
        made = self._post(path, version)
        while made < version.number:
            self._store.delete(f"{path}/versions/{made}")
            made = self._post(path, version)
        if made > version.number:
            self._store.delete(f"{path}/versions/{made}")
            raise RunloreError(f"Version {version.number} cannot be made: it was deleted here.")
        patch = {"description": version.description, "tags": version.tags}
        self._store.send_json("PATCH", f"{path}/versions/{made}", patch)
        self._report.versions += 1

    def _post(self, path: str, version: SourceVersion) -> int:
        """Make a version, which is not yet said to be more than a filler; gives its number."""
        wanted: dict[str, object] = {
            "source": version.source,
            "run": self._run(version),
            "run_link": version.run_link,
            "description": _FILLER,
        }
        return int(self._store.send_json("POST", f"{path}/versions", wanted)["version"])

    def _run(self, version: SourceVersion) -> str | None:
        """The run of a version, when it is here."""
        if not version.run:
            return None
        run = RunId(parse_run_id(version.run))
        return run if run in self._store.known([run]) else None

    def _forget_fillers(self, model: SourceRegistered, path: str) -> None:
        """Remove what an import that was stopped left between two versions."""
        there = {version.number for version in model.versions}
        for number in range(1, max(there, default=0)):
            if number not in there:
                found = self._store.find(f"{path}/versions/{number}")
                if found is not None and found["description"] == _FILLER:
                    self._store.delete(f"{path}/versions/{number}")

    def _stages(self, model: SourceRegistered, path: str) -> None:
        """Move versions to their stages, in the order in which they changed.

        Of two in Production, which MLflow allows, the one that changed last stays there.
        """
        for version in sorted(model.versions, key=lambda one: one.changed):
            here = self._store.find(f"{path}/versions/{version.number}")
            if here is not None and here["stage"] != version.stage:
                change: dict[str, object] = {"stage": version.stage, "reason": REASON}
                self._store.send_json("POST", f"{path}/versions/{version.number}/stage", change)
