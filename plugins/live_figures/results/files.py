"""What files of the output hold already: what is there is not written again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .trace import file_digest

_State = tuple[int, int, int]


class Files:
    """Knows files by their digests, and some of them ahead of need."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_State, str]] = {}

    def look_at(self, folder: Path) -> Iterator[None]:
        """Look at the files of a folder, one after another, while there is time for it."""
        with suppress(OSError), os.scandir(folder) as found:
            for each in found:
                with suppress(OSError):
                    self._known[each.path] = _state(each.path), file_digest(each.path)
                yield

    def hold(self, path: str, digest: str) -> bool:
        """Whether there is a file with this digest."""
        try:
            state, known = self._known.pop(path, (None, ""))
            if not (state and state == _state(path)):
                known = file_digest(path)
            return known == digest
        except OSError:
            return False


def _state(path: str) -> _State:
    """What changes with a file."""
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns
