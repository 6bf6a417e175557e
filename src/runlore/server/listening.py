"""Where the server listens, and the rule that an open door needs a key."""

import errno
import ipaddress
import socket

from runlore.entities.errors import InvalidValueError, UnavailableError
from runlore.server.settings import DEFAULT_PORT

NEXT_PORTS = 20
"""Ports tried after the default one, before any free one is taken."""

BACKLOG = 1_024
"""Connections that wait to be accepted: a sweep's processes all start at once."""


def check_exposure(host: str, *, has_tokens: bool) -> None:
    """Refuse to listen where others can reach us while we ask nobody who they are.

    Raises:
        InvalidValueError: the host is not loopback and there is no token.
    """
    if has_tokens or is_loopback(host):
        return
    raise InvalidValueError(
        f"Listening on {host} would let everybody who reaches this machine read and change all "
        "runs. Set a token first: RUNLORE_TOKEN=$(python -c 'import secrets; "
        "print(secrets.token_urlsafe())'), give the same to your clients, or listen on 127.0.0.1 "
        "and use an SSH tunnel."
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int | None) -> socket.socket:
    """A listening socket; with no port given, 5000 or the next one that is free.

    Raises:
        UnavailableError: the port is taken or may not be used.
        InvalidValueError: there is no such address here.
    """
    if port is not None:
        return _listen(host, port)
    for candidate in (*range(DEFAULT_PORT, DEFAULT_PORT + NEXT_PORTS), 0):
        found = _try(host, candidate)
        if found is not None:
            return found
    raise UnavailableError(f"No port is free on {host}.")


def url_of(bound: socket.socket) -> str:
    """The URL under which a browser of this machine reaches the socket."""
    host, port = bound.getsockname()[:2]
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        host = "127.0.0.1" if address.version == 4 else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _try(host: str, port: int) -> socket.socket | None:
    try:
        return _listen(host, port)
    except UnavailableError:
        return None


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, OverflowError) as error:
        raise InvalidValueError(f"{host}:{port} is no address to listen on: {error}.") from error
    # The protocol is named: asyncio sets TCP_NODELAY only on sockets that say that they are TCP,
    # and without it each answer on a kept connection waits some 40 ms for the client's ACK.
    bound = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound.bind(address)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise _explain(error, host, port) from error
    return bound


def _explain(error: OSError, host: str, port: int) -> InvalidValueError | UnavailableError:
    if error.errno == errno.EADDRINUSE:
        return UnavailableError(f"Port {port} of {host} is taken. Use another one, or --port 0.")
    if error.errno == errno.EACCES:
        return UnavailableError(f"Port {port} may not be used by this user. Use one above 1023.")
    return InvalidValueError(f"Cannot listen on {host}:{port}: {error.strerror}.")
