"""A store that lies on this machine, opened without a server."""

import contextlib
from collections.abc import Iterator

from runlore.server.assembly import open_store
from runlore.server.places import Place
from runlore.services import Services


@contextlib.contextmanager
def opened(place: Place) -> Iterator[Services]:
    """The services on a store of this machine, closed at the end."""
    in_folder = place.database.parent == place.folder
    store = open_store(str(place.folder) if in_folder else f"sqlite:///{place.database}")
    try:
        yield store.services
    finally:
        store.close()
