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

_PLUGIN = str(Path(__file__).resolve().parents[1]) + os.sep
_INSTALLED = tuple(
    f"{each}{os.sep}" for each in ("site-packages", "dist-packages", ".dist-info", ".egg-info")
)
_STDLIB = os.path.dirname(os.__file__) + os.sep
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
        self._told = not logging.getLogger("MARKDOWN").isEnabledFor(logging.WARNING)

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
        Watch._hears = self
        return self

    def __exit__(self, *_: object) -> None:
        Watch._hears = None
        logging.getLogger().removeHandler(self)


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
        path.startswith((_STDLIB, _PLUGIN))
        or any(name in path for name in _INSTALLED)
        or os.path.abspath(path) in map(os.path.abspath, sys.path)
    )
