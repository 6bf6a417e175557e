"""Saved views and long addresses in dictionaries."""

from collections.abc import Sequence

from runlore.entities.errors import AlreadyExistsError
from runlore.entities.ids import Micros, ProjectName
from runlore.entities.view import AddressId, SavedView, ViewId


class MemoryViews:
    """Saved views; a ``stores.views.ViewStore``."""

    def __init__(self) -> None:
        self._views: dict[ViewId, SavedView] = {}
        self._addresses: dict[AddressId, tuple[str, Micros]] = {}

    def copy(self) -> "MemoryViews":
        """The same content, independent of what happens to this one later."""
        twin = MemoryViews()
        twin._views = dict(self._views)
        twin._addresses = dict(self._addresses)
        return twin

    def list(self, project: ProjectName) -> list[SavedView]:
        """The project's views, the oldest first; those of one moment by id."""
        found = [one for one in self._views.values() if one.project == project]
        return sorted(found, key=lambda one: (one.created_at, one.id))

    def saved_by(self, owner: str, limit: int) -> Sequence[SavedView]:
        """Views of any project that somebody saved, the last changed first; ties by id."""
        found = [one for one in self._views.values() if one.owner == owner]
        return sorted(found, key=lambda one: (-one.updated_at, one.id))[:limit]

    def get(self, view: ViewId) -> SavedView | None:
        """The view, or None."""
        return self._views.get(view)

    def put(self, view: SavedView) -> None:
        """Keep a view, replacing the one of the same id."""
        for other in self._views.values():
            if (other.project, other.name) == (view.project, view.name) and other.id != view.id:
                raise AlreadyExistsError("view", view.name)
        self._views[view.id] = view

    def delete(self, view: ViewId) -> None:
        """Forget a view; nothing happens when there is none."""
        self._views.pop(view, None)

    def keep_address(self, address: AddressId, state: str, at: Micros) -> None:
        """Keep the state of an address; nothing happens when it is kept already."""
        self._addresses.setdefault(address, (state, at))

    def address(self, address: AddressId) -> str | None:
        """The state that was kept under an id, or None."""
        kept = self._addresses.get(address)
        return None if kept is None else kept[0]
