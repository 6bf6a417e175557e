"""Logged models: what was packaged, what was measured on it, and which runs it belongs to."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from runlore.entities.ids import ExperimentId, LoggedModelId, RunId
from runlore.entities.logged_model import LoggedModel, ModelMetric, ModelUse


class ModelScope(msgspec.Struct, frozen=True):
    """Which models to list; what is None does not narrow.

    Attributes:
        experiments: of these experiments.
        deleted: False live ones, True those in the trash, None both.
        name: of just this name.
        run: made by this run.
    """

    experiments: tuple[ExperimentId, ...] | None = None
    deleted: bool | None = False
    name: str | None = None
    run: RunId | None = None


class LoggedModelStore(Protocol):
    """Where logged models are kept. Their files are with the trails, their owner being the model.

    What was measured on a model is read by ``metrics`` alone: models come without it, and it is
    passed over when one is put.
    """

    def create(self, model: LoggedModel) -> None:
        """Keep a new model.

        Raises:
            ConflictError: when the id is taken.
        """
        ...

    def get(self, model: LoggedModelId) -> LoggedModel | None:
        """The model, deleted or not."""
        ...

    def get_many(self, models: Sequence[LoggedModelId]) -> list[LoggedModel]:
        """Those of the models that exist, in the order asked."""
        ...

    def put(self, model: LoggedModel) -> None:
        """Replace a model that exists.

        Raises:
            NotFoundError: when there is none of that id.
        """
        ...

    def find(self, scope: ModelScope) -> list[LoggedModel]:
        """The models of the scope, the newest first; of one moment by id."""
        ...

    def add_metrics(self, model: LoggedModelId, points: Sequence[ModelMetric]) -> None:
        """Keep points. One that is there already, the same in everything, is passed over."""
        ...

    def count_metrics(self, model: LoggedModelId) -> int:
        """How many points there are. Cheap."""
        ...

    def metrics(self, models: Sequence[LoggedModelId]) -> dict[LoggedModelId, list[ModelMetric]]:
        """The points of those models that have any, in the order in which they came."""
        ...

    def link(self, use: ModelUse) -> None:
        """Keep that a run used or made a model; said again, the newest step is what stays."""
        ...

    def uses(self, runs: Sequence[RunId]) -> list[ModelUse]:
        """What those runs used and made, each run's in the order in which it was said first."""
        ...

    def users(self, models: Sequence[LoggedModelId], limit: int = 1000) -> list[ModelUse]:
        """Which runs used and made those models, in the order in which it was said first."""
        ...

    def delete(self, model: LoggedModelId) -> None:
        """Forget a model with its points and uses for good. Its files are the trails' business."""
        ...
