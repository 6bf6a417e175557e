"""Logged models in SQL."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, update

from runlore.engines.sql.model_tables import (
    ROLE_INPUT,
    ROLE_OUTPUT,
    logged_models,
    model_points,
    model_uses,
)
from runlore.engines.sql.nearby import rows_of
from runlore.engines.sql.numbers import A_STATEMENT
from runlore.engines.sql.session import Session
from runlore.entities.errors import ConflictError, NotFoundError
from runlore.entities.ids import LoggedModelId, RunId
from runlore.entities.logged_model import (
    LoggedModel,
    LoggedModelStatus,
    ModelMetric,
    ModelRole,
    ModelUse,
)
from runlore.stores.logged_models import ModelScope

T = TypeVar("T")


class Details(msgspec.Struct, frozen=True, omit_defaults=True):
    """The part of a model that no column holds; a new field gets a default, for old rows."""

    status_message: str = ""
    model_type: str = ""
    path: str = ""
    step: int | None = None
    params: dict[str, str] = {}
    tags: dict[str, str] = {}


_ENCODER = msgspec.msgpack.Encoder()
_DETAILS = msgspec.msgpack.Decoder(Details)
_STATUSES = {status.value: status for status in LoggedModelStatus}
_ROLES = {ROLE_INPUT: ModelRole.INPUT, ROLE_OUTPUT: ModelRole.OUTPUT}
_ROLE_NUMBERS = {role: number for number, role in _ROLES.items()}

# In the order in which ``_model_of`` takes them.
_MODEL = select(
    logged_models.c.id,
    logged_models.c.experiment_id,
    logged_models.c.name,
    logged_models.c.status,
    logged_models.c.created_at,
    logged_models.c.updated_at,
    logged_models.c.run,
    logged_models.c.deleted_at,
    logged_models.c.details,
)
_BY_ID = _MODEL.where(logged_models.c.id.in_(bindparam("wanted", expanding=True)))
_PUT = update(logged_models).where(logged_models.c.id == bindparam("wanted_id"))
_COUNT = select(func.count()).where(model_points.c.model_pk == bindparam("model"))
_POINTS = select(
    model_points.c.model_pk,
    model_points.c.key,
    model_points.c.value,
    model_points.c.step,
    model_points.c.time,
    model_points.c.run,
    model_points.c.dataset,
    model_points.c.digest,
).order_by(model_points.c.point_pk)

_USES = select(model_uses.c.run_pk, model_uses.c.model_pk, model_uses.c.role, model_uses.c.step)
_OF_MODELS = model_uses.c.role.in_((ROLE_INPUT, ROLE_OUTPUT))
_USES = _USES.where(_OF_MODELS).order_by(model_uses.c.use_pk)
_USERS = (
    select(model_uses.c.run_pk, model_uses.c.model_pk, model_uses.c.role, model_uses.c.step)
    .where(model_uses.c.model_pk.in_(bindparam("wanted", expanding=True)), _OF_MODELS)
    .order_by(model_uses.c.use_pk)
    .limit(bindparam("most"))
)


class SqlLoggedModels:
    """Logged models in SQL; a ``stores.logged_models.LoggedModelStore``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._numbers = session.numbers

    def create(self, model: LoggedModel) -> None:
        """Keep a new model."""
        if self.get(model.id) is not None:
            raise ConflictError(f"There is a logged model {model.id!r} already. Take a new id.")
        row = {"model_pk": self._numbers.ensure_run(model.id), "id": model.id, **_columns_of(model)}
        self._connection.execute(insert(logged_models), row)

    def get(self, model: LoggedModelId) -> LoggedModel | None:
        """The model, deleted or not."""
        row = self._connection.execute(_BY_ID, {"wanted": [model]}).one_or_none()
        return None if row is None else _model_of(row)

    def get_many(self, models: Sequence[LoggedModelId]) -> list[LoggedModel]:
        """Those of the models that exist, in the order asked."""
        found: dict[LoggedModelId, LoggedModel] = {}
        for some in _pieces(models):
            for row in self._connection.execute(_BY_ID, {"wanted": some}):
                found[row[0]] = _model_of(row)
        return [found[model] for model in models if model in found]

    def put(self, model: LoggedModel) -> None:
        """Replace a model that exists."""
        done = self._connection.execute(_PUT, {**_columns_of(model), "wanted_id": model.id})
        if done.rowcount == 0:
            raise NotFoundError("logged model", model.id)

    def find(self, scope: ModelScope) -> list[LoggedModel]:
        """The models of the scope, the newest first; of one moment by id."""
        wanted = _MODEL.order_by(logged_models.c.created_at.desc(), logged_models.c.id)
        if scope.deleted is not None:
            trashed = logged_models.c.deleted_at.is_not(None)
            wanted = wanted.where(trashed if scope.deleted else ~trashed)
        if scope.name is not None:
            wanted = wanted.where(logged_models.c.name == scope.name)
        if scope.run is not None:
            wanted = wanted.where(logged_models.c.run == scope.run)
        experiments = scope.experiments
        if experiments is not None and len(experiments) <= A_STATEMENT:
            wanted = wanted.where(logged_models.c.experiment_id.in_(experiments))
        found = [_model_of(row) for row in self._connection.execute(wanted)]
        if experiments is None or len(experiments) <= A_STATEMENT:
            return found
        among = frozenset(experiments)  # more than a statement may name
        return [model for model in found if model.experiment_id in among]

    def add_metrics(self, model: LoggedModelId, points: Sequence[ModelMetric]) -> None:
        """Keep points. One that is there already, the same in everything, is passed over."""
        if not points:
            return
        number = self._numbers.ensure_run(model)
        # Replacing a part of what makes two points the same changes nothing.
        statement = self._session.dialect.upsert(model_points, ("model_pk", "same"), ("step",))
        rows = [{"model_pk": number, **_point_columns(point)} for point in points]
        self._connection.execute(statement, rows)

    def count_metrics(self, model: LoggedModelId) -> int:
        """How many points there are."""
        asked = {"model": self._numbers.run(model)}
        return int(self._connection.execute(_COUNT, asked).scalar_one())

    def metrics(self, models: Sequence[LoggedModelId]) -> dict[LoggedModelId, list[ModelMetric]]:
        """The points of those models that have any, in the order in which they came."""
        numbers = {n: LoggedModelId(model) for model, n in self._numbers.runs(models).items()}
        found: dict[LoggedModelId, list[ModelMetric]] = {}
        rows = rows_of(self._connection, _POINTS, model_points.c.model_pk, list(numbers))
        for number, key, value, *rest in rows:
            point = ModelMetric(key, math.nan if value is None else value, *rest)
            found.setdefault(numbers[number], []).append(point)
        return found

    def link(self, use: ModelUse) -> None:
        """Keep that a run used or made a model; said again, the newest step is what stays."""
        self._connection.execute(
            self._session.dialect.upsert(model_uses, ("run_pk", "role", "model_pk"), ("step",)),
            {
                "run_pk": self._numbers.ensure_run(use.run),
                "model_pk": self._numbers.ensure_run(use.model),
                "role": _ROLE_NUMBERS[use.role],
                "step": use.step,
            },
        )

    def uses(self, runs: Sequence[RunId]) -> list[ModelUse]:
        """What those runs used and made, each run's in the order in which it was said first."""
        numbers = {number: RunId(run) for run, number in self._numbers.runs(runs).items()}
        rows = list(rows_of(self._connection, _USES, model_uses.c.run_pk, list(numbers)))
        models = self._numbers.run_ids(model for _, model, _, _ in rows)
        return [
            ModelUse(numbers[run], LoggedModelId(models[model]), _ROLES[role], step)
            for run, model, role, step in rows
        ]

    def users(self, models: Sequence[LoggedModelId], limit: int = 1000) -> list[ModelUse]:
        """Which runs used and made those models, in the order in which it was said first."""
        numbers = {number: LoggedModelId(one) for one, number in self._numbers.runs(models).items()}
        rows = [
            row
            for some in _pieces(list(numbers))
            for row in self._connection.execute(_USERS, {"wanted": some, "most": limit})
        ][:limit]
        runs = self._numbers.run_ids(run for run, _, _, _ in rows)
        return [
            ModelUse(runs[run], numbers[one], _ROLES[role], step) for run, one, role, step in rows
        ]

    def delete(self, model: LoggedModelId) -> None:
        """Forget a model with its points and uses for good; its number stays taken."""
        number = self._numbers.run(model)
        for table in (model_points, model_uses, logged_models):
            self._connection.execute(delete(table).where(table.c.model_pk == number))


