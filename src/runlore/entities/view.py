"""Saved views: what somebody looked at, under a name."""

import hashlib
import re
import secrets
from typing import NewType

import msgspec

from runlore.entities.errors import InvalidIdError
from runlore.entities.ids import Micros, ProjectName

ViewId = NewType("ViewId", str)
AddressId = NewType("AddressId", str)
"""The first 96 bits of the SHA-256 of an address's state, in hexadecimal digits."""

_VIEW_ID = re.compile(r"[0-9a-f]{16}")
_ADDRESS_ID = re.compile(r"[0-9a-f]{24}")


class SavedView(msgspec.Struct, frozen=True):
    """A view of a project's runs under a name, for everybody who works in the project.

    Attributes:
        id: never given twice.
        project: whose runs it shows.
        name: unique in the project.
        state: the query part of the page's address, which is all of the view.
        default: whether the project opens with it; at most one view of a project is.
        owner: who saved it first.
        created_at: when.
        updated_at: of the last change.
    """

    id: ViewId
    project: ProjectName
    name: str
    state: str
    default: bool
    owner: str
    created_at: Micros
    updated_at: Micros


def new_view_id() -> ViewId:
    """Make the id of a view: 16 random hexadecimal digits."""
    return ViewId(secrets.token_hex(8))


def parse_view_id(text: str) -> ViewId:
    """Check the id of a view.

    Raises:
        InvalidIdError: when the text is not 16 hexadecimal digits.
    """
    if _VIEW_ID.fullmatch(text) is None:
        raise InvalidIdError("view id", text, "16 hexadecimal digits")
    return ViewId(text)


def address_id(state: str) -> AddressId:
    """The id under which an address of this state is kept: equal states have equal ids."""
    return AddressId(hashlib.sha256(state.encode()).hexdigest()[:24])


def parse_address_id(text: str) -> AddressId:
    """Check the id of an address.

    Raises:
        InvalidIdError: when the text is not 24 hexadecimal digits.
    """
    if _ADDRESS_ID.fullmatch(text) is None:
        raise InvalidIdError("address id", text, "24 hexadecimal digits")
    return AddressId(text)
