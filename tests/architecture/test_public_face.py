"""The public names are a promise: a change of them is seen in review."""

import inspect
from pathlib import Path

import runlore

SNAPSHOT = Path(__file__).with_name("public_face.txt")


OF_THE_ACTIVE_RUN = {"config", "summary"}
"""Not there while no run is active: as attributes of the module they are those of a run."""


def things() -> dict[str, object]:
    """The public names that stand by themselves, and what they are."""
    names = [name for name in runlore.__all__ if name not in OF_THE_ACTIVE_RUN]
    return {name: getattr(runlore, name) for name in names}


def signatures() -> str:
    """One line for each public name: its parameters, or what it is."""
    lines = [f"{name}: of the active run" for name in OF_THE_ACTIVE_RUN & set(runlore.__all__)]
    for name, thing in things().items():
        shown = inspect.signature(thing) if callable(thing) else f": {type(thing).__name__}"
        lines.append(f"{name}{shown}")
    return "\n".join(sorted(lines)) + "\n"


def test_the_public_names_are_sorted() -> None:
    assert list(runlore.__all__) == sorted(runlore.__all__)


def test_the_public_face_is_the_one_that_was_agreed() -> None:
    """When this fails on purpose: python tests/architecture/test_public_face.py"""
    assert signatures() == SNAPSHOT.read_text()


def test_every_public_name_says_what_it_does() -> None:
    silent = [name for name, thing in things().items() if not inspect.getdoc(thing)]
    assert silent == []


if __name__ == "__main__":
    SNAPSHOT.write_text(signatures())
