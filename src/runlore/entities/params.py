"""Params and other typed JSON values."""

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

if TYPE_CHECKING:
    JSONValue: TypeAlias = (
        bool | int | float | str | list["JSONValue"] | dict[str, "JSONValue"] | None
    )
    """A param comes back as it went in: int stays int, 3e-5 stays a float, lists and dicts nest.

    NaN and infinities, which JSON lacks, travel as msgpack inside and as the strings
    ``"NaN"``, ``"Infinity"``, ``"-Infinity"`` in JSON answers.
    """
else:
    JSONValue = Any  # msgspec has no recursive types; it decodes Any to just these values


def text_of_param(value: JSONValue) -> str:
    """A param as dialects show it that know only texts: what ``str`` makes of it in Python."""
    return value if isinstance(value, str) else str(value)


def same_value(one: object, other: object) -> bool:
    """Whether two JSON values are the same, of one type: ``1`` and ``true`` are not, NaN is."""
    return msgspec.msgpack.encode(one) == msgspec.msgpack.encode(other)
