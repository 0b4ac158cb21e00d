"""A process at work on one request: how it begins, what limits it, and that nothing of it stays."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import send_handle
from typing import NamedTuple

from ..results.job import Failure, Flaw, Outcome, Request
from ..results.trace import Input
from . import kernel
from .channel import Channel
from .notes import Notes
from .processes import children_of, descendants

PRINTED_MOST = 1 << 20

_OPEN, _ANSWERED = b"?", b"!"

Work = Callable[[Connection], Outcome]
"""What is done in the process; it can ask for what has been heard with an ``Asker``."""


class _Question(NamedTuple):
    """What was heard so far, and which of these paths are not there?"""

    missed: Sequence[str]


class Asker:
    """The server, which hears of files from the kernel, as a child sees it (see Ears).

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
                return self._ask(_Question(missed))
            finally:
                fcntl.lockf(self._processes, fcntl.LOCK_UN)

    def _ask(self, question: _Question) -> set[Input]:
        if os.pread(self._processes, 1, 0) == _OPEN:
            raise RuntimeError("a process that it had started was killed in a simulation")
        os.pwrite(self._processes, _OPEN, 0)
        self._link.send(question)
        heard: set[Input] = self._link.recv()
        os.pwrite(self._processes, _ANSWERED, 0)
        return heard


class Child:
    """The server's end of a process at work on a request.

    ``others`` are the children at work already: their descriptors are none of its business.
    """

    def __init__(
        self, request: Request, work: Work, notes: Notes, memory: int, others: list[Child]
    ) -> None:
        self.request, self._notes = request, notes
        self.outcome: Outcome | None = None
        self._listener: kernel.Listener | None = None
        self._is_heard = kernel.is_available()
        self._awaits_listener = self._is_heard
        self._printed = b""
        ours, theirs = Pipe()
        self._channel = Channel(ours)
        self._output, printing = os.pipe()
        self._deadline = time.monotonic() + request.timeout
        self._pid = os.fork()
        if self._pid == 0:
            try:
                for other in [*others, self]:
                    other._close()
                _begin(printing, memory)
                if self._is_heard:
                    _let_hear(theirs)
                theirs.send(work(theirs))
            finally:
                os._exit(0)
        theirs.close()
        os.close(printing)
        # Tells of its end even while something that it started holds the connection open.
        self._end = os.pidfd_open(self._pid) if hasattr(os, "pidfd_open") else None

    @property
    def descriptors(self) -> dict[int, Callable[[], None]]:
        """What to wait for, and what to do then."""
        waiting: dict[int, Callable[[], None]] = {self._channel.fileno(): self._receive}
        if self._output >= 0:
            waiting[self._output] = self._take_output
        if self._listener:
            waiting[self._listener.fileno()] = self._listener.hear
        if self._end is not None:
            waiting[self._end] = self._note_end
        return waiting

    @property
    def unsent(self) -> int | None:
        """The descriptor on which there is more to send, if there is."""
        return self._channel.fileno() if self._channel.has_more_to_send else None

    def seconds_left(self) -> float:
        return max(self._deadline - time.monotonic(), 0)

    def check_time(self) -> None:
        """End it when its time is over."""
        if self.outcome is None and not self.seconds_left():
            message = f"took longer than {self.request.timeout:g} s; timeout=… allows it more"
            self.outcome = self._failure(message, "timeout")

    def stop(self) -> bytes:
        """End the process with all that it has started; what it printed."""
        for pid in [*descendants(self._pid), self._pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        self._close()
        return self._printed

    def _receive(self) -> None:
        if self._awaits_listener:
            self._awaits_listener = False
            with suppress(EOFError, OSError):
                self._listener = kernel.Listener(self._channel.take_descriptor(), self._notes)
            return
        self._channel.flush()
        try:
            for message in self._channel.receive():
                if isinstance(message, _Question):
                    self._channel.send(self._notes.inputs(message.missed))
                else:
                    self.outcome = self._proven(message)
        except EOFError:
            self.outcome = self.outcome or self._death()
        except ValueError as error:
            self.outcome = _failure(str(error))

    def _proven(self, outcome: Outcome) -> Outcome:
        """The outcome, unless something was read that no trace can prove."""
        if isinstance(outcome, Failure) or not self._notes.strange:
            return outcome
        name = sorted(self._notes.strange)[0]
        return _failure(f"reads {name}, which is not a plain file: nobody can read it again")

    def _note_end(self) -> None:
        """Its end, though something that it has started may hold the connection open."""
        self._receive()  # what it has sent before
        if self.outcome is None:
            self.outcome = self._death()

    def _death(self) -> Failure:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)  # it may have closed the connection and live on
        end = os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOWAIT)
        if end is not None and end.si_code == os.CLD_EXITED:
            return self._failure(f"ended its process, with exit code {end.si_status}")
        name = signal.Signals(end.si_status if end else signal.SIGKILL).name
        return self._failure(f"its process was killed by {name}")

    def _take_output(self) -> None:
        """Take what figure code prints, until it is too much."""
        text = os.read(self._output, 1 << 16)
        self._printed += text
        if not text:
            os.close(self._output)
            self._output = -1
        if len(self._printed) > PRINTED_MOST:
            self._printed = b""
            self.outcome = self._failure(f"printed more than {PRINTED_MOST >> 20} MB")

    def _failure(self, message: str, option: str | None = None) -> Failure:
        """Why it had to end, with what was heard until then."""
        heard = self._notes.inputs() if self._is_heard and not self._notes.strange else set()
        return _failure(message, option)._replace(trace=tuple(heard))

    def _close(self) -> None:
        self._channel.close()
        if self._output >= 0:
            os.close(self._output)
        if self._listener:
            self._listener.close()
        if getattr(self, "_end", None) is not None:
            os.close(self._end)  # type: ignore[arg-type]


def strays(children: list[Child]) -> Iterator[int]:
    """Processes that figures have started and left, when none is at work."""
    if not children:
        yield from children_of(os.getpid())


def _begin(printing: int, memory: int) -> None:
    os.setpgid(0, 0)  # a kill takes along what the figure has started
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printing, 1)
    os.dup2(printing, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _let_hear(link: Connection) -> None:
    listener = kernel.listen()
    send_handle(link, listener, None)
    os.close(listener)  # or this process would wait for itself once the server is gone


def _failure(message: str, option: str | None = None) -> Failure:
    return Failure((Flaw(message, option),))
