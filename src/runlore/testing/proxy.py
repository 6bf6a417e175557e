"""A network that fails: a TCP proxy between a client and a server on this machine."""

import contextlib
import socket
import struct
import threading
from types import TracebackType

_CHUNK = 65536
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST."""


class FaultProxy:
    """Passes connections on to a server, or does to them what ``mode`` says.

    Modes: ``pass``; ``refuse`` (resets at once); ``hang`` (accepts, and never answers);
    ``cut`` (resets after ``cut_after`` bytes of the request); ``mute`` (the server gets all and
    answers, the client never hears it). A connection keeps the mode in which it was made.

    Attributes:
        mode: for connections to come.
        cut_after: bytes, for ``cut``.
        connections: made so far.
    """

    def __init__(self, port: int) -> None:
        """Make one.

        Args:
            port: of the server on 127.0.0.1; may be changed later.
        """
        self.mode = "pass"
        self.cut_after = 0
        self.connections = 0
        self.target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: set[socket.socket] = set()
        self._closed = False
        threading.Thread(target=self._accept, name="fault-proxy", daemon=True).start()

    def __enter__(self) -> "FaultProxy":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where clients reach it."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def set(self, mode: str, *, cut_after: int = 0) -> None:
        """Change the mode, and break the connections of the old one."""
        self.mode, self.cut_after = mode, cut_after
        self.break_all()

    def break_all(self) -> None:
        """Break all connections."""
        for sock in list(self._sockets):
            self._drop(sock, reset=True)

    def close(self) -> None:
        """Stop."""
        self._closed = True
        # A thread in accept() holds the listener open; a connection wakes it.
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        self._listener.close()
        self.break_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._closed:
                client.close()
                return
            self.connections += 1
            self._sockets.add(client)
            if self.mode == "refuse":
                self._drop(client, reset=True)
            elif self.mode != "hang":
                threading.Thread(target=self._serve, args=(client, self.mode), daemon=True).start()

    def _serve(self, client: socket.socket, mode: str) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
        except OSError:
            self._drop(client, reset=True)
            return
        server.settimeout(None)
        self._sockets.add(server)
        back = threading.Thread(target=self._pump_back, args=(server, client, mode), daemon=True)
        back.start()
        self._pump(client, server, self.cut_after if mode == "cut" else None)

    def _pump(self, source: socket.socket, sink: socket.socket, most: int | None) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                passed += len(data)
                if most is not None and passed >= most:
                    sink.sendall(data[: max(0, len(data) - (passed - most))])
                    break
                sink.sendall(data)
        self._drop(source, reset=most is not None)
        self._drop(sink, reset=most is not None)

    def _pump_back(self, server: socket.socket, client: socket.socket, mode: str) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(_CHUNK):
                if mode == "mute":
                    break
                client.sendall(data)
        self._drop(server, reset=False)
        self._drop(client, reset=mode == "mute")

    def _drop(self, sock: socket.socket, *, reset: bool) -> None:
        self._sockets.discard(sock)
        with contextlib.suppress(OSError):
            if reset:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            sock.shutdown(socket.SHUT_RDWR)
        sock.close()
