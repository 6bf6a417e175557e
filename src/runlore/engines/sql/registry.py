"""Registered models and their versions in SQL."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from runlore.engines.sql.numbers import number_given
from runlore.engines.sql.registry_tables import model_versions, registered_models
from runlore.engines.sql.session import Session
from runlore.entities.errors import AlreadyExistsError
from runlore.entities.ids import ModelId
from runlore.entities.registry import ModelVersion, RegisteredModel, Stage

_TAGS = msgspec.msgpack.Decoder(dict[str, str])
_ALIASES = msgspec.msgpack.Decoder(dict[str, int])
_STAGE_PLACE = {stage: place for place, stage in enumerate(Stage)}

_models, _versions = registered_models.c, model_versions.c

_MODEL = select(
    _models.model_pk,
    _models.name,
    _models.created_at,
    _models.updated_at,
    _models.description,
    _models.tags,
    _models.aliases,
)
_ONE_MODEL = _MODEL.where(_models.name == bindparam("name"))
_ALL_MODELS = _MODEL.order_by(_models.name)

_VERSION = select(
    _models.model_pk,
    _models.name,
    _models.aliases,
    _versions.version,
    _versions.created_at,
    _versions.updated_at,
    _versions.description,
    _versions.tags,
    _versions.stage,
    _versions.source,
    _versions.storage,
    _versions.run,
    _versions.logged_model,
    _versions.run_link,
    _versions.user,
    _versions.status,
).join_from(model_versions, registered_models)
_OF_MODEL = _VERSION.where(_models.name == bindparam("name"))
_ONE_VERSION = _OF_MODEL.where(_versions.version == bindparam("number"))
_IN_STAGE = _OF_MODEL.where(_versions.stage == bindparam("stage")).order_by(
    _versions.version.desc()
)

# Found by the index (model, stage, version) alone, then one row read for each stage.
_NEWEST = (
    select(_versions.model_pk, func.max(_versions.version).label("version"))
    .group_by(_versions.model_pk, _versions.stage)
    .where(_versions.model_pk == bindparam("model_pk"))
    .subquery()
)
_NEWEST_OF_ALL = (
    select(_versions.model_pk, func.max(_versions.version).label("version"))
    .group_by(_versions.model_pk, _versions.stage)
    .subquery()
)
_LATEST, _LATEST_OF_ALL = (
    _VERSION.join(
        newest,
        (newest.c.model_pk == _versions.model_pk) & (newest.c.version == _versions.version),
    )
    for newest in (_NEWEST, _NEWEST_OF_ALL)
)


class SqlRegistry:
    """Models and versions in SQL; a ``stores.registry.RegistryStore``."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection

    def create_model(self, model: RegisteredModel) -> RegisteredModel:
        """Keep a new model and give it with the id that it gets."""
        row = {**_changing(model), "created_at": model.created_at, "last_version": 0}
        try:
            made = self._connection.execute(insert(registered_models), row)
        except IntegrityError as error:
            raise AlreadyExistsError("registered model", model.name) from error
        return msgspec.structs.replace(model, id=ModelId(number_given(made)), latest=[])

    def model(self, name: str) -> RegisteredModel | None:
        """The model of that name."""
        row = self._connection.execute(_ONE_MODEL, {"name": name}).one_or_none()
        if row is None:
            return None
        newest = self._connection.execute(_LATEST, {"model_pk": row[0]})
        return _model_of(row, [_version_of(one) for one in newest])

    def models(self) -> list[RegisteredModel]:
        """All models, by name."""
        latest: dict[int, list[ModelVersion]] = {}
        for row in self._connection.execute(_LATEST_OF_ALL):
            latest.setdefault(row[0], []).append(_version_of(row))
        rows = self._connection.execute(_ALL_MODELS)
        return [_model_of(row, latest.get(row[0], [])) for row in rows]

    def put_model(self, model: RegisteredModel) -> None:
        """Replace what can change of the model with its id."""
        change = update(registered_models).where(_models.model_pk == model.id)
        try:
            self._connection.execute(change, _changing(model))
        except IntegrityError as error:
            raise AlreadyExistsError("registered model", model.name) from error

    def delete_model(self, model: ModelId) -> None:
        """Forget a model and all its versions."""
        self._connection.execute(delete(model_versions).where(_versions.model_pk == model))
        self._connection.execute(delete(registered_models).where(_models.model_pk == model))

    def create_version(self, version: ModelVersion) -> ModelVersion:
        """Keep a new version of a model that exists, and give it with the number that it gets."""
        where = _models.name == version.model
        count_up = update(registered_models).where(where)
        self._connection.execute(count_up.values(last_version=_models.last_version + 1))
        model_pk, number = self._connection.execute(
            select(_models.model_pk, _models.last_version).where(where)
        ).one()
        made = msgspec.structs.replace(version, version=number, aliases=[])
        row = {**_row_of(made), "model_pk": model_pk, "version": number}
        self._connection.execute(insert(model_versions), {**row, "created_at": made.created_at})
        return made

    def version(self, model: str, number: int) -> ModelVersion | None:
        """One version."""
        asked = {"name": model, "number": number}
        row = self._connection.execute(_ONE_VERSION, asked).one_or_none()
        return None if row is None else _version_of(row)

    def versions(self, model: str | None = None) -> list[ModelVersion]:
        """All of a model, or of the store by the names of models; the newest of each first."""
        wanted = _VERSION if model is None else _VERSION.where(_models.name == model)
        return self._found(wanted.order_by(_models.name, _versions.version.desc()), {})

    def in_stage(self, model: str, stage: Stage) -> list[ModelVersion]:
        """Those versions of a model that are in the stage, the newest first."""
        return self._found(_IN_STAGE, {"name": model, "stage": stage.value})

    def put_version(self, version: ModelVersion) -> None:
        """Replace a version that exists."""
        change = update(model_versions).where(
            _versions.model_pk == _number_of(version.model), _versions.version == version.version
        )
        self._connection.execute(change, _row_of(version))

    def delete_version(self, model: str, number: int) -> None:
        """Forget one version."""
        self._connection.execute(
            delete(model_versions).where(
                _versions.model_pk == _number_of(model), _versions.version == number
            )
        )

    def _found(self, wanted: Select[Any], asked: dict[str, str]) -> list[ModelVersion]:
        return [_version_of(row) for row in self._connection.execute(wanted, asked)]


