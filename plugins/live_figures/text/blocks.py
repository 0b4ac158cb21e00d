"""Where the code blocks of a Markdown document lie, fenced and indented, also in lists and quotes.

An approximation of Markdown's block structure, line by line: enough to leave code alone. What it
misses is given back as source when a placeholder turns up inside ``<code>`` (see extension.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

TAB = 4

_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_MAY_BE_CODE = re.compile(r"^[ \t>]*(?:```|~~~|[ ]{4}|\t)", re.MULTILINE)
_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})([^`\n]*)")
# What makes the indented lines below it content rather than code.
_OPENS_CONTAINER = re.compile(r"(?:[*+-]|\d+[.)]|\[\^[^\]]+\]:|:)[ \t]|!!!|\?\?\?|///")


class Span(NamedTuple):
    """A stretch of the text, from offset ``start`` to before ``end``."""

    start: int
    end: int


def code_blocks(text: str) -> Iterator[Span]:
    """Yield the code blocks of ``text`` in order."""
    if not _MAY_BE_CODE.search(text):
        return
    at, depth, after_blank, quote = 0, 0, True, 0
    while at < len(text):
        line = _LINE.match(text, at)
        assert line
        marks = _QUOTE.match(text, at)
        assert marks
        if quote != (quote := marks[0].count(">")):
            depth, after_blank = 0, True
        content = text[marks.end() : line.end()]
        if not content.strip():
            at, after_blank = line.end(), True
            continue
        if end := _fence_end(text, marks.end(), line.end()):
            yield Span(at, end)
            at, after_blank = end, False
            continue
        indent = _indent(content)
        if after_blank and indent >= TAB * (depth + 1):
            yield Span(at, line.end())
            at = line.end()
            continue
        if _OPENS_CONTAINER.match(content.lstrip()):
            depth = min(depth, indent // TAB) + 1
        elif after_blank:
            depth = min(depth, indent // TAB)
        at, after_blank = line.end(), False


def _fence_end(text: str, at: int, line_end: int) -> int | None:
    """The end of the fenced block that opens on this line; a fence without an end is none."""
    opening = _FENCE.match(text, at, line_end)
    if not opening:
        return None
    closings = _closings(text, opening[1])
    index = bisect_left(closings, (line_end,))
    return closings[index][1] if index < len(closings) else None


@lru_cache(maxsize=64)  # or each fence that nothing closes would be looked for to the end
def _closings(text: str, fence: str) -> list[tuple[int, int]]:
    """The lines that close a fence, from where to where."""
    closing = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*$\n?", re.MULTILINE)
    return [found.span() for found in closing.finditer(text)]


def _indent(line: str) -> int:
    expanded = line.expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip())
