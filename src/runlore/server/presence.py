"""What a serving process tells others of the same machine: where it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec


class Presence(msgspec.Struct, frozen=True):
    """A serving process.

    Attributes:
        url: where it answers.
        pid: its process.
    """

    url: str
    pid: int


@contextmanager
def announced(note: Path, url: str, ready_file: Path | None) -> Iterator[None]:
    """Say where we serve for as long as this lasts.

    Args:
        note: ``server.json`` of the store, for clients that ask for a run's URL.
        url: where we answer.
        ready_file: gets the URL too, for who started us and waits.
    """
    mine = Presence(url, os.getpid())
    write_whole(note, msgspec.json.encode(mine))
    if ready_file is not None:
        write_whole(ready_file, url.encode())
    try:
        yield
    finally:
        if read_presence(note) == mine:
            note.unlink(missing_ok=True)


def read_presence(note: Path) -> Presence | None:
    """Who says to serve the store, or None. It may have died without taking its note along."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(note.read_bytes(), type=Presence)
    return None


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that others see all of it or nothing."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_bytes(content)
    part.chmod(0o600)
    part.replace(file)
