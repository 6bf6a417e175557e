"""A search text as tokens."""

import enum
import re

import msgspec

from runlore.entities.errors import LimitExceededError, QuerySyntaxError
from runlore.entities.limits import MAX_QUERY_BYTES


class TokenKind(enum.Enum):
    """What a token is."""

    PATH = "path"
    TEXT = "text"
    NUMBER = "number"
    SIGN = "sign"
    END = "end"


class Part(msgspec.Struct, frozen=True):
    """One part of a path, between dots; a quoted one means itself and nothing else."""

    text: str
    quoted: bool = False


class Token(msgspec.Struct, frozen=True):
    """A piece of a search text.

    Attributes:
        kind: what it is.
        start: index of its first character.
        text: of a text, without its quotes; of a sign, its plain spelling; else as written.
        parts: of a path.
    """

    kind: TokenKind
    start: int
    text: str
    parts: tuple[Part, ...] = ()

    @property
    def word(self) -> str:
        """In upper case, what may be a word of the grammar; empty for all that cannot be one."""
        single = len(self.parts) == 1 and not self.parts[0].quoted
        return self.text.upper() if single else ""


_SPACE = re.compile(r"\s*")
# Longest first. The plain spelling of each: what other languages write is understood.
_SIGNS = {
    "<=": "<=",
    ">=": ">=",
    "!=": "!=",
    "<>": "!=",
    "==": "=",
    "=": "=",
    "<": "<",
    ">": ">",
    "(": "(",
    ")": ")",
    ",": ",",
}
_SIGN = re.compile("|".join(re.escape(sign) for sign in _SIGNS))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SIGNED_WORD = re.compile(r"[+-](?:inf|infinity|nan)(?![\w.])", re.IGNORECASE)
_BARE = re.compile(r"[\w/-]+")
_QUOTED = {
    "'": re.compile(r"'((?:[^']|'')*)'"),
    '"': re.compile(r'"((?:[^"]|"")*)"'),
    "`": re.compile(r"`((?:[^`]|``)*)`"),
}
_HINTS = {
    "&": "Write AND.",
    "|": "Write OR.",
    "!": "Write NOT, or != between a field and a value.",
    ";": "One search is one condition; join several by AND.",
    "[": "Lists stand in round brackets: IN ('a', 'b').",
    "~": "Write LIKE, with % for any text.",
}


def tokens_of(text: str) -> list[Token]:
    """The tokens of a search text; the last is the end.

    Raises:
        LimitExceededError: the text is too long.
        QuerySyntaxError: a character that begins nothing, or a quote that is not closed.
    """
    _check_text(text)
    tokens: list[Token] = []
    at = _skip_space(text, 0)
    while at < len(text):
        token, at = _token_at(text, at)
        tokens.append(token)
        at = _skip_space(text, at)
    return [*tokens, Token(TokenKind.END, len(text), "")]


def _check_text(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise QuerySyntaxError(text, error.start, "it is not valid Unicode") from None
    if size > MAX_QUERY_BYTES:
        raise LimitExceededError(
            "The query's size in bytes", size, MAX_QUERY_BYTES, "Ask for less in one search."
        )
    if "\0" in text:
        raise QuerySyntaxError(text, text.index("\0"), "it holds a NUL character")


def _token_at(text: str, at: int) -> tuple[Token, int]:
    first = text[at]
    if first in "'\"":
        value, end = _quoted(text, at)
        return Token(TokenKind.TEXT, at, value), end
    number = _NUMBER.match(text, at) or _SIGNED_WORD.match(text, at)
    if number is not None:
        return _number(text, number)
    sign = _SIGN.match(text, at)
    if sign is not None:
        return Token(TokenKind.SIGN, at, _SIGNS[sign[0]]), sign.end()
    if first == "`" or _BARE.match(text, at) is not None:
        return _path(text, at)
    raise QuerySyntaxError(text, at, f"nothing begins with {first!r}", _HINTS.get(first, ""))


def _number(text: str, found: re.Match[str]) -> tuple[Token, int]:
    rest = _BARE.match(text, found.end())
    if rest is not None:
        raise QuerySyntaxError(
            text,
            found.start(),
            f"{text[found.start() : rest.end()]!r} is no number",
            f"A text needs quotes: '{text[found.start() : rest.end()]}'.",
        )
    return Token(TokenKind.NUMBER, found.start(), found[0]), found.end()


def _path(text: str, start: int) -> tuple[Token, int]:
    """Read parts and the dots between them: ``metric.`val.loss`.min``."""
    parts: list[Part] = []
    at = start
    while True:
        part, at = _part(text, at)
        parts.append(part)
        if not text.startswith(".", at):
            return Token(TokenKind.PATH, start, text[start:at], tuple(parts)), at
        at += 1


def _part(text: str, at: int) -> tuple[Part, int]:
    if at < len(text) and text[at] in _QUOTED:
        value, end = _quoted(text, at)
        return Part(value, quoted=True), end
    bare = _BARE.match(text, at)
    if bare is None:
        raise QuerySyntaxError(
            text, at, "a name is missing after the dot", "Odd names stand in backticks: `a b`."
        )
    return Part(bare[0]), bare.end()


def _quoted(text: str, at: int) -> tuple[str, int]:
    """What stands between quotes; a doubled quote stands for itself."""
    quote = text[at]
    found = _QUOTED[quote].match(text, at)
    if found is None:
        raise QuerySyntaxError(text, at, f"the quote {quote} is not closed")
    return found[1].replace(quote * 2, quote), found.end()


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()
