"""Write what is derived from the native API's table of routes; ``--check`` only compares.

``docs/reference/openapi.json`` is the document that a server gives, ``docs/reference/rest.md`` the
same for people. The UI's types are made from the former by ``npm run generate:api``.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runlore.api.native.openapi import build_document
from runlore.api.native.routes import ROUTES

REFERENCE = Path(__file__).parents[1] / "docs/reference"

HEAD = """\
# The REST API

<!-- Written by tools/generate.py; edit the handlers in src/runlore/api/native instead. -->

Times are whole microseconds since 1970 (UTC). NaN and the infinities, which JSON lacks, are the
strings `"NaN"`, `"Infinity"` and `"-Infinity"`. A step of `null` marks a final value. Bodies are
`application/json` unless a line says otherwise; unknown fields are refused. A server that has a
token asks for it as `Authorization: Bearer <token>`.

Every error has one body, `{"error": {"code", "message", …}}`: `code` is a stable word, `message`
says what, which and what to do. `429`, `503` and `507` carry `Retry-After`.

The same as a machine reads it: [openapi.json](openapi.json), or `/api/v1/openapi.json` of a server.
"""


def main() -> None:
    """Write the files, or name those that are out of date."""
    document = build_document(ROUTES)
    wanted = {
        REFERENCE / "openapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
        REFERENCE / "rest.md": "\n".join([HEAD, *pages(document)]).replace("``", "`"),
    }
    if "--check" not in sys.argv[1:]:
        for path, text in wanted.items():
            path.write_text(text)
        return
    old = [path.name for path, text in wanted.items() if not same(path, text)]
    if old:
        sys.exit(f"Out of date: {', '.join(old)}. Run `make generate`.")


def same(path: Path, text: str) -> bool:
    """Whether the file is there and holds the text."""
    return path.is_file() and path.read_text() == text


def pages(document: dict[str, Any]) -> Iterator[str]:
    """A section for each route, then one for each struct that they name."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield from route(f"{method.upper()} {path}", operation)
    yield "# What they take and give\n"
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield from struct(name, schema)


def route(title: str, operation: dict[str, Any]) -> Iterator[str]:
    """What one route does, takes and answers."""
    yield f"## {title}\n"
    yield f"{operation['summary']}\n"
    if "description" in operation:
        yield f"{operation['description']}\n"
    query = [one for one in operation["parameters"] if one["in"] == "query"]
    if query:
        yield "| query | type | |\n|---|---|---|"
        yield "\n".join(parameter(one) for one in query) + "\n"
    for what, content in contents(operation):
        yield f"{what}: {content}\n"
    errors = sorted(status for status in operation["responses"] if status != "200")
    yield f"Errors: {', '.join(errors)}.\n"


def parameter(one: dict[str, Any]) -> str:
    """A line about a field of the query string."""
    needed = "needed. " if one["required"] else ""
    return f"| `{one['name']}` | {kind(one['schema'])} | {cell(needed + one['description'])} |"


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What goes in and what comes out."""
    body = operation.get("requestBody", {}).get("content", {})
    for media_type, content in body.items():
        yield "Body", typed(media_type, content)
    for media_type, content in operation["responses"]["200"].get("content", {}).items():
        yield "Answer", typed(media_type, content)


def typed(media_type: str, content: dict[str, Any]) -> str:
    """A struct's name, or the media type of what is none."""
    return link(content["schema"]["$ref"]) if "$ref" in content["schema"] else f"`{media_type}`"


def struct(name: str, schema: dict[str, Any]) -> Iterator[str]:
    """What one struct means and which fields it has."""
    yield f"## {name}\n"
    about, _, attributes = schema.get("description", "").partition("Attributes:\n")
    yield about.strip() + "\n"
    told = dict(meanings(attributes))
    fields = schema.get("properties", {})
    if fields:
        yield "| field | type | |\n|---|---|---|"
        lines = [field(one, sub, schema, told.get(one, "")) for one, sub in fields.items()]
        yield "\n".join(lines) + "\n"


def field(name: str, sub: dict[str, Any], schema: dict[str, Any], meaning: str) -> str:
    """A line about a field of a struct."""
    needed = "" if name in schema.get("required", ()) else " (optional)"
    return f"| `{name}` | {kind(sub)}{needed} | {cell(meaning)} |"


def meanings(attributes: str) -> Iterator[tuple[str, str]]:
    """Name and meaning of each field of a docstring's section, lines that go on joined."""
    name, parts = "", list[str]()
    for line in attributes.splitlines():
        head, colon, rest = line.strip().partition(": ")
        if colon and head.isidentifier() and not line.startswith(" " * 8):
            if name:
                yield name, " ".join(parts)
            name, parts = head, [rest]
        elif name:
            parts.append(line.strip())
    if name:
        yield name, " ".join(parts)


def kind(schema: dict[str, Any]) -> str:
    """A type in few words."""
    if "$ref" in schema:
        return link(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f'`"{one}"`' for one in schema["enum"])
    return many(schema) or str(schema.get("type", "any JSON"))


def many(schema: dict[str, Any]) -> str:
    """A list or a map in few words; empty when it is neither."""
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map of {kind(schema['additionalProperties'])}"
    return ""


def link(reference: str) -> str:
    """A struct's name, leading to its section."""
    name = reference.rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def cell(text: str) -> str:
    """Text that does not end its cell."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
