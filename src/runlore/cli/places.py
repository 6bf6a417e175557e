"""Which store a command means."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from runlore.client.settings import resolve_uri

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
