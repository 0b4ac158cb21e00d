"""Have Python list folders in order of their names.

The order of a file system is none that anybody sees or keeps: a copy of a folder has another, and
so may the same folder after a while. What is made from it would be another result by chance.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from operator import attrgetter
from types import FrameType
from typing import Any

_list, _scan = os.listdir, os.scandir


def list_in_order() -> None:
    """From now on, and with whatever is built on these: glob, pathlib, ``os.walk``."""
    for name, function in (("listdir", _listdir), ("scandir", _scandir)):
        function.__module__, function.__name__, function.__qualname__ = "os", name, name
        setattr(os, name, function)
        os.supports_fd.add(function)


def caller(frame: FrameType) -> FrameType:
    """The frame that a folder is listed for; ``frame`` is that which lists it."""
    is_ours = frame.f_code in (_listdir.__code__, _scandir.__code__)
    return frame.f_back if is_ours and frame.f_back else frame


def _listdir(path: Any = None) -> list[Any]:
    return sorted(_list(path))


def _scandir(path: Any = None) -> Any:
    with _scan(path) as found:
        return _Entries(sorted(found, key=attrgetter("name")))


class _Entries:
    """As ``os.scandir`` gives them."""

    def __init__(self, entries: Iterable[os.DirEntry[Any]]) -> None:
        self._left = iter(entries)

    def __iter__(self) -> Iterator[os.DirEntry[Any]]:
        return self

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._left)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._left = iter(())
