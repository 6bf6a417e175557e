"""The run's configuration: params, read and written by attribute, item or dotted key."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from runlore.client.values import typed
from runlore.entities.errors import ConflictError
from runlore.entities.names import check_name
from runlore.entities.params import JSONValue

Announce = Callable[[dict[str, JSONValue]], None]
"""Called with the params that a write adds, by their keys."""


class Config(MutableMapping[str, Any]):
    """``config.lr``, ``config["optim.lr"]``, ``config.optim.lr``: all the same value.

    A write is a param of the run. A param is set once: giving it the same value again changes
    nothing, another value is refused, so that what is shown is what the run started from.
    """

    __slots__ = ("_announce", "_prefix", "_values")

    _announce: Announce
    _prefix: str
    _values: dict[str, JSONValue]

    def __init__(
        self, announce: Announce, values: dict[str, JSONValue] | None = None, prefix: str = ""
    ) -> None:
        object.__setattr__(self, "_announce", announce)
        object.__setattr__(self, "_values", {} if values is None else values)
        object.__setattr__(self, "_prefix", prefix)

    def set_all(self, params: Mapping[str, object]) -> None:
        """Set several params in one record.

        Raises:
            InvalidValueError: a value that is not typed JSON.
            ConflictError: a param that has another value already. Nothing is set then.
        """
        new: dict[str, JSONValue] = {}
        for key, value in params.items():
            full = check_name("Param", self._prefix + key)
            plain = typed("Param", full, value)
            if not self._is_set(key, full, plain):
                new[key] = plain
        for key, plain in new.items():
            self._place(key, plain)
        if new:
            self._announce({self._prefix + key: plain for key, plain in new.items()})

    def recall(self, known: Mapping[str, JSONValue]) -> None:
        """Take params that the run has already, as it was resumed: nothing is said."""
        for key, value in known.items():
            self._values[key] = value

    def as_dict(self) -> dict[str, JSONValue]:
        """A copy as plain dicts, lists and values."""
        return {key: _copy(value) for key, value in self._values.items()}

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  # any typed JSON, or a Config below
        if key in self._values:
            return self._shown(key)
        head, dot, rest = key.partition(".")
        if not dot or not isinstance(self._values.get(head), dict):
            raise KeyError(key)
        below = self._shown(head)
        return below[rest] if isinstance(below, Config) else below

    def __setitem__(self, key: str, value: object) -> None:
        self.set_all({key: value})

    def __delitem__(self, key: str) -> None:
        raise ConflictError(f"Param {self._prefix + key!r} cannot be removed: params are set once.")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # as an item
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"The config has no {self._prefix + name!r}.") from None

    def __setattr__(self, name: str, value: object) -> None:
        self[name] = value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Config({self.as_dict()!r})"

    def _shown(self, key: str) -> object:
        value = self._values[key]
        if isinstance(value, dict):
            return Config(self._announce, value, f"{self._prefix}{key}.")
        return _copy(value)

    def _is_set(self, key: str, full: str, value: JSONValue) -> bool:
        """Whether it stands there already with this value.

        Raises:
            ConflictError: when it stands there with another one.
        """
        try:
            known = self[key]
        except KeyError:
            return False
        known = known.as_dict() if isinstance(known, Config) else known
        if _same(known, value):
            return True
        raise ConflictError(
            f"Param {full!r} is {known!r} and cannot become {value!r}: params are set once. "
            "Log what changes as a metric or a tag."
        )

    def _place(self, key: str, value: JSONValue) -> None:
        """Put it where ``config.a.b`` will find it: below ``a`` when that is a dict."""
        values, rest = self._values, key
        while "." in rest:
            head, _, tail = rest.partition(".")
            below = values.get(head)
            if not isinstance(below, dict):
                break
            values, rest = below, tail
        values[rest] = value


def _copy(value: JSONValue) -> JSONValue:
    if isinstance(value, dict):
        return {key: _copy(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_copy(below) for below in value]
    return value


def _same(one: object, other: object) -> bool:
    """Equal in type and value; a NaN is the same as a NaN."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and (one == other or (one != one and other != other))
