"""The figure server: one process that has matplotlib imported and forks a child for every job.

It is an interpreter of its own (serve.py), so that figure code never shares a process with
Pelican. A fork per figure costs a few milliseconds and buys much: a figure may hang, leak or crash
alone; its modules are imported fresh; what it reads is known exactly; and its bytes cannot depend
on which figures came before.

Reads Requests from the connection whose file number is its argument, answers (Request, Outcome).
It ends, and kills its children, when the other side goes away.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path

from ..drawing.style import FONT_FILE
from ..results.job import Failure, Flaw, Outcome, Request
from ..results.store import FolderStore
from ..results.trace import PLUGIN, Checker, Roots, file_digest, version
from ..settings import ServerSettings
from . import warmup
from .keeper import Keeper
from .recorder import Digests, Recorder
from .simulation import keep_in
from .worker import compute

PRINTED_MOST = 1 << 20

# Loaded with the kinds of results, but at work in pages alone.
_OF_PAGES = (
    "kinds/expectation",
    "kinds/inline",
    "kinds/page",
    "kinds/site",
    "kinds/usage",
    "locate",
    "post",
    "report",
    "results/changes",
    "results/held",
    "text/placeholder",
)


@dataclass
class Child:
    """A process at work on a request: where its outcome and what it prints come from."""

    pid: int
    request: Request
    outcome: Connection
    output: int
    printed: bytes = b""
    silent: bool = False
    """Whether it has closed its output."""
    verdict: Failure | None = None
    """Why the server killed it, if it did."""


class Server:
    """Runs requests in children, no more at once than there are workers."""

    def __init__(self, link: Connection, settings: ServerSettings) -> None:
        self._link, self._settings = link, settings
        self._waiting: deque[Request] = deque()
        self._children: list[Child] = []
        self._warm = False
        self._roots = Roots(settings.project)
        self._loaded = _loaded(self._roots)
        version("python")  # finds those of all distributions
        self._distributions = dict(packages_distributions())
        del self._distributions["pelican"]  # serve.py's stand-in

    def serve(self) -> None:
        """Work until the other side goes away."""
        try:
            if not self._link.poll():
                self._warm_up()  # started ahead of need, as by the dev server
            while True:
                self._step()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            for child in self._children:
                _kill(child)

    def _step(self) -> None:
        while self._link.poll():
            self._waiting.append(self._link.recv())
        if len(self._waiting) > 1:  # a single figure is done sooner without
            self._warm_up()
        while self._waiting and len(self._children) < self._settings.workers:
            self._children.append(self._fork(self._waiting.popleft()))
        outcomes = [child.outcome for child in self._children]
        outputs = [child.output for child in self._children if not child.silent]
        ready = wait([self._link, *outcomes, *outputs])
        for child in self._children[:]:
            if not child.silent and child.output in ready:
                self._listen(child)
            if child.outcome in ready:
                self._finish(child)

    def _warm_up(self) -> None:
        """Make what all children need, and as little as can be that they change.

        What a child changes in a page of memory, it has to copy first. So garbage stays where it
        is: its place would be the first to be filled.
        """
        if not self._warm:
            self._warm = True
            gc.disable()
            warmup.draw()
            gc.freeze()
            gc.enable()

    def _fork(self, request: Request) -> Child:
        outcome, into = Pipe(duplex=False)
        output, printing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                self._link.close()
                _become_child(request, printing, self._settings.memory)
                into.send(self._compute(request))
            finally:
                os._exit(0)
        into.close()
        os.close(printing)
        return Child(pid, request, outcome, output)

    def _compute(self, request: Request) -> Outcome:
        roots, settings = self._roots, self._settings
        search = [*settings.search, settings.project]
        recorder = Recorder(roots, search, self._distributions, self._loaded)
        keeper = Keeper(FolderStore(settings.store), Checker(roots), recorder)
        keep_in(keeper)
        outcome = compute(request, roots, recorder, keeper)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        return outcome

    def _listen(self, child: Child) -> None:
        """Take what figure code prints, until it is too much."""
        text = os.read(child.output, 1 << 16)
        child.silent = not text
        child.printed += text
        if len(child.printed) > PRINTED_MOST:
            child.printed = b""
            child.verdict = _failure(f"printed more than {PRINTED_MOST >> 20} MB")
            _kill(child)

    def _finish(self, child: Child) -> None:
        outcome: Outcome | None = child.verdict
        if outcome is None:
            with suppress(EOFError):
                outcome = child.outcome.recv()
        _kill(child)
        _, status = os.waitpid(child.pid, 0)
        sys.stderr.buffer.write(child.printed)
        sys.stderr.flush()
        os.close(child.output)
        child.outcome.close()
        self._children.remove(child)
        self._link.send((child.request, outcome or _death(status, child.request)))


def _loaded(roots: Roots) -> Digests:
    """The plugin's own files that are loaded by now: they make results, so they are inputs."""
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    paths = {Path(path) for path in modules if path and Path(path).is_relative_to(PLUGIN)}
    paths -= {PLUGIN / f"{name}.py" for name in _OF_PAGES}
    return {roots.name(path): file_digest(path) for path in [*paths, FONT_FILE]}


def _become_child(request: Request, printing: int, memory: int) -> None:
    os.setpgid(0, 0)  # so that a kill takes along what the figure has started
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printing, 1)
    os.dup2(printing, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The kernel ends a figure that is out of time, also one that hangs in C code.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, request.timeout)


def _kill(child: Child) -> None:
    for kill in (os.killpg, os.kill):  # the group is not there until the child has made it
        with suppress(ProcessLookupError):
            kill(child.pid, signal.SIGKILL)


def _death(status: int, request: Request) -> Failure:
    if not os.WIFSIGNALED(status):
        return _failure(f"ended its process, with exit code {os.waitstatus_to_exitcode(status)}")
    number = signal.Signals(os.WTERMSIG(status))
    if number == signal.SIGALRM:
        message = f"took longer than {request.timeout:g} s; timeout=… allows it more"
        return _failure(message, "timeout")
    return _failure(f"its process was killed by {number.name}")


def _failure(message: str, option: str | None = None) -> Failure:
    return Failure((Flaw(message, option),))


def main() -> None:
    """Serve on the connection given as the first argument, with the settings in the second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = ServerSettings.from_json(sys.argv[2])
    sys.path[:0] = [*map(str, settings.search), str(settings.project)]
    # A child has no time for a garbage collection before it has made more objects than most
    # figures consist of.
    gc.set_threshold(100_000)
    Server(Connection(int(sys.argv[1])), settings).serve()
