"""Put pieces of HTML where marks stand in a larger piece, so that the whole stays valid HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from .signs import AFTER, BEFORE
from .verbatim import Verbatim

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)[^>]*>")
_SHOWN = re.compile(r'\s(?:alt|title)="[^"]*\Z')
_VOID = frozenset({"br", "img", "hr", "input", "wbr"})
_BREAKS = r"(?:\s*<br\s*/?>)*\s*"


class Splice(NamedTuple):
    """HTML for a mark; a ``block`` may not stand in a paragraph."""

    html: str
    block: bool = False
    swallows_breaks: bool = False


class Sources(NamedTuple):
    """What stands for a mark where no HTML can: in code, in attributes, in those that are shown."""

    code: Callable[[re.Match[str]], str]
    attribute: Callable[[re.Match[str]], str]
    shown: Callable[[re.Match[str]], str]


def splice(
    text: str,
    mark: re.Pattern[str],
    render: Callable[[re.Match[str]], Splice],
    sources: Sources,
) -> str:
    """``text`` with every mark rendered."""
    pieces, at = [], 0
    verbatim = Verbatim(text)
    for found in mark.finditer(text):
        start = found.start()
        pieces.append(text[at:start])
        if verbatim.holds(start):
            pieces.append(sources.code(found))
        elif _in_tag(text, start):
            shown = _is_shown(text, start)
            pieces.append(sources.shown(found) if shown else sources.attribute(found))
        else:
            pieces.append(_fit(render(found), text, start))
        at = found.end()
    return _tidy("".join([*pieces, text[at:]]))


def _in_tag(text: str, at: int) -> bool:
    """Whether an offset lies between a tag's brackets; Markdown escapes those in attributes."""
    return text.rfind("<", 0, at) > text.rfind(">", 0, at)


def _is_shown(text: str, at: int) -> bool:
    """Whether an offset within a tag lies in an attribute that readers see or hear."""
    return bool(_SHOWN.search(text, text.rfind("<", 0, at), at))


def _fit(piece: Splice, text: str, at: int) -> str:
    html = piece.html
    if piece.block:
        # End the paragraph, with all that is open in it, before the block, and go on behind it.
        inside = _open_paragraph(text, at)
        closers = "".join(f"</{name}>" for name, _ in reversed(inside))
        html = f"{closers}{html}{''.join(tag for _, tag in inside)}"
    return f"{BEFORE}{html}{AFTER}" if piece.swallows_breaks else html


def _open_paragraph(text: str, at: int) -> list[tuple[str, str]]:
    """The paragraph that is open at an offset and what is open in it, as (name, tag)."""
    start = max(text.rfind("<p>", 0, at), text.rfind("<p ", 0, at))
    if start < 0 or text.find("</p>", start, at) >= 0:
        return []
    inside: list[tuple[str, str]] = []
    for tag in _TAG.finditer(text, start, at):
        name = tag[2].lower()
        if not tag[1] and name not in _VOID:
            inside.append((name, tag[0]))
        elif inside and inside[-1][0] == name:
            inside.pop()
    return inside


def _tidy(text: str) -> str:
    """Drop line breaks beside display items, and paragraphs that a split left empty."""
    if BEFORE not in text:
        return text
    text = re.sub(rf"{_BREAKS}{BEFORE}", BEFORE, text)
    text = re.sub(rf"{AFTER}{_BREAKS}", lambda found: AFTER + "\n" * ("\n" in found[0]), text)
    text = re.sub(rf"<p[^>]*>\s*{BEFORE}</p>", "", text)
    text = re.sub(rf"<p[^>]*>{AFTER}\s*</p>", "", text)
    return text.replace(BEFORE, "").replace(AFTER, "")
