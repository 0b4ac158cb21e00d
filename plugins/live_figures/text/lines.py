"""Where the lines of a text begin: made out once, for a line may be as long as its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache


def line_start(text: str, at: int) -> int:
    """Where the line begins in which an offset lies."""
    starts = _starts(text)
    return starts[bisect_right(starts, at) - 1]


def position(text: str, at: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    starts = _starts(text)
    line = bisect_right(starts, at)
    return line, at - starts[line - 1] + 1


@lru_cache(maxsize=16)
def _starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]
