"""The letters of formulas in HTML: bold, italic, and with accents."""

from __future__ import annotations

import re
import unicodedata
from html import escape

from .pieces import NARROW, Bond, Piece

_BOLD_AND_ITALIC = [  # Latin, Greek, digits; there is no HTML for the other styles
    (0x1D400, 0x1D433, "b"), (0x1D6A8, 0x1D6E1, "b"), (0x1D7CE, 0x1D7D7, "b"),
    (0x1D434, 0x1D467, "i"), (0x1D6E2, 0x1D71B, "i"),
    (0x1D468, 0x1D49B, "bi"), (0x1D71C, 0x1D755, "bi"),
]  # fmt: skip
_LINE = "\u0332"
_OVERLINED = re.compile(r"(&\w+;|[^<>&])(?![^<>]*>)")
_COMBINING = {
    "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˙": "\u0307", "¨": "\u0308", "˘": "\u0306",
    "ˇ": "\u030c", "´": "\u0301", "`": "\u0300", "˚": "\u030a", "→": "\u20d7", "←": "\u20d6",
}  # fmt: skip
_SPACING = {"\u0302": "ˆ", "\u20d7": "→", "\u20db": "..."}
_BRACES = dict.fromkeys("⏞⏟", ("{", "}")) | dict.fromkeys("⎴⎵", ("[", "]"))
_NUCLEUS = re.compile(r"((?:<[bi]>)*\w)((?:</[bi]>)*(?:<su[bp]>.*)?)", re.DOTALL)


def styled(text: str) -> str:
    """Letters of bold and italic alphabets, which fonts may lack, as letters in <b> and <i>."""
    if text.isascii():
        return escape(text, quote=False)
    return "".join(map(_letter, text)).replace("</b><b>", "").replace("</i><i>", "")


def _letter(character: str) -> str:
    for first, last, tags in _BOLD_AND_ITALIC:
        if first <= ord(character) <= last:
            opening = "".join(f"<{tag}>" for tag in tags)
            closing = "".join(f"</{tag}>" for tag in reversed(tags))
            return f"{opening}{unicodedata.normalize('NFKC', character)}{closing}"
    return escape(character, quote=False)


def accented(base: Piece, mark: str, *, below: bool) -> Piece:
    """``base`` with an accent, a line or a brace over or below it."""
    if mark == _LINE:
        return _lined(base, below=below)
    if mark in _BRACES:
        return Piece(base.html.join(_BRACES[mark]))
    combining = _COMBINING.get(mark, mark)
    nucleus = _NUCLEUS.fullmatch(base.html) if base.bond <= Bond.SCRIPTED else None
    if nucleus and not below and unicodedata.combining(combining):
        letter = unicodedata.normalize("NFC", nucleus[1] + combining)
        return base._replace(html=letter + nucleus[2])
    if mark == "¯":
        return _lined(base, below=below)
    place = "sub" if below else "sup"
    html = f"{base.held(Bond.SCRIPTED)}<{place}>{_SPACING.get(mark, mark)}</{place}>"
    return Piece(html, base.role, Bond.SCRIPTED)


def _lined(base: Piece, *, below: bool) -> Piece:
    """A line below is one of HTML's; there is none above, but for one over each character."""
    if below:
        return base._replace(html=f"<u>{base.html}</u>")
    return Piece(_OVERLINED.sub("\\1\u0305", base.html.replace(NARROW, "")), base.role)
