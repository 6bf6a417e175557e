"""The keys that MLflow's clients may give: stricter than ours, as their tests hold."""

import posixpath
import re
from functools import lru_cache

from runlore.entities.errors import InvalidNameError, InvalidValueError
from runlore.entities.names import check_name

MAX_KEY_CHARS = 250
MAX_NAME_CHARS = 500
MAX_EXPERIMENT_TAG_CHARS = 20_000

_KEY = re.compile(r"[/\w.\- :]*")


@lru_cache(maxsize=10_000)
def check_key(what: str, key: str) -> str:
    """Check the key of a metric, param or tag, and give it back.

    Raises:
        InvalidNameError: it is too long, holds other characters than letters, digits, ``_ - . : /``
            and space, or would be no plain relative path.
    """
    check_name(what, key)
    if len(key) > MAX_KEY_CHARS:
        raise InvalidNameError(
            what, key, f"exceeds the maximum length of {MAX_KEY_CHARS} characters"
        )
    if _KEY.fullmatch(key) is None:
        raise InvalidNameError(
            what,
            key,
            "may hold letters, digits, underscores, dashes, dots, colons, slashes, spaces",
        )
    if key.startswith("/") or posixpath.normpath(key) != key or key.split("/")[0] in (".", ".."):
        raise InvalidNameError(what, key, "must be a relative path as short as it can be")
    return key


def check_length(what: str, text: str, most: int) -> str:
    """Check how long a text is, and give it back.

    Raises:
        InvalidValueError: it is too long.
    """
    if len(text) > most:
        raise InvalidValueError(f"'{what}' exceeds the maximum length of {most} characters")
    return text
