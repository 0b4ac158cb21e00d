"""Directives in what Markdown does not see: header fields of plain text, attributes of raw HTML."""

from __future__ import annotations

from collections.abc import Collection

from . import grammar
from .lines import position
from .placeholder import Place, Placeholder, encode_word
from .verbatim import Verbatim


def mark(text: str, names: Collection[str]) -> str:
    r"""``text`` with a placeholder for each directive that has one of the names.

    Code, scripts and comments stay as they are; ``\<<`` stands for ``<<``.
    """
    pieces, at = [], 0
    lines = text.count("\n") + 1
    verbatim = Verbatim(text)
    for start, end in grammar.directives(text, names):
        if verbatim.holds(start):
            continue
        if text.endswith("\\", at, start):
            pieces.append(text[at : start - 1])
            at = start
            continue
        place = Place(*position(text, start), lines)
        pieces += [text[at:start], encode_word(Placeholder("directive", place, text[start:end]))]
        at = end
    return "".join([*pieces, text[at:]])
