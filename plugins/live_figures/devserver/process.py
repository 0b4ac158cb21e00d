"""Run a function in a fork of this process."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

from ..printed import flush


def fork(work: Callable[[], None]) -> int:
    """The number of a new process that does the work, and ends."""
    flush()
    pid = os.fork()
    if pid == 0:
        try:
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            # Ctrl-C reaches all processes of the terminal: the first one ends the others.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            work()
        except BaseException:
            traceback.print_exc()
        finally:
            flush()
            os._exit(0)
    return pid
