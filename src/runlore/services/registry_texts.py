"""What may be said about models and versions: texts and their limits. Nothing is cut."""

from collections.abc import Mapping

from runlore.entities.errors import InvalidValueError, LimitExceededError
from runlore.entities.limits import MAX_REGISTRY_LINE_CHARS, MAX_REGISTRY_TEXT_CHARS, MAX_TAGS
from runlore.entities.names import check_name


def check_text(what: str, text: str) -> str:
    """Check a text of any number of lines, such as a description, and give it back.

    Raises:
        InvalidValueError: it holds what no database keeps.
        LimitExceededError: it is too long.
    """
    if len(text) > MAX_REGISTRY_TEXT_CHARS:
        instead = "Log it as an artifact of the run and link to it."
        raise LimitExceededError(
            f"The length of {what.lower()}", len(text), MAX_REGISTRY_TEXT_CHARS, instead
        )
    _check_unicode(what, text)
    return text


def check_line(what: str, text: str) -> str:
    """Check a text of one line, such as a source, and give it back.

    Raises:
        InvalidValueError: it holds control characters or is not valid Unicode.
        LimitExceededError: it is too long.
    """
    if len(text) > MAX_REGISTRY_LINE_CHARS:
        raise LimitExceededError(
            f"The length of {what.lower()}", len(text), MAX_REGISTRY_LINE_CHARS, "Shorten it."
        )
    _check_unicode(what, text)
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text):
        raise InvalidValueError(f"{what} holds control characters. Write it on one line.")
    return text


def merged_tags(kept: Mapping[str, str], given: Mapping[str, str | None]) -> dict[str, str]:
    """What was kept with what is given on top; None removes a tag.

    Raises:
        InvalidInputError: a name or value that cannot be kept, or too many tags.
    """
    merged = dict(kept)
    for key, value in given.items():
        check_name("Tag", key)
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = check_text(f"Tag {key!r}", value)
    if len(merged) > MAX_TAGS:
        raise LimitExceededError(
            "The number of tags", len(merged), MAX_TAGS, "Write them into the description."
        )
    return merged


def _check_unicode(what: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidValueError(f"{what} is not valid Unicode.") from None
    if "\0" in text:
        raise InvalidValueError(f"{what} holds a NUL character. Leave it out.")
