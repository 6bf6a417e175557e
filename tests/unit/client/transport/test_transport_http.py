"""Requests over a real socket: kept connections, early answers, strange addresses."""

import io
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from runlore.client.transport.http import HttpTransport, open_transport
from runlore.entities.errors import InvalidInputError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Word: Yes\r\n\r\nhi"


class Listener:
    """A server that plays one script for each connection and keeps what it was sent."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._scripts: list[Callable[[socket.socket], None]] = []
        self._thread = threading.Thread(target=self._run)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def play(self, *scripts: Callable[[socket.socket], None]) -> None:
        self._scripts = list(scripts)
        self._thread.start()

    def hear(self, connection: socket.socket) -> bytes:
        """One request, with as much body as it says."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = [
            line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line
        ]
        while len(body) < (int(lengths[0]) if lengths else 0):
            body += connection.recv(65536)
        self.heard.append(head + b"\r\n\r\n" + body)
        return body

    def _run(self) -> None:
        for script in self._scripts:
            connection, _ = self._socket.accept()
            with connection:
                script(connection)

    def close(self) -> None:
        if self._thread.is_alive():
            self._thread.join(10)
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def test_a_request_carries_its_headers_body_and_token(listener: Listener) -> None:
    def script(connection: socket.socket) -> None:
        listener.hear(connection)
        connection.sendall(OK)

    listener.play(script)
    transport = HttpTransport(f"{listener.url}/prefix/", token="s3cret")
    answer = transport.request("POST", "/api/x?y=1", headers={"x-runlore-writer": "w"}, body=b"abc")
    transport.close()
    assert (answer.status, answer.body, answer.headers["x-word"]) == (200, b"hi", "Yes")
    (heard,) = listener.heard
    assert heard.startswith(b"POST /prefix/api/x?y=1 HTTP/1.1\r\n")
    assert b"\r\nauthorization: Bearer s3cret\r\n" in heard
    assert b"\r\nx-runlore-writer: w\r\n" in heard
    assert heard.endswith(b"\r\n\r\nabc")


def test_one_connection_serves_many_requests(listener: Listener) -> None:
    def script(connection: socket.socket) -> None:
        for _ in range(3):
            listener.hear(connection)
            connection.sendall(OK)

    listener.play(script)
    transport = HttpTransport(listener.url)
    for _ in range(3):
        assert transport.request("GET", "/", headers={}, body=b"").status == 200
    transport.close()


def test_a_kept_connection_that_went_stale_is_made_anew(listener: Listener) -> None:
    def once(connection: socket.socket) -> None:
        listener.hear(connection)
        connection.sendall(OK)

    listener.play(once, once)
    transport = HttpTransport(listener.url)
    assert transport.request("POST", "/", headers={}, body=b"1").status == 200
    assert transport.request("POST", "/", headers={}, body=b"2").status == 200
    transport.close()
    assert [heard[-1:] for heard in listener.heard] == [b"1", b"2"]


def test_an_answer_given_before_the_whole_body_was_read_is_heard(listener: Listener) -> None:
    def script(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(
            b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    listener.play(script)
    transport = HttpTransport(listener.url)
    assert transport.request("POST", "/", headers={}, body=bytes(2_000_000)).status == 413
    transport.close()


def test_a_file_is_sent_with_the_length_that_is_said(listener: Listener) -> None:
    def script(connection: socket.socket) -> None:
        listener.hear(connection)
        connection.sendall(OK)

    listener.play(script)
    transport = HttpTransport(listener.url)
    content = bytes(range(256)) * 1_000
    headers = {"content-length": str(len(content))}
    assert transport.request("PUT", "/b", headers=headers, body=io.BytesIO(content)).status == 200
    transport.close()
    assert listener.heard[0].endswith(b"\r\n\r\n" + content)


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"]
)
def test_what_is_no_answer_is_a_broken_connection(listener: Listener, said: bytes) -> None:
    def script(connection: socket.socket) -> None:
        listener.hear(connection)
        connection.sendall(said)

    listener.play(script)
    transport = HttpTransport(listener.url)
    with pytest.raises(OSError, match=r".+"):
        transport.request("POST", "/", headers={}, body=b"x")
    transport.close()


def test_a_server_that_does_not_answer_in_time_is_away(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runlore.client.transport.http.ANSWER_SECONDS", 0.05)

    def script(connection: socket.socket) -> None:
        listener.hear(connection)
        connection.recv(1)  # until the client gives up

    listener.play(script)
    transport = HttpTransport(listener.url)
    with pytest.raises(TimeoutError):
        transport.request("POST", "/", headers={}, body=b"x")
    transport.close()


@pytest.mark.parametrize("uri", ["http://", "http:///path", "http://host:port", "https://h:99999"])
def test_an_address_that_is_none_is_refused_with_advice(uri: str) -> None:
    with pytest.raises(InvalidInputError, match="http://host:port"):
        open_transport(uri)
