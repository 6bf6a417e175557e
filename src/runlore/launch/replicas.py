"""Other runs of the same inputs, which show how far chance alone carries the numbers."""

from collections.abc import Iterator, Mapping, Sequence

from runlore.entities.recipe import GROUPS, digest_of
from runlore.launch.compare import facts_of
from runlore.launch.evidence import Evidence, Library
from runlore.launch.judge import is_judged

MAX_REPLICAS = 20
"""More do not make the spread better known."""

_COMPARED = tuple(group for group in GROUPS if group != "seed")
"""Replicas may be seeded in other ways: that is the chance which is to be known."""


def replicas_of(library: Library, evidence: Evidence, *, but: str) -> Iterator[Evidence]:
    """Finished runs of the same experiment whose inputs are the same but for their seeds.

    Args:
        library: where they are.
        evidence: the run; it is the first of them.
        but: id of a run that is none, as it is to be judged by them.
    """
    yield evidence
    wanted, found = fingerprint(evidence), 1
    for other in library.siblings(evidence.run):
        if found == MAX_REPLICAS:
            return
        is_candidate = other.run.id != but and other.run.params.keys() == evidence.run.params.keys()
        if is_candidate and wanted and fingerprint(other) == wanted:
            found += 1
            yield other


def finals_of(replicas: Sequence[Evidence]) -> dict[str, list[float]]:
    """The last values of each metric over some runs."""
    found: dict[str, list[float]] = {}
    for one in replicas:
        for key, stats in one.run.metrics.items():
            if is_judged(key):
                found.setdefault(key, []).append(stats.last)
    return found


def fingerprint(evidence: Evidence) -> Mapping[str, str]:
    """The digests of all groups but the seeds, as far as they are known."""
    told = evidence.run.fingerprint
    if not told:  # one that another tracker brought, or of a bundle
        facts = facts_of(evidence)
        told = {group: digest_of(facts[group]) for group in GROUPS if facts[group]}
    return {group: told[group] for group in _COMPARED if group in told}
