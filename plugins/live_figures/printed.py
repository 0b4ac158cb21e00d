"""What this process prints."""

from __future__ import annotations

import sys


def flush() -> None:
    """Have all that was printed come out: before a process forks, and before it ends by itself."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def show(printed: bytes) -> None:
    """Show what another process has printed."""
    sys.stderr.buffer.write(printed)
    sys.stderr.flush()