def _number_of(name: str) -> Any:  # noqa: ANN401 - SQLAlchemy's type of a scalar subquery
    return select(_models.model_pk).where(_models.name == name).scalar_subquery()


def _changing(model: RegisteredModel) -> dict[str, object]:
    """The columns of a model that can change."""
    return {
        "name": model.name,
        "updated_at": model.updated_at,
        "description": model.description,
        "tags": msgspec.msgpack.encode(model.tags),
        "aliases": msgspec.msgpack.encode(model.aliases),
    }


def _row_of(version: ModelVersion) -> dict[str, object]:
    """The columns of a version that can change."""
    return {
        "updated_at": version.updated_at,
        "description": version.description,
        "tags": msgspec.msgpack.encode(version.tags),
        "stage": version.stage.value,
        "source": version.source,
        "storage": version.storage,
        "run": version.run,
        "logged_model": version.logged_model,
        "run_link": version.run_link,
        "user": version.user,
        "status": version.status,
    }


def _model_of(row: Sequence[Any], latest: Iterable[ModelVersion]) -> RegisteredModel:
    number, name, created_at, updated_at, description, tags, aliases = row
    return RegisteredModel(
        number,
        name,
        created_at,
        updated_at,
        description,
        _TAGS.decode(tags),
        _ALIASES.decode(aliases),
        sorted(latest, key=lambda one: _STAGE_PLACE[one.stage]),
    )


def _version_of(row: Sequence[Any]) -> ModelVersion:
    _, name, aliases, version, created_at, updated_at, description, tags, stage, *rest = row
    pointing = sorted(a for a, number in _ALIASES.decode(aliases).items() if number == version)
    return ModelVersion(
        name,
        version,
        created_at,
        updated_at,
        description,
        _TAGS.decode(tags),
        Stage(stage),
        pointing,
        *rest,
    )
