"""What may be a param: typed JSON, told from everything else with advice."""

import dataclasses
import enum
import math
import os
from collections.abc import Mapping
from typing import cast

import msgspec

from runlore.entities.errors import InvalidValueError, LimitExceededError
from runlore.entities.limits import MAX_JSON_DEPTH, MAX_PARAM_BYTES
from runlore.entities.params import JSONValue

_LARGEST_INT = 2**64 - 1
_SMALLEST_INT = -(2**63)
_ENCODER = msgspec.msgpack.Encoder()
_ADVICE = "Give int, float, bool, str, None, a list or a dict; log anything larger as an artifact."


def typed(what: str, key: str, value: object) -> JSONValue:
    """A value as typed JSON that comes back as it went in.

    Numbers of NumPy and PyTorch become Python's, tuples lists, paths text, members of an enum
    their value, and keys of dicts that are numbers text, as in JSON.

    Args:
        what: for the message, such as ``Param``.
        key: its name.
        value: what the user gave.

    Raises:
        InvalidValueError: a type that JSON cannot say, a number over 64 bits or text that is not
            Unicode.
        LimitExceededError: over 64 kB encoded.
    """
    try:
        plain = _plain(value, 0)
        size = len(_ENCODER.encode(plain))
    except (_RefusedError, UnicodeEncodeError) as refused:
        raise InvalidValueError(f"{what} {key!r}: {refused}. {_ADVICE}") from None
    if size > MAX_PARAM_BYTES:
        raise LimitExceededError(
            f"The size of {what.lower()} {key!r}",
            size,
            MAX_PARAM_BYTES,
            "Keep it as a file: log_dict(value, 'name.json') or log_text(value, 'name.txt').",
        )
    return plain


def as_params(config: object) -> Mapping[str, object]:
    """A configuration as params: a dict, the namespace of ``argparse``, or a dataclass.

    Raises:
        InvalidValueError: it is none of these.
    """
    if isinstance(config, Mapping):
        return config
    if dataclasses.is_dataclass(config) and not isinstance(config, type):
        return dataclasses.asdict(config)
    if not isinstance(config, type) and hasattr(config, "__dict__"):
        return vars(config)
    raise InvalidValueError(
        f"A {type(config).__name__} is no config: give a dict, a dataclass or a namespace."
    )


class _RefusedError(Exception):
    pass


def _plain(value: object, depth: int) -> JSONValue:
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is str:
        return cast("JSONValue", value)
    if isinstance(value, int) and kind is int:
        return _whole(value)
    if depth >= MAX_JSON_DEPTH:
        raise _RefusedError(f"it nests deeper than {MAX_JSON_DEPTH} levels, or holds itself")
    if isinstance(value, Mapping):
        return {_key(key): _plain(below, depth + 1) for key, below in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(below, depth + 1) for below in value]
    return _unusual(value, depth)


def _unusual(value: object, depth: int) -> JSONValue:
    if isinstance(value, enum.Enum):
        return _plain(value.value, depth + 1)
    if isinstance(value, os.PathLike):
        return os.fsdecode(os.fspath(value))
    for base in (str, float, int):  # subclasses, such as numpy.float64 and str of a framework
        if isinstance(value, base):
            return _plain(base(value), depth + 1)
    item = getattr(value, "item", None)
    if getattr(value, "ndim", None) == 0 and callable(item):
        return _plain(item(), depth + 1)
    raise _RefusedError(_reason(value))


def _whole(value: int) -> int:
    if _SMALLEST_INT <= value <= _LARGEST_INT:
        return value
    digits = int(math.log10(abs(value))) + 1
    raise _RefusedError(f"a whole number of {digits} digits is over 64 bits; give it as text")


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, (bool, int, float)) or key is None:
        return str(key)
    raise _RefusedError(f"a dict's key is a {type(key).__name__}")


def _reason(value: object) -> str:
    name = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    dimensions = getattr(value, "ndim", 0)
    if dimensions:
        return f"a {name} with {dimensions} dimensions is not one value; .tolist() makes it a list"
    return f"a {name} is not typed JSON"
