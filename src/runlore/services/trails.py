"""Trails of a run: what it printed, and what was captured about it."""

from runlore.entities.access import Actor, Permission
from runlore.entities.ids import RunId
from runlore.entities.params import JSONValue
from runlore.services.access import Access
from runlore.services.console_search import ConsoleFind, ConsoleFound, find_lines
from runlore.services.scope import existing_run
from runlore.stores.catalog import Catalog
from runlore.stores.trails import ConsoleLine

MAX_LINES = 10_000
"""Console lines in one answer: about a megabyte."""


class Trails:
    """Console lines and captures."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def console(
        self, actor: Actor, run: RunId, first: int, limit: int
    ) -> tuple[list[ConsoleLine], int]:
        """Lines from ``first`` on, and how many there are in all.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            existing_run(tx, run)
            lines = tx.trails.console(run, max(first, 0), min(max(limit, 0), MAX_LINES))
            return lines, tx.trails.console_size(run)

    def console_tail(self, actor: Actor, run: RunId, lines: int) -> tuple[list[ConsoleLine], int]:
        """The last lines, and how many there are in all.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        wanted = min(max(lines, 0), MAX_LINES)
        with self._catalog.read() as tx:
            existing_run(tx, run)
            size = tx.trails.console_size(run)
            return tx.trails.console(run, max(size - wanted, 0), wanted), size

    def find(self, actor: Actor, run: RunId, wanted: ConsoleFind) -> ConsoleFound:
        """The lines that hold a text, among at most 100,000 that are looked at.

        Raises:
            NotFoundError: when there is no such run.
            InvalidValueError: there is nothing to look for.
            LimitExceededError: the text is too long.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            existing_run(tx, run)
            return find_lines(tx.trails, run, wanted)

    def captures(self, actor: Actor, run: RunId) -> dict[str, JSONValue]:
        """All sections of what was captured.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            existing_run(tx, run)
            return tx.trails.captures(run)
