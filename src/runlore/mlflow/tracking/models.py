"""Registered models and their aliases."""

from collections.abc import Mapping, Sequence

from runlore.mlflow.entities import ModelVersion, PagedList, RegisteredModel
from runlore.mlflow.exceptions import methods_in_mlflow_terms
from runlore.mlflow.store import registry
from runlore.mlflow.tracking.store import OfOneStore


@methods_in_mlflow_terms
class ModelMethods(OfOneStore):
    """Methods about registered models."""

    def create_registered_model(
        self,
        name: str,
        tags: Mapping[str, object] | None = None,
        description: str | None = None,
    ) -> RegisteredModel:
        """Make a model without versions."""
        return registry.create_model(self._store(), name, tags, description)

    def get_registered_model(self, name: str) -> RegisteredModel:
        """A model with its newest version of each stage."""
        return registry.get_model(self._store(), name)

    def update_registered_model(self, name: str, description: str | None = None) -> RegisteredModel:
        """Describe a model."""
        return registry.patch_model(self._store(), name, description=description or "")

    def rename_registered_model(self, name: str, new_name: str) -> RegisteredModel:
        """Rename a model; versions, tags and aliases go along."""
        return registry.patch_model(self._store(), name, name=new_name)

    def delete_registered_model(self, name: str) -> None:
        """Delete a model with all its versions, for good."""
        registry.delete_model(self._store(), name)

    def search_registered_models(
        self,
        filter_string: str | None = None,
        max_results: int = 100,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> PagedList[RegisteredModel]:
        """One page of the models that match."""
        return registry.search_models(
            self._store(), filter_string or "", order_by or (), max_results, page_token
        )

    def set_registered_model_tag(self, name: str, key: str, value: object) -> None:
        """Set a tag."""
        registry.patch_model(self._store(), name, tags={key: str(value)})

    def delete_registered_model_tag(self, name: str, key: str) -> None:
        """Remove a tag, if it is there."""
        registry.patch_model(self._store(), name, tags={key: None})

    def set_registered_model_alias(self, name: str, alias: str, version: object) -> None:
        """Point an alias at a version."""
        registry.set_alias(self._store(), name, alias, version)

    def delete_registered_model_alias(self, name: str, alias: str) -> None:
        """Remove an alias, if it is there."""
        registry.delete_alias(self._store(), name, alias)

    def get_model_version_by_alias(self, name: str, alias: str) -> ModelVersion:
        """The version that an alias points at."""
        return registry.resolve(self._store(), name, f"@{alias}")
