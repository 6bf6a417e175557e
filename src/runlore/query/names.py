"""From a path in a search text to the field that it names."""

from collections.abc import Sequence
from difflib import get_close_matches

from runlore.entities.errors import QuerySyntaxError
from runlore.query.ast import Aspect, Field, FieldKind
from runlore.query.fields import ATTRIBUTE_ALIASES, ATTRIBUTES, PREFIXES, attribute_named
from runlore.query.lex import Part, Token

_ASPECTS = {aspect.value: aspect for aspect in Aspect}
_NO_FIELDS = {
    "dataset": "Datasets cannot be searched yet; log their name as a tag and search that.",
    "datasets": "Datasets cannot be searched yet; log their name as a tag and search that.",
}


def field_of(token: Token, text: str) -> Field:
    """The field that a path token names.

    Raises:
        QuerySyntaxError: no such prefix or attribute; the hint says which are near.
    """
    first, *rest = token.parts
    kind = None if first.quoted else PREFIXES.get(first.text.lower())
    if not rest:
        return _attribute(first, token, text)
    if kind is None:
        raise _unknown_prefix(first, token, text)
    if kind is FieldKind.ATTRIBUTE:
        if len(rest) > 1:
            raise QuerySyntaxError(text, token.start, f"no attribute is called {token.text!r}")
        return _attribute(rest[0], token, text)
    if kind is FieldKind.METRIC:
        return _metric(rest)
    return Field(kind, _joined(rest))


def _metric(parts: Sequence[Part]) -> Field:
    """A metric; its last part is an aspect if it is spelled like one and is not all there is."""
    last = parts[-1]
    aspect = None if last.quoted or len(parts) == 1 else _ASPECTS.get(last.text.lower())
    if aspect is None:
        return Field(FieldKind.METRIC, _joined(parts))
    return Field(FieldKind.METRIC, _joined(parts[:-1]), aspect)


def _attribute(part: Part, token: Token, text: str) -> Field:
    name = attribute_named(part.text)
    if name is None:
        raise _unknown_attribute(part.text, token, text)
    return Field(FieldKind.ATTRIBUTE, name)


def _unknown_attribute(name: str, token: Token, text: str) -> QuerySyntaxError:
    if name.lower() in PREFIXES:
        return QuerySyntaxError(
            text, token.start, "the key is missing", f"Write {name}.KEY, such as {name}.loss."
        )
    near = get_close_matches(name.lower(), [*ATTRIBUTES, *ATTRIBUTE_ALIASES], n=3)
    hint = f"Did you mean {' or '.join(near)}? " if near else f"There are {', '.join(ATTRIBUTES)}. "
    return QuerySyntaxError(
        text,
        token.start,
        f"no attribute is called {name!r}",
        f"{hint}A metric is metric.{name}, a param param.{name}, a tag tag.{name}.",
    )


def _unknown_prefix(first: Part, token: Token, text: str) -> QuerySyntaxError:
    known = _NO_FIELDS.get(first.text.lower())
    if known is not None:
        return QuerySyntaxError(text, token.start, f"{first.text} is no field", known)
    near = get_close_matches(first.text.lower(), PREFIXES, n=1)
    hint = f"Did you mean {near[0]}.? " if near else ""
    return QuerySyntaxError(
        text,
        token.start,
        f"{first.text!r} is no kind of field",
        f"{hint}A field begins with metric., param., tag., summary. or attribute.",
    )


def _joined(parts: Sequence[Part]) -> str:
    return ".".join(part.text for part in parts)
