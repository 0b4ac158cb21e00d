"""A process above the figure server, so that nothing is left running when the server is killed.

The server ends what figures have started. But it may be killed itself, by a system that is short of
memory for one; then all that comes to its parent, which has nothing else to do.
"""

from __future__ import annotations

import os
import signal
import sys

from .processes import adopt_orphans, children_of, end

_ENDING = {signal.SIGTERM}


def guard(link: int) -> None:
    """Go on in a child, to which alone the connection belongs; end with it, and all below it."""
    if sys.platform != "linux":  # elsewhere nobody is told of orphans
        return
    adopt_orphans()
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    server = os.fork()
    if server == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        os.setsid()  # who kills the one group does not kill the other
        return
    os.close(link)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(server, signal.SIGKILL))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    _, status = os.waitpid(server, 0)
    while left := children_of(os.getpid()):
        for pid in left:
            end(pid)
    os._exit(1 if status else 0)
