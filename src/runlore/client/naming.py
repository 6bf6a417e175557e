"""Names of runs that are filled from a template."""

import string
from collections.abc import Mapping

from runlore.entities.limits import MAX_NAME_BYTES
from runlore.entities.params import JSONValue


class NameTemplate:
    """A run's name with fields to fill, such as ``{model}-lr{optim.lr:.0e}``.

    A field is the key of a param, dotted for nested ones, with an optional format as in
    ``str.format``. A text that is no such template (lone braces, no field) stands for itself.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _parse(text)
        self.fields = tuple(field for _, field, _ in self._parts if field)

    def missing(self, params: Mapping[str, JSONValue]) -> list[str]:
        """The fields that no param gives yet, in their order."""
        return [field for field in self.fields if _find(params, field) is _ABSENT]

    def fill(self, params: Mapping[str, JSONValue]) -> str | None:
        """The name, or None while a param is missing. Cut to the longest name there may be."""
        if not self.fields:
            return self.text
        if self.missing(params):
            return None
        filled = "".join(
            literal + (_show(_find(params, field), spec) if field else "")
            for literal, field, spec in self._parts
        )
        printable = "".join(c if c.isprintable() else " " for c in filled)
        return printable.encode()[:MAX_NAME_BYTES].decode(errors="ignore") or None


_ABSENT = object()


def _parse(text: str) -> list[tuple[str, str, str]]:
    """Literal text, field and format of each part; one literal when it is no template."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return [(text, "", "")]
    if any(field == "" or conversion for _, field, _, conversion in parts):
        return [(text, "", "")]
    return [(literal, field or "", spec or "") for literal, field, spec, _ in parts]


def _find(params: Mapping[str, JSONValue], field: str) -> object:
    """The param of that key, or below a nested one; the longest key wins."""
    if field in params:
        return params[field]
    head, dot, rest = field.rpartition(".")
    while dot:
        below = params.get(head)
        if isinstance(below, dict):
            return _find(below, rest)
        head, dot, tail = head.rpartition(".")
        rest = f"{tail}.{rest}"
    return _ABSENT


def _show(value: object, spec: str) -> str:
    try:
        return format(value, spec)
    except (ValueError, TypeError):
        return str(value)
