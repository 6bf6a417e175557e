"""The checks that there are, read from the files of the clients without importing them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

CLIENTS = Path(__file__).parent / "clients"

SERVED = (
    "probes",
    "experiments",
    "runs",
    "metrics",
    "fluent",
    "search",
    "artifacts",
    "logged_models",
    "registry",
    "flavors",
)
"""What our server answers. Each is a file of `clients/`."""

ASKED = {
    "runlore": SERVED,
    "guarded": ("auth",),
    "stock": SERVED,
}
"""The areas that are asked of each kind of server."""

AREAS = tuple(dict.fromkeys(area for areas in ASKED.values() for area in areas))


class Check(NamedTuple):
    """One check.

    Attributes:
        area: its file.
        name: its function.
        only: the major version of the client that it is for; 0 is for each.
        ours: why it is not asked of a stock server.
    """

    area: str
    name: str
    only: int
    ours: str


@cache
def checks() -> tuple[Check, ...]:
    """Every check of every area."""
    return tuple(read_checks())


def read_checks() -> Iterator[Check]:
    """The checks as they stand in the files."""
    for area in AREAS:
        for node in ast.parse((CLIENTS / f"{area}.py").read_text()).body:
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if (given := arguments_of(mark)) is not None:
                        yield Check(area, node.name, given.get("only", 0), given.get("ours", ""))


def arguments_of(mark: ast.expr) -> dict[str, object] | None:
    """What is given to the mark of a check; None for any other decorator."""
    called = mark.func if isinstance(mark, ast.Call) else mark
    if not (isinstance(called, ast.Name) and called.id == "check"):
        return None
    given = mark.keywords if isinstance(mark, ast.Call) else []
    return {str(one.arg): ast.literal_eval(one.value) for one in given}
