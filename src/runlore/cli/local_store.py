"""A store that lies on this machine, opened without a server."""

import contextlib
from collections.abc import Iterator

from runlore.cli.places import store_uri
from runlore.client.settings import is_remote
from runlore.entities.errors import InvalidInputError, NotFoundError
from runlore.server.assembly import open_store
from runlore.server.places import Place, find_place
from runlore.services import Services


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


@contextlib.contextmanager
def opened(place: Place) -> Iterator[Services]:
    """The services on a store of this machine, closed at the end."""
    in_folder = place.database.parent == place.folder
    store = open_store(str(place.folder) if in_folder else f"sqlite:///{place.database}")
    try:
        yield store.services
    finally:
        store.close()
