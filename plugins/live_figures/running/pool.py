"""The Pelican side of the figure server: starts it, hands it requests, takes its answers.

Nothing here waits except ``drain``, ``close`` and ``stop``: posts are read while figures are
computed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Protocol

from ..results.address import SECRET
from ..results.job import Answer, Failure, Flaw, Request
from ..results.trace import ENVIRONMENT
from ..server_settings import ServerSettings

_WINDOW = 256
"""Requests for each worker that are sent ahead: what is alike is computed in one process."""


class FigureServer:
    """The process of a figure server, and the connection on which it takes requests."""

    def __init__(
        self, settings: ServerSettings, environment: Mapping[str, str] = os.environ
    ) -> None:
        self.settings, self.environment = settings, environment
        self.link, theirs = Pipe()
        self._process = _start(settings, theirs, environment)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def stop(self, *, is_idle: bool = False) -> None:
        """End the server; it ends its children. One that is idle may be in the midst of imports."""
        self.link.close()
        if is_idle:
            self._process.terminate()
        self._process.wait()


class Pool(Protocol):
    """Computes requests, several at a time."""

    @property
    def open(self) -> list[Request]:
        """The requests that have no answer yet."""

    def submit(self, request: Request) -> None:
        """Have a request computed; its answer comes out of ``answers`` or ``drain``."""

    def answers(self) -> Iterator[Answer]:
        """What has been answered by now."""

    def drain(self) -> Iterator[Answer]:
        """All answers, waiting for them."""

    def close(self) -> None:
        """Give up what has no answer, and whatever the pool has started."""


class ServerPool:
    """What one build asks of a figure server: that at the end of ``link``, or else its own."""

    def __init__(self, settings: ServerSettings, link: Connection | None = None) -> None:
        self._server: FigureServer | None = None
        if link is None:
            self._server = FigureServer(settings)
            link = self._server.link
        self._link = link
        self._window = _WINDOW * settings.workers
        self._backlog: deque[Request] = deque()
        self._sent: set[Request] = set()
        self._is_used = False

    @property
    def open(self) -> list[Request]:
        return [*self._sent, *self._backlog]

    def submit(self, request: Request) -> None:
        self._is_used = True
        self._backlog.append(request)
        self._feed()

    def answers(self) -> Iterator[Answer]:
        while self._sent and self._link.poll():
            yield from self._receive()

    def drain(self) -> Iterator[Answer]:
        while self._sent:
            yield from self._receive()

    def close(self) -> None:
        if self._server:
            self._server.stop(is_idle=not self._is_used)

    def _feed(self) -> None:
        """Send as many requests as let the server choose: it takes them whatever it is at."""
        while self._backlog and len(self._sent) < self._window:
            request = self._backlog.popleft()
            self._sent.add(request)
            with suppress(BrokenPipeError):  # the next receive tells
                self._link.send(request)

    def _receive(self) -> Iterator[Answer]:
        try:
            request, outcome = self._link.recv()
        except (EOFError, ConnectionResetError):
            yield from self._all_lost()
            return
        self._sent.discard(request)
        self._feed()
        yield Answer(request, outcome)

    def _all_lost(self) -> Iterator[Answer]:
        flaw = Flaw(
            "the process that draws figures ended; its message stands above. Computing needs numpy,"
            " matplotlib and pydantic: pip install 'pelican-live-figures[compute]'"
        )
        lost = self.open
        self._sent.clear()
        self._backlog.clear()
        yield from (Answer(request, Failure((flaw,))) for request in lost)


def _start(
    settings: ServerSettings, theirs: Connection, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    script = Path(__file__).with_name("serve.py")
    ours = {name: value for name, value in environment.items() if name != SECRET}
    with theirs:
        return subprocess.Popen(
            # -P: the script's folder is no place to import from
            [sys.executable, "-P", script, str(theirs.fileno()), settings.to_json()],
            pass_fds=[theirs.fileno()],
            cwd=settings.project,
            env={**ours, **ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for Pelican, whose end ends the server
        )
