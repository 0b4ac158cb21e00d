"""Directives that readers would see as the author wrote them, since nothing has read them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape

from . import grammar

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-z][\w-]*+)[^<>]*+>", re.DOTALL | re.IGNORECASE)
# Links too: in a table of contents, code is plain text.
_OF_CODE = {
    *("pre", "code", "tt", "kbd", "samp", "a"),
    *("script", "style", "textarea", "svg", "math"),
}


def shown(html: str, names: Collection[str]) -> Iterator[str]:
    """The directives that stand in the text of HTML, but for its code."""
    if "<<" in html or "&lt;&lt;" in html:
        text = unescape("".join(_texts(html)))
        for begins, ends in grammar.directives(text, names):
            yield text[begins:ends]


def _texts(html: str) -> Iterator[str]:
    """What stands between tags, and within no element of code."""
    element, at = "", 0
    for tag in _TAG.finditer(html):
        closes, name = bool(tag[1]), (tag[2] or "").lower()
        if not element:
            yield html[at : tag.start()]
            element = name if name in _OF_CODE and not closes else ""
        elif closes and name == element:
            element = ""
        at = tag.end()
    if not element:
        yield html[at:]
