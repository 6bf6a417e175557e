"""What became of an import: counts, and each thing that was not brought, with its reason."""

import msgspec

MOST_TOLD = 1_000
"""Things told one by one; more of them are counted only. A million bad tags are one story."""


class Refusal(msgspec.Struct, frozen=True):
    """Something that was not brought, or not as it was.

    Attributes:
        what: param, metric, tag, file, run, …
        which: where it belongs and what it is called.
        why: for a person.
    """

    what: str
    which: str
    why: str


class Report(msgspec.Struct):
    """Counts of one import; filled while it runs.

    Attributes:
        experiments: looked at.
        runs: looked at.
        new: runs that were not here before.
        changed: runs to which something was added.
        points: metric values sent.
        files: files sent, or found here already under their digest.
        bytes: of those files.
        logged_models: models of runs that were brought.
        models: registered models that were brought.
        versions: of those models.
        elsewhere: runs whose files lie where this import does not look, by the kind of place.
        left_out: things of kinds that are not brought, such as traces.
        refused: how many things were not brought, or not as they were.
        refusals: the first of them, one by one.
    """

    experiments: int = 0
    runs: int = 0
    new: int = 0
    changed: int = 0
    points: int = 0
    files: int = 0
    bytes: int = 0
    logged_models: int = 0
    models: int = 0
    versions: int = 0
    elsewhere: dict[str, int] = {}
    left_out: dict[str, int] = {}
    refused: int = 0
    refusals: list[Refusal] = []

    def refuse(self, what: str, which: str, why: str) -> None:
        """Count something that is not brought, and tell it unless too many were told."""
        self.refused += 1
        if len(self.refusals) < MOST_TOLD:
            self.refusals.append(Refusal(what, which[:200], why))

    def lies_elsewhere(self, place: str) -> None:
        """Count a run whose files are not brought."""
        self.elsewhere[place] = self.elsewhere.get(place, 0) + 1
