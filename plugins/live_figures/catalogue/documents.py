"""Keep what documents say about figures true: the Markdown between two markers is ours.

    <!-- figures: table losscurve en -->
    …
    <!-- figures: end -->

``table NAME`` is a figure's parameters, ``list`` all figures in a table, ``catalogue`` all of them
with live examples; the last word is the language. Markers in code are only text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ..suggest import did_you_mean
from ..text.blocks import code_blocks
from . import tables
from .declaration import Declaration

_MARKER = re.compile(r"^<!-- figures:(.*)-->[ \t]*$", re.M)


class Document(NamedTuple):
    """A file with markers: what it says, and what it should say."""

    path: Path
    text: str
    filled: str

    @property
    def line(self) -> int:
        """The first line that should read otherwise."""
        lines = zip(self.text.splitlines(), self.filled.splitlines(), strict=False)
        same = [is_ == should for is_, should in lines]
        return [*same, False].index(False) + 1


class MarkerError(ValueError):
    """A marker that cannot be followed."""


def documents(project: Path, content: Path, figures: Sequence[Declaration]) -> Iterator[Document]:
    """The Markdown files of a site that have markers. Raises MarkerError."""
    for path in sorted({*project.glob("*.md"), *content.rglob("*.md")}):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        end = "\r\n" if "\r\n" in text else "\n"
        try:
            filled = fill(text.replace("\r\n", "\n"), figures).replace("\n", end)
        except MarkerError as error:
            raise MarkerError(f"{path}:{error}") from error
        if _MARKER.search(text.replace("\r\n", "\n")):
            yield Document(path, text, filled)


def fill(text: str, figures: Sequence[Declaration]) -> str:
    """``text`` with everything between markers as the figures declare it. Raises MarkerError."""
    pieces, at, markers = [], 0, _markers(text)
    for begin in markers:
        line = text.count("\n", 0, begin.start()) + 1
        end = next(markers, None)
        if end is None or end[1].strip() != "end":
            raise MarkerError(f"{line}: the marker has no <!-- figures: end --> behind it")
        try:
            made = _made(begin[1].split(), figures)
        except MarkerError as error:
            raise MarkerError(f"{line}: {error}") from error
        pieces += [text[at : begin.end()], f"\n\n{made}\n"]
        at = end.start()
    return "".join([*pieces, text[at:]])


def _markers(text: str) -> Iterator[re.Match[str]]:
    code = list(code_blocks(text)) if "<!-- figures:" in text else []
    for found in _MARKER.finditer(text):
        if not any(block.start <= found.start() < block.end for block in code):
            yield found


def _made(words: list[str], figures: Sequence[Declaration]) -> str:
    match words:
        case ["table", name, lang]:
            return tables.table(_named(name, figures), lang)
        case ["list", lang]:
            return tables.overview(figures, lang)
        case ["catalogue", lang]:
            return tables.catalogue(figures, lang)
    forms = "table NAME LANG, list LANG or catalogue LANG"
    raise MarkerError(f"“{' '.join(words)}” should be {forms}")


def _named(name: str, figures: Sequence[Declaration]) -> Declaration:
    known = {figure.name: figure for figure in figures}
    if name not in known:
        raise MarkerError(f"no figure is called {name}{did_you_mean(name, known)}")
    return known[name]
