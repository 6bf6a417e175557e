"""What a failure is called and which exit code it has."""

import enum
import traceback
from typing import NamedTuple

import click

from runlore.entities.errors import InvalidInputError, RunloreError, UnavailableError


class ExitCode(enum.IntEnum):
    """How a command ended, for scripts."""

    OK = 0
    PROBLEM = 1
    USAGE = 2
    UNREACHABLE = 3
    INTERRUPTED = 130
    """As shells have it for Ctrl-C: 128 + SIGINT."""


class Failure(NamedTuple):
    """One sentence for the person, one number for the script."""

    text: str
    code: ExitCode


def failure_of(error: Exception, *, debug: bool) -> Failure:
    """What to tell about an error.

    Args:
        error: what a command raised.
        debug: tell of a defect of ours with its whole traceback.
    """
    if isinstance(error, click.ClickException):
        return _of_click(error)
    if isinstance(error, RunloreError):
        return Failure(f"runlore: {error.message}", _code_of(error))
    if isinstance(error, OSError):
        return _of_system(error)
    if debug:
        return Failure("".join(traceback.format_exception(error)).rstrip(), ExitCode.PROBLEM)
    text = (
        f"runlore: a defect of ours: {type(error).__name__}: {error}. RUNLORE_DEBUG=1 shows where."
    )
    return Failure(text, ExitCode.PROBLEM)


def _of_click(error: click.ClickException) -> Failure:
    if not isinstance(error, click.UsageError):
        return Failure(f"runlore: {error.format_message()}", ExitCode.PROBLEM)
    command = error.ctx.command_path if error.ctx else "runlore"
    text = f"{command}: {error.format_message()} See `{command} --help`."
    return Failure(text, ExitCode.USAGE)


def _code_of(error: RunloreError) -> ExitCode:
    if isinstance(error, UnavailableError):
        return ExitCode.UNREACHABLE
    return ExitCode.USAGE if isinstance(error, InvalidInputError) else ExitCode.PROBLEM


def _of_system(error: OSError) -> Failure:
    what = error.strerror or str(error)
    text = f"runlore: {error.filename}: {what}." if error.filename else f"runlore: {what}."
    away = isinstance(error, ConnectionError | TimeoutError)
    return Failure(text, ExitCode.UNREACHABLE if away else ExitCode.PROBLEM)
