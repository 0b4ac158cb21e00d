"""How a build ends before its end.

With ``--fatal`` Pelican ends where something is logged: in its own thread, and in no other.
"""

from __future__ import annotations

import sys
from threading import current_thread, main_thread
from types import FrameType
from typing import NoReturn

from pelican import autoreload
from pelican.log import FatalLogger


class EndedError(Exception):
    """What Pelican tells, and goes on watching."""


def end(message: str) -> NoReturn:
    """End the build with a message; who builds again at each change goes on with that."""
    if is_reloading():
        raise EndedError(message)
    sys.exit(message)


def is_reloading() -> bool:
    """Whether this is a build of ``pelican -r``, which only exceptions leave alive."""
    frame: FrameType | None = sys._getframe()
    while frame and frame.f_code is not autoreload.__code__:
        frame = frame.f_back
    return frame is not None


class _Level(int):
    """Compares as a level that nothing reaches, but in the main thread.

    What Pelican raises there ends the build. In a thread of a library, whose loggers are Pelican's
    too, it ends the thread: a cluster's client that has just lost its scheduler would give up
    nothing of what it was asked, and the build would wait for good.
    """

    def __le__(self, level: int) -> bool:
        return current_thread() is main_thread() and int(self) <= level


def spare_threads() -> None:
    """Let the threads of libraries log whatever they want."""
    FatalLogger.fatal_lvl = _Level(FatalLogger.fatal_lvl)
