"""Which store the facade speaks to, and the one way to ask it."""

import os
import threading

from runlore.client.asking import Asker
from runlore.client.facades import active
from runlore.client.settings import ClientSettings, read_settings, resolve_uri, working_folder
from runlore.client.transport.http import open_transport
from runlore.mlflow.store.joined import flush_joined

FLUSH_SECONDS = 10.0
"""How long a reading waits for what this process logged itself and has not yet sent."""


def tracking_uri() -> str:
    """The store of a run that would begin now.

    First found wins: ``set_tracking_uri``, ``RUNLORE_URI``, ``MLFLOW_TRACKING_URI``, the folders
    around.
    """
    return resolve_uri(_chosen(), os.environ, working_folder())


def client_settings(uri: str | None = None) -> ClientSettings:
    """What runs of this facade begin with; ``uri`` instead of the store that is chosen now."""
    return read_settings(uri or _chosen(), os.environ, working_folder())


def plain_uri(uri: str) -> str:
    """An address as MLflow's users write it, as ours: ``file:./runs`` is the folder ``./runs``."""
    if uri.startswith("file:") and not uri.startswith("file://"):
        return uri.removeprefix("file:")
    return uri


def _chosen() -> str | None:
    chosen = active.chosen_uri() or os.environ.get("RUNLORE_URI")
    return chosen or plain_uri(os.environ.get("MLFLOW_TRACKING_URI", "")) or None


class _Askers(threading.local):
    """The askers of one thread, by process and store: a transport serves one thread at a time."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Asker] = {}

    def of(self, uri: str) -> Asker:
        place = (os.getpid(), uri)
        if place not in self._known:
            self._known[place] = Asker(open_transport(uri))
        return self._known[place]


_askers = _Askers()


def current_store() -> Asker:
    """The store that is chosen now, when all that this process logged has arrived there."""
    return store_at(tracking_uri())


def store_at(uri: str) -> Asker:
    """The store at an address, when all that this process logged has arrived there."""
    active.flush(FLUSH_SECONDS)
    flush_joined(FLUSH_SECONDS)
    return _askers.of(uri)


def store_as_it_is(uri: str) -> Asker:
    """The store at an address, whatever is still on its way: for what no run has to say first."""
    return _askers.of(uri)
