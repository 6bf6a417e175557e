"""From a path in a search text to the field that it names."""

from collections.abc import Sequence
from difflib import get_close_matches

from runlore.entities.errors import QuerySyntaxError
from runlore.query.ast import Aspect, Field, FieldKind
from runlore.query.fields import DATASET_FIELDS, FINGERPRINT_FIELDS, PREFIXES
from runlore.query.lex import Part, Token
from runlore.query.vocabulary import Vocabulary

_ASPECTS = {aspect.value: aspect for aspect in Aspect}
_KEYED = (FieldKind.METRIC, FieldKind.PARAM, FieldKind.TAG)
_PREFIXED = (
    *_KEYED,
    FieldKind.SUMMARY,
    FieldKind.DATASET,
    FieldKind.FINGERPRINT,
    FieldKind.ATTRIBUTE,
)
_CLOSED = {FieldKind.DATASET: DATASET_FIELDS, FieldKind.FINGERPRINT: FINGERPRINT_FIELDS}
"""Kinds that have just these fields."""


def field_of(token: Token, text: str, words: Vocabulary) -> Field:
    """The field that a path token names.

    Raises:
        QuerySyntaxError: no such prefix or attribute; the hint says which are near.
    """
    first, *rest = token.parts
    kind = None if first.quoted else words.kind_named(first.text)
    if not rest:
        return _attribute(first, token, text, words)
    if kind is None:
        raise _unknown_prefix(first, token, text, words)
    if kind is FieldKind.ATTRIBUTE:
        if len(rest) > 1:
            raise QuerySyntaxError(text, token.start, f"no attribute is called {token.text!r}")
        return _attribute(rest[0], token, text, words)
    if kind is FieldKind.METRIC:
        return _metric(rest, words)
    if kind in _CLOSED:
        return _closed(kind, rest, token, text)
    return Field(kind, _joined(rest))


def _closed(kind: FieldKind, parts: Sequence[Part], token: Token, text: str) -> Field:
    """What is asked of a run's datasets or fingerprint: one of a few words, in any case."""
    name = _joined(parts).lower()
    if name not in _CLOSED[kind]:
        *most, last = [f"{kind.value}.{field}" for field in _CLOSED[kind]]
        raise QuerySyntaxError(
            text,
            token.start,
            f"{kind.value}s have no {name!r}",
            f"Write {', '.join(most)} or {last}.",
        )
    return Field(kind, name)


def _metric(parts: Sequence[Part], words: Vocabulary) -> Field:
    """A metric; its last part is an aspect if it is spelled like one and is not all there is."""
    last = parts[-1]
    plain = last.quoted or len(parts) == 1 or not words.aspects
    aspect = None if plain else _ASPECTS.get(last.text.lower())
    if aspect is None:
        return Field(FieldKind.METRIC, _joined(parts))
    return Field(FieldKind.METRIC, _joined(parts[:-1]), aspect)


def _attribute(part: Part, token: Token, text: str, words: Vocabulary) -> Field:
    name = words.attribute_named(part.text)
    if name is None:
        raise _unknown_attribute(part.text, token, text, words)
    return Field(FieldKind.ATTRIBUTE, name)


def _unknown_attribute(name: str, token: Token, text: str, words: Vocabulary) -> QuerySyntaxError:
    kind = words.kind_named(name)
    if kind is not None:
        such = f"{name}.{_CLOSED[kind][0] if kind in _CLOSED else 'loss'}"
        return QuerySyntaxError(
            text, token.start, "the key is missing", f"Write {name}.KEY, such as {such}."
        )
    near = get_close_matches(name.lower(), [*words.attributes, *words.aliases], n=3)
    there = f"There are {', '.join(words.attributes)}. "
    hint = f"Did you mean {' or '.join(near)}? " if near else there
    return QuerySyntaxError(
        text,
        token.start,
        f"no attribute is called {name!r}",
        f"{hint}{_keyed(name, words)}".strip(),
    )


def _keyed(name: str, words: Vocabulary) -> str:
    """How the name would be written if it were a key."""
    there = [kind.value for kind in _KEYED if kind in words.kinds]
    if not there:
        return ""
    first, *more = there
    others = "".join(f", a {kind} {kind}.{name}" for kind in more)
    return f"A {first} is {first}.{name}{others}."


def _unknown_prefix(first: Part, token: Token, text: str, words: Vocabulary) -> QuerySyntaxError:
    prefixes = [prefix for prefix, kind in PREFIXES.items() if kind in words.kinds]
    near = get_close_matches(first.text.lower(), prefixes, n=1)
    hint = f"Did you mean {near[0]}.? " if near else ""
    return QuerySyntaxError(
        text,
        token.start,
        f"{first.text!r} is no kind of field",
        f"{hint}A field begins with {_one_of(words)}",
    )


def _one_of(words: Vocabulary) -> str:
    *most, last = [f"{kind.value}." for kind in _PREFIXED if kind in words.kinds]
    return f"{', '.join(most)} or {last}" if most else last


def _joined(parts: Sequence[Part]) -> str:
    return ".".join(part.text for part in parts)
