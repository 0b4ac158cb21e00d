"""Code spans: what stands between two runs of as many backticks, without a blank line."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

_RUN = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")


class _Marks(NamedTuple):
    """Where in a text runs of backticks begin, by their lengths, and where blank lines do."""

    runs: dict[int, list[int]]
    blank: list[int]


def code_span_end(text: str, at: int, end: int = sys.maxsize) -> int | None:
    """Where the code span ends that begins at ``at``, if one does that ends before ``end``."""
    opening = _RUN.match(text, at, end)
    if not opening:
        return None
    length, (runs, blank) = opening.end() - at, _marks(text)
    closings = runs.get(length, [])
    index = bisect_left(closings, opening.end())
    if index == len(closings) or closings[index] + length > end:
        return None
    next_blank = bisect_left(blank, opening.end())
    if next_blank < len(blank) and blank[next_blank] < closings[index]:
        return None
    return closings[index] + length


@lru_cache(maxsize=16)  # once for a text: each run that nothing closes would be followed to its end
def _marks(text: str) -> _Marks:
    runs: dict[int, list[int]] = {}
    for run in _RUN.finditer(text):
        runs.setdefault(len(run[0]), []).append(run.start())
    return _Marks(runs, [line.start() for line in _BLANK_LINE.finditer(text)])
