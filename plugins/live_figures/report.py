"""All problems of a site in one report: where, what was wrong, and the line with a caret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rich.cells import cell_len

from .locate import TAB, source_of

# A paragraph may be one long line: then what stands around the caret is shown, these cells wide.
_BEFORE, _BEHIND = 60, 40
_FOLDERS = re.compile(r"""(?<![\w/.:])/(?:[^\s/'":,]+/)+""")
_LONG = 4 * (_BEFORE + _BEHIND)  # characters, of which some take no cell


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


def without_folders(message: str) -> str:
    """A message for readers, who are not told of folders of the author's: ``…/a.csv``."""
    return _FOLDERS.sub("…/", message)


def _lines(problem: Problem) -> str:
    lines = [f"{problem.path}:{problem.line}:{problem.column}: {problem.message}"]
    lines += _excerpt(problem)
    lines += [f"    {line}" for line in problem.detail.splitlines()]
    return "\n".join(lines)


def _excerpt(problem: Problem) -> list[str]:
    source = source_of(Path(problem.path))
    if problem.line > source.lines:
        return []
    written, _ = source.line(problem.line)
    line = written.rstrip().expandtabs(TAB)
    at = len(written[: problem.column - 1].expandtabs(TAB))
    before, behind = line[:at], line[at:]
    if len(line) > _LONG or cell_len(line) > _BEFORE + _BEHIND:
        before, behind = _last(before, _BEFORE), _last(behind[::-1], _BEHIND)[::-1]
    return [f"    {before}{behind}", f"    {' ' * cell_len(before)}^"]


def _last(text: str, cells: int) -> str:
    """The end of a text, at most so wide, with an ellipsis for what is cut off."""
    if len(text) <= 4 * cells and cell_len(text) <= cells:
        return text
    text = text[-4 * cells :]
    while (over := cell_len(text) - cells + 1) > 0:
        text = text[max(over // 2, 1) :]  # a character takes two cells at most
    return f"…{text}"
