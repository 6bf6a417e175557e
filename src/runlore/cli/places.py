"""Which store a command means, and where it lies."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from runlore.client.settings import is_remote, resolve_uri
from runlore.entities.errors import InvalidInputError, NotFoundError
from runlore.server.places import Place, find_place

Function = TypeVar("Function", bound=Callable[..., Any])


def store_option(function: Function) -> Function:
    """The option that every command has which reads or writes a store."""
    return click.option(
        "--store",
        "--uri",
        "--backend-store-uri",
        "store",
        metavar="STORE",
        help="A folder, sqlite:///file.db or http(s)://host. "
        "Default: RUNLORE_URI, else the nearest .runlore folder.",
    )(function)


def store_uri(given: str | None) -> str:
    """The store that is meant: as the SDK finds it, in the same order.

    Raises:
        InvalidInputError: a URI that is not understood.
    """
    return resolve_uri(given, os.environ, Path.cwd())


def local_place(given: str | None) -> Place:
    """Where the meant store's files lie.

    Raises:
        InvalidInputError: it is behind a server.
        NotFoundError: nothing was stored there yet.
    """
    uri = store_uri(given)
    if is_remote(uri):
        raise InvalidInputError(
            f"{uri} is a server. This command needs the store itself: run it on that machine."
        )
    place = find_place(uri)
    if not place.database.is_file():
        raise NotFoundError("store at", str(place.database))
    return place
