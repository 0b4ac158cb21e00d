"""Watches a site's files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator

from watchfiles import DefaultFilter, watch
from watchfiles.main import FileChange

# Milliseconds. A save is several events: wait until there are no more of them for a step.
_STEP, _MOST, _PAUSE = 20, 400, 50

Stamp = tuple[int, ...]


class Watcher:
    """Folders are watched as a whole; single files besides are looked at every now and then.

    The system's notice of a single file would end when an editor replaces the file by another.
    """

    def __init__(self) -> None:
        self._folders: tuple[str, ...] = ()
        self._identities: tuple[Stamp, ...] = ()
        self._ignored: tuple[str, ...] = ()
        self._events: Iterator[set[FileChange]] = iter(set, None)
        self._stamps: dict[str, Stamp] = {}
        self._since = time.time_ns()
        self._waiting: set[str] = set()

    def watch(self, folders: Iterable[str], ignored: Iterable[str]) -> None:
        """Watch all files in these folders from now on, except those below the ignored ones."""
        self._since = time.time_ns()
        self._ignored = tuple(os.path.join(folder, "") for folder in ignored)
        folders = tuple(folders)
        identities = tuple(_stamp(folder)[-1:] for folder in folders)  # one may be another by now
        if (folders, identities) == (self._folders, self._identities):
            return
        self._waiting |= self._look()
        self._folders, self._identities = folders, identities
        self._events = watch(
            *folders,
            watch_filter=DefaultFilter(),
            debounce=_MOST,
            step=_STEP,
            rust_timeout=_PAUSE,
            yield_on_timeout=True,
        )
        self._waiting |= self._look()  # it begins to watch when it is asked first

    def watch_files(self, files: Iterable[str]) -> None:
        """Watch these files besides, also those that are not there yet."""
        for path in files:
            if path not in self._stamps and not self._is_watched(path):
                stamp = _stamp(path)
                self._stamps[path] = stamp
                if stamp and stamp[0] >= self._since:
                    self._waiting.add(path)  # while the build that has told of it was running

    def wait(self) -> set[str]:
        """The paths of what has changed since the last call, when there are some."""
        changed = self._waiting
        while not changed:
            changed = self._look()
        self._waiting = set()
        return changed

    def _look(self) -> set[str]:
        events = {os.path.realpath(path) for _, path in next(self._events)}
        relevant = {path for path in events if not path.startswith(self._ignored)}
        return relevant | set(self._changed_files())

    def _changed_files(self) -> Iterator[str]:
        for path, before in self._stamps.items():
            now = _stamp(path)
            if now != before:
                self._stamps[path] = now
                yield path

    def _is_watched(self, path: str) -> bool:
        return path.startswith(tuple(os.path.join(folder, "") for folder in self._folders))


def _stamp(path: str) -> Stamp:
    """What differs when a file or a folder has changed; empty if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino
