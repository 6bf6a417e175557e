"""The values that fields name on registered models and their versions."""

from collections.abc import Callable

import msgspec

from runlore.entities.registry import ModelVersion, RegisteredModel, parse_stage
from runlore.query.ast import And, Compare, Expr, Field, FieldKind, Not, Op, Or, Scalar
from runlore.query.flatten import IndexValue, index_value

_NAME = Field(FieldKind.ATTRIBUTE, "name")
_STAGE = Field(FieldKind.ATTRIBUTE, "stage")
_EQUALITIES = (Op.EQ, Op.NE, Op.IN, Op.NOT_IN)


def value_of_model(model: RegisteredModel, field: Field) -> IndexValue | None:
    """The (number, text) of a field on a model; None when it has no such value."""
    if field.kind is FieldKind.TAG:
        return _tag(model.tags.get(field.key))
    return _MODEL[field.key](model)


def value_of_version(version: ModelVersion, field: Field) -> IndexValue | None:
    """The (number, text) of a field on a version; None when it has no such value."""
    if field.kind is FieldKind.TAG:
        return _tag(version.tags.get(field.key))
    return _VERSION[field.key](version)


def names(expr: Expr | None, field: Field) -> bool:
    """Whether a filter looks at a field anywhere."""
    if expr is None:
        return False
    if isinstance(expr, Compare):
        return expr.field == field
    if isinstance(expr, And | Or):
        return any(names(part, field) for part in expr.parts)
    return names(expr.part, field)


def only_model(expr: Expr | None) -> str | None:
    """The model that a filter for versions holds to, as ``name = 'x' AND …`` does; else None."""
    if isinstance(expr, And):
        return next(filter(None, map(only_model, expr.parts)), None)
    if isinstance(expr, Compare) and expr.field == _NAME and expr.op is Op.EQ:
        return expr.value if isinstance(expr.value, str) else None
    return None


def with_stages(expr: Expr) -> Expr:
    """The filter with stages spelled as they are: ``stage = 'production'`` means Production.

    Raises:
        InvalidValueError: a word that no stage has, which would silently find nothing.
    """
    if isinstance(expr, And | Or):
        return msgspec.structs.replace(expr, parts=tuple(map(with_stages, expr.parts)))
    if isinstance(expr, Not):
        return Not(with_stages(expr.part))
    if expr.field != _STAGE or expr.op not in _EQUALITIES:
        return expr
    return Compare(expr.field, expr.op, _stage(expr.value), tuple(map(_stage, expr.values)))


def _stage(value: Scalar) -> Scalar:
    return parse_stage(value).value if isinstance(value, str) else value


def _tag(text: str | None) -> IndexValue | None:
    return None if text is None else index_value(text)


def _text(text: str) -> IndexValue:
    return None, text


_MODEL: dict[str, Callable[[RegisteredModel], IndexValue | None]] = {
    "name": lambda model: _text(model.name),
    "description": lambda model: _text(model.description),
    "created": lambda model: (model.created_at, None),
    "updated": lambda model: (model.updated_at, None),
}
_VERSION: dict[str, Callable[[ModelVersion], IndexValue | None]] = {
    "name": lambda one: _text(one.model),
    "version": lambda one: (one.version, None),
    "stage": lambda one: _text(one.stage.value),
    "run": lambda one: None if one.run is None else _text(one.run),
    "source": lambda one: _text(one.source),
    "user": lambda one: _text(one.user),
    "description": lambda one: _text(one.description),
    "created": lambda one: (one.created_at, None),
    "updated": lambda one: (one.updated_at, None),
}
