"""A proxy before a server of S3 that cuts connections in the middle of an object."""

from __future__ import annotations

import re
import socketserver
from collections import Counter
from contextlib import suppress
from socket import create_connection, socket
from threading import Event, Lock, Thread
from typing import Any

_OBJECT = re.compile(rb"(GET|PUT) \S+\.result ")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Cutter(socketserver.ThreadingTCPServer):
    """Passes requests on, one for each connection, as a server of HTTP/1.0 does."""

    daemon_threads = True

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._lock = Lock()
        self.cuts = Counter[str]()
        """How many objects are still to be cut, by method."""
        self.has_cut, self.goes_on = Event(), Event()
        """A cut is told by the one, and waits for the other: where a test is to do something."""
        self.goes_on.set()
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self._thread = Thread(target=self.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def finish_request(self, request: Any, client_address: Any) -> None:
        with suppress(OSError), create_connection(self._server) as server:
            sent = _request(request)
            if self._is_cut("PUT", sent):
                server.sendall(sent[: len(sent) - 9])
                self._tell()
                return
            server.sendall(sent)
            reply = b"".join(iter(lambda: server.recv(65536), b""))
            if self._is_cut("GET", sent):
                request.sendall(reply[: len(reply) - 9])
                self._tell()
                return
            request.sendall(reply)

    def _is_cut(self, method: str, sent: bytes) -> bool:
        found = _OBJECT.match(sent)
        with self._lock:
            if found is None or found[1] != method.encode() or not self.cuts[method]:
                return False
            self.cuts[method] -= 1
            return True

    def _tell(self) -> None:
        self.has_cut.set()
        self.goes_on.wait()

    def server_close(self) -> None:
        self.goes_on.set()
        self.shutdown()
        self._thread.join()
        super().server_close()


def _request(link: socket) -> bytes:
    """A request with its body. Raises ConnectionError if it ends before."""
    sent = b""
    while (length := _length(sent)) is None or len(sent) < length:
        more = link.recv(65536)
        if not more:
            raise ConnectionError
        sent += more
    return sent


def _length(sent: bytes) -> int | None:
    """How long a request is, once its head is there."""
    head, blank, _ = sent.partition(b"\r\n\r\n")
    if not blank:
        return None
    found = _LENGTH.search(head)
    return len(head) + len(blank) + (int(found[1]) if found else 0)
