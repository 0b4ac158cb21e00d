"""Where the code blocks of a Markdown document lie, fenced and indented, also in lists and quotes.

An approximation of Markdown's block structure, line by line: enough to leave code alone. What it
misses is given back as source when a placeholder turns up inside ``<code>`` (see extension.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

TAB = 4

_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_MAY_BE_CODE = re.compile(r"^[ \t>]*(?:```|~~~|[ ]{4}|\t)", re.MULTILINE)
_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})([^`\n]*)")
# What makes the indented lines below it content rather than code.
_OPENS_CONTAINER = re.compile(
    r"(?:[*+-]|\d+[.)]|\[\^[^\]]+\]:|:)[ \t]|!!!|\?\?\?|///|===[!+]*[ \t]+[\"']"
)


class Span(NamedTuple):
    """A stretch of the text, from offset ``start`` to before ``end``."""

    start: int
    end: int


def code_blocks(text: str) -> Iterator[Span]:
    """Yield the code blocks of ``text`` in order."""
    if not _MAY_BE_CODE.search(text):
        return
    fences = {mark: _Fences(text, mark) for mark in "`~"}
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
        opening = _FENCE.match(text, marks.end(), line.end())
        if opening and (end := fences[opening[1][0]].end(len(opening[1]), line.end())):
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


def indented(text: str) -> Iterator[Span]:
    """Yield the code of ``text`` that is code as it is indented, a line each."""
    for span in code_blocks(text):
        if not _FENCE.match(text[span.start : span.end].lstrip(" \t>")):
            yield span


class _Fences:
    """The lines that may close fences of one mark, for fences in their order."""

    def __init__(self, text: str, mark: str) -> None:
        closing = re.compile(rf"^[ \t>]*({mark}{{3,}})[ \t]*$\n?", re.MULTILINE)
        lines = list(closing.finditer(text))
        self._lines = [(line.start(), len(line[1]), line.end()) for line in lines]
        lengths = (length for _, length, _ in reversed(self._lines))
        self._longest = [*accumulate(lengths, max)][::-1]
        """Of each line and those behind it: or one that nothing closes would be read to the end."""
        self._next = 0

    def end(self, length: int, at: int) -> int | None:
        """The end of the block whose fence ends at ``at``; a fence without an end has none."""
        while self._next < len(self._lines) and self._lines[self._next][0] < at:
            self._next += 1
        if self._next == len(self._lines) or self._longest[self._next] < length:
            return None
        while self._lines[self._next][1] < length:
            self._next += 1
        return self._lines[self._next][2]


def _indent(line: str) -> int:
    expanded = line.expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip())
