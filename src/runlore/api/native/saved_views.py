"""Saved views, and addresses that are too long to be sent."""

from collections.abc import Sequence

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.entities.errors import InvalidInputError
from runlore.entities.view import AddressId, SavedView, parse_address_id, parse_view_id
from runlore.services.views import NewView, ViewPatch


class ViewQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which views: those of a project, or those that one saved oneself.

    Attributes:
        project: whose runs they show.
        mine: those that who asks saved, of any project, the last changed first; without a project.
    """

    project: str | None = None
    mine: bool = False


class ViewList(msgspec.Struct, frozen=True):
    """Views; those of a project the oldest first."""

    views: Sequence[SavedView]


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
    """List the saved views of a project, or those that one saved oneself."""
    asked, views = call.query, call.services.views
    if asked.mine == (asked.project is not None):
        raise InvalidInputError("Say project=NAME for the views of a project, or mine=true.")
    if asked.project is None:
        return ViewList(views.saved_by_me(call.actor))
    return ViewList(views.list(call.actor, asked.project))


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
