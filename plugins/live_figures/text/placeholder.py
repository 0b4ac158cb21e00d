"""What Markdown leaves where a figure or a formula belongs, until the whole site has been read.

A placeholder is an empty element that carries all there is to know about its item, so it survives
Pelican's content cache, counts no words in a summary, and cannot be cut in half.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_ATTRIBUTE = "data-live-figures"
# With the punctuation behind it that must not begin a line.
_ELEMENT = re.compile(
    rf"<span {_ATTRIBUTE}='([^']*)'></span>([,.;:!?)\]，。、；：！？）」』》”’]*)"
)


class Place(NamedTuple):
    """Where in the Markdown text an item stood: line and column from 1, and the text's lines.

    Markdown sees the text without its header, so line numbers are made absolute by counting from
    the end of the file (see locate.py).
    """

    line: int
    column: int
    lines: int


class MathPlaceholder(NamedTuple):
    place: Place
    text: str
    display: bool


class FigurePlaceholder(NamedTuple):
    place: Place
    text: str
    block: bool
    caption: str
    """The caption as HTML, with placeholders of its own for the formulas in it."""


class BrokenPlaceholder(NamedTuple):
    place: Place
    text: str
    message: str


Placeholder = MathPlaceholder | FigurePlaceholder | BrokenPlaceholder
_KINDS: dict[str, type[Placeholder]] = {
    "math": MathPlaceholder,
    "figure": FigurePlaceholder,
    "broken": BrokenPlaceholder,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def encode(item: Placeholder) -> str:
    """The element that stands for ``item``."""
    data = json.dumps([_NAMES[type(item)], *item], ensure_ascii=False)
    # JSON is full of double quotes: single ones around it leave them as they are.
    value = html.escape(data, quote=False).replace("'", "&#x27;")
    return f"<span {_ATTRIBUTE}='{value}'></span>"


def stands_in(text: str) -> bool:
    """Whether there is a placeholder in the text."""
    return _ATTRIBUTE in text


def replace(text: str, fill: Callable[[Placeholder, str], str]) -> str:
    """``text`` with every placeholder, and the punctuation behind it, replaced by ``fill``."""
    if not stands_in(text):
        return text
    return _ELEMENT.sub(lambda found: fill(_decode(found[1]), found[2]), text)


def find(text: str) -> list[Placeholder]:
    """All placeholders of ``text`` in order, those in captions behind their figure."""
    found: list[Placeholder] = []
    if not stands_in(text):
        return found
    for data, _ in _ELEMENT.findall(text):
        item = _decode(data)
        found.append(item)
        if isinstance(item, FigurePlaceholder):
            found.extend(find(item.caption))
    return found


@lru_cache(maxsize=1024)  # each is read by turns to want, to fill, and to summarise
def _decode(data: str) -> Placeholder:
    kind, place, *fields = json.loads(html.unescape(data))
    return _KINDS[kind](Place(*place), *fields)
