"""Params and other typed JSON values."""

from typing import TypeAlias, Union

JSONValue: TypeAlias = Union[None, bool, int, float, str, list["JSONValue"], dict[str, "JSONValue"]]
"""A param comes back as it went in: int stays int, 3e-5 stays a float, lists and dicts nest.

NaN and infinities, which JSON lacks, travel as msgpack inside and as the strings
``"NaN"``, ``"Infinity"``, ``"-Infinity"`` in JSON answers of metrics.
"""
