"""Where in its source file something stands that Markdown has seen.

Markdown sees a file without its header, with two line ends more at its end and with tabs expanded;
a header field it sees alone, unfolded and unquoted. So a place tells where to look, and what stands
there is recognised by its text, in any of the spellings that a file may have for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from .text.grammar import position
from .text.placeholder import Placeholder

TAB = 4
_ENOUGH = 40  # characters behind an offset, to recognise what stands there

_HEADER = re.compile(r"\s*^---[ \t]*\n.*?^(?=---|\.\.\.)|.*?(?=^[ \t]*$|^---)", re.S | re.M)
# Readers of other blogs' posts take a summary from what is called description there.
_OTHER_NAMES = {"summary": "description"}
# How a file may write what Markdown saw: quoted and folded in YAML, behind the ">" of a quotation.
_WRITTEN = {"\\": r"\\\\?", '"': r'\\?"', "'": "''?"}


def locate(path: Path, item: Placeholder, offset: int = 0, field: str = "") -> tuple[int, int]:
    """Line and column in the file, from 1, of an offset into the text of ``item``.

    ``field`` is the header field that it stands in; what the header lacks is from the body.
    """
    source = source_of(path)
    value = _value(source, field) if field else None
    near = _in_body(source, item) if value is None else _in_field(source, item, value)
    if source.startswith(item.text[: offset + _ENOUGH], near):  # letter for letter: no search
        return position(source, near + offset)
    before, behind = _written(item.text[:offset]), _written(item.text[offset : offset + _ENOUGH])
    found = re.finditer(f"(?={before}(){behind})", source)
    best = min(found, key=lambda match: abs(match.start() - near), default=None)
    return position(source, best.start(1) if best else near)


def source_of(path: Path) -> str:
    """What is in a source file, with the line ends of Markdown; nothing if it is gone by now."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return ""


@lru_cache(maxsize=4)  # one file after the other is asked about, many times
def _read(path: Path, _changed: int) -> str:
    return path.read_text("utf-8-sig")


def line_of(source: str, number: int) -> str | None:
    """A line of a source by its number, from 1, if there are so many."""
    starts = [*_line_starts(source)[number - 1 : number + 1], len(source) + 1]
    return source[starts[0] : starts[1] - 1] if len(starts) > 1 else None


@lru_cache(maxsize=4)
def _line_starts(source: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", source))]


def body_of(source: str) -> int:
    """Where the body begins in a source file, behind its header."""
    header = _HEADER.match(source)
    return header.end() if header else 0


def _in_body(source: str, item: Placeholder) -> int:
    starts = _line_starts(source)
    number = len(starts) - (item.place.lines - 2) + item.place.line
    number = min(max(number, 1), len(starts))
    return starts[number - 1] + _contracted(line_of(source, number) or "", item.place.column - 1)


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
    lengths = range(len(line) if "\t" in line else 0)
    return next(
        (n for n in lengths if len(line[:n].expandtabs(TAB)) >= width), min(width, len(line))
    )
