"""Overviews: what stands beside projects in a list, and what happened lately."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.services.activity import ActivityPage
from runlore.services.overview import ProjectCard
from runlore.stores.overview import Storage


class CardSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which projects.

    Attributes:
        projects: names, at most 200.
    """

    projects: list[str]


class CardList(msgspec.Struct, frozen=True):
    """One for each of the projects that exist, in the order asked."""

    cards: list[ProjectCard]


class StorageList(msgspec.Struct, frozen=True):
    """By project, what it keeps."""

    storage: dict[str, Storage]


class ActivityQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which part of the feed.

    Attributes:
        project: only of this one; left out, of the whole store.
        cursor: of the page before; left out, the newest.
        limit: happenings at most, 1 to 1,000.
    """

    project: str | None = None
    cursor: str | None = None
    limit: int = 50


def search_cards(call: Call[Nothing, CardSearch]) -> CardList:
    """Give main metric, best runs and activity of some projects."""
    return CardList(call.services.overview.cards(call.actor, call.body.projects))


def search_storage(call: Call[Nothing, CardSearch]) -> StorageList:
    """Give the bytes that some projects keep, files and series apart."""
    found = call.services.overview.storage(call.actor, call.body.projects)
    return StorageList({str(name): one for name, one in found.items()})


def get_activity(call: Call[ActivityQuery, None]) -> ActivityPage:
    """Give what happened to runs, models and in comments, the newest first."""
    query = call.query
    return call.services.activity.page(call.actor, query.project, query.cursor, query.limit)
