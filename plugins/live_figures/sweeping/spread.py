"""Do things in processes that fork from this one and end with it: one of them, or for many."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..printed import flush

R = TypeVar("R")


class Crew(NamedTuple):
    """How many processes there may be, and those who know what only the process itself can tell."""

    processes: int
    noted: Callable[[], int]
    """Count it."""
    look: Callable[[], None]
    """Note whether random numbers have been drawn, before these are as they were."""
    begin: Callable[[str], None]
    """Tell what is set in the next frame."""


_crew = Crew(1, lambda: 0, lambda: None, lambda _: None)


def have(crew: Crew) -> None:
    """From now on, spread over these."""
    global _crew
    _crew = crew


def look() -> None:
    """Note whether random numbers have been drawn, before these are as they were."""
    _crew.look()


def begin(frame: str) -> None:
    """Tell what is set in the next frame, in case that the process ends with it."""
    _crew.begin(frame)


def spread(work: Callable[[int], R], count: int) -> list[R]:
    """What the work gives for 0, …, count - 1.

    What a fork does not come back with is done here, where it fails as it would have without.
    """
    processes = min(_crew.processes, count)
    if processes > 1 and not _is_alone():
        processes = 1
    shares = [range(first, count, processes) for first in range(processes)]
    forks = [_fork(work, share) for share in shares[1:]]
    done: dict[int, R] = {}
    for number in shares[0]:
        with suppress(Exception):  # to be told in its turn
            done[number] = work(number)
    for pid, reading in forks:
        with open(reading, "rb") as file:
            content = file.read()
        if _has_ended_well(pid) and content:
            done |= pickle.loads(content)
    return [done[number] if number in done else work(number) for number in range(count)]


@contextmanager
def apart(work: Callable[[], R]) -> Iterator[Callable[[], R | None]]:
    """Begin a thing that nothing done meanwhile has a part in; what gives it, None if it failed.

    What it prints is printed by whoever does the same here.
    """
    if not _is_alone():
        yield lambda: None
        return

    def silent(_: int) -> R:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        return work()

    pid, reading = _fork(silent, range(1))
    with open(reading, "rb") as file:
        try:
            yield lambda: pickle.loads(content)[0] if (content := file.read()) else None
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            _has_ended_well(pid)


def _is_alone() -> bool:
    """Whether this process has no threads, which forks would be without."""
    return len(list(Path("/proc/self/task").iterdir())) == 1


def _has_ended_well(pid: int) -> bool:
    with suppress(ChildProcessError):  # a figure that waits for its own may have taken it
        return os.waitpid(pid, 0)[1] == 0
    return False


def _fork(work: Callable[[int], R], share: range) -> tuple[int, int]:
    """Start a process; its number, and where it writes its results."""
    reading, writing = os.pipe()
    flush()
    if pid := os.fork():
        os.close(writing)
        return pid, reading
    status = 1
    try:
        os.close(reading)
        before = _crew.noted()
        content = pickle.dumps({number: work(number) for number in share})
        with open(writing, "wb") as file:
            file.write(content)
        status = int(_crew.noted() > before)
        flush()
    finally:
        os._exit(status)
