"""Reading as MLflow's server does: protocol buffers in JSON clothes.

Unknown fields are passed over, numbers may be texts, field names may be in camelCase, and a body
may hold the tokens ``NaN`` and ``Infinity``, which JSON has not.
"""

import json
import math
import re
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
import msgspec.inspect

from runlore.api.kit.decode import (
    check_depth,
    list_fields,
    query_pairs,
)
from runlore.entities.errors import InvalidInputError
from runlore.entities.params import JSONValue

S = TypeVar("S")

_MISSING = re.compile(r"Object missing required field `(\w+)`(?: - at `\$(.*)`)?")
_AT = re.compile(r" - at `\$(.*)`\Z")
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_SHOWN_CHARS = 200


def read_json(body: bytes, kind: type[S]) -> S:
    """Read a JSON body as a struct; it forbids unknown fields, so that most are read at a glance.

    Raises:
        InvalidInputError: it is not what the call takes; says which field and what it held.
        LimitExceededError: it is nested too deep.
    """
    try:  # the types of the fields bound the depth
        plain: S = _decoder(cast("Hashable", kind)).decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _convert(_parse(body), kind)  # slowly: it knows NaN, other spellings, what to say
    return plain


def read_query(raw: bytes, kind: type[S]) -> S:
    """Read a query string as a struct. A field of type list may be given several times.

    Raises:
        InvalidInputError: a value of the wrong type, or one field given twice.
        LimitExceededError: it is too long.
    """
    lists, names = list_fields(kind), _names(cast("Hashable", kind))
    values: dict[str, Any] = {}
    for given, text in query_pairs(raw):
        name = names.get(given)
        if name is None:
            continue
        if name in lists:
            values.setdefault(name, []).append(text)
        elif name in values:
            raise InvalidInputError(f"Parameter '{name}' is given twice.")
        else:
            values[name] = text
    return _convert(values, kind)


def _parse(body: bytes) -> JSONValue:
    check_depth(body)
    try:
        parsed: JSONValue = json.loads(body, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"The body is not JSON: {error}.") from error
    return parsed


def _finite(text: str) -> float:
    """A number as it is written; ``Infinity`` is a word of its own, 1e999 is a mistake."""
    number = float(text)
    if math.isinf(number):
        raise InvalidInputError(f"The number {text[:40]} is larger than any that can be kept.")
    return number


def _convert(values: JSONValue, kind: type[S]) -> S:
    if not isinstance(values, dict):
        raise InvalidInputError("The body must be a JSON object.")
    known = _known(values, _shape(cast("Hashable", kind)))
    try:
        return msgspec.convert(known, kind, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        raise InvalidInputError(_explain(str(error), known)) from error


def _known(value: JSONValue, kind: msgspec.inspect.Type) -> JSONValue:
    """The value with the fields that its type knows, under their proper names."""
    if isinstance(kind, msgspec.inspect.UnionType):
        plain = [one for one in kind.types if not isinstance(one, msgspec.inspect.NoneType)]
        return _known(value, plain[0]) if len(plain) == 1 else value
    if isinstance(kind, (msgspec.inspect.ListType, msgspec.inspect.VarTupleType)):
        if not isinstance(value, list):
            return value
        return [_known(one, kind.item_type) for one in value]
    if not isinstance(kind, msgspec.inspect.StructType) or not isinstance(value, dict):
        return value
    names, types = _names(kind.cls), {field.encode_name: field.type for field in kind.fields}
    found: dict[str, JSONValue] = {}
    for given, one in value.items():
        name = names.get(given)
        if name in found:
            raise InvalidInputError(f"Parameter '{name}' is given in both of its spellings.")
        if name is not None:
            found[name] = _known(one, types[name])
    return found


def _explain(text: str, values: JSONValue) -> str:
    missing = _MISSING.match(text)
    if missing is not None:
        where = f" of {missing.group(2).lstrip('.')}" if missing.group(2) else ""
        return f"Missing value for required parameter '{missing.group(1)}'{where}"
    at = _AT.search(text)
    if at is None:
        return f"The request is not what this call takes: {text}."
    path = at.group(1).lstrip(".")
    shown = json.dumps(_found(at.group(1), values), separators=(",", ":"), default=str)
    return f"Invalid value {shown[:_SHOWN_CHARS]} for parameter '{path}' supplied: {text}"


def _found(path: str, values: Any) -> Any:  # noqa: ANN401 - any JSON
    """What stands at a path; of a list that is not told by index, the whole list."""
    for name, index in _STEP.findall(path):
        if name and isinstance(values, dict):
            values = values.get(name)
        elif index.isdecimal() and isinstance(values, list) and int(index) < len(values):
            values = values[int(index)]
    return values


@lru_cache(maxsize=256)
def _shape(kind: Any) -> msgspec.inspect.Type:  # noqa: ANN401 - a struct's type
    return msgspec.inspect.type_info(kind)


@lru_cache(maxsize=256)
def _decoder(kind: Any) -> Any:  # noqa: ANN401 - the decoder of just that type
    return msgspec.json.Decoder(kind, strict=False)


@lru_cache(maxsize=256)
def _names(kind: Any) -> dict[str, str]:  # noqa: ANN401 - a struct's type
    """The names of a struct's fields by both of their spellings: ``run_id`` and ``runId``."""
    names: dict[str, str] = {}
    for field in msgspec.structs.fields(kind):
        first, *rest = field.encode_name.split("_")
        camel = first + "".join(part[:1].upper() + part[1:] for part in rest)
        names[field.encode_name] = names[camel] = field.encode_name
    return names
