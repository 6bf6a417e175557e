"""Registered models and their versions in dictionaries."""

from collections.abc import Iterable

import msgspec

from runlore.entities.errors import AlreadyExistsError
from runlore.entities.ids import ModelId
from runlore.entities.registry import ModelVersion, RegisteredModel, Stage


class MemoryRegistry:
    """Models and versions; a ``stores.registry.RegistryStore``."""

    def __init__(self) -> None:
        self._models: dict[ModelId, RegisteredModel] = {}
        self._versions: dict[tuple[ModelId, int], ModelVersion] = {}
        self._last_version: dict[ModelId, int] = {}
        self._last_model = 0

    def copy(self) -> "MemoryRegistry":
        """The same content, independent of what happens to this one later."""
        twin = MemoryRegistry()
        twin._models = dict(self._models)
        twin._versions = dict(self._versions)
        twin._last_version = dict(self._last_version)
        twin._last_model = self._last_model
        return twin

    def create_model(self, model: RegisteredModel) -> RegisteredModel:
        """Keep a new model and give it with the id that it gets."""
        self._check_free(model.name)
        self._last_model += 1
        made = msgspec.structs.replace(model, id=ModelId(self._last_model), latest=[])
        self._models[made.id] = made
        self._last_version[made.id] = 0
        return made

    def model(self, name: str) -> RegisteredModel | None:
        """The model of that name."""
        found = self._named(name)
        return None if found is None else self._shown(found)

    def models(self) -> list[RegisteredModel]:
        """All models, by name."""
        return [self._shown(one) for one in self._by_name()]

    def put_model(self, model: RegisteredModel) -> None:
        """Replace what can change of the model with its id."""
        current = self._models.get(model.id)
        if current is None:
            return
        if current.name != model.name:
            self._check_free(model.name)
        self._models[model.id] = msgspec.structs.replace(
            current,
            name=model.name,
            updated_at=model.updated_at,
            description=model.description,
            tags=model.tags,
            aliases=model.aliases,
        )

    def delete_model(self, model: ModelId) -> None:
        """Forget a model and all its versions."""
        self._models.pop(model, None)
        self._last_version.pop(model, None)
        self._versions = {at: one for at, one in self._versions.items() if at[0] != model}

    def create_version(self, version: ModelVersion) -> ModelVersion:
        """Keep a new version of a model that exists, and give it with the number that it gets."""
        model = self._named(version.model)
        if model is None:
            raise KeyError(version.model)
        self._last_version[model.id] += 1
        number = self._last_version[model.id]
        made = msgspec.structs.replace(version, version=number, aliases=[])
        self._versions[model.id, number] = made
        return made

    def version(self, model: str, number: int) -> ModelVersion | None:
        """One version."""
        return next((one for one in self.versions(model) if one.version == number), None)

    def versions(self, model: str | None = None) -> list[ModelVersion]:
        """All of a model, or of the store by the names of models; the newest of each first."""
        wanted = self._by_name() if model is None else [self._named(model)]
        return [one for each in wanted if each is not None for one in self._versions_of(each)]

    def in_stage(self, model: str, stage: Stage) -> list[ModelVersion]:
        """Those versions of a model that are in the stage, the newest first."""
        return [one for one in self.versions(model) if one.stage is stage]

    def put_version(self, version: ModelVersion) -> None:
        """Replace a version that exists."""
        model = self._named(version.model)
        if model is None or (model.id, version.version) not in self._versions:
            return
        current = self._versions[model.id, version.version]
        kept = msgspec.structs.replace(version, created_at=current.created_at, aliases=[])
        self._versions[model.id, version.version] = kept

    def delete_version(self, model: str, number: int) -> None:
        """Forget one version."""
        found = self._named(model)
        if found is not None:
            self._versions.pop((found.id, number), None)

    def _named(self, name: str) -> RegisteredModel | None:
        return next((one for one in self._models.values() if one.name == name), None)

    def _check_free(self, name: str) -> None:
        if self._named(name) is not None:
            raise AlreadyExistsError("registered model", name)

    def _by_name(self) -> Iterable[RegisteredModel]:
        return sorted(self._models.values(), key=lambda one: one.name)

    def _versions_of(self, model: RegisteredModel) -> list[ModelVersion]:
        found = [
            msgspec.structs.replace(one, model=model.name, aliases=_pointing(model, number))
            for (owner, number), one in self._versions.items()
            if owner == model.id
        ]
        return sorted(found, key=lambda one: -one.version)

    def _shown(self, model: RegisteredModel) -> RegisteredModel:
        newest: dict[Stage, ModelVersion] = {}
        for one in self._versions_of(model):
            newest.setdefault(one.stage, one)
        return msgspec.structs.replace(
            model, latest=[newest[stage] for stage in Stage if stage in newest]
        )


def _pointing(model: RegisteredModel, number: int) -> list[str]:
    return sorted(alias for alias, version in model.aliases.items() if version == number)
