"""LIKE: ``%`` stands for any text, ``_`` for any one character; there is no escape."""

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def ascii_lower(text: str) -> str:
    """The text with A to Z in lower case; other letters have a case too, but databases differ."""
    return text.translate(_LOWER)


def is_like(text: str, pattern: str) -> bool:
    """Whether the whole text fits the pattern, case and all.

    Takes at most len(text) × len(pattern) steps, whatever the pattern: after a mismatch only the
    last ``%`` needs to be tried again, since an earlier one could not do better.
    """
    at = place = 0
    percent, resume = -1, 0
    while at < len(text):
        wanted = pattern[place] if place < len(pattern) else ""
        if wanted == "%":
            percent, resume = place, at
            place += 1
        elif wanted in ("_", text[at]):
            at += 1
            place += 1
        elif percent >= 0:
            resume += 1
            place, at = percent + 1, resume
        else:
            return False
    return not pattern[place:].strip("%")
