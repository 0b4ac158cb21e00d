"""The Pelican side of the figure server: starts it, hands it requests, takes its answers.

Nothing here waits except ``drain``: posts are read while figures are computed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from ..settings import ServerSettings
from .job import Flaw, Outcome, Request

Key = tuple[str, bool]
"""A job's key, and whether its PNG is wanted."""

# One thread for each worker: they share the cores already. The rest keeps out what is no input:
# hash order, time zone, locale.
_ENVIRONMENT = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MPLBACKEND": "agg",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
}


class Workers:
    """A figure server that starts with the first request."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._server: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None
        self._backlog: deque[Request] = deque()
        self._sent: set[Key] = set()

    def submit(self, request: Request) -> None:
        """Have a request computed; its answer comes out of ``answers`` or ``drain``."""
        if self._link is None:
            self._start()
        self._backlog.append(request)
        self._feed()

    def answers(self) -> Iterator[tuple[Key, Outcome]]:
        """What has been answered by now, as (key, outcome)."""
        while self._link and self._sent and self._link.poll():
            yield from self._receive()

    def drain(self) -> Iterator[tuple[Key, Outcome]]:
        """All answers, waiting for them."""
        while self._sent:
            yield from self._receive()

    def stop(self) -> None:
        """End the server; it ends its children."""
        if self._link and self._server:
            self._link.close()
            self._server.wait()
        self._link = self._server = None

    def _start(self) -> None:
        self._link, theirs = Pipe()
        script = Path(__file__).with_name("serve.py")
        os.set_inheritable(theirs.fileno(), True)
        self._server = subprocess.Popen(
            # -P: the script's folder is no place to import from
            [sys.executable, "-P", script, str(theirs.fileno()), self._settings.to_json()],
            pass_fds=[theirs.fileno()],
            cwd=self._settings.project,
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for Pelican, whose end ends the server
        )
        theirs.close()

    def _feed(self) -> None:
        """Send as many requests as keep the workers busy: more could fill the pipe and block."""
        assert self._link
        while self._backlog and len(self._sent) < 2 * self._settings.workers:
            request = self._backlog.popleft()
            self._sent.add(request.key)
            try:
                self._link.send(request)
            except BrokenPipeError:
                return  # the next receive tells

    def _receive(self) -> Iterator[tuple[Key, Outcome]]:
        assert self._link
        try:
            key, outcome = self._link.recv()
        except (EOFError, ConnectionResetError):
            yield from self._all_lost()
            return
        self._sent.discard(key)
        self._feed()
        yield key, outcome

    def _all_lost(self) -> Iterator[tuple[Key, Outcome]]:
        flaw = Flaw("the figure server ended unexpectedly; its messages stand above")
        lost = [*self._sent, *(request.key for request in self._backlog)]
        self._sent.clear()
        self._backlog.clear()
        yield from ((key, [flaw]) for key in lost)
