"""Find bare numbers: decimals in prose that no computation stands behind.

A decimal is bare unless it is a value, or marked as the author's own with a backslash, ``\\0.15``.
Code, addresses and options are not prose; formulas, captions and alternative texts are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..text import grammar, scanner
from ..text.blocks import Span, code_blocks

_DECIMAL = re.compile(r"(?<![\w.\\/])\d+\.\d+(?!\w|\.\w)", re.ASCII)
# Where links lead.
_ADDRESS = re.compile(r"(?<=\])\([^()]*\)|^[ ]{0,3}\[[^\]]+\]:.*$", re.MULTILINE)
# What the figures' declarations write into documents is kept true by `fill` and `check`.
_DECLARED = re.compile(r"<!-- figures: (?!end).*?<!-- figures: end -->", re.DOTALL)
_PROSE_OPTIONS = ("caption", "alt")


def bare_numbers(text: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """The offset and the text of every bare number; ``names`` are those of directives."""
    text = _DECLARED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    view = _prose(text, frozenset(names))
    for found in _DECIMAL.finditer(view):
        yield found.start(), found[0]


def _prose(text: str, names: frozenset[str]) -> str:
    """The text with blanks for all that is not prose."""
    view = text
    for block in code_blocks(text):
        view = _blank(view, block)
    for token in scanner.tokens(text, names):
        match token:
            case scanner.Math():
                view = _blank(view, token)
                inside = _prose_of_formula(token.source)
                view = _put(view, token.source_start, inside)
            case scanner.Directive():
                view = _blank(view, token)
                view = _put_options(view, token, names)
            case _:
                view = _blank(view, token)
    return _ADDRESS.sub(lambda found: " " * len(found[0]), view)


def _prose_of_formula(source: str) -> str:
    for start, end in grammar.directives(source):
        source = _blank(source, Span(start, end))
    return source


def _put_options(view: str, directive: scanner.Directive, names: frozenset[str]) -> str:
    for option in grammar.parse(directive.text).options:
        if option.name in _PROSE_OPTIONS:
            raw = directive.text[option.text_offset : option.text_offset + len(option.text)]
            view = _put(view, directive.start + option.text_offset, _prose(raw, names))
    return view


def _blank(text: str, span: scanner.Item | Span) -> str:
    return _put(text, span.start, re.sub(r"[^\n]", " ", text[span.start : span.end]))


def _put(text: str, at: int, piece: str) -> str:
    return text[:at] + piece + text[at + len(piece) :]
