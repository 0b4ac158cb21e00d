"""All problems of a site in one report: where, what was wrong, and the line with a caret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rich.cells import cell_len

from .locate import TAB, line_of, source_of

# A paragraph may be one long line: then what stands around the caret is shown, these cells wide.
_BEFORE, _BEHIND = 60, 40
_FOLDERS = re.compile(r"""(?<![\w/.:])/(?:[^\s/'":,]+/)+""")


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
    found = line_of(source_of(Path(problem.path)), problem.line)
    if found is None:
        return []
    line = found.rstrip().expandtabs(TAB)
    at = len(found[: problem.column - 1].expandtabs(TAB))
    before, behind = line[:at], line[at:]
    if cell_len(line) > _BEFORE + _BEHIND:
        before, behind = _last(before, _BEFORE), _last(behind[::-1], _BEHIND)[::-1]
    return [f"    {before}{behind}", f"    {' ' * cell_len(before)}^"]


def _last(text: str, cells: int) -> str:
    """The end of a text, at most so wide, with an ellipsis for what is cut off."""
    if cell_len(text) <= cells:
        return text
    text = text[-4 * cells :]
    while cell_len(text) >= cells:
        text = text[1:]
    return f"…{text}"
