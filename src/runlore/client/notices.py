"""What we say in the terminal: little, on stderr, each thing once."""

import sys


class Notices:
    """Lines to the person who runs the program.

    Args:
        quiet: say nothing but warnings.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._told: set[str] = set()

    def say(self, text: str) -> None:
        """A line of information."""
        if not self._quiet:
            _write(text)

    def warn(self, text: str) -> None:
        """A line that matters; said once, however often it is true."""
        if text not in self._told:
            self._told.add(text)
            _write(text)


def _write(text: str) -> None:
    stream = sys.stderr
    if stream is None or stream.closed:  # a program without a console
        return
    try:
        stream.write(f"runlore: {text}\n")
        stream.flush()
    except (OSError, ValueError):  # a closed pipe: nobody reads, and training goes on
        return
