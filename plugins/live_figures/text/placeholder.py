"""What Markdown leaves where something live belongs, until the whole site has been read.

A placeholder is an element without words that carries all there is to know about its item, so it
survives Pelican's content cache, counts no words in a summary, and cannot be cut in half. What it
carries is written in hexadecimal digits: nothing that rewrites HTML finds anything in it to
rewrite. In an attribute, and in a header field that holds plain text, it is a word of such digits.
The last of them are a sum of the others: what is torn apart, or only looks like a placeholder, is
none.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from .signs import GAP

_ATTRIBUTE = "data-live-figures"
_WORD = "live-figures:"
_SUM = 16  # digits
# With the punctuation behind it that must not begin a line.
_EITHER = re.compile(
    rf"""<span {_ATTRIBUTE}=["']([0-9a-f]+)["']>{GAP}?</span>"""
    r"""([,.;:!?)\]，。、；：！？）」』》”’]*)"""
    rf"|\[{_WORD}([0-9a-f]+)\]"
)


class Place(NamedTuple):
    """Where in the Markdown text an item stood: line and column from 1, and the text's lines.

    Markdown sees the text without its header, so line numbers are made absolute by counting from
    the end of the file (see locate.py).
    """

    line: int
    column: int
    lines: int


class Placeholder(NamedTuple):
    """What an author wrote, to be filled by the kind that is named (see kinds)."""

    kind: str
    place: Place
    text: str
    """As the author wrote it; of a formula without its delimiters."""
    block: bool = False
    """Whether it has lines of its own."""
    note: str = ""
    """A caption as HTML, or what a row holds, with placeholders of its own; what is wrong with what
    is broken; what a formula means, where its dialect writes LaTeX otherwise."""


def encode(item: Placeholder) -> str:
    """The element that stands for ``item``."""
    gap = GAP if item.kind == "directive" and not item.block else ""
    return f'<span {_ATTRIBUTE}="{_digits(item)}">{gap}</span>'


def encode_word(item: Placeholder) -> str:
    """What stands for ``item`` where no element can stand."""
    return f"[{_WORD}{_digits(item)}]"


def stands_in(text: str) -> bool:
    """Whether there is a placeholder in the text."""
    return _ATTRIBUTE in text or _WORD in text


def replace(
    text: str, fill: Callable[[Placeholder, str], str], word: Callable[[Placeholder], str]
) -> str:
    """``text`` with every placeholder replaced.

    ``fill`` gives the HTML for an element and for the punctuation behind it, ``word`` what stands
    where no element can.
    """
    if not stands_in(text):
        return text

    def filled(found: re.Match[str]) -> str:
        item = _decode(found[1] or found[3])
        if item is None:
            return found[0]
        return fill(item, found[2]) if found[1] else word(item)

    return _EITHER.sub(filled, text)


def find(text: str) -> Iterator[Placeholder]:
    """All placeholders of ``text`` in order, those in captions and rows behind their own."""
    if not stands_in(text):
        return
    for found in _EITHER.finditer(text):
        item = _decode(found[1] or found[3])
        if item is not None:
            yield item
            yield from find(item.note)


def _digits(item: Placeholder) -> str:
    content = json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass").hex()
    return content + _sum(content)


def _sum(digits: str) -> str:
    return hashlib.blake2b(digits.encode(), digest_size=_SUM // 2).hexdigest()


@lru_cache(maxsize=1024)  # each is read by turns to want, to fill, and to summarise
def _decode(digits: str) -> Placeholder | None:
    """The item, or None for digits that are not ours."""
    content = digits[:-_SUM]
    if digits[-_SUM:] != _sum(content):
        return None
    kind, place, *rest = json.loads(bytes.fromhex(content).decode("utf-8", "surrogatepass"))
    return Placeholder(kind, Place(*place), *rest)
