"""What search sees of typed values: flat keys, and for each a number, a text, or both.

The index of every engine and the plain-Python meaning both read values through this page, so they
cannot disagree about what a value is.
"""

import math
import re
from collections.abc import Iterable, Mapping

import msgspec

from runlore.entities.limits import MAX_INDEXED_KEYS, MAX_NAME_BYTES, SEARCHED_TEXT_CHARS
from runlore.entities.params import JSONValue

IndexValue = tuple[float | None, str | None]
"""(number, text): a number has no text, a text may look like a number, null has neither."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_JSON = msgspec.json.Encoder()


def flatten_params(params: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    """Params (or summary values) by the keys that search knows them by.

    ``{"optim": {"lr": 0.1}}`` is found as ``optim.lr``. An empty dict, a list and null stay values
    of their own. Where a nested key spells like a plain one, the plain one is meant. Keys that are
    over the limit of a name, and those beyond ``MAX_INDEXED_KEYS``, cannot be searched.
    """
    flat: dict[str, JSONValue] = {}
    nested: list[tuple[str, Mapping[str, JSONValue]]] = []
    for key, value in params.items():
        if isinstance(value, dict) and value:
            nested.append((key, value))
        else:
            _keep(flat, key, value)
    for key, values in nested:
        for below, value in _leaves(key, values):
            _keep(flat, below, value)
    return flat


def index_value(value: JSONValue) -> IndexValue:
    """What search compares: (number, text).

    ====================  ==============================  =====================
    value                 number                          text
    ====================  ==============================  =====================
    int, float            its float64 (too large: ±inf)   None
    NaN                   None                            ``"NaN"``
    True, False           None                            ``"true"``, ``"false"``
    text                  its number if it looks so       its first 500 characters
    list, empty dict      None                            its JSON
    None                  None                            None
    ====================  ==============================  =====================
    """
    if value is None:
        return None, None
    if isinstance(value, str):
        return number_of_text(value), searched_text(value)
    if isinstance(value, bool):
        return None, "true" if value else "false"
    if isinstance(value, int | float):
        number = to_float(value)
        return (None, "NaN") if math.isnan(number) else (number, None)
    return None, searched_text(_JSON.encode(value).decode())


def number_of_text(text: str) -> float | None:
    """The number that a text looks like (``"16"``, ``"-3e-4"``), or None.

    ``"nan"``, ``"inf"``, spaces, underscores and digits beyond ASCII do not look like one.
    """
    # The length first: a text of 64 kB of digits is no number anybody compares with.
    if len(text) > SEARCHED_TEXT_CHARS or _NUMBER.fullmatch(text) is None:
        return None
    return float(text)


def searched_text(text: str) -> str:
    """The part of a text that search compares: its first 500 characters.

    NUL and lone surrogates, which databases refuse, are replaced.
    """
    clipped = text[:SEARCHED_TEXT_CHARS].replace("\0", "\ufffd")
    try:
        clipped.encode()
    except UnicodeEncodeError:
        return clipped.encode(errors="replace").decode()
    return clipped


def to_float(number: float) -> float:
    """A number as float64; an int beyond its range is an infinity."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _leaves(key: str, values: Mapping[str, JSONValue]) -> Iterable[tuple[str, JSONValue]]:
    stack = [(key, iter(values.items()))]
    while stack:
        prefix, rest = stack[-1]
        found = next(rest, None)
        if found is None:
            stack.pop()
            continue
        below = f"{prefix}.{found[0]}"
        if isinstance(found[1], dict) and found[1]:
            stack.append((below, iter(found[1].items())))
        else:
            yield below, found[1]


def _keep(flat: dict[str, JSONValue], key: str, value: JSONValue) -> None:
    if len(flat) >= MAX_INDEXED_KEYS or len(key) > MAX_NAME_BYTES:
        return
    name = searched_text(key)
    if len(name.encode()) <= MAX_NAME_BYTES:
        flat.setdefault(name, value)
