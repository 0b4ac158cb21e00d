"""What goes into the renderer and what comes out of it, without the renderer itself."""

from __future__ import annotations

import re
from typing import NamedTuple

_ELEMENT = re.compile("<[^>]*>")


class Formula(NamedTuple):
    """LaTeX without its dollars, and whether it stands on lines of its own."""

    source: str
    display: bool


class LatexError(ValueError):
    """A formula that cannot be rendered.

    ``offset`` counts characters from 0 in the formula as its author wrote it; ``hint`` says what
    may have been meant.
    """

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


def text_in(markup: str) -> str:
    """Markup without its tags; what is escaped in it stays so."""
    return _ELEMENT.sub("", markup)
