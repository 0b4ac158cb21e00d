"""Removes the last output, where Pelican is told to, only when nothing is wrong with the new one.

Pelican does it before it reads the posts. By the time that all is known, other plugins may have
written there, as those that build sites within the site: what is new by then stays.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ..passing import Passing

log = logging.getLogger(__name__)


class Old(Passing):
    """What an output has now: files and folders, what is in a folder before itself."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._states = {path: _state(path) for path in paths}

    def remove(self) -> None:
        """Remove what nobody has written anew, and the folders that are empty then."""
        # All are looked at before any goes: of several links to a file, the others would change.
        for path in [path for path, state in self._states.items() if _state(path) == state]:
            try:
                if self._states[path] is None:
                    _remove_if_empty(path)
                else:
                    os.remove(path)
            except FileNotFoundError:
                pass
            except OSError as error:
                log.error("Live figures: the last output cannot be removed: %s", error)


def everything(folder: Path, retained: Collection[str]) -> Iterator[str]:
    """All that a folder has, but for those in it that are to be retained."""
    if not folder.is_dir():
        yield from [str(folder)] if folder.exists() else []
        return
    for entry in os.scandir(folder):
        if entry.name in retained:
            continue
        if entry.is_dir(follow_symlinks=False):
            for root, folders, files in os.walk(entry, topdown=False):
                yield from (os.path.join(root, name) for name in (*files, *folders))
        yield entry.path


def _state(path: str) -> int | None:
    """When a file was written last, whatever it says itself; None for a folder, or nothing."""
    with suppress(FileNotFoundError):
        status = os.lstat(path)
        return None if stat.S_ISDIR(status.st_mode) else status.st_ctime_ns
    return None


def _remove_if_empty(folder: str) -> None:
    if not os.listdir(folder):
        os.rmdir(folder)
