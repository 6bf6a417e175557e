"""What a listener of live news asked for, and from where on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from runlore.entities.errors import InvalidInputError, LimitExceededError
from runlore.entities.ids import RunId, parse_run_id
from runlore.entities.names import check_name
from runlore.entities.registry import check_model_name
from runlore.services.live import LiveCursor

MAX_TOPICS = 1_000
"""As many runs as one page of a search has."""

_BETWEEN = re.compile(r",(?=project:|run:|model:|runs(?:,|$))")
"""Topics may stand in one text; a comma inside a project's name is not between two."""

_CURSOR = re.compile(r"(\d{1,18})-(\d{1,18})")


ALL_RUNS = "runs"
"""The topic of who shows lists over the whole store: it is told that runs changed, not which."""

_SHAPES = "Name project:NAME, run:ID, model:NAME or runs."


@dataclass(frozen=True, slots=True)
class Topics:
    """Whose news is wanted.

    Attributes:
        projects: names; all runs of these.
        runs: ids.
        models: names of registered models.
        any_run: whether to tell that some run changed, whichever.
    """

    projects: frozenset[str]
    runs: frozenset[RunId]
    models: frozenset[str] = frozenset()
    any_run: bool = False

    def match(self, project: str, run: RunId) -> bool:
        """Whether news of that run is wanted."""
        return run in self.runs or project in self.projects


def parse_topics(texts: Sequence[str]) -> Topics:
    """Read topics such as ``project:vision`` and ``run:0197…``.

    Raises:
        InvalidInputError: one is of another shape, or there is none.
        LimitExceededError: there are too many.
    """
    wanted = [topic for text in texts for topic in _BETWEEN.split(text) if topic]
    if not wanted:
        raise InvalidInputError(f"topics is empty. {_SHAPES}")
    if len(wanted) > MAX_TOPICS:
        raise LimitExceededError("topics", len(wanted), MAX_TOPICS, "Listen to the project.")
    projects, runs, models = set[str](), set[RunId](), set[str]()
    for topic in wanted:
        if topic == ALL_RUNS:
            continue
        kind, _, name = topic.partition(":")
        if kind == "project":
            projects.add(check_name("Project", name))
        elif kind == "run":
            runs.add(parse_run_id(name))
        elif kind == "model":
            models.add(check_model_name(name))
        else:
            raise InvalidInputError(f"{topic[:80]!r} is not a topic. {_SHAPES}")
    any_run = ALL_RUNS in wanted
    return Topics(frozenset(projects), frozenset(runs), frozenset(models), any_run)


def parse_cursor(text: str) -> LiveCursor:
    """Read a cursor as ``write_cursor`` made it.

    Raises:
        InvalidInputError: it is none.
    """
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise InvalidInputError(f"{text[:80]!r} is not a cursor. Give back the id of an event.")
    return LiveCursor(int(found[1]), int(found[2]))


def write_cursor(cursor: LiveCursor) -> str:
    """The cursor as the id of an event."""
    return f"{cursor.batch}-{cursor.revision}"
