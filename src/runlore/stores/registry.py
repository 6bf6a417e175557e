"""The model registry: registered models and their versions."""

from typing import Protocol

from runlore.entities.ids import ModelId
from runlore.entities.registry import ModelVersion, RegisteredModel, Stage


class RegistryStore(Protocol):
    """Where registered models and their versions are kept.

    Names of models are unique; their ids are never given twice. Versions are addressed by the name
    that their model has now. ``latest`` of a model and ``aliases`` of a version are found at the
    instant of reading and are not kept when they are put.
    """

    def create_model(self, model: RegisteredModel) -> RegisteredModel:
        """Keep a new model and give it with the id that it gets, whatever id it had.

        Raises:
            AlreadyExistsError: when the name is taken.
        """
        ...

    def model(self, name: str) -> RegisteredModel | None:
        """The model of that name. Cheap, however many versions it has."""
        ...

    def models(self) -> list[RegisteredModel]:
        """All models, by name."""
        ...

    def put_model(self, model: RegisteredModel) -> None:
        """Replace name, description, tags, aliases and time of change of the model with its id.

        Raises:
            AlreadyExistsError: when the name is another one's.
        """
        ...

    def delete_model(self, model: ModelId) -> None:
        """Forget a model and all its versions for good."""
        ...

    def create_version(self, version: ModelVersion) -> ModelVersion:
        """Keep a new version of a model that exists, and give it with the number that it gets.

        The number is one above the highest that the model ever gave, also to versions that were
        deleted since.
        """
        ...

    def version(self, model: str, number: int) -> ModelVersion | None:
        """One version."""
        ...

    def versions(self, model: str | None = None) -> list[ModelVersion]:
        """All of a model, or of the store by the names of models; the newest of each first."""
        ...

    def in_stage(self, model: str, stage: Stage) -> list[ModelVersion]:
        """Those versions of a model that are in the stage, the newest first."""
        ...

    def put_version(self, version: ModelVersion) -> None:
        """Replace a version that exists; the time of its making stays."""
        ...

    def delete_version(self, model: str, number: int) -> None:
        """Forget one version for good. Aliases are the caller's business."""
        ...
