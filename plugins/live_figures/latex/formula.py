"""What goes into the renderer and what comes out of it, without the renderer itself."""

from __future__ import annotations

import re
from typing import NamedTuple

_ELEMENT = re.compile("<[^>]*>")

_SIGN = re.compile("[\\\\^~`'\"]")
_LITERAL = re.compile("[\U000f0022\U000f0027\U000f005c\U000f005e\U000f0060\U000f007e]")
_PRIVATE = 0xF0000  # characters that nobody else uses, to which the engine does nothing


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


def literal(words: str) -> str:
    """Words for ``\\text`` whose quotes, backslashes and the like are shown as they are."""
    return _SIGN.sub(lambda sign: chr(_PRIVATE + ord(sign[0])), words)


def from_literal(text: str) -> str:
    """The words again."""
    return _LITERAL.sub(lambda sign: chr(ord(sign[0]) - _PRIVATE), text)


def text_in(markup: str) -> str:
    """Markup without its tags; what is escaped in it stays so."""
    return _ELEMENT.sub("", markup)
