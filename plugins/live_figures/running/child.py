"""A process at work on one request: how it begins, what limits it, and that nothing of it stays."""

from __future__ import annotations

import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import send_handle
from typing import Any, NamedTuple

from ..results.job import Failure, Flaw, Outcome, Request, Result
from . import kernel
from .asker import Begun, Question
from .channel import Channel
from .notes import Notes
from .processes import children_of, descendants
from .series import Going, Terms

PRINTED_MOST = 1 << 20

Work = Callable[[Connection], object]
"""What is done in the process; it can ask for what has been heard with an ``Asker``. What it gives
is sent to the server."""


Imports = tuple[str, ...]
"""Statements."""


class Born(NamedTuple):
    """A zygote has forked the process that this connection belongs to."""

    pid: int


class Taken(NamedTuple):
    """What has come of a request, and what was printed meanwhile."""

    request: Request
    outcome: Outcome
    printed: bytes


class Child:
    """The server's end of a process at work on a request, or of one that is made a zygote."""

    def __init__(self, request: Request, notes: Notes, output: int, link: Connection) -> None:
        self.request, self.notes = request, notes
        self.imports: Imports = ()
        """What a zygote begins with."""
        self.beginning: Imports = ()
        """That of its module, when a zygote forked it."""
        self.zygote: Child | None = None
        self.terms = Terms()
        self.outcome: Any = None
        """What has come of it in the end."""
        self.said: Going | None = None
        """What it waits for a word on."""
        self.held: list[Taken] = []
        """What has come of those behind the first: not to be believed yet."""
        self.has_followers = False
        self.listener: kernel.Listener | None = None
        self._awaits_listener = False
        self._is_at_work = True
        self._frame = ""
        """Of its sweep."""
        self._printed = b""
        self._output, self._channel = output, Channel(link)
        self._deadline = time.monotonic() + request.timeout
        self._pid = 0
        self._end: int | None = None

    @classmethod
    def fork(
        cls,
        request: Request,
        work: Work,
        notes: Notes,
        memory: int,
        others: Sequence[Child],
        terms: Terms,
        imports: Imports = (),
    ) -> Child:
        """A fork of the server. ``others`` are at work already: none of its business."""
        ours, theirs = Pipe()
        output, printing = os.pipe()
        child = cls(request, notes, output, ours)
        child.imports, child.terms = imports, terms
        child._awaits_listener = kernel.is_available()
        pid = os.fork()
        if pid == 0:
            try:
                for other in [*others, child]:
                    other._close()
                _limit(memory)
                begin(printing)
                if child._awaits_listener:
                    _let_hear(theirs)
                theirs.send(work(theirs))
            finally:
                os._exit(0)
        theirs.close()
        os.close(printing)
        child._is_born(pid)
        return child

    @classmethod
    def fork_of(cls, zygote: Child, request: Request, beginning: Imports, terms: Terms) -> Child:
        """A fork of a zygote, which knows what to do with a request and its terms."""
        ours, theirs = Pipe()
        output, printing = os.pipe()
        child = cls(request, zygote.notes.copy(), output, ours)
        child.zygote, child.beginning, child.terms = zygote, beginning, terms
        with theirs, open(printing, "wb"), suppress(OSError):  # it may be gone: we shall hear
            for descriptor in (theirs.fileno(), printing):
                zygote._channel.pass_on(descriptor)
        return child

    def _is_born(self, pid: int) -> None:
        self._pid = pid
        # Tells of its end even while something that it started holds the connection open.
        self._end = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None

    @property
    def descriptors(self) -> dict[int, Callable[[], None]]:
        """What to wait for, and what to do then."""
        waiting: dict[int, Callable[[], None]] = {}
        if self.listener:
            waiting[self.listener.fileno()] = self.listener.hear
        if self.outcome is not None:  # a zygote that has ended, though forks of it have not
            return waiting
        waiting[self._channel.fileno()] = self._receive
        if self._output >= 0:
            waiting[self._output] = self._take_output
        if self._end is not None:
            waiting[self._end] = self._note_end
        return waiting

    @property
    def unsent(self) -> int | None:
        """The descriptor on which there is more to send, if there is."""
        return self._channel.fileno() if self._channel.has_more_to_send else None

    @property
    def has_begun(self) -> bool:
        """Whether there is a process, which a zygote may not have made."""
        return self._pid > 0

    def seconds_left(self) -> float:
        return max(self._deadline - time.monotonic(), 0)

    def check(self) -> None:
        """End it when its time is over, or when it will not be born."""
        if self.outcome is None and not self.has_begun and self.zygote and self.zygote.outcome:
            self.outcome = self._death()
        if self.outcome is None and not self.seconds_left():
            message = f"took longer than {self.request.timeout:g} s; timeout=… allows it more"
            self.outcome = self._failure(message, "timeout")
            if self.zygote and not self.has_begun:  # it has been stopped
                self.zygote.outcome = self.outcome

    def stop(self) -> bytes:
        """End the process with all that it has started; what it printed."""
        if self._pid:
            for pid in [*descendants(self._pid), self._pid]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with suppress(ProcessLookupError):
                os.killpg(self._pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
        if self.zygote and self.zygote.listener:
            self.zygote.listener.forget(self._pid)
        self._close()
        return self._printed

    def printed(self) -> bytes:
        """What it has printed since this was asked last."""
        while self._output >= 0 and select.select([self._output], [], [], 0)[0]:
            self._take_output()
        text, self._printed = self._printed, b""
        return text

    def _receive(self) -> None:
        if self._awaits_listener:
            self._awaits_listener = False
            with suppress(EOFError, OSError):
                self.listener = kernel.Listener(self._channel.take_descriptor(), self.notes)
            return
        self._channel.flush()
        try:
            for message in self._channel.receive():
                if isinstance(message, Begun):
                    self._frame = message.frame
                elif isinstance(message, Question):
                    self._channel.send(self.notes.inputs(message.missed))
                    if self.imports:  # forks take over nothing that it looks up for its trace
                        self.notes = self.notes.copy()
                elif isinstance(message, Born):
                    self._begin_work(message.pid)
                elif isinstance(message, Going):
                    self.said = Going(self._proven(message.outcome))
                else:
                    self.outcome = self._proven(message)
        except EOFError:
            self.outcome = self.outcome or self._death()
        except ValueError as error:
            self.outcome = _failure(str(error))

    def _begin_work(self, pid: int) -> None:
        """The zygote's fork waits for what it has to do."""
        assert self.zygote is not None
        self._is_born(pid)
        if heard := self.zygote.listener:
            heard.tell_apart(self.zygote._pid, heard.notes)  # not those that forks begin with
            heard.tell_apart(pid, self.notes)
        self._channel.send((self.request, self.terms))

    def go_on(self, request: Request | None) -> None:
        """Go on with a request; None: prove what has come behind the first."""
        self.has_followers = True
        self.said = None
        self._is_at_work = request is not None
        self.request = request or self.request
        self._frame = ""
        self._deadline = time.monotonic() + self.request.timeout
        self.notes.begin_again()
        self._channel.send(request)

    def taken(self, outcome: Outcome) -> Taken:
        """What has come of the request that it was at."""
        self._is_at_work = False
        return Taken(self.request, outcome, self.printed())

    def unproven(self) -> list[Request]:
        """What it has been given behind its first, and has not been proven."""
        return [
            *(each.request for each in self.held),
            *([self.request] if self._is_at_work else []),
        ]

    def _proven(self, outcome: Any) -> Any:
        """The outcome, unless something was read that no trace can prove."""
        if not isinstance(outcome, Result) or not self.notes.strange:
            return outcome
        return _failure(f"reads {min(self.notes.strange)}")

    def _note_end(self) -> None:
        """Its end, though something that it has started may hold the connection open."""
        self._receive()  # what it has sent before
        if self.outcome is None:
            self.outcome = self._death()

    def _death(self) -> Failure:
        if not self._pid:
            return _failure("its process ended before it began")
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
        message = f"{self._frame}: {message}" if self._frame else message
        heard = self.notes.inputs() if kernel.is_available() and not self.notes.strange else set()
        return _failure(message, option)._replace(trace=tuple(heard))

    def _close(self) -> None:
        self._channel.close()
        if self._output >= 0:
            os.close(self._output)
        if self.listener:
            self.listener.close()
        if self._end is not None:
            os.close(self._end)


def strays(children: Sequence[Child], zygotes: Iterable[Child]) -> Iterator[int]:
    """Processes that figures have started and left, when none is at work."""
    if not children:
        known = {zygote._pid for zygote in zygotes}
        yield from (pid for pid in children_of(os.getpid()) if pid not in known)


def begin(printing: int) -> None:
    """What a process at work does first."""
    os.setpgid(0, 0)  # a kill takes along what the figure has started
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printing, 1)
    os.dup2(printing, 2)


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _let_hear(link: Connection) -> None:
    listener = kernel.listen()
    send_handle(link, listener, None)
    os.close(listener)  # or this process would wait for itself once the server is gone


def _failure(message: str, option: str | None = None) -> Failure:
    return Failure((Flaw(message, option),))
