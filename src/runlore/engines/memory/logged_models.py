"""Logged models in dictionaries."""

import math
from collections.abc import Sequence

import msgspec

from runlore.entities.errors import ConflictError, NotFoundError
from runlore.entities.ids import LoggedModelId, RunId
from runlore.entities.logged_model import LoggedModel, ModelMetric, ModelRole, ModelUse
from runlore.stores.logged_models import ModelScope


class MemoryLoggedModels:
    """Logged models; a ``stores.logged_models.LoggedModelStore``."""

    def __init__(self) -> None:
        self._models: dict[LoggedModelId, LoggedModel] = {}
        # By the bytes of the point: NaN, which equals nothing, is the same as another NaN there.
        self._points: dict[LoggedModelId, dict[bytes, ModelMetric]] = {}
        self._uses: dict[tuple[RunId, ModelRole, LoggedModelId], ModelUse] = {}

    def copy(self) -> "MemoryLoggedModels":
        """The same content, independent of what happens to this one later."""
        twin = MemoryLoggedModels()
        twin._models = dict(self._models)
        twin._points = {model: dict(points) for model, points in self._points.items()}
        twin._uses = dict(self._uses)
        return twin

    def create(self, model: LoggedModel) -> None:
        """Keep a new model."""
        if model.id in self._models:
            raise ConflictError(f"There is a logged model {model.id!r} already. Take a new id.")
        self._models[model.id] = _without_points(model)

    def get(self, model: LoggedModelId) -> LoggedModel | None:
        """The model, deleted or not."""
        return self._models.get(model)

    def get_many(self, models: Sequence[LoggedModelId]) -> list[LoggedModel]:
        """Those of the models that exist, in the order asked."""
        return [self._models[model] for model in models if model in self._models]

    def put(self, model: LoggedModel) -> None:
        """Replace a model that exists."""
        if model.id not in self._models:
            raise NotFoundError("logged model", model.id)
        self._models[model.id] = _without_points(model)

    def find(self, scope: ModelScope) -> list[LoggedModel]:
        """The models of the scope, the newest first; of one moment by id."""
        found = [one for one in self._models.values() if _is_in(one, scope)]
        return sorted(found, key=lambda one: (-one.created_at, one.id))

    def add_metrics(self, model: LoggedModelId, points: Sequence[ModelMetric]) -> None:
        """Keep points. One that is there already, the same in everything, is passed over."""
        kept = self._points.setdefault(model, {})
        for point in points:
            kept.setdefault(_bytes_of(point), point)

    def count_metrics(self, model: LoggedModelId) -> int:
        """How many points there are."""
        return len(self._points.get(model, ()))

    def metrics(self, models: Sequence[LoggedModelId]) -> dict[LoggedModelId, list[ModelMetric]]:
        """The points of those models that have any, in the order in which they came."""
        return {
            model: list(self._points[model].values()) for model in models if self._points.get(model)
        }

    def link(self, use: ModelUse) -> None:
        """Keep that a run used or made a model; said again, the newest step is what stays."""
        self._uses[use.run, use.role, use.model] = use

    def uses(self, runs: Sequence[RunId]) -> list[ModelUse]:
        """What those runs used and made, each run's in the order in which it was said first."""
        return [use for use in self._uses.values() if use.run in runs]

    def users(self, models: Sequence[LoggedModelId], limit: int = 1000) -> list[ModelUse]:
        """Which runs used and made those models, in the order in which it was said first."""
        return [use for use in self._uses.values() if use.model in models][:limit]

    def delete(self, model: LoggedModelId) -> None:
        """Forget a model with its points and uses for good."""
        self._models.pop(model, None)
        self._points.pop(model, None)
        self._uses = {at: use for at, use in self._uses.items() if use.model != model}


def _bytes_of(point: ModelMetric) -> bytes:
    same = msgspec.structs.replace(point, value=math.nan) if math.isnan(point.value) else point
    return msgspec.msgpack.encode(same)


def _without_points(model: LoggedModel) -> LoggedModel:
    return msgspec.structs.replace(model, metrics=[])


def _is_in(model: LoggedModel, scope: ModelScope) -> bool:
    return (
        (scope.experiments is None or model.experiment_id in scope.experiments)
        and (scope.deleted is None or scope.deleted == (model.deleted_at is not None))
        and scope.name in (None, model.name)
        and scope.run in (None, model.run)
    )
