"""Cuts HTML at its ``<!-- more -->``, wherever that stands, into a summary that is whole."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MORE = re.compile(r"<!--+\s*more\s*--+>\n*", re.IGNORECASE)
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"}


def split_at_more(html: str) -> tuple[str | None, str]:
    """The summary (None if the author asks for none), and the whole text without the mark."""
    match = _MORE.search(html)
    if match is None:
        return None, html
    before = html[: match.start()].rstrip()
    return before + _closing_tags(before), html[: match.start()] + html[match.end() :]


def _closing_tags(html: str) -> str:
    """The end tags that a text cut off in the middle still owes."""
    parser = _OpenElements()
    parser.feed(html)
    return "".join(f"</{tag}>" for tag in reversed(parser.open))


class _OpenElements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:  # an element that HTML lets stay open, such as <li>
                pass
