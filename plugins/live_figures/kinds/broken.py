"""What was begun and never ended."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from html import escape

from ..post import Post
from ..results.job import Request
from ..text.placeholder import Placeholder
from . import formula
from .page import Page
from .site import Site

log = logging.getLogger(__name__)


def asks(item: Placeholder, post: Post, site: Site) -> Iterator[Request]:
    yield from ()


def html(item: Placeholder, page: Page) -> str:
    rule = formula.policy(page)
    if not item.note.startswith("math:") or rule not in ("source", "off"):
        return page.problem(item, item.note)
    if rule == "source":
        log.warning("%s:%s:%s: %s", *page.locate(item), item.note)
    return escape(item.text, quote=False)
