"""The OpenAPI document, built from the table of routes and the structs that its handlers name."""

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import msgspec.inspect

from runlore._version import __version__
from runlore.api.kit.bodies import BodyKind, JsonBody, NoBody
from runlore.api.kit.call import Call, Nothing, Route
from runlore.api.kit.errors import STATUS, ErrorAnswer
from runlore.api.kit.reply import Reply
from runlore.api.kit.signature import Signature, signature_of
from runlore.entities.access import Permission
from runlore.entities.errors import (
    AccessDeniedError,
    InvalidInputError,
    LimitExceededError,
    NotAuthenticatedError,
    RunloreError,
    UnavailableError,
)

PATH = "/api/v1/openapi.json"

Document = dict[str, Any]
"""Part of an OpenAPI document: JSON as it is written."""

_REF = "#/components/schemas/{name}"
_PART = re.compile(r"\{(\w+)(:path)?\}")


def document_route(routes: Sequence[Route]) -> Route:
    """The route that serves the document of these routes and of itself."""

    @functools.cache
    def encoded() -> bytes:
        return msgspec.json.encode(build_document([*routes, itself]))

    def get_document(call: Call[Nothing, None]) -> Reply:  # noqa: ARG001 - as all handlers
        """Give this API's OpenAPI document."""
        return Reply(body=encoded())

    itself = Route("GET", PATH, Permission.PUBLIC, get_document)
    return itself


def build_document(routes: Sequence[Route]) -> Document:
    """OpenAPI 3.1 of these routes."""
    signatures = [signature_of(route.handler) for route in routes]
    kinds = [kind for one in signatures for kind in _kinds(one)]
    schemas, components = msgspec.json.schema_components([*kinds, ErrorAnswer], ref_template=_REF)
    by_kind = dict(zip([*kinds, ErrorAnswer], schemas, strict=True))
    paths: Document = {}
    for route, signature in zip(routes, signatures, strict=True):
        operation = _operation(route, signature, by_kind, components)
        paths.setdefault(_PART.sub(r"{\1}", route.path), {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Runlore", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _kinds(signature: Signature) -> Iterator[Any]:
    yield signature.query
    if isinstance(signature.body, JsonBody):
        yield signature.body.kind
    if signature.answer is not None:
        yield signature.answer


def _operation(
    route: Route, signature: Signature, schemas: dict[Any, Document], components: Document
) -> Document:
    summary, _, description = (inspect.getdoc(route.handler) or "").partition("\n\n")
    query = components.get(signature.query.__name__, {})
    operation: Document = {
        "operationId": getattr(route.handler, "__name__", ""),
        "summary": summary,
        "parameters": [*_path_parameters(route.path), *_query_parameters(signature, query)],
        "responses": {
            "200": _success(route, signature, schemas),
            **{str(status): _failure(errors) for status, errors in _errors(route, signature)},
        },
    }
    if description:
        operation["description"] = description
    if not isinstance(signature.body, NoBody):
        operation["requestBody"] = _request_body(signature.body, schemas)
    if route.permission is not Permission.PUBLIC:
        operation["security"] = [{"token": []}, {}]
    return operation


def _path_parameters(path: str) -> Iterator[Document]:
    for name, _ in _PART.findall(path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(signature: Signature, schema: Document) -> Iterator[Document]:
    described = _attributes(signature.query)
    for name, field in schema.get("properties", {}).items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": described.get(name, ""),
            "schema": field,
        }


def _request_body(body: BodyKind, schemas: dict[Any, Document]) -> Document:
    media_type = body.media_type or "application/octet-stream"
    schema = schemas[body.kind] if isinstance(body, JsonBody) else {"format": "binary"}
    return {"required": True, "content": {media_type: {"schema": schema}}}


def _success(route: Route, signature: Signature, schemas: dict[Any, Document]) -> Document:
    if route.method == "HEAD":
        return {"description": "It is there."}
    schema = {} if signature.answer is None else schemas[signature.answer]
    return {"description": "Success.", "content": {route.media_type: {"schema": schema}}}


def _errors(route: Route, signature: Signature) -> Iterator[tuple[int, list[type[RunloreError]]]]:
    """By status, the errors that the route may answer."""
    possible: list[type[RunloreError]] = [InvalidInputError, UnavailableError, *route.errors]
    if route.permission is not Permission.PUBLIC:
        possible += [NotAuthenticatedError, AccessDeniedError]
    if not isinstance(signature.body, NoBody):
        possible.append(LimitExceededError)
    statuses = sorted({STATUS[error.code] for error in possible})
    for status in statuses:
        yield status, [error for error in possible if STATUS[error.code] == status]


def _failure(errors: Sequence[type[RunloreError]]) -> Document:
    said = [(inspect.getdoc(error) or "").partition("\n")[0] for error in errors]
    return {
        "description": " ".join(dict.fromkeys(said)),
        "content": {"application/json": {"schema": {"$ref": _REF.format(name="ErrorAnswer")}}},
    }


def _attributes(kind: Callable[..., object]) -> dict[str, str]:
    """What a struct's docstring says about its fields, by name."""
    _, _, section = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    lines = (line.strip() for line in section.splitlines())
    pairs = (line.partition(": ") for line in lines if ": " in line)
    return {name: text for name, _, text in pairs}
