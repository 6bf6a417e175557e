"""Which run a process logs to, and what it is to it."""

import msgspec

from runlore.entities.ids import RunId


class RunIdentity(msgspec.Struct, frozen=True):
    """Which run this is, and what this process is to it.

    Attributes:
        id: made here, unique everywhere.
        project: name of the project.
        experiment: name of the experiment.
        name: shown at first.
        parent: the run it is nested in.
        label: of this writer among several.
        is_owner: whether the end of this process is the end of the run; other ranks only join.
    """

    id: RunId
    project: str
    experiment: str
    name: str
    parent: RunId | None = None
    label: str = ""
    is_owner: bool = True
