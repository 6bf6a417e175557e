"""Questions to a store, whatever it is: a folder, a database file or a server."""

import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from runlore.cli.places import local_place, store_uri
from runlore.client.settings import is_remote
from runlore.client.transport.http import open_transport
from runlore.entities.errors import (
    InvalidInputError,
    NotFoundError,
    RunloreError,
    UnavailableError,
)

Function = TypeVar("Function", bound=Callable[..., Any])
Document = dict[str, Any]

PAGE = 500
"""Runs asked for at once: a page of them is a few hundred kilobytes."""

PIECE_BYTES = 8 * 1024 * 1024
"""A file is fetched in pieces of this size, so that memory does not grow with it."""

SHORTEST_PREFIX = 4
"""Letters of a run id that may stand for it: fewer match half of a store."""


def json_option(function: Function) -> Function:
    """The option for scripts."""
    return click.option("--json", "as_json", is_flag=True, help="JSON on stdout, for a script.")(
        function
    )


class Remote:
    """A store behind its REST API."""

    def __init__(self, store: str | None) -> None:
        """Open the way to a store; it is closed when the command ends.

        Raises:
            NotFoundError: it would be on this machine, and nothing was stored there yet.
        """
        self.uri = store_uri(store)
        if not is_remote(self.uri):
            local_place(self.uri)
        self._transport = open_transport(self.uri)
        click.get_current_context().call_on_close(self._transport.close)

    def get(self, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer of a GET below ``/api/v1``."""
        return msgspec.json.decode(self.content(path, **parameters))

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """The JSON answer of a POST below ``/api/v1``."""
        return msgspec.json.decode(self._ask("POST", path, msgspec.json.encode(body)))

    def content(self, path: str, **parameters: str | int) -> bytes:
        """The bytes that a GET answers."""
        asked = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        return self._ask("GET", path + asked, b"")

    def runs(self, search: Document) -> Iterator[Document]:
        """All runs that a search finds, page by page, up to its ``limit``."""
        left = search.get("limit")
        cursor = None
        while left is None or left > 0:
            limit = PAGE if left is None else min(PAGE, left)
            page = self.post("runs/search", {**search, "limit": limit, "cursor": cursor})
            yield from page["runs"]
            cursor = page["cursor"]
            if cursor is None:
                return
            left = None if left is None else left - len(page["runs"])

    def run(self, which: str) -> Document:
        """The run with this id, this beginning of an id, or this name.

        Raises:
            NotFoundError: when there is none.
            InvalidInputError: when several are meant.
        """
        quoted = which.replace("'", "''")
        terms = [f"id = '{quoted}'", f"name = '{quoted}'"]
        if len(which) >= SHORTEST_PREFIX and which.isalnum():
            terms.append(f"id LIKE '{quoted}%'")
        found = list(self.runs({"query": " or ".join(terms), "limit": PAGE}))
        exact = [run for run in found if run["id"] == which] or found
        # `runlore reproduce` makes runs of the same name; the one that was repeated is meant.
        exact = [run for run in exact if "reproduces" not in run["tags"]] or exact
        if not exact:
            raise NotFoundError("run", which)
        if len(exact) > 1:
            ids = ", ".join(run["id"] for run in exact[:5])
            raise InvalidInputError(f"{len(exact)} runs are called {which!r}: {ids}. Give an id.")
        return exact[0]

    def save(self, path: str, target: Path, size: int) -> Iterator[int]:
        """Write what a GET answers to a file, piece by piece; yields the bytes of each piece."""
        with target.open("xb") as file:
            for start in range(0, size, PIECE_BYTES):
                end = min(size, start + PIECE_BYTES) - 1
                piece = self._ask("GET", path, b"", {"range": f"bytes={start}-{end}"})
                file.write(piece)
                yield len(piece)

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str] | None = None
    ) -> bytes:
        sent = {**({"content-type": "application/json"} if body else {}), **(headers or {})}
        try:
            answer = self._transport.request(method, f"/api/v1/{path}", headers=sent, body=body)
        except OSError as error:
            why = error.strerror or str(error)
            raise UnavailableError(f"{self.uri} cannot be reached: {why}.") from error
        if answer.status >= 400:
            raise _refusal(answer.status, answer.body)
        return answer.body


def _refusal(status: int, body: bytes) -> RunloreError:
    try:
        said = msgspec.json.decode(body)["error"]
        text = " ".join(filter(None, [said["message"], said.get("hint")]))
    except (msgspec.DecodeError, KeyError, TypeError):
        text = f"The server answered {status} without a reason. Is it a Runlore server?"
    if status == 400:
        return InvalidInputError(text)
    return UnavailableError(text) if status == 503 else RunloreError(text)