def _pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + A_STATEMENT] for at in range(0, len(values), A_STATEMENT))


def _columns_of(model: LoggedModel) -> dict[str, Any]:
    details = Details(
        model.status_message,
        model.model_type,
        model.path,
        model.step,
        model.params,
        model.tags,
    )
    return {
        "experiment_id": model.experiment_id,
        "name": model.name,
        "status": model.status.value,
        "run": model.run,
        "created_at": model.created_at,
        "updated_at": model.updated_at,
        "deleted_at": model.deleted_at,
        "details": _ENCODER.encode(details),
    }


def _model_of(row: Iterable[Any]) -> LoggedModel:
    model, experiment, name, status, created_at, updated_at, run, deleted_at, details = row
    rest = _DETAILS.decode(details)
    return LoggedModel(
        id=model,
        experiment_id=experiment,
        name=name,
        status=_STATUSES[status],
        created_at=created_at,
        updated_at=updated_at,
        status_message=rest.status_message,
        model_type=rest.model_type,
        run=run,
        path=rest.path,
        step=rest.step,
        params=rest.params,
        tags=rest.tags,
        deleted_at=deleted_at,
    )


def _point_columns(point: ModelMetric) -> dict[str, Any]:
    """The row of a point; every NaN is the same NaN."""
    columns = msgspec.structs.asdict(point)
    if math.isnan(point.value):
        columns["value"] = None
    same = hashlib.blake2b(_ENCODER.encode(list(columns.values())), digest_size=16).digest()
    return {**columns, "same": same}
