"""Tokens: who holds which, and how a request shows one."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping

import msgspec

from runlore.entities.access import LOCAL_ACTOR, NOBODY, Actor, Role
from runlore.entities.errors import InvalidValueError, NotAuthenticatedError
from runlore.server.settings import Settings

MIN_SECRET = 16
"""Characters of a token. Longer than what can be tried out over a network in any time."""

MAX_SHOWN = 1_024
"""Characters of an Authorization header that are looked at: no secret is longer."""

_ROLES = {"reader": Role.READER, "editor": Role.EDITOR, "admin": Role.ADMIN}


class Token(msgspec.Struct, frozen=True):
    """A token as it is kept: never itself.

    Attributes:
        actor: who holds it.
        digest: SHA-256 of the secret.
    """

    actor: Actor
    digest: bytes


class TokenBook:
    """All tokens of a server. Without any, everybody who reaches it is its owner."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = tuple(tokens)

    @property
    def is_empty(self) -> bool:
        """Whether the server asks for no token."""
        return not self._tokens

    def __call__(self, headers: Mapping[str, str], address: str) -> Actor:  # noqa: ARG002 - the seam's
        """Who asks.

        Raises:
            NotAuthenticatedError: it shows a token that is not known.
        """
        if self.is_empty:
            return LOCAL_ACTOR
        shown = headers.get("authorization")
        if shown is None:
            return NOBODY
        digest = hashlib.sha256(read_secret(shown).encode()).digest()
        found = None
        for token in self._tokens:
            # No early end: the time taken tells nothing of which token came near.
            if hmac.compare_digest(token.digest, digest):
                found = token.actor
        if found is None:
            raise NotAuthenticatedError("The token is not known to this server.")
        return found


def read_secret(header: str) -> str:
    """The secret in an Authorization header: ``Bearer secret``, or the password of ``Basic``.

    Raises:
        NotAuthenticatedError: there is none.
    """
    scheme, _, rest = header[:MAX_SHOWN].partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            pass
    raise NotAuthenticatedError("The Authorization header must be 'Bearer <token>'.")


def read_tokens(settings: Settings) -> TokenBook:
    """The tokens of the settings.

    Raises:
        InvalidValueError: one is too short or not of the shape ``name:role:secret``.
    """
    tokens = [_token("token", "admin", settings.token)] if settings.token else []
    for entry in filter(None, (part.strip() for part in settings.tokens.split(","))):
        name, _, rest = entry.partition(":")
        role, _, secret = rest.partition(":")
        tokens.append(_token(name, role, secret))
    return TokenBook(tokens)


def _token(name: str, role: str, secret: str) -> Token:
    if not name or role not in _ROLES:
        raise InvalidValueError(
            "Each of RUNLORE_TOKENS is name:role:secret; roles are reader, editor and admin."
        )
    if len(secret) < MIN_SECRET:
        raise InvalidValueError(
            f"The token of {name!r} has {len(secret)} characters; it needs {MIN_SECRET}. Make one "
            "with: python -c 'import secrets; print(secrets.token_urlsafe())'"
        )
    return Token(Actor(name, _ROLES[role]), hashlib.sha256(secret.encode()).digest())
