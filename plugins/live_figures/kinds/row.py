"""Rows: figures side by side; sweeps that have the same values share one set of controls."""

from __future__ import annotations

from collections.abc import Iterator

from ..post import Post
from ..results.job import Request
from ..text.placeholder import Placeholder
from .page import Page
from .site import Site
from .sweep import share_controls


def asks(item: Placeholder, post: Post, site: Site) -> Iterator[Request]:
    """Nothing itself: what stands in it asks."""
    return iter(())


def html(item: Placeholder, page: Page) -> str:
    return f'<div class="live-row">{share_controls(page.fill(item.note))}</div>\n'
