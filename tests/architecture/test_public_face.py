"""The public names are a promise: a change of them is seen in review."""

import inspect
from pathlib import Path

import runlore

SNAPSHOT = Path(__file__).with_name("public_face.txt")


def signatures() -> str:
    """One line for each public name: its parameters, or what it is."""
    lines = []
    for name in runlore.__all__:
        thing = getattr(runlore, name)
        if callable(thing):
            lines.append(f"{name}{inspect.signature(thing)}")
        else:
            lines.append(f"{name}: {type(thing).__name__}")
    return "\n".join(lines) + "\n"


def test_the_public_names_are_sorted() -> None:
    assert list(runlore.__all__) == sorted(runlore.__all__)


def test_the_public_face_is_the_one_that_was_agreed() -> None:
    """When this fails on purpose: python -m tests.architecture.test_public_face"""
    assert signatures() == SNAPSHOT.read_text()


def test_every_public_name_says_what_it_does() -> None:
    silent = [name for name in runlore.__all__ if not inspect.getdoc(getattr(runlore, name))]
    assert silent == []


if __name__ == "__main__":
    SNAPSHOT.write_text(signatures())
