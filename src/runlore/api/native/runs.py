"""Runs: search, get, describe, delete, restore, tag; and the keys that they carry."""

from typing import Literal

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.api.native.views import RunView, view_run
from runlore.entities.errors import InvalidInputError, LimitExceededError
from runlore.entities.ids import parse_run_id
from runlore.entities.limits import MAX_PAGE
from runlore.query.ast import FieldKind
from runlore.services.runs import FoundValue, RunPatch, RunSearch, ValueSearch
from runlore.stores.runs import KeyCount

SEARCHABLE = Literal["param", "metric", "tag", "summary"]


class RunList(msgspec.Struct, frozen=True):
    """One page of a search.

    Attributes:
        runs: in order.
        total: how many match in all.
        cursor: for the next page; null at the end.
    """

    runs: list[RunView]
    total: int
    cursor: str | None


class BulkChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change to many runs, all or none.

    Attributes:
        runs: ids, at most 1,000.
        action: what to do.
        tags: to set, or with null to remove; for the action ``tag`` only.
    """

    runs: list[str]
    action: Literal["delete", "restore", "tag"]
    tags: dict[str, str | None] | None = None


class Changed(msgspec.Struct, frozen=True):
    """How many runs were changed; the others were so already."""

    changed: int


class KeyQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which keys.

    Attributes:
        kind: what they name.
        project: of the runs that carry them; left out, of all.
        contains: part of the key, in any case.
        limit: keys at most.
    """

    kind: SEARCHABLE
    project: str | None = None
    contains: str = ""
    limit: int = 100


class KeyList(msgspec.Struct, frozen=True):
    """Keys, the most used first."""

    keys: list[KeyCount]


class ValueList(msgspec.Struct, frozen=True):
    """Values, the most used first."""

    values: list[FoundValue]


def search_runs(call: Call[Nothing, RunSearch]) -> RunList:
    """Search runs, one page at a time."""
    page = call.services.runs.search(call.actor, call.body)
    return RunList([view_run(run) for run in page.runs], page.total, page.cursor)


def get_run(call: Call[Nothing, None]) -> RunView:
    """Give a run with its statistics up to this moment."""
    return view_run(call.services.runs.get(call.actor, parse_run_id(call.path["run"])))


def patch_run(call: Call[Nothing, RunPatch]) -> RunView:
    """Change a run's name, notes or tags."""
    run = parse_run_id(call.path["run"])
    return view_run(call.services.runs.patch(call.actor, run, call.body))


def change_runs(call: Call[Nothing, BulkChange]) -> Changed:
    """Delete, restore or tag many runs at once, all or none."""
    wanted = call.body
    if len(wanted.runs) > MAX_PAGE:
        raise LimitExceededError("runs", len(wanted.runs), MAX_PAGE, "Ask in several requests.")
    runs = [parse_run_id(text) for text in wanted.runs]
    service = call.services.runs
    if wanted.action == "tag":
        if wanted.tags is None:
            raise InvalidInputError("The action 'tag' needs the field 'tags'.")
        return Changed(service.tag_many(call.actor, runs, wanted.tags))
    change = service.delete if wanted.action == "delete" else service.restore
    return Changed(change(call.actor, runs))


def list_keys(call: Call[KeyQuery, None]) -> KeyList:
    """List the keys that live runs carry, for completion and column pickers."""
    query = call.query
    keys = call.services.runs.keys(
        call.actor, query.project, FieldKind(query.kind), query.contains, query.limit
    )
    return KeyList(keys)


def list_values(call: Call[Nothing, ValueSearch]) -> ValueList:
    """List the values that a field has on the runs that match, for completion."""
    return ValueList(call.services.runs.values(call.actor, call.body))
