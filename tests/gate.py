"""A gate where figures stop until a test lets them on: it knows how far a build is, and stops it
there, on any machine and at any speed.
"""

from __future__ import annotations

import socketserver
from collections.abc import Callable
from contextlib import suppress
from math import inf
from threading import Condition, Thread
from typing import Any

# A socket is no input of a figure: with a file, the gate would be in the trace.
PASSES = """
import socket

_links = []

def passes() -> None:
    link = socket.create_connection(("127.0.0.1", {port}))
    link.recv(1)
    _links.append(link)  # until the process ends
"""


class Gate(socketserver.ThreadingTCPServer):
    """Lets through as many as it is told. ``passes`` stops at it."""

    daemon_threads = True

    def __init__(self) -> None:
        self._changed = Condition()
        self._free: float = inf
        self._through = self._waiting = self._alive = 0
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self._thread = Thread(target=self.serve_forever, daemon=True)
        self._thread.start()

    @property
    def code(self) -> str:
        """A module with the function ``passes``."""
        return PASSES.format(port=self.server_address[1])

    def let(self, number: float) -> None:
        """From now on let so many through."""
        with self._changed:
            self._free, self._through = number, 0
            self._changed.notify_all()

    def wait_for_stop(self, number: int) -> None:
        """Wait until so many have gone through and another waits."""
        self._wait(lambda: self._through == number and self._waiting > 0)

    def wait_for_end(self) -> None:
        """Wait until all processes that have come here have ended."""
        self._wait(lambda: not self._alive)

    def _wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, 60), vars(self)

    def finish_request(self, request: Any, client_address: Any) -> None:
        self._count(_waiting=1, _alive=1)
        with self._changed:
            self._changed.wait_for(lambda: self._free)
            self._free -= 1
            self._count(_waiting=-1, _through=1)
        with suppress(OSError):  # it has been killed
            request.sendall(b".")
            request.recv(1)
        self._count(_alive=-1)

    def _count(self, **changes: int) -> None:
        with self._changed:
            for name, change in changes.items():
                setattr(self, name, getattr(self, name) + change)
            self._changed.notify_all()

    def server_close(self) -> None:
        self.let(inf)
        self.shutdown()
        self._thread.join()
        super().server_close()
