"""The last line that a run says in the terminal."""

from typing import Protocol

from runlore.client import address
from runlore.client.notices import Notices
from runlore.client.recorder import Outcome
from runlore.client.settings import ClientSettings
from runlore.entities.run import RunStatus


class Ended(Protocol):
    """What there is to say of a run."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> RunStatus: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def unnamed(self) -> str: ...  # noqa: D102
    @property
    def settings(self) -> ClientSettings: ...  # noqa: D102


def tell_ending(run: Ended, outcome: Outcome, notices: Notices) -> None:
    """Say how the run ended, where it is, and what is missing from it."""
    if run.unnamed:
        notices.warn(f"{run.unnamed}; the run is called {run.name!r}.")
    if outcome.lost:
        notices.warn(f"{outcome.lost:,} records of {run.name} were lost; the run shows which.")
    if run.settings.mode != "disabled":
        notices.say(f"{run.name} {run.status.value} · {_where(run, outcome)}")


def _where(run: Ended, outcome: Outcome) -> str:
    if run.settings.mode == "offline":
        return "kept offline; `runlore sync` sends it"
    if outcome.is_sent:
        return run.url or f"`{address.how_to_open(run.settings.uri)}` shows it"
    trouble = f" ({outcome.trouble})" if outcome.trouble else ""
    return f"{outcome.waiting:,} records wait here; `runlore sync` sends them{trouble}"
