"""Plugins: a table of our own names first, entry points of other packages second."""

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from runlore.entities.errors import NotFoundError

BUILT_IN: dict[tuple[str, str], str] = {
    ("transport", "local"): "runlore.local:LocalTransport",
}
"""(kind, name) to ``module:attribute``. Strings: nothing is loaded before it is asked for."""


def load(kind: str, name: str) -> Any:  # noqa: ANN401 - what a plugin is depends on its kind
    """Load one: a built-in, or the entry point ``name`` of the group ``runlore.<kind>``.

    Raises:
        NotFoundError: there is none; says which package would have to be installed.
    """
    built_in = BUILT_IN.get((kind, name))
    if built_in is not None:
        module, _, attribute = built_in.partition(":")
        return getattr(import_module(module), attribute)
    for entry in entry_points(group=f"runlore.{kind}", name=name):
        return entry.load()
    raise NotFoundError(f"{kind} plugin", name)
