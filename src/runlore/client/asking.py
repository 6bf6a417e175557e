"""Questions to a store in JSON, and its refusals as the errors that they were."""

from collections.abc import Mapping
from typing import Any

import msgspec

from runlore.client.transport.http import Answer, Transport
from runlore.entities import errors

_JSON = "application/json"
_ERRORS = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.RunloreError)
}


class Asker:
    """Asks the store behind a transport, one question at a time."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401  # JSON
        """The JSON that the store answers.

        Raises:
            RunloreError: what the store refused, as it raised it there.
            UnavailableError: the store is not reached.
        """
        return msgspec.json.decode(self.answer(method, path, _JSON, body).body)

    def answer(
        self,
        method: str,
        path: str,
        accept: str = "*/*",
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer as it came, whose status is a success.

        Raises:
            RunloreError: what the store refused, as it raised it there.
            UnavailableError: the store is not reached.
        """
        content = b"" if body is None else msgspec.json.encode(body)
        sent = {"accept": accept, **(headers or {})}
        if body is not None:
            sent["content-type"] = _JSON
        try:
            answer = self._transport.request(method, path, headers=sent, body=content)
        except OSError as error:
            raise errors.UnavailableError(f"The store is not reached: {error}.") from error
        if 200 <= answer.status < 300:
            return answer
        raise _error_of(answer.status, answer.body)


def _error_of(status: int, body: bytes) -> errors.RunloreError:
    """The error that the server told, as the one that it raised there."""
    try:
        told = msgspec.json.decode(body)["error"]
        code, message = told["code"], told["message"]
    except (msgspec.MsgspecError, TypeError, KeyError):
        return errors.UnavailableError(f"The server answered {status} without saying why.")
    kind = _ERRORS.get(code, errors.RunloreError)
    error = kind.__new__(kind)
    errors.RunloreError.__init__(error, message)
    for name in ("position", "hint"):
        if name in told:
            setattr(error, name, told[name])
    return error
