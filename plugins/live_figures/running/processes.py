"""Processes below one, as far as the system tells: Linux does."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """From now on, what processes below this one leave behind comes to it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children_of(pid: int) -> list[int]:
    """The children of a process."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, path.read_text().split())
    return found


def parent_of(pid: int) -> int:
    """The parent of a process; 0 if there is none, or no such process."""
    with suppress(OSError):
        _, _, rest = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")
        return int(rest.split()[1])
    return 0


def descendants(pid: int) -> Iterator[int]:
    """All processes below one, deepest first; stopped, so that none is born meanwhile."""
    for child in children_of(pid):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGSTOP)
        yield from descendants(child)
        yield child


def end(pid: int) -> None:
    """Kill a process of ours, and see it out."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)
