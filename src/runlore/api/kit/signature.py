"""What a handler's annotations say about its query string, body and answer."""

from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

import msgspec

from runlore.api.kit.bodies import BodyKind, FramesBody, JsonBody, NoBody, Pieces, PiecesBody
from runlore.api.kit.call import Frames
from runlore.api.kit.reply import Reply


@dataclass(frozen=True, slots=True)
class Signature:
    """One handler, understood.

    Attributes:
        query: struct of the query string.
        body: how the body is read.
        answer: type of the JSON answer, or None when the handler makes its own reply.
    """

    query: type[msgspec.Struct]
    body: BodyKind
    answer: Any


def signature_of(handler: Callable[..., object]) -> Signature:
    """Read a handler's annotations.

    Raises:
        TypeError: it is not of the shape ``def f(call: Call[Query, Body]) -> Answer``.
    """
    hints = get_type_hints(handler)
    answer = hints.pop("return", None)
    arguments = get_args(hints.get("call"))
    if len(hints) != 1 or len(arguments) != 2 or answer is None:
        raise TypeError(
            f"{handler.__name__} must be annotated (call: Call[Query, Body]) -> Answer."
        )
    query, body = arguments
    return Signature(query, _body_kind(body), None if answer is Reply else answer)


def _body_kind(annotation: type) -> BodyKind:
    if annotation is NoneType:
        return NoBody()
    if annotation is Frames:
        return FramesBody()
    if annotation is Pieces:
        return PiecesBody()
    return JsonBody(annotation)
