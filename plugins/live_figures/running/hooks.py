"""Hear of files from within the process: by the interpreter's audit events, and by wrapping what
has none. What compiled code but SQLite opens by itself goes unheard, and so do other programs:
unheard.py tells.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from ..results.trace import PLUGIN, Input
from .listings import caller
from .notes import Notes

R = TypeVar("R")

_LISTED = ("os.listdir", "os.scandir")
_DATABASE = "sqlite3.connect"
_WRITTEN = {"os.rename": 1, "os.link": 1, "os.symlink": 1}


class Hooks:
    """Notes what this process does from its making on."""

    name = "hooks"

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._thread = threading.local()
        sys.addaudithook(self._hear)
        os.stat = self._watched(os.stat)
        os.lstat = self._watched(os.lstat, follow=False)
        os.access = self._watched(os.access)
        os.readlink = self._watched(os.readlink, follow=False)

    def inputs(self, missed: Sequence[str] = ()) -> set[Input]:
        return self._notes.inputs(missed)

    def begin(self, frame: str) -> None:
        """Nobody hears of it."""

    def unheard(self, work: Callable[[], R]) -> R:
        """Do something that nobody hears of."""
        self._thread.busy = True
        try:
            return work()
        finally:
            self._thread.busy = False

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            self._note(self._notes.opened, path, flags if isinstance(flags, int) else os.O_RDONLY)
        elif event in _LISTED:
            if not is_bookkeeping(sys._getframe(1)):
                self._note(self._notes.listed, "." if args[0] is None else args[0])
        elif event == "os.chdir":
            self._note(self._notes.looked_at, args[0])
        elif event == _DATABASE:
            for path, flags in _files_of(args[0]):
                self._note(self._notes.opened, path, flags)
        elif event in _WRITTEN:
            self._note(self._notes.opened, args[0], os.O_RDONLY)
            self._note(self._notes.written, args[_WRITTEN[event]])

    def _note(self, note: Callable[..., None], path: object, *args: Any, **kwargs: Any) -> None:
        """Take down what one thread does; taking a digest opens files too."""
        if getattr(self._thread, "busy", False) or not isinstance(path, str | bytes | os.PathLike):
            return
        self._thread.busy = True
        try:
            note(os.path.abspath(os.fsdecode(path)), *args, **kwargs)
        except (OSError, ValueError):  # a name that no file can have
            pass
        finally:
            self._thread.busy = False

    def _watched(self, function: Any, *, follow: bool = True) -> Any:
        def watched(path: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("dir_fd") is None and not is_import(sys._getframe(1)):
                links = follow and kwargs.get("follow_symlinks", True)
                self._note(self._notes.looked_at, path, follow=links)
            return function(path, *args, **kwargs)

        return watched


def _files_of(database: object) -> Iterator[tuple[str, int]]:
    """A database of SQLite, and where it keeps what is not in it yet; neither for one in memory."""
    if isinstance(database, str | bytes | os.PathLike) and database:
        path = os.fsdecode(database)
        if path.startswith("file:"):
            path = unquote(urlsplit(path).path)
        if path and ":memory:" not in path:
            yield path, os.O_RDWR | os.O_CREAT
            yield f"{path}-wal", os.O_RDWR


def is_import(frame: FrameType) -> bool:
    """Whether the code that runs is the import system's, which looks into all that it searches."""
    name = str(frame.f_globals.get("__name__"))
    return name.startswith(("importlib.", "_frozen_importlib"))


def is_bookkeeping(frame: FrameType) -> bool:
    """Whether the code that runs looks for modules or versions, for itself or for the trace."""
    frame = caller(frame)
    return is_import(frame) or frame.f_code.co_filename.startswith(f"{PLUGIN}{os.sep}")
