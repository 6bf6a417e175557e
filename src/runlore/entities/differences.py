"""Two runs input by input: what is the same, what is not, and which difference matters most."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from runlore.entities.params import JSONValue, same_value
from runlore.entities.recipe import GROUPS, Captures, Facts, Group
from runlore.entities.recipe_words import summary_of
from runlore.entities.suspicion import weigh

_LIBRARY = {"python": "random.", "numpy": "numpy.", "torch": "torch."}
_UNSEEDED = ("not seeded", "not known")
_NOBODY_SEEDED = (*_UNSEEDED, "not used", "not imported", None)


class Difference(msgspec.Struct, frozen=True):
    """One fact that is not the same.

    Attributes:
        item: where it stands in its group, such as ``packages/torch``.
        old: in the first run; None when it has none.
        new: in the second run; None when it has none.
        weight: how much such a difference is suspected to change results, 0 to 1.
    """

    item: str
    old: JSONValue
    new: JSONValue
    weight: float


class GroupComparison(msgspec.Struct, frozen=True):
    """One group of inputs.

    Attributes:
        group: of the recipe.
        is_same: None when a run did not capture the group.
        detail: for the table: what it is, or what differs.
        differences: the weightiest first.
    """

    group: Group
    is_same: bool | None
    detail: str
    differences: list[Difference] = []

    @property
    def suspicion(self) -> float:
        """How much the group is suspected, 0 to about 1: its weightiest difference and how many."""
        if not self.differences:
            return 0.0
        return self.differences[0].weight + 0.001 * min(len(self.differences), 50)


class Comparison(msgspec.Struct, frozen=True):
    """Two runs, input by input.

    Attributes:
        groups: all seven, in the order of the recipe.
        warnings: facts that make any repetition uncertain, such as generators never seeded.
    """

    groups: list[GroupComparison]
    warnings: list[str] = []

    @property
    def differing(self) -> list[GroupComparison]:
        """The groups that differ, the most suspected first."""
        found = [group for group in self.groups if group.is_same is False]
        return sorted(found, key=lambda one: (-one.suspicion, GROUPS.index(one.group)))


def compare_facts(
    before: Mapping[str, Facts],
    after: Mapping[str, Facts],
    old: Captures = MappingProxyType({}),
    new: Captures = MappingProxyType({}),
) -> Comparison:
    """Put the facts of two runs side by side, group by group.

    Args:
        before: the facts of the first, by group.
        after: those of the second.
        old: captures of the first, which name what facts only have digests of; they also tell which
            generators were never seeded. Facts that no run stored have none.
        new: captures of the second.
    """
    groups = [_compare_group(group, before[group], after[group], old, new) for group in GROUPS]
    return Comparison(groups, unseeded(old))


def unseeded(captures: Captures) -> list[str]:
    """Which generators of a run are not known to have been seeded, in words."""
    seeds = captures.get("seeds")
    told = seeds if isinstance(seeds, dict) else {}
    called = list(_called(told.get("calls")))
    found = []
    for name in ("python", "numpy", "torch"):
        seed = _seed_of(told.get(name))
        if seed in _UNSEEDED and not any(one.startswith(_LIBRARY[name]) for one in called):
            unsure = f"whether {name} was seeded is not known"
            found.append(unsure if seed == "not known" else f"{name} was never seeded")
    return found


def _seed_of(told: object) -> object:
    return told.get("seed") if isinstance(told, dict) else None


def _called(calls: object) -> Iterator[str]:
    for call in calls if isinstance(calls, list) else []:
        if isinstance(call, dict):
            yield str(call.get("what"))


def _compare_group(
    group: Group,
    before: Facts,
    after: Facts,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> GroupComparison:
    if not before or not after:
        lacking = "both runs" if not before and not after else _which(before)
        return GroupComparison(group, None, f"not captured in {lacking}")
    differences = list(_differences(group, before, after))
    differences.sort(key=lambda one: (-one.weight, one.item))
    detail = summary_of(
        group, before, [(one.item, one.old, one.new) for one in differences], old, new
    )
    return GroupComparison(group, not differences, detail, differences)


def _which(before: Facts) -> str:
    return "the second run" if before else "the first run"


def _differences(group: Group, before: Facts, after: Facts) -> Iterator[Difference]:
    one, other = dict(flatten(before)), dict(flatten(after))
    for item in sorted(one.keys() | other.keys()):
        old, new = one.get(item), other.get(item)
        if not same_value(old, new) and not _is_silent(item, old, new):
            yield Difference(item, old, new, weigh(group, item, old, new))


def flatten(facts: Mapping[str, JSONValue], above: str = "") -> Iterator[tuple[str, JSONValue]]:
    """Facts as pairs of a path and a value; lists stay whole, nothing is a mapping any more."""
    for name, value in facts.items():
        path = f"{above}/{name}" if above else name
        if isinstance(value, dict):
            yield from flatten(value, path)
        elif value not in (None, "", []):
            yield path, value


def _is_silent(item: str, old: object, new: object) -> bool:
    """Whether a difference only tells that one run looked earlier than the other.

    A generator that nobody seeded is «not known» once numbers were drawn from it, and «not
    imported» before; settings of a numerical library are told once it is imported.
    """
    if item == "form" and (old, new) in (("notebook", "shell"), ("shell", "notebook")):
        return True  # the same cells, executed without the notebook's kernel
    if item.startswith("numerics/"):
        return old is None or new is None
    return item.endswith("/seed") and old in _NOBODY_SEEDED and new in _NOBODY_SEEDED
