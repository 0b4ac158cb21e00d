"""Letters of alphabets that the engine does not have, or does not combine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice

from .tree import Cursor, Group, Node, Token, is_blank

# The names that Unicode has for the alphabets of commands.
ALPHABETS = {
    r"\mathbfcal": "BOLD SCRIPT",
    r"\mathbffrak": "BOLD FRAKTUR",
    r"\mathbfit": "BOLD ITALIC",
    r"\mathbfscr": "BOLD SCRIPT",
    r"\mathbfsf": "SANS-SERIF BOLD",
    r"\mathsfit": "SANS-SERIF ITALIC",
}
BOLD = (r"\boldsymbol", r"\bm", r"\pmb", r"\symbf")
_IN_BOLD = {
    **dict.fromkeys([r"\mathcal", r"\mathscr", r"\cal"], "BOLD SCRIPT"),
    r"\mathfrak": "BOLD FRAKTUR",
    r"\mathrm": "BOLD",
    r"\mathsf": "SANS-SERIF BOLD",
}
_IN_NAMES = {
    **ALPHABETS,
    **dict.fromkeys(BOLD, "BOLD ITALIC"),
    **dict.fromkeys([r"\mathbf", r"\bf"], "BOLD"),
    **dict.fromkeys([r"\mathcal", r"\mathscr"], "SCRIPT"),
    **dict.fromkeys([r"\mathit", r"\it"], "ITALIC"),
    **dict.fromkeys([r"\mathrm", r"\rm"], ""),
    **dict.fromkeys([r"\mathsf", r"\sf"], "SANS-SERIF"),
    **dict.fromkeys([r"\mathtt", r"\tt"], "MONOSPACE"),
}
_SWITCHES = {r"\bf", r"\cal", r"\it", r"\rm", r"\sf", r"\tt"}
# The braces of other commands may hold lengths and names.
_OPEN = {"", r"\frac", r"\dfrac", r"\tfrac", r"\sqrt", r"\hat", r"\bar", r"\tilde", r"\vec"}


def bold(nodes: Sequence[Node]) -> list[Node]:
    r"""What is in ``\boldsymbol``: the engine leaves digits, script and Fraktur light."""
    return _restyled(nodes, "BOLD ITALIC", _IN_BOLD)


def named(nodes: Sequence[Node]) -> list[Node]:
    r"""What is in ``\operatorname``: the engine knows no ``\mathbf`` there."""
    return _restyled(nodes, "", _IN_NAMES)


def in_alphabet(nodes: Sequence[Node], alphabet: str) -> list[Node]:
    """Letters and digits by Unicode's name for their alphabet."""
    return _restyled(nodes, alphabet, {})


def _restyled(nodes: Sequence[Node], alphabet: str, inner: Mapping[str, str]) -> list[Node]:
    cursor, restyled, command = Cursor(nodes), list[Node](), ""
    for node in cursor:
        text = node.opener.text if isinstance(node, Group) else node.text
        if text[1:].removesuffix("{").isalpha():
            command = text.removesuffix("{")
        elif isinstance(node, Token) and not is_blank(node):
            command = ""
        if text == "#":  # before the number of an argument
            restyled += [node, *islice(cursor, 1)]
        elif command in inner:
            restyled += in_alphabet(_inside(node, cursor), inner[command])
            command = ""
        elif isinstance(node, Group):
            is_open = text == "{" and command in _OPEN
            body = _restyled(node.body, alphabet, inner) if is_open else node.body
            restyled.append(Group(node.opener, body, node.closer))
        else:
            restyled.append(Token(_letter(text, alphabet), node.at))
    return restyled


def _inside(node: Node, cursor: Cursor) -> Sequence[Node]:
    """What a command of letters, or a group that is one, applies to."""
    if isinstance(node, Group):
        return node.body
    return list(cursor) if node.text in _SWITCHES else cursor.argument(node)


@lru_cache
def _letter(text: str, alphabet: str) -> str:
    if not alphabet or len(text) > 1 or not text.isalnum():
        return text
    letter = re.sub("LATIN |GREEK |LETTER ", "", unicodedata.name(text, ""))
    upright = alphabet.removesuffix(" ITALIC")  # as all digits are
    for name in (f"MATHEMATICAL {alphabet} ", f"MATHEMATICAL {upright} ", f"{alphabet} "):
        try:
            return unicodedata.lookup(name + letter)
        except KeyError:
            continue
    return text
