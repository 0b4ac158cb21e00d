"""What was begun and never ended."""

from __future__ import annotations

from collections.abc import Iterator

from ..post import Post
from ..results.job import Request
from ..text.placeholder import Placeholder
from .page import Page
from .site import Site


def asks(item: Placeholder, post: Post, site: Site) -> Iterator[Request]:
    yield from ()


def html(item: Placeholder, page: Page) -> str:
    return page.problem(item, item.note)
