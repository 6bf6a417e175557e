"""Saved views of a project's runs, and addresses that are too long to be sent."""

from collections.abc import Sequence

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import LimitExceededError, NotFoundError
from runlore.entities.ids import Micros, ProjectName
from runlore.entities.limits import MAX_VIEW_BYTES, MAX_VIEWS
from runlore.entities.names import check_name
from runlore.entities.view import AddressId, SavedView, ViewId, address_id, new_view_id
from runlore.services.access import Access
from runlore.services.clock import Clock
from runlore.stores.catalog import Catalog, Transaction

_MINE_LISTED = 50
"""Views that one saved oneself, in one list: it is for going back to what one looked at lately."""


class NewView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A view to save.

    Attributes:
        project: whose runs it shows.
        name: unique in the project.
        state: the query part of the page's address.
        default: whether the project opens with it from now on.
    """

    project: str
    name: str
    state: str
    default: bool = False


class ViewPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a view; None leaves it."""

    name: str | None = None
    state: str | None = None
    default: bool | None = None


class Views:
    """What people look at, kept for all of them."""

    def __init__(self, catalog: Catalog, access: Access, clock: Clock) -> None:
        self._catalog = catalog
        self._access = access
        self._clock = clock

    def list(self, actor: Actor, project: str) -> list[SavedView]:
        """The project's views, the oldest first."""
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return tx.views.list(ProjectName(project))

    def saved_by_me(self, actor: Actor) -> Sequence[SavedView]:
        """The views that the actor saved, of any project, the last changed first."""
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            return tx.views.saved_by(actor.name, _MINE_LISTED)

    def create(self, actor: Actor, new: NewView) -> SavedView:
        """Save a view under a new name.

        Raises:
            InvalidNameError: a name of the project or the view that is none.
            AlreadyExistsError: the project has a view of that name.
            LimitExceededError: the state is too long, or the project has too many views.
        """
        self._access.require(actor, Permission.WRITE)
        project = ProjectName(check_name("Project", new.project))
        _check_state(new.state)
        now = self._clock.now()
        name = check_name("View", new.name)
        made = SavedView(new_view_id(), project, name, new.state, new.default, actor.name, now, now)

        def work(tx: Transaction) -> SavedView:
            count = len(tx.views.list(project))
            if count >= MAX_VIEWS:
                raise LimitExceededError(
                    "views", count + 1, MAX_VIEWS, "Delete one that nobody uses."
                )
            return _put(tx, made, now)

        return self._catalog.write(work)

    def patch(self, actor: Actor, view: ViewId, patch: ViewPatch) -> SavedView:
        """Rename a view, give it another state, or make it the project's default or not.

        Raises:
            NotFoundError: there is none.
            AlreadyExistsError: the project has another view of that name.
            LimitExceededError: the state is too long.
        """
        self._access.require(actor, Permission.WRITE)
        if patch.name is not None:
            check_name("View", patch.name)
        if patch.state is not None:
            _check_state(patch.state)
        now = self._clock.now()
        given = msgspec.structs.asdict(patch).items()
        changes = {key: value for key, value in given if value is not None}

        def work(tx: Transaction) -> SavedView:
            current = _existing(tx, view)
            return _put(tx, msgspec.structs.replace(current, **changes, updated_at=now), now)

        return self._catalog.write(work)

    def delete(self, actor: Actor, view: ViewId) -> None:
        """Forget a view; the runs that it shows stay.

        Raises:
            NotFoundError: there is none.
        """
        self._access.require(actor, Permission.WRITE)

        def work(tx: Transaction) -> None:
            _existing(tx, view)
            tx.views.delete(view)

        self._catalog.write(work)

    def keep_address(self, actor: Actor, state: str) -> AddressId:
        """Keep the state of an address; equal states have equal ids.

        Raises:
            LimitExceededError: the state is too long.
        """
        self._access.require(actor, Permission.WRITE)
        _check_state(state)
        address, now = address_id(state), self._clock.now()
        self._catalog.write(lambda tx: tx.views.keep_address(address, state, now))
        return address

    def address(self, actor: Actor, address: AddressId) -> str:
        """The state that was kept under an id.

        Raises:
            NotFoundError: none was.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            state = tx.views.address(address)
        if state is None:
            raise NotFoundError("address", address)
        return state


def _put(tx: Transaction, view: SavedView, now: Micros) -> SavedView:
    """Keep a view; a new default takes the place of the one before."""
    if view.default:
        for other in tx.views.list(view.project):
            if other.default and other.id != view.id:
                tx.views.put(msgspec.structs.replace(other, default=False, updated_at=now))
    tx.views.put(view)
    return view


def _existing(tx: Transaction, view: ViewId) -> SavedView:
    found = tx.views.get(view)
    if found is None:
        raise NotFoundError("view", view)
    return found


def _check_state(state: str) -> None:
    size = len(state.encode(errors="surrogatepass"))
    if size > MAX_VIEW_BYTES:
        raise LimitExceededError(
            "bytes of a view", size, MAX_VIEW_BYTES, "Show fewer columns or runs."
        )
