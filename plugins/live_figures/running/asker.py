"""What a process at work asks the server, which hears of files from the kernel (see Ears)."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple

from ..results.trace import Input

_OPEN, _ANSWERED = b"?", b"!"


class Question(NamedTuple):
    """What was heard so far, and which of these paths are not there?"""

    missed: Sequence[str]


class Begun(NamedTuple):
    """What the process is at now: ``k=0.5``, a frame of its sweep."""

    frame: str


class Asker:
    """The server, as a process at work sees it.

    One question at a time, whichever thread or forked process of the figure asks. Who is killed
    before it has its answer would leave that to the next: it leaves a mark too.
    """

    name = "kernel"

    def __init__(self, link: Connection) -> None:
        self._link = link
        self._threads = threading.Lock()
        self._processes = os.memfd_create("live-figures-questions")

    def inputs(self, missed: Sequence[str] = ()) -> set[Input]:
        with self._alone():
            return self._ask(Question(missed))

    def begin(self, frame: str) -> None:
        """Tell what is set in the next frame, in case that it is the last thing to be heard."""
        with self._alone():
            self._link.send(Begun(frame))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads:
            fcntl.lockf(self._processes, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._processes, fcntl.LOCK_UN)

    def _ask(self, question: Question) -> set[Input]:
        if os.pread(self._processes, 1, 0) == _OPEN:
            raise RuntimeError("a process that it had started was killed in a simulation")
        os.pwrite(self._processes, _OPEN, 0)
        self._link.send(question)
        heard: set[Input] = self._link.recv()
        os.pwrite(self._processes, _ANSWERED, 0)
        return heard
