"""The style sheets and the script of sweeps, as they are for one site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ..results.shelf import Shelf
from ..results.trace import Checker
from . import scheme
from .keeping import kept_subset

_HERE = Path(__file__).parent
_UNREAD = re.compile(r"^ *(?://.*\n)?|\n(?=\n)", re.MULTILINE)


class File(NamedTuple):
    """A file of the output."""

    name: str
    content: bytes

    @property
    def address(self) -> str:
        """Its name with a version: a browser that has kept another one asks again."""
        return f"{self.name}?v={sha256(self.content).hexdigest()[:8]}"


class Sheet(NamedTuple):
    """A style sheet, or a script."""

    mark: str
    """What a page that needs it has in it."""
    file: File
    font: File | None = None
    """Wanted as early as the sheet: what is set in another font first would move."""


def for_figures(theme: Path) -> Sheet:
    """The sheet of figures on pages of this theme."""
    text = _rules("figures.css") + scheme.rule(theme)
    return Sheet('class="live-figure', File("figures.css", text.encode()))


def for_sweeps() -> Sheet:
    """The script of sweeps, a module, without its comments and indentation."""
    source = (_HERE.parent / "sweeping" / "sweep.js").read_text("utf-8")
    return Sheet('class="live-controls', File("sweep.js", _UNREAD.sub("", source).encode()))


def for_formulas(characters: Iterable[str], shelf: Shelf, checker: Checker) -> Sheet:
    """The sheet of formulas, with a font for these characters."""
    font = File("math.woff2", kept_subset(characters, shelf, checker))
    text = _rules("math.css").replace("math.woff2", font.address)
    return Sheet("<math", File("math.css", text.encode()), font)


def _rules(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
