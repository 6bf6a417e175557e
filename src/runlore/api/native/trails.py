"""Console lines and captures of a run."""

import msgspec

from runlore.api.kit.call import Call, Nothing
from runlore.api.kit.numbers import json_value
from runlore.entities.ids import parse_run_id
from runlore.entities.params import JSONValue
from runlore.entities.recipe import Missing
from runlore.services.console_search import ConsoleFind, ConsoleFound
from runlore.stores.trails import ConsoleLine


class CaptureList(msgspec.Struct, frozen=True):
    """What was captured about a run, by section."""

    captures: dict[str, JSONValue]


class ConsoleQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which lines.

    Attributes:
        first: number of the first, from 0.
        limit: lines at most, up to 10,000.
        tail: or so many from the end.
    """

    first: int = 0
    limit: int = 1_000
    tail: int | None = None


class ConsolePage(msgspec.Struct, frozen=True):
    """Lines in order, and how many there are in all."""

    lines: list[ConsoleLine]
    size: int


def get_captures(call: Call[Nothing, None]) -> CaptureList:
    """Give everything that was captured about a run."""
    found = call.services.trails.captures(call.actor, parse_run_id(call.path["run"]))
    return CaptureList({section: json_value(value) for section, value in found.items()})


class RecipeView(msgspec.Struct, frozen=True):
    """What went into a run.

    Attributes:
        version: which facts are taken.
        facts: by group, as far as they are known now.
        digests: of each group that is known, and ``all`` when every one is.
        missing: what could not be captured.
    """

    version: int
    facts: dict[str, JSONValue]
    digests: dict[str, str]
    missing: list[Missing]


def get_recipe(call: Call[Nothing, None]) -> RecipeView:
    """Give what went into a run, by groups, with a digest of each: equal ones are replicas."""
    recipe = call.services.recipes.recipe(call.actor, parse_run_id(call.path["run"]))
    facts = {group: json_value(told) for group, told in recipe.facts.items()}
    return RecipeView(recipe.version, facts, recipe.digests, recipe.missing)


def get_console(call: Call[ConsoleQuery, None]) -> ConsolePage:
    """Give console lines of a run, from a number on or the last ones."""
    run, query = parse_run_id(call.path["run"]), call.query
    if query.tail is not None:
        return ConsolePage(*call.services.trails.console_tail(call.actor, run, query.tail))
    return ConsolePage(*call.services.trails.console(call.actor, run, query.first, query.limit))


def find_in_console(call: Call[ConsoleFind, None]) -> ConsoleFound:
    """Give the console lines that hold a text; each answer looks at 100,000 lines at most."""
    return call.services.trails.find(call.actor, parse_run_id(call.path["run"]), call.query)
