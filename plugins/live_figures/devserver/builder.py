"""Has the site built in forks of this process, with one figure server for all builds."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import send_handle

from ..compute.workers import FigureServer
from ..settings import ServerSettings
from .building import Built, Failure, Plan, build
from .process import end, fork


class Builder:
    """Keeps a figure server at hand, which takes a second to start."""

    def __init__(self) -> None:
        self._figures: FigureServer | None = None
        gc.collect()
        gc.freeze()  # all this is shared with the builds

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def build(self, settings_file: str, prepare: Callable[[Plan], int]) -> Built | Failure:
        """Build once.

        ``prepare``, called before anything but the settings is read, gives the output's lock,
        which is held afterwards if the build has begun to write.
        """
        link, theirs = Pipe()
        pid = fork(partial(build, theirs, link, settings_file))
        theirs.close()
        built: Built | Failure = Failure("the build was killed")
        try:
            built = self._accompany(link, pid, prepare)
        except (EOFError, ConnectionResetError, BrokenPipeError):
            pass
        finally:
            link.close()
            end(pid)
        if isinstance(built, Failure) and self._figures:
            # What it still computes for that build must not be taken for answers to the next.
            self._start(self._figures.settings)
        return built

    def close(self) -> None:
        """End the figure server."""
        if self._figures:
            self._figures.stop()
            self._figures = None

    def _accompany(
        self, link: Connection, pid: int, prepare: Callable[[Plan], int]
    ) -> Built | Failure:
        told: Plan | Built | Failure = link.recv()
        if isinstance(told, Plan):
            lock = prepare(told)
            send_handle(link, self._at_hand(told.figures).link.fileno(), pid)
            send_handle(link, lock, pid)
            told = link.recv()
        assert not isinstance(told, Plan)
        return told

    def _at_hand(self, settings: ServerSettings) -> FigureServer:
        """A figure server with these settings."""
        if self._figures and self._figures.settings == settings and self._figures.is_alive():
            return self._figures
        return self._start(settings)

    def _start(self, settings: ServerSettings) -> FigureServer:
        self.close()
        self._figures = FigureServer(settings)
        return self._figures
