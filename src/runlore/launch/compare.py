"""The inputs of two runs as their stores have them, compared; and which difference is suspected."""

from collections.abc import Sequence

from runlore.entities.dataset import DatasetUse
from runlore.entities.differences import Comparison, compare_facts
from runlore.entities.recipe import Facts, make_recipe
from runlore.launch.evidence import Evidence


def facts_of(evidence: Evidence) -> dict[str, Facts]:
    """The facts of a run, by group."""
    uses = [
        DatasetUse(used.dataset.name, used.dataset.digest, used.tags) for used in evidence.inputs
    ]
    return make_recipe(evidence.captures, evidence.run.params, uses).facts


def compare(old: Evidence, new: Evidence) -> Comparison:
    """Put the inputs of two runs side by side. Nothing is executed."""
    return compare_facts(facts_of(old), facts_of(new), old.captures, new.captures)


def leading(comparison: Comparison, divergence: str) -> Sequence[str]:
    """The groups that differ, the most suspected first, in the light of where curves part.

    Args:
        comparison: of the inputs.
        divergence: ``first`` when they part at their first point, ``later``, or empty.
    """
    # What only rounds otherwise shows late; other data or code may show at any step.
    late = {"hardware": 1.6, "env": 1.1} if divergence == "later" else {}
    ranked = sorted(comparison.differing, key=lambda one: -one.suspicion * late.get(one.group, 1.0))
    return [one.group for one in ranked]
