"""Hears whether something is told, or a file is read, while Markdown makes something of a text.

A text of which something was told is not kept, so that it is told again in each build; what was
read from elsewhere would be an input that no trace has.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

_FOLDERS = tuple(
    f"{folder}{os.sep}"
    for folder in (
        os.path.dirname(os.__file__),
        Path(__file__).resolve().parents[1],
        sys.pycache_prefix,
    )
    if folder
)
_INSTALLED = tuple(
    f"{each}{os.sep}" for each in ("site-packages", "dist-packages", ".dist-info", ".egg-info")
)
_READS = ("open", "os.listdir", "os.scandir")
_REACHES_OUT = ("subprocess.Popen", "socket.connect", "os.system", "os.exec", "os.posix_spawn")


class Watch(logging.Handler):
    """To be entered around the work. ``is_clean`` says whether nothing was told or read."""

    _hears: Watch | None = None
    _is_hooked = False
    has_read = False
    """For good, and of all texts: what was imported once is not read again."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told = False
        self._logger = logging.getLogger("MARKDOWN")
        self._level, self._shown = self._logger.level, self._logger.getEffectiveLevel()

    @property
    def is_clean(self) -> bool:
        return not (self._told or Watch.has_read)

    def emit(self, record: logging.LogRecord) -> None:
        self._told = True

    def __enter__(self) -> Watch:
        if not Watch._is_hooked:
            Watch._is_hooked = True
            sys.addaudithook(_hear)
        logging.getLogger().addHandler(self)
        if self._shown > logging.WARNING:  # as with pelican -q: what is not shown is heard
            self._logger.setLevel(logging.WARNING)
            self._logger.addFilter(self._take)
        self._told |= not self._logger.isEnabledFor(logging.WARNING)
        Watch._hears = self
        return self

    def __exit__(self, *_: object) -> None:
        Watch._hears = None
        self._logger.removeFilter(self._take)
        self._logger.setLevel(self._level)
        logging.getLogger().removeHandler(self)

    def _take(self, record: logging.LogRecord) -> bool:
        """Hear of a record; whether it is shown."""
        self._told |= record.levelno >= logging.WARNING
        return record.levelno >= self._shown


def _hear(event: str, args: tuple[Any, ...]) -> None:
    if Watch._hears is not None and (
        event in _REACHES_OUT or (event in _READS and not _is_code(args[0]))
    ):
        Watch.has_read = True


def _is_code(path: object) -> bool:
    """Whether it came with a distribution, Python, or this plugin, or is where code is looked for.

    What is installed is in the trace.
    """
    if isinstance(path, int):
        return True  # it was heard of when it was opened, as bytecode is to be written
    if not isinstance(path, str):
        return False
    return (
        path.startswith(_FOLDERS)
        or any(name in path for name in _INSTALLED)
        or os.path.abspath(path) in map(os.path.abspath, sys.path)
    )
