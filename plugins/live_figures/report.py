"""All problems of a site in one report: where, what was wrong, and the line with a caret."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .text.placeholder import Place

TAB = 4


class Problem(NamedTuple):
    """Something wrong at a line and column (from 1) of a source file."""

    path: str
    line: int
    column: int
    message: str
    detail: str = ""


def report(problems: Iterable[Problem]) -> str:
    """The problems in the order of files and lines, each once."""
    return "\n".join(_lines(problem) for problem in sorted(set(problems)))


def _lines(problem: Problem) -> str:
    lines = [f"{problem.path}:{problem.line}:{problem.column}: {problem.message}"]
    lines += _excerpt(problem)
    lines += [f"    {line}" for line in problem.detail.splitlines()]
    return "\n".join(lines)


def _excerpt(problem: Problem) -> list[str]:
    try:
        line = source_lines(Path(problem.path))[problem.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return []
    before = line[: problem.column - 1].expandtabs(TAB)
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in before)
    return [f"    {line.expandtabs(TAB).rstrip()}", f"    {' ' * width}^"]


def locate(path: Path, place: Place, text: str, offset: int = 0) -> tuple[int, int]:
    """Line and column in the file of an offset into ``text``, which stands at ``place``.

    Markdown sees a file without its header, with two line ends more at its end and with tabs
    expanded; a header field it sees alone.
    """
    lines = source_lines(path)
    line, column = len(lines) - (place.lines - 2) + place.line, place.column
    rows = text.split("\n")
    row = next((number for number, written in enumerate(rows) if written.strip()), 0)
    sample = rows[row].strip()
    there = lines[line - 1 + row].expandtabs(TAB) if 0 < line <= len(lines) - row else ""
    if sample not in there:
        line, column = _search(lines, sample, row)
    if down := text.count("\n", 0, offset):
        return line + down, offset - text.rfind("\n", 0, offset)
    return line, _contracted(lines[line - 1], column + offset)


def source_lines(path: Path) -> list[str]:
    """The lines of a source file as Markdown counts them."""
    return path.read_text("utf-8-sig").split("\n")


def _search(lines: list[str], sample: str, row: int) -> tuple[int, int]:
    """Where a text begins whose ``row``-th line holds ``sample``, if it is anywhere."""
    for number, line in enumerate(lines, 1):
        if (column := line.find(sample)) >= 0:
            return max(1, number - row), column + 1
    return 1, 1


def _contracted(line: str, column: int) -> int:
    """The column in ``line`` of a column counted with tabs expanded."""
    for length in range(len(line)):
        if len(line[:length].expandtabs(TAB)) >= column - 1:
            return length + 1
    return column
