"""References: a link without a text has that of what it leads to, ``Figure 1``.

Numbers are known when all posts have been filled: until then the placeholder stays.
"""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote

from ..post import SUMMARY
from ..suggest import did_you_mean
from ..text.placeholder import Placeholder, encode
from .page import Page
from .site import Anchor

_LINK = re.compile(r"\[\]\((?:[{|]filename[}|]([^#]*))?#(.+)\)", re.DOTALL)


def html(item: Placeholder, page: Page) -> str:
    return encode(item)


def resolve(item: Placeholder, page: Page) -> str:
    """The link, now that all that is numbered is known."""
    found = _LINK.fullmatch(item.text)
    assert found, item.text
    file, name = found[1], unquote(found[2])
    path = _file(file, page) if file else page.post.path
    anchors = page.site.anchors.get(path, {})
    if name not in anchors:
        return page.problem(item, _unknown(name, path, page))
    anchor = anchors[name]
    if page.field == SUMMARY and not file:  # it is shown in other pages
        file = quote(path.name)
    address = f"{{filename}}{file}#{anchor.id}" if file else f"#{anchor.id}"
    return f'<a class="live-reference" href="{escape(address)}">{_text(anchor, page)}</a>'


def _file(file: str, page: Page) -> Path:
    """The source file that ``{filename}…`` names, as Pelican reads it."""
    folder = page.site.content if file.startswith("/") else page.post.path.parent
    return (folder / unquote(file).lstrip("/")).resolve()


def _text(anchor: Anchor, page: Page) -> str:
    if anchor.kind == "equation":
        return f"({escape(anchor.number)})"
    return escape(page.label(anchor.kind, anchor.number))


def _unknown(name: str, path: Path, page: Page) -> str:
    if not path.exists():
        return f"there is no file {os.path.relpath(path)} for the reference to {name}"
    here, sites = path == page.post.path, page.site.anchors
    where = "this post" if here else os.path.relpath(path)
    message = f"nothing with a number has the id {name} in {where}"
    others = [other for other, anchors in sites.items() if name in anchors]
    if others:
        link = os.path.relpath(others[0], page.post.path.parent)
        return f"{message}; write []({{filename}}{link}#{name}) for the one in {link}"
    return message + did_you_mean(name, sites.get(path, {}))
