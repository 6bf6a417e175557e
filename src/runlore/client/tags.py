"""Tags: labels whose values are text."""

from collections.abc import Mapping, Sequence

import msgspec

from runlore.client.redact import redact_value
from runlore.client.values import typed
from runlore.entities.errors import InvalidNameError, InvalidValueError
from runlore.entities.names import check_name


def plain_tags(tags: Mapping[str, object] | Sequence[str]) -> dict[str, str | None]:
    """Tags as they are kept, masked.

    True and False become ``true`` and ``false``, numbers their digits, lists and dicts their JSON;
    None removes the tag. Of a list each text is a tag without a value.

    Raises:
        InvalidValueError: a value that has no text, or tags that are neither dict nor list.
        InvalidNameError: a name that cannot be one.
    """
    if isinstance(tags, str) or not isinstance(tags, (Mapping, Sequence)):
        raise InvalidValueError(
            f"Tags are a dict of names and values or a list of names, not {tags!r}."
        )
    given = tags if isinstance(tags, Mapping) else dict.fromkeys(tags, "")
    return {check_name("Tag", key): _text(key, value) for key, value in given.items()}


def read_tags(text: str) -> dict[str, str]:
    """Tags of a setting: a JSON object of texts, or ``name=value`` pairs with commas between them.

    Raises:
        InvalidValueError: it is neither.
    """
    try:
        if text.lstrip().startswith("{"):
            return msgspec.json.decode(text, type=dict[str, str])
        pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
        return {check_name("Tag", name.strip()): value.strip() for name, _, value in pairs}
    except (msgspec.MsgspecError, InvalidNameError) as error:
        raise InvalidValueError(
            f"RUNLORE_TAGS={text[:80]!r} must be name=value,name=value or a JSON object of texts."
        ) from error


def _text(key: str, value: object) -> str | None:
    plain = redact_value(key, typed("Tag", key, value))
    if plain is None or isinstance(plain, str):
        return plain
    if isinstance(plain, float):
        return repr(plain)  # NaN and infinities have no JSON
    return msgspec.json.encode(plain).decode()
