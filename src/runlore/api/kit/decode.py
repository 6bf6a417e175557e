"""Strict decoding: JSON bodies and query strings into structs, and errors that help."""

import difflib
import re
from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
import msgspec.inspect

from runlore.entities.errors import InvalidInputError, LimitExceededError
from runlore.entities.limits import MAX_JSON_DEPTH

S = TypeVar("S")

MAX_QUERY_STRING_BYTES = 64 * 1024
"""Room for a thousand run ids or metric names; header lines of that size still pass proxies."""

MAX_QUERY_FIELDS = 5_000

_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
"""A JSON string, or all that is left when it never ends, so that matching is linear always."""

_NOT_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")
_UNKNOWN = re.compile(r"unknown field `(.*?)`(?: - at `.*`)?\Z", re.DOTALL)


def decode_json(body: bytes, kind: type[S]) -> S:
    """Read a JSON body as a struct; nothing is guessed and nothing is passed over.

    Raises:
        InvalidInputError: it is not JSON, or not what the call takes; says where.
        LimitExceededError: it is nested too deep.
    """
    check_depth(body)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise InvalidInputError(_explain("The body", error, kind)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInputError(f"The body is not JSON: {error}.") from error


def check_depth(body: bytes) -> None:
    """Look whether brackets nest deeper than ``MAX_JSON_DEPTH``, before any parser does.

    Pairs of brackets are peeled off from the inside, one level a pass, at the speed of C.

    Raises:
        LimitExceededError: they do.
    """
    if body.count(b"[") + body.count(b"{") <= MAX_JSON_DEPTH:
        return
    left = _TEXT.sub(b"", body).translate(None, _NOT_BRACKETS)
    for _ in range(MAX_JSON_DEPTH):
        peeled = left.replace(b"[]", b"").replace(b"{}", b"")
        if peeled == left:
            break
        left = peeled
    deep = max(left.count(b"["), left.count(b"{"))
    if deep:
        raise LimitExceededError(
            "The nesting of the JSON body", MAX_JSON_DEPTH + deep, MAX_JSON_DEPTH, "Flatten it."
        )


def decode_query(raw: bytes, kind: type[S]) -> S:
    """Read a query string as a struct. A field of type list may be given several times.

    Raises:
        InvalidInputError: an unknown or repeated field, or a value of the wrong type.
        LimitExceededError: it is too long.
    """
    try:
        return msgspec.convert(_gather(query_pairs(raw), kind), type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidInputError(_explain("The query string", error, kind)) from error


def query_pairs(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a query string in their order, each with its text.

    Raises:
        InvalidInputError: it is not one, or has too many fields.
        LimitExceededError: it is too long.
    """
    if len(raw) > MAX_QUERY_STRING_BYTES:
        raise LimitExceededError(
            "The query string", len(raw), MAX_QUERY_STRING_BYTES, "Ask in several requests."
        )
    try:
        return parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_QUERY_FIELDS,
        )
    except ValueError as error:
        raise InvalidInputError(f"The query string does not decode: {error}.") from error


def _gather(pairs: list[tuple[str, str]], kind: type[Any]) -> dict[str, str | list[str]]:
    lists = list_fields(kind)
    values: dict[str, str | list[str]] = {}
    for name, text in pairs:
        if name in lists:
            known = values.setdefault(name, [])
            assert isinstance(known, list)  # noqa: S101 - only lists are put under these names
            known.append(text)
        elif name in values:
            raise InvalidInputError(f"The query string names {name!r} twice.")
        else:
            values[name] = text
    return values


def list_fields(kind: type[Any]) -> frozenset[str]:
    """Names of the fields that take several values."""
    described = msgspec.inspect.type_info(kind)
    assert isinstance(described, msgspec.inspect.StructType)  # noqa: S101 - kinds are structs
    return frozenset(one.encode_name for one in described.fields if _is_list(one.type))


def _is_list(kind: msgspec.inspect.Type) -> bool:
    if isinstance(kind, msgspec.inspect.UnionType):
        return any(_is_list(one) for one in kind.types)
    return isinstance(kind, msgspec.inspect.ListType)


def _explain(what: str, error: msgspec.ValidationError, kind: type[Any]) -> str:
    text = str(error)
    unknown = _UNKNOWN.search(text)
    if unknown is None:
        return f"{what} is not what this call takes: {text}."
    name = unknown.group(1)
    near = difflib.get_close_matches(name[:100], sorted(set(_names(kind))), n=1)
    advice = f" Did you mean {near[0]!r}?" if near else ""
    return f"{what} has the unknown field {name[:100]!r}.{advice}"


def _names(kind: type[Any]) -> Iterator[str]:
    """All field names of the struct and of the structs in it."""
    todo: list[msgspec.inspect.Type] = [msgspec.inspect.type_info(kind)]
    seen: set[type] = set()
    while todo:
        one = todo.pop()
        if isinstance(one, msgspec.inspect.StructType) and one.cls not in seen:
            seen.add(one.cls)
            yield from (field.encode_name for field in one.fields)
            todo += [field.type for field in one.fields]
        elif isinstance(one, msgspec.inspect.UnionType):
            todo += one.types
        elif isinstance(one, (msgspec.inspect.ListType, msgspec.inspect.VarTupleType)):
            todo.append(one.item_type)
