"""Where a store lies: what its URI means on disk."""

from pathlib import Path

import msgspec

from runlore.entities.errors import InvalidInputError

_SQLITE = "sqlite:///"


class Place(msgspec.Struct, frozen=True):
    """The files of a store.

    Attributes:
        folder: everything but the database: blobs, journals, what a server notes.
        database: the SQLite file.
    """

    folder: Path
    database: Path

    @property
    def blobs(self) -> Path:
        """Folder of the blobs."""
        return self.folder / "blobs"

    @property
    def server_note(self) -> Path:
        """Where a serving process says that it serves."""
        return self.folder / "server.json"


def find_place(store: str) -> Place:
    """What a store's URI means: a folder, or ``sqlite:///file.db`` with a folder beside it.

    Raises:
        InvalidInputError: it is neither.
    """
    if store.startswith(_SQLITE):
        name = store.removeprefix(_SQLITE)
        if not name or "?" in name or "#" in name:
            raise InvalidInputError(f"{store!r} names no file. Write sqlite:///path/to/file.db.")
        file = Path(name).absolute()
        return Place(file.with_name(f"{file.stem}.runlore"), file)
    if "://" in store:
        scheme = store.partition("://")[0]
        raise InvalidInputError(
            f"A store cannot be at {scheme}://… yet. Give a folder or sqlite:///path/to/file.db."
        )
    folder = Path(store).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise InvalidInputError(f"{str(folder)!r} is a file. A store is a folder, or sqlite:///….")
    return Place(folder, folder / "runlore.db")
