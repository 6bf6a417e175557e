"""Versions of registered models."""

from collections.abc import Mapping, Sequence

from runlore.mlflow.entities import ModelVersion, PagedList, RegisteredModel
from runlore.mlflow.exceptions import MlflowException, methods_in_mlflow_terms
from runlore.mlflow.fluent.registering import register
from runlore.mlflow.store import registry
from runlore.mlflow.tracking.store import OfOneStore


@methods_in_mlflow_terms
class VersionMethods(OfOneStore):
    """Methods about versions. A version may be given as a number or as text."""

    def create_model_version(  # noqa: PLR0913  # MLflow's own signature
        self,
        name: str,
        source: str,
        run_id: str | None = None,
        tags: Mapping[str, object] | None = None,
        run_link: str | None = None,
        description: str | None = None,
        await_creation_for: int | None = None,  # noqa: ARG002  # versions are ready at once
        model_id: str | None = None,
    ) -> ModelVersion:
        """Register a version of a model that is there."""
        return registry.create_version(
            self._store(),
            name,
            source=source,
            run=run_id,
            logged_model=model_id,
            run_link=run_link or "",
            description=description or "",
            tags={key: str(value) for key, value in (tags or {}).items()},
        )

    def copy_model_version(self, src_model_uri: str, dst_name: str) -> ModelVersion:
        """Register a version of one model as a new one of another."""
        if not src_model_uri.startswith("models:/"):
            raise MlflowException.invalid_parameter_value(
                f"{src_model_uri!r} names no version: write models:/NAME/VERSION."
            )
        return register(self._store(), src_model_uri, dst_name, None)

    def get_model_version(self, name: str, version: object) -> ModelVersion:
        """A version by its number."""
        return registry.get_version(self._store(), name, version)

    def update_model_version(
        self, name: str, version: object, description: str | None = None
    ) -> ModelVersion:
        """Describe a version; Markdown."""
        return registry.patch_version(self._store(), name, version, description=description or "")

    def delete_model_version(self, name: str, version: object) -> None:
        """Delete a version for good."""
        registry.delete_version(self._store(), name, version)

    def transition_model_version_stage(
        self,
        name: str,
        version: object,
        stage: str,
        archive_existing_versions: bool = False,  # noqa: FBT001, FBT002  # MLflow's own signature
    ) -> ModelVersion:
        """Move a version to None, Staging, Production or Archived.

        A version that enters Production archives the one that was there, whatever is said.
        """
        return registry.move_version(
            self._store(), name, version, stage, archive=archive_existing_versions
        )

    def get_latest_versions(
        self, name: str, stages: Sequence[str] | None = None
    ) -> list[ModelVersion]:
        """The newest version of each stage, or of these stages."""
        model: RegisteredModel = registry.get_model(self._store(), name)
        wanted = {stage.lower() for stage in stages or registry.STAGES}
        unknown = wanted - {stage.lower() for stage in registry.STAGES}
        if unknown:
            raise MlflowException.invalid_parameter_value(
                f"{', '.join(sorted(unknown))} is no stage: there are {', '.join(registry.STAGES)}."
            )
        return [one for one in model.latest_versions if one.current_stage.lower() in wanted]

    def get_model_version_stages(self, name: str, version: object) -> list[str]:  # noqa: ARG002
        """The stages that there are."""
        return list(registry.STAGES)

    def set_model_version_tag(
        self,
        name: str,
        version: object = None,
        key: str | None = None,
        value: object = None,
        stage: str | None = None,
    ) -> None:
        """Set a tag of a version, named by its number or by the stage that it is in."""
        if not key:
            raise MlflowException.invalid_parameter_value("The tag needs a key.")
        number = self._number(name, version, stage)
        registry.patch_version(self._store(), name, number, tags={key: str(value)})

    def delete_model_version_tag(
        self,
        name: str,
        version: object = None,
        key: str | None = None,
        stage: str | None = None,
    ) -> None:
        """Remove a tag of a version, if it is there."""
        number = self._number(name, version, stage)
        registry.patch_version(self._store(), name, number, tags={str(key): None})

    def get_model_version_download_uri(self, name: str, version: object) -> str:
        """Where the files of a version are."""
        found = registry.get_version(self._store(), name, version)
        return found.storage_location or found.source

    def search_model_versions(
        self,
        filter_string: str | None = None,
        max_results: int = 1_000,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> PagedList[ModelVersion]:
        """One page of the versions that match, of all models."""
        return registry.search_versions(
            self._store(), filter_string or "", order_by or (), max_results, page_token
        )

    def _number(self, name: str, version: object, stage: str | None) -> object:
        if (version is None) == (stage is None):
            raise MlflowException.invalid_parameter_value(
                "Give the version by its number or by its stage: one of them."
            )
        return version if stage is None else registry.resolve(self._store(), name, stage).version
