"""What a process at work asks the server, which hears of files from the kernel (see Ears)."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

from ..results.trace import Input

_OPEN, _ANSWERED = b"?", b"!"


class Question(NamedTuple):
    """What was heard so far, and which of these paths are not there?"""

    missed: Sequence[str]


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
        with self._threads:
            fcntl.lockf(self._processes, fcntl.LOCK_EX)
            try:
                return self._ask(Question(missed))
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
