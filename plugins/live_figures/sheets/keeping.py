"""The site's font in the store: made again only when the formulas have other characters."""

from __future__ import annotations

from collections.abc import Iterable

from ..results.job import About
from ..results.shelf import Shelf
from ..results.trace import Checker, Input, Kind, dumps

KEY = "math-font"
"""There is one: a site has one set of characters at a time."""

_INPUTS: tuple[tuple[Kind, str], ...] = (
    ("file", "plugin:sheets/font.py"),
    ("file", "plugin:sheets/stix-two-math.woff2"),
    ("distribution", "fonttools"),
    ("distribution", "brotli"),
)


def kept_subset(characters: Iterable[str], shelf: Shelf, checker: Checker) -> bytes:
    """``font.subset`` of the characters, from the shelf if it is there."""
    text = wanted(characters)
    content = _find(text, shelf)
    if content is None:
        from .font import subset  # not for a build that needs no new font

        content = subset(text)
        trace = tuple(Input(kind, name, checker.digest(kind, name)) for kind, name in _INPUTS)
        about = About(0.0, facts={"characters": text})
        shelf.keep(KEY, about, {"woff2": content}, dumps(trace))
    return content


def wanted(characters: Iterable[str]) -> str:
    """Those of the characters that the font may have, in order: Han, for one, it has not."""
    return "".join(sorted(each for each in characters if not "\u2e80" <= each <= "\uffff"))


def _find(text: str, shelf: Shelf) -> bytes | None:
    entry = shelf.find(KEY)
    if entry is None or entry.about.facts["characters"] != text:
        return None
    return shelf.read(KEY, "woff2", entry)
