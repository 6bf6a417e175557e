"""Page tokens: where a page ended, signed, and bound to the search that it belongs to."""

import base64
import binascii
import hashlib
import hmac

import msgspec

from runlore.entities.errors import InvalidInputError
from runlore.entities.run import Run
from runlore.query.ast import Cursor, RunQuery
from runlore.query.order import cursor_of

_VERSION = b"1"
_DIGEST_BYTES = 16  # 128 bits: nobody guesses them, and a token stays short enough for a URL

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Cursor)
_OFFSET = msgspec.msgpack.Decoder(int)


class PageSigner:
    """Seals places into tokens that only it can make.

    A token is ``base64url(signature, binding, place)``. The binding is a digest of the filter, the
    order and the trash flag; a token of another search is refused, since its sort values would
    mean something else there. The experiments are left out: they only narrow what is found, and a
    project may get a new experiment between two pages. The limit may change from page to page.
    """

    def __init__(self, secret: bytes) -> None:
        """Args: secret: at least 16 random bytes; tokens outlive a restart only if it does."""
        if len(secret) < _DIGEST_BYTES:
            raise ValueError(f"The secret needs at least {_DIGEST_BYTES} bytes, not {len(secret)}.")
        self._secret = secret

    def seal(self, last: Run, query: RunQuery) -> str:
        """The token of the page behind a run."""
        body = _binding(query) + _ENCODER.encode(cursor_of(last, query.order))
        return base64.urlsafe_b64encode(self._sign(body) + body).decode().rstrip("=")

    def open(self, token: str, query: RunQuery) -> Cursor:
        """The place that a token names.

        Raises:
            InvalidInputError: the token was not made here, or belongs to another search.
        """
        return _DECODER.decode(self._body(token, _binding(query)))

    def _body(self, token: str, binding: bytes) -> bytes:
        """What a token says, if it was made here and for this search."""
        sealed = _decoded(token)
        signature, body = sealed[:_DIGEST_BYTES], sealed[_DIGEST_BYTES:]
        if not hmac.compare_digest(signature, self._sign(body)):
            raise InvalidInputError(
                "The cursor was not made by this server. Search again without a cursor."
            )
        if body[:_DIGEST_BYTES] != binding:
            raise InvalidInputError(
                "The cursor belongs to another search. Keep filter and order while you page, "
                "or search again without a cursor."
            )
        return body[_DIGEST_BYTES:]

    def seal_offset(self, offset: int, search: object) -> str:
        """The token of the page that begins behind ``offset`` things of a search.

        For listings that are read whole; ``search`` is all that says what the offset counts.
        """
        body = _binding_of(search) + _ENCODER.encode(offset)
        return base64.urlsafe_b64encode(self._sign(body) + body).decode().rstrip("=")

    def open_offset(self, token: str, search: object) -> int:
        """The offset that a token names.

        Raises:
            InvalidInputError: the token was not made here, or belongs to another search.
        """
        return _OFFSET.decode(self._body(token, _binding_of(search)))

    def _sign(self, body: bytes) -> bytes:
        return hmac.new(self._secret, _VERSION + body, hashlib.sha256).digest()[:_DIGEST_BYTES]


def _binding(query: RunQuery) -> bytes:
    return _binding_of((query.where, query.order, query.deleted))


def _binding_of(search: object) -> bytes:
    meaning = _ENCODER.encode(search)
    return hashlib.sha256(meaning).digest()[:_DIGEST_BYTES]


def _decoded(token: str) -> bytes:
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""  # signed by nobody
