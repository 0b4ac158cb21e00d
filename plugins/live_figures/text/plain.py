"""Directives in header fields of plain text, which Markdown does not see: a title, an ``alt``."""

from __future__ import annotations

from collections.abc import Collection

from . import grammar
from .placeholder import Place, Placeholder, encode_word


def mark(text: str, names: Collection[str]) -> str:
    """``text`` with a placeholder for each directive that has one of the names."""
    pieces, at = [], 0
    lines = text.count("\n") + 1
    for opening in grammar.OPENING.finditer(text):
        end = grammar.closing(text, opening.start())
        if opening["name"] in names and end and opening.start() >= at:
            place = Place(*grammar.position(text, opening.start()), lines)
            item = Placeholder("directive", place, text[opening.start() : end])
            pieces += [text[at : opening.start()], encode_word(item)]
            at = end
    return "".join([*pieces, text[at:]])
