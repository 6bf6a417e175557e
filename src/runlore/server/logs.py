"""The server's log: to stderr, one line an event, whatever a request holds."""

import logging
import re
import sys

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class LineFormatter(logging.Formatter):
    """Escapes control characters; line ends are kept for tracebacks, indented.

    What a request sent can then neither forge a line nor drive the terminal that shows it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        text = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().format(record))
        return text.replace("\n", "\n    ")


def log_to_stderr(*, verbose: bool) -> None:
    """Send the server's and uvicorn's lines to stderr: warnings, and more when ``verbose``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name in ("runlore", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.WARNING)
        logger.propagate = False
    if verbose:
        logging.getLogger("runlore.access").setLevel(logging.INFO)
