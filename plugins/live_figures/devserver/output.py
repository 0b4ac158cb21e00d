"""The output folder: what has changed in it, and who may look at it when."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import NamedTuple


class Seen(NamedTuple):
    """A file as it was last seen."""

    stamp: tuple[int, int, int]
    digest: bytes


class Output:
    """Says which files have other contents than last time: Pelican writes all pages anew.

    ``lock`` is to be held from the first write until what was written is announced. It may be
    shared with other processes; the kernel gives it back when all of them have ended.
    """

    def __init__(self, folder: str) -> None:
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.lock = os.open(folder, os.O_RDONLY)
        self._files: dict[str, Seen] = {}
        self.changes()

    def changes(self) -> set[str]:
        """The files that were changed, added or removed since the last call."""
        before, self._files = self._files, dict(self._look())
        return {
            path
            for path in before.keys() | self._files.keys()
            if path not in before
            or path not in self._files
            or before[path].digest != self._files[path].digest
        }

    def _look(self) -> Iterator[tuple[str, Seen]]:
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                with suppress(FileNotFoundError):
                    relative = os.path.relpath(path, self.folder)
                    yield relative, _see(path, self._files.get(relative))


def _see(path: str, before: Seen | None) -> Seen:
    status = os.stat(path)
    stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
    if before and before.stamp == stamp:
        return before
    with open(path, "rb") as file:
        return Seen(stamp, blake2b(file.read()).digest())


@contextmanager
def reading(folder: str) -> Iterator[None]:
    """Look at files that nobody is writing."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def begin_writing(lock: int) -> None:
    """From now on nobody looks."""
    fcntl.flock(lock, fcntl.LOCK_EX)


def end_writing(lock: int) -> None:
    """Let others look again."""
    fcntl.flock(lock, fcntl.LOCK_UN)
