"""How a run ends, read from what ended it."""

import traceback
from types import TracebackType

from runlore.client.redact import redact_text
from runlore.entities.errors import InvalidValueError
from runlore.entities.run import RunFailure, RunStatus

_ENDINGS = (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED)

MAX_TRACEBACK_CHARS = 100_000
"""A recursion without end has a traceback of megabytes; its beginning and end tell enough."""


def check_ending(status: RunStatus | str) -> RunStatus:
    """The status with which a run may be ended.

    Raises:
        InvalidValueError: when it is none of them.
    """
    for ending in _ENDINGS:
        if status in (ending, ending.value):
            return ending
    allowed = ", ".join(repr(ending.value) for ending in _ENDINGS)
    raise InvalidValueError(f"A run cannot end as {status!r}; it can as {allowed}.")


def ending_of(error: BaseException | None) -> tuple[RunStatus, RunFailure | None]:
    """Status and reason of a run whose block was left with this exception, or with none."""
    if error is None:
        return RunStatus.FINISHED, None
    if isinstance(error, KeyboardInterrupt):
        return RunStatus.KILLED, RunFailure("KeyboardInterrupt: interrupted from the keyboard")
    if isinstance(error, SystemExit):
        return _exit_of(error)
    return RunStatus.FAILED, failure_of(type(error), error, error.__traceback__)


def failure_of(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> RunFailure:
    """The reason, masked: the last line for lists, the whole traceback for the run's page."""
    text = redact_text("".join(traceback.format_exception(kind, error, trace)))
    if len(text) > MAX_TRACEBACK_CHARS:
        half = MAX_TRACEBACK_CHARS // 2
        text = f"{text[:half]}\n… {len(text) - 2 * half:,} characters left out …\n{text[-half:]}"
    last = redact_text("".join(traceback.format_exception_only(kind, error))).strip()
    return RunFailure(
        _encodable(last.splitlines()[-1][:1_000] if last else kind.__name__), _encodable(text)
    )


def _exit_of(error: SystemExit) -> tuple[RunStatus, RunFailure | None]:
    code = error.code
    if code is None or code == 0:
        return RunStatus.FINISHED, None
    if isinstance(code, int):
        return RunStatus.FAILED, RunFailure(f"SystemExit: {code}", exit_code=code)
    return RunStatus.FAILED, RunFailure(redact_text(f"SystemExit: {code}"), exit_code=1)


def _encodable(text: str) -> str:
    """Text without lone surrogates, which no store takes."""
    return text.encode(errors="backslashreplace").decode()
