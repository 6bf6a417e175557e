"""Saved views, and addresses that are too long to be sent."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.entities.view import AddressId, SavedView, parse_address_id, parse_view_id
from runlore.services.views import NewView, ViewPatch


class ViewQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which views.

    Attributes:
        project: whose runs they show.
    """

    project: str


class ViewList(msgspec.Struct, frozen=True):
    """Views of a project, the oldest first."""

    views: list[SavedView]


class ViewDeleted(msgspec.Struct, frozen=True):
    """The view that is gone."""

    id: str


class AddressState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an address says.

    Attributes:
        state: its query part.
    """

    state: str


class KeptAddress(msgspec.Struct, frozen=True):
    """Where the state of an address is kept.

    Attributes:
        id: stands in the address in its place.
    """

    id: AddressId


def list_views(call: Call[ViewQuery, None]) -> ViewList:
    """List the saved views of a project."""
    return ViewList(call.services.views.list(call.actor, call.query.project))


def create_view(call: Call[Nothing, NewView]) -> SavedView:
    """Save a view under a new name."""
    return call.services.views.create(call.actor, call.body)


def patch_view(call: Call[Nothing, ViewPatch]) -> SavedView:
    """Rename a view, give it another state, or make it the default of its project."""
    return call.services.views.patch(call.actor, parse_view_id(call.path["view"]), call.body)


def delete_view(call: Call[Nothing, None]) -> ViewDeleted:
    """Delete a view; the runs that it shows stay."""
    view = parse_view_id(call.path["view"])
    call.services.views.delete(call.actor, view)
    return ViewDeleted(view)


def keep_address(call: Call[Nothing, AddressState]) -> KeptAddress:
    """Keep the state of an address that is too long to be sent."""
    return KeptAddress(call.services.views.keep_address(call.actor, call.body.state))


def get_address(call: Call[Nothing, None]) -> AddressState:
    """Give the state of an address that was kept."""
    address = parse_address_id(call.path["address"])
    return AddressState(call.services.views.address(call.actor, address))
