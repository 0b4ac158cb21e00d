"""Directives on consecutive lines of one block: a row, whose figures stand side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .scanner import Directive, Item

_NEXT_LINE = re.compile(r"[ \t]*\n[ \t>]*")


class Row(NamedTuple):
    """Two directives or more."""

    start: int
    end: int
    directives: tuple[Directive, ...]


def in_rows(
    text: str, items: Iterable[Item], stands: Callable[[Directive], bool]
) -> Iterator[Item | Row]:
    """The items of ``text`` in their order, with rows for directives that form one.

    ``stands`` says whether a directive leaves something that can stand in a row.
    """
    row: list[Directive] = []
    for item in items:
        can = isinstance(item, Directive) and item.block and stands(item)
        if row and not (can and _NEXT_LINE.fullmatch(text, row[-1].end, item.start)):
            yield _joined(row)
            row = []
        if can:
            row.append(item)  # type: ignore[arg-type]  # it is a directive
        else:
            yield item
    if row:
        yield _joined(row)


def _joined(row: list[Directive]) -> Directive | Row:
    return row[0] if len(row) == 1 else Row(row[0].start, row[-1].end, tuple(row))
