r"""What stands in ``\text``: words, and what the engine does not know among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import dropwhile

from .formula import LatexError, literal
from .tree import Cursor, Group, Node, Token, braced, flatten, is_blank, text_of

TEXT = {r"\text", r"\textbf", r"\textit", r"\textrm", r"\textsf", r"\texttt"}
ALIASES = dict.fromkeys([r"\hbox", r"\mbox", r"\textnormal", r"\textup", r"\textmd"], r"\text")
_IN_TEXT = {
    **ALIASES,
    "_": r"\_",
    "&": r"\&",
    '"': literal('"'),
    r"\TeX": "TeX",
    r"\LaTeX": "LaTeX",
    r"\copyright": "©",
    r"\pounds": "£",
}
_SWITCHES = {
    r"\bf": r"\textbf{",
    r"\it": r"\textit{",
    r"\rm": r"\textrm{",
    r"\sf": r"\textsf{",
    r"\tt": r"\texttt{",
}
_CIRCLED = {
    unicodedata.normalize("NFKC", chr(code)): chr(code)
    for code in (*range(0x2460, 0x2474), *range(0x24B6, 0x24EB))
}


def text(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\text{for $x$}``: the engine knows no math in text, so the text is interrupted."""
    style = (command.text if command.text in TEXT else r"\text") + "{"
    segments = _split(cursor.argument(command), "$")
    if len(segments) % 2 == 0:
        raise LatexError(f'"$" in {command.text} is never closed', command.at)
    pieces = [
        braced("{", segment, command) if number % 2 else _words(style, segment, command)
        for number, segment in enumerate(segments)
    ]
    return pieces if len(pieces) == 1 else [braced("{", pieces, command)]


def circled(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\textcircled{1}``: the character, or one with a circle around it."""
    content = text_of(cursor.argument(command)).strip()
    if not content.isalnum():
        raise LatexError(r"\textcircled holds a letter or a number", command.at)
    sign = _CIRCLED.get(content) or f"{content}\N{COMBINING ENCLOSING CIRCLE}"
    return [braced(r"\text{", [Token(sign, command.at)], command)]


def _words(style: str, nodes: Sequence[Node], command: Token) -> Group:
    words: list[Node] = []
    for text, at in flatten(_switched(nodes)):
        after_symbol = words and re.fullmatch(r"\\[^A-Za-z\s]", text_of(words[-1:]))
        words.append(
            Token("~" if after_symbol and text.isspace() else _IN_TEXT.get(text, text), at)
        )
    return braced(style, words, command)


def _switched(nodes: Sequence[Node]) -> list[Node]:
    r"""``\it a`` is ``\textit{a}``, up to the end of its group."""
    cursor, switched = Cursor(nodes), list[Node]()
    for node in cursor:
        if isinstance(node, Group):
            switched.append(Group(node.opener, _switched(node.body), node.closer))
        elif node.text in _SWITCHES:
            rest = list(dropwhile(is_blank, cursor))
            switched.append(braced(_SWITCHES[node.text], _switched(rest), node))
        else:
            switched.append(node)
    return switched


def _split(nodes: Sequence[Node], separator: str) -> list[list[Node]]:
    segments: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, Token) and node.text == separator:
            segments.append([])
        else:
            segments[-1].append(node)
    return segments
