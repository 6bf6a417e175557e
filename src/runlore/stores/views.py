"""Views that were saved under a name, and addresses that are too long to be sent."""

from collections.abc import Sequence
from typing import Protocol

from runlore.entities.ids import Micros, ProjectName
from runlore.entities.view import AddressId, SavedView, ViewId


class ViewStore(Protocol):
    """Where saved views and long addresses are kept.

    That a project has one default at most is not this store's business: it keeps what it is given.
    """

    def list(self, project: ProjectName) -> list[SavedView]:
        """The project's views, the oldest first; those of one moment by id."""
        ...

    def saved_by(self, owner: str, limit: int) -> Sequence[SavedView]:
        """Views of any project that somebody saved, the last changed first; ties by id."""
        ...

    def get(self, view: ViewId) -> SavedView | None:
        """The view, or None."""
        ...

    def put(self, view: SavedView) -> None:
        """Keep a view, replacing the one of the same id.

        Raises:
            AlreadyExistsError: another view of the project has its name.
        """
        ...

    def delete(self, view: ViewId) -> None:
        """Forget a view; nothing happens when there is none."""
        ...

    def keep_address(self, address: AddressId, state: str, at: Micros) -> None:
        """Keep the state of an address; nothing happens when it is kept already."""
        ...

    def address(self, address: AddressId) -> str | None:
        """The state that was kept under an id, or None."""
        ...
