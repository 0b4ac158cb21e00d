"""A zygote: a process that has imported what several figures begin with, and forks for each.

Importing seaborn takes a second, and figures have processes of their own. But what a module
imports before it does anything else (beginning.py), it imports in the same way each time. So that
is done once, in a process whose forks go on from there as if they had done it themselves; and what
was read meanwhile counts as read by each of them.

That holds only for what a fork gets as its own. A library that starts threads when it is imported,
opens files or makes any, or wants to be told of forks, is imported by each figure for itself.
"""

from __future__ import annotations

import gc
import os
import random
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import Any, NamedTuple

from ..results.job import Outcome, Request
from ..results.trace import Trace
from .child import Born, begin
from .processes import children_of
from .series import Terms
from .state import compared

_PID = struct.Struct("i")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LEAVING = {
    *("os.mkdir", "os.rmdir", "os.remove", "os.rename", "os.link", "os.symlink", "os.truncate"),
    *("os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen"),
    *("tempfile.mkdtemp", "tempfile.mkstemp", "socket.bind", "socket.connect"),
}
"""What Python tells of that leaves something outside of the process (see ``sys.addaudithook``)."""
_FORKED_WELL = {"jemalloc_bg_thd"}
"""Threads of libraries that see to themselves when a process forks: that one comes with pyarrow."""
_FORGET_AT_FORKS = {"joblib", *sys.stdlib_module_names}
"""Modules that do nothing when a process forks but forget what they share with it."""

Work = Callable[[Request, Terms, Connection], Outcome]


class Ready(NamedTuple):
    """It has imported what it should, and can fork; what it has read until then."""

    trace: Trace


def become_zygote(
    link: Connection,
    imports: Sequence[str],
    trace: Callable[[], Trace],
    work: Work,
    terms: Terms,
) -> None:
    """Import, and fork for each pair of connection and output that comes, until none can.

    The terms are those of the first of its forks.

    Returns where forks cannot be what they would be alone; never in a fork. Raises whatever the
    imports raise.
    """
    outside = _Outside()
    for statement in imports:
        exec(statement, {})
    if outside.has_grown():
        return
    compared.cache_clear()  # what the server knows of knows nothing of what has been imported
    if terms.goes_on:
        compared()
    gc.freeze()
    link.send(Ready(trace()))
    with suppress(EOFError):
        while True:
            with Connection(recv_handle(link)) as its_link:
                printing = recv_handle(link)
                its_link.send(Born(_fork(link, its_link, printing, work)))
                os.close(printing)


def _fork(link: Connection, its_link: Connection, printing: int, work: Work) -> int:
    """Fork a process whose parent is the server: that of the process between has gone."""
    numbers = random.getstate()  # which a fork makes anew
    told, telling = os.pipe()
    between = os.fork()
    if between == 0:
        pid = os.fork()
        if pid:
            os.write(telling, _PID.pack(pid))
            os._exit(0)
        try:
            random.setstate(numbers)
            for each in (told, telling, link.fileno()):
                os.close(each)
            begin(printing)
            os.close(printing)
            request, terms = its_link.recv()
            its_link.send(work(request, terms, its_link))
        finally:
            os._exit(0)
    os.close(telling)
    os.waitpid(between, 0)
    with open(told, "rb") as file:
        (pid,) = _PID.unpack(file.read())
    return int(pid)


class _Outside:
    """What forks of this process would share, or find outside of it, from the making of this on."""

    def __init__(self) -> None:
        self._before = set(_shared())
        self._has_left = False
        self._hears = True
        sys.addaudithook(self._hear)
        self._register = os.register_at_fork
        os.register_at_fork = self._note_registered

    def has_grown(self) -> bool:
        """Whether there is more now; asked once."""
        self._hears = False
        os.register_at_fork = self._register
        return self._has_left or not set(_shared()) <= self._before

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        is_writing = event == "open" and args[2] & _WRITING and not isinstance(args[0], int)
        if self._hears and (event in _LEAVING or is_writing):
            self._has_left |= "__pycache__" not in str(args[0])

    def _note_registered(self, **functions: Any) -> None:
        """A library may take other random numbers in a fork, or refuse to work there."""
        module = str(sys._getframe(1).f_globals.get("__name__"))
        self._has_left |= module.partition(".")[0] not in _FORGET_AT_FORKS
        self._register(**functions)


def _shared() -> Iterator[str]:
    """Threads, open files, memory that belongs to several, and children."""
    for path in Path("/proc/self/task").glob("*/comm"):
        if path.read_text().strip() not in _FORKED_WELL:
            yield str(path)
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # that of this listing
            yield f"{number} {os.readlink(f'/proc/self/fd/{number}')}"
    for line in Path("/proc/self/maps").read_text().splitlines():
        if line.split()[1].endswith("s"):
            yield line
    yield from map(str, children_of(os.getpid()))
