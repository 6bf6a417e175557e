"""The status that ``sys.exit`` was given, when the program really ends by it.

No hook of the interpreter is told of a ``SystemExit`` that nobody catches. So ``sys.exit`` is
wrapped: the exception that it raises carries a witness. Where the program catches the exception,
the witness is let go of below a running frame of Python; where nothing catches it, by the
interpreter itself, when no frame is left. What is not heard: ``raise SystemExit(3)``, and an
``exit`` that was imported from ``sys`` before the first run began.
"""

import sys
import threading
from collections.abc import Callable

_WITNESS = "_runlore_witness"


class ExitStatus:
    """Listens to ``sys.exit``.

    Attributes:
        last: what ended the program; None as long as nothing did.
    """

    def __init__(self) -> None:
        self.last: SystemExit | None = None
        self._exit_before: Callable[..., object] = sys.exit

    def listen(self) -> None:
        """Begin, in front of whatever stands there now."""
        self._exit_before = sys.exit
        sys.exit = self._exit  # type: ignore[assignment]  # returns no more than the original

    def _exit(self, status: object = None, /) -> object:
        try:
            return self._exit_before(status)
        except SystemExit as error:
            error.__dict__[_WITNESS] = _Witness(self._ended, error.code)
            raise

    def _ended(self, code: object) -> None:
        self.last = SystemExit(code)


class _Witness:
    """Lies in an exception, and sees where it goes."""

    def __init__(self, tell: Callable[[object], None], code: object) -> None:
        self._tell = tell
        self._code = code

    def __del__(self) -> None:
        is_caught = sys._getframe().f_back is not None
        if not is_caught and threading.current_thread() is threading.main_thread():
            self._tell(self._code)
