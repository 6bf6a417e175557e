"""Sends what earlier processes could not: runs that were killed, or whose server was away."""

import threading
from collections.abc import Callable
from pathlib import Path

from runlore.client.sync import sync_folder
from runlore.client.transport.http import open_transport
from runlore.entities.errors import RunloreError

_begun: set[tuple[Path, str]] = set()


def send_leftovers(journal: Path, uri: str, own_run: str, warn: Callable[[str], None]) -> None:
    """Begin to send, in the background, once for each journal and store of this process.

    Logs of processes that still live are left alone.

    Args:
        journal: the folder of all journals.
        uri: of the store they go to.
        own_run: the run that is beginning, which is no leftover.
        warn: told of trouble.
    """
    if (journal, uri) in _begun:
        return
    _begun.add((journal, uri))
    if not any(file.parent.name != own_run for file in journal.glob("*/*.rlj")):
        return
    threading.Thread(
        target=_send, args=(journal, uri, warn), name="runlore-leftovers", daemon=True
    ).start()


def _send(journal: Path, uri: str, warn: Callable[[str], None]) -> None:
    try:
        transport = open_transport(uri)
        try:
            report = sync_folder(journal, transport, say=warn)
        finally:
            transport.close()
    except (OSError, RunloreError) as error:
        warn(f"records of earlier runs in {journal} are not sent yet: {error}.")
        return
    if report.lost or report.refused:
        warn(
            f"of earlier runs {report.lost:,} records were lost and {report.refused:,} refused; "
            "the runs show which."
        )
