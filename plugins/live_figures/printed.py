"""What this process prints."""

from __future__ import annotations

import sys


def flush() -> None:
    """Have all that was printed come out: before a process forks, and before it ends by itself."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
