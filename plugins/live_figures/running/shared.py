"""One figure server for all threads of a process."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress

from ..results.job import Outcome, Request
from ..server_settings import ServerSettings
from .pool import FigureServer


class SharedServer:
    """Computes for whoever asks, from any thread; what several ask for, once."""

    def __init__(self, settings: ServerSettings) -> None:
        self._server = FigureServer(settings)
        self._lock = threading.Lock()
        self._open: dict[Request, Future[Outcome]] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def is_alive(self) -> bool:
        return self._server.is_alive()

    def compute(self, request: Request) -> Outcome:
        """Wait for what comes of a request. Raises ConnectionError if the server ends first."""
        with self._lock:
            future = self._open.get(request)
            if future is None:
                future = self._open[request] = Future()
                self._server.link.send(request)
        return future.result()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                request, outcome = self._server.link.recv()
                with self._lock:
                    future = self._open.pop(request)
                future.set_result(outcome)
        with self._lock:
            for future in self._open.values():
                future.set_exception(ConnectionError("the process that draws figures ended"))
            self._open.clear()
