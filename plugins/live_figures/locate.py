"""Where in its source file something stands that Markdown has seen.

Markdown sees a file without its header, with two line ends more at its end and with tabs expanded;
a header field it sees alone, unfolded and unquoted. So a place tells where to look, and what stands
there is recognised by its text, in any of the spellings that a file may have for it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from pathlib import Path

from .text.placeholder import Placeholder

TAB = 4
_ENOUGH = 40  # characters behind an offset, to recognise what stands there
_NEAR = 256  # characters to either side, within which most is found

_HEADER = re.compile(r"\s*^---[ \t]*\n.*?^(?=---|\.\.\.)|.*?(?=^[ \t]*$|^---)", re.S | re.M)
# Readers of other blogs' posts take a summary from what is called description there.
_OTHER_NAMES = {"summary": "description"}
# How a file may write what Markdown saw: quoted and folded in YAML, behind the ">" of a quotation.
_WRITTEN = {"\\": r"\\\\?", '"': r'\\?"', "'": "''?"}


class Source:
    """What is in a source file, with the line ends of Markdown."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._begins = [0, *(end.end() for end in re.finditer("\n", text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        number = bisect_right(self._begins, offset)
        return number, offset - self._begins[number - 1] + 1

    def line(self, number: int) -> tuple[str, int]:
        """A line, the last for those behind it, and where it begins."""
        number = min(max(number, 1), self.lines)
        begin = self._begins[number - 1]
        end = self.text.find("\n", begin)
        return self.text[begin : end if end >= 0 else None], begin

    @property
    def lines(self) -> int:
        return len(self._begins)


def source_of(path: Path) -> Source:
    """What is in a source file; nothing if it is gone by now."""
    try:
        stamp = path.stat()
        return _read(path, stamp.st_mtime_ns, stamp.st_size)
    except (OSError, UnicodeDecodeError):
        return Source("")


@lru_cache(maxsize=16)  # a file may have a thousand mistakes
def _read(path: Path, time: int, size: int) -> Source:
    return Source(path.read_text("utf-8-sig"))


def locate(path: Path, item: Placeholder, offset: int = 0, field: str = "") -> tuple[int, int]:
    """Line and column in the file, from 1, of an offset into the text of ``item``.

    ``field`` is the header field that it stands in; what the header lacks is from the body.
    """
    source = source_of(path)
    value = _value(source.text, field) if field else None
    near = _in_body(source, item) if value is None else _in_field(source.text, item, value)
    if source.text.startswith(item.text[: offset + _ENOUGH], near):  # letter for letter
        return source.position(near + offset)
    before, behind = _written(item.text[:offset]), _written(item.text[offset : offset + _ENOUGH])
    pattern = re.compile(f"(?={before}(){behind})")
    return source.position(_nearest(pattern, source.text, near, 2 * len(item.text)))


def _nearest(pattern: re.Pattern[str], text: str, near: int, length: int) -> int:
    """Where what matches nearest to an offset has its place, at most so long; else the offset."""
    reach = _NEAR
    while True:
        begin, end = max(near - reach, 0), near + reach
        found = pattern.finditer(text, begin, end + length)
        best = min(found, key=lambda match: abs(match.start() - near), default=None)
        if best and abs(best.start() - near) <= reach:
            return best.start(1)
        if begin == 0 and end >= len(text):
            return best.start(1) if best else near
        reach *= 8


def body_of(source: str) -> int:
    """Where the body begins in a source file, behind its header."""
    header = _HEADER.match(source)
    return header.end() if header else 0


def _in_body(source: Source, item: Placeholder) -> int:
    line, begin = source.line(source.lines - (item.place.lines - 2) + item.place.line)
    return begin + _contracted(line, item.place.column - 1)


def _in_field(source: str, item: Placeholder, value: int) -> int:
    for _ in range(item.place.line - 1):
        value = source.find("\n", value) + 1
    return value + item.place.column - 1


def _value(source: str, field: str) -> int | None:
    """Where in the header the value of a field begins."""
    header = _HEADER.match(source)
    for name in filter(None, (field, _OTHER_NAMES.get(field))):
        key = re.compile(rf"^[ ]{{0,3}}{re.escape(name)}[ \t]*:\s*", re.MULTILINE | re.IGNORECASE)
        if header and (found := key.search(source, 0, header.end())):
            return found.end()
    return None


def _written(text: str) -> str:
    """A pattern for the ways in which a file may write a text."""
    pieces = []
    for piece in re.findall(r"\s+|\S", text):
        blank = r"[\s>]+" if "\n" in piece else r"\s+"
        pieces.append(blank if piece.isspace() else _WRITTEN.get(piece, re.escape(piece)))
    return "".join(pieces)


def _contracted(line: str, width: int) -> int:
    """How many characters of ``line`` make ``width`` with tabs expanded."""
    if "\t" not in line:
        return min(width, len(line))
    lengths = range(len(line))
    return bisect_left(lengths, width, key=lambda n: len(line[:n].expandtabs(TAB)))
