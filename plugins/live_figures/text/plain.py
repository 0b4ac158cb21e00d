"""Directives in header fields of plain text, which Markdown does not see: a title, an ``alt``."""

from __future__ import annotations

from collections.abc import Collection

from . import grammar
from .lines import position
from .placeholder import Place, Placeholder, encode_word


def mark(text: str, names: Collection[str]) -> str:
    """``text`` with a placeholder for each directive that has one of the names."""
    pieces, at = [], 0
    lines = text.count("\n") + 1
    for start, end in grammar.directives(text, names):
        place = Place(*position(text, start), lines)
        pieces += [text[at:start], encode_word(Placeholder("directive", place, text[start:end]))]
        at = end
    return "".join([*pieces, text[at:]])
