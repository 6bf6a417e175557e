"""Executes the command of a run again, as a run of its own that says what it repeats."""

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from runlore.client.environment import read_variables
from runlore.entities.errors import RunloreError
from runlore.entities.ids import RunId
from runlore.entities.recipe import is_fact_of_environment
from runlore.entities.run import REPRODUCES, Run
from runlore.launch.command import MASK, Call, CommandSource
from runlore.launch.evidence import Library

REPETITION = "reproduction"
"""Tag of a repeated run: a mark of this one repetition, by which its runs are found."""

POLL_SECONDS = 0.5
"""How often a short run is asked how far it is."""

GRACE_SECONDS = 30.0
"""How long a program that was asked to end may take."""

_PLACES = ("VIRTUAL_ENV", "PYTHONPATH", "CONDA_DEFAULT_ENV", "CONDA_PREFIX", "PYTHONHOME")
"""Variables that name folders of the old machine, or would lead to another environment."""

_RANKS = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "GROUP_RANK", "MASTER_PORT")
"""Variables that a launcher sets anew for each process."""


_STANDARD_ERROR = 2
"""The descriptor: what stands in ``sys.stderr`` need not be a file."""

_OWN_SETTINGS = ("RUNLORE_QUIET", "RUNLORE_MONITOR", "RUNLORE_CONSOLE", "RUNLORE_FINISH_SECONDS")
"""Settings of ours that a repetition takes over; all others would change whose run it is."""


class NoRunError(RunloreError):
    """The program ended without beginning a run."""

    code = "no_run"


class Executed(msgspec.Struct, frozen=True):
    """A program that ended.

    Attributes:
        exit_code: of it.
        seconds: it took.
        was_cut: whether it was ended on purpose, as it had gone far enough.
    """

    exit_code: int
    seconds: float
    was_cut: bool = False


def environ_of(
    command: CommandSource, given: Mapping[str, str], *, keeps_environment: bool
) -> dict[str, str]:
    """The variables of the program: those of this process, with the run's own on top.

    Args:
        command: of the run.
        given: the variables of this process.
        keeps_environment: whether variables that change numbers are to be as they were.
    """
    ours = {
        name: value
        for name, value in given.items()
        if name not in (*_PLACES, *_RANKS)
        and (name in _OWN_SETTINGS or not name.startswith("RUNLORE_"))
    }
    if not keeps_environment:
        return ours
    numeric = read_variables(given)
    kept = {
        name: value
        for name, value in ours.items()
        if name not in numeric or not _is_restored(name, value)
    }
    told = {
        name: value
        for name, value in command.environment.items()
        if MASK not in value and _is_restored(name, value)
    }
    return kept | told


def _is_restored(name: str, value: str) -> bool:
    """Whether a variable changes numbers, and does not only say where something lies."""
    return name == "PYTHONHASHSEED" or is_fact_of_environment(name, value)


def recording(run: Run, uri: str, mark: str, work: Path) -> dict[str, str]:
    """Variables that make the program log to the store as a repetition."""
    tags = {REPRODUCES: str(run.id), REPETITION: mark}
    token = os.environ.get("RUNLORE_TOKEN", "")
    return {
        "RUNLORE_URI": uri,
        "RUNLORE_PROJECT": run.project,
        "RUNLORE_EXPERIMENT": run.experiment,
        "RUNLORE_TAGS": msgspec.json.encode(tags).decode(),
        "RUNLORE_REPRODUCES": str(run.id),  # the registry is kept apart by it
        "RUNLORE_JOURNAL": str(work / "journal"),
        **({"RUNLORE_TOKEN": token} if token else {}),
    }


def execute(
    call: Call,
    environ: Mapping[str, str],
    *,
    quiet: bool,
    steps: int | None = None,
    watched: tuple[Library, str] | None = None,
) -> Executed:
    """Start the program and wait for its end.

    Args:
        call: what to execute.
        environ: its variables.
        quiet: what it prints goes to standard error, so that standard output stays ours.
        steps: end it when a metric has this step.
        watched: the store in which it can be seen how far it is, and the mark of the repetition.
    """
    begun = time.monotonic()
    program = subprocess.Popen(
        call.words,
        cwd=call.folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=_STANDARD_ERROR if quiet else None,
    )
    was_cut = False
    try:
        if steps is not None and watched is not None:
            was_cut = _cut(program, steps, *watched)
        code = program.wait()
    except BaseException:
        _end(program)
        raise
    return Executed(code, time.monotonic() - begun, was_cut)


def _cut(program: "subprocess.Popen[bytes]", steps: int, library: Library, mark: str) -> bool:
    """End the program when its run has gone so far; False when it ended before."""
    while program.poll() is None:
        time.sleep(POLL_SECONDS)
        for run in library.tagged(REPETITION, mark):
            if library.metric_step(run.id) >= steps:
                _end(program)
                return True
    return False


def _end(program: "subprocess.Popen[bytes]") -> None:
    if program.poll() is None:
        program.terminate()
        try:
            program.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def counterpart(library: Library, run: Run, mark: str) -> RunId:
    """The run of a repetition that stands for the old one, among all that the program made.

    A program that makes several runs makes them all again; the one of the same name and the same
    params is meant.

    Raises:
        NoRunError: the program made none.
    """
    made = library.tagged(REPETITION, mark)
    if not made:
        raise NoRunError(
            "The program ended without beginning a run in this store, so there is nothing to judge."
        )
    return max(reversed(made), key=lambda one: _likeness(run, one)).id


def _likeness(old: Run, new: Run) -> tuple[bool, int, int]:
    same = sum(old.params.get(key) == value for key, value in new.params.items())
    return (new.name == old.name, same, len(old.metrics.keys() & new.metrics.keys()))
