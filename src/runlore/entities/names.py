"""The one rule for names of projects, experiments, runs, metrics, params and tags."""

from runlore.entities.errors import InvalidNameError
from runlore.entities.limits import MAX_NAME_BYTES


def check_name(what: str, text: str) -> str:
    """Check a name and give it back unchanged.

    Any Unicode text of 1 to 500 UTF-8 bytes without control characters is a name (R17).

    Raises:
        InvalidNameError: otherwise, naming what is wrong.
    """
    if not isinstance(text, str):
        raise InvalidNameError(what, repr(text), f"must be text, not {type(text).__name__}")
    if not text:
        raise InvalidNameError(what, text, "is empty")
    if not text.isprintable() and any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text):
        raise InvalidNameError(what, text, "holds control characters")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise InvalidNameError(what, text, "is not valid Unicode") from None
    if size > MAX_NAME_BYTES:
        raise InvalidNameError(what, text, f"is {size} bytes, over {MAX_NAME_BYTES}")
    return text
