"""Fill the placeholders of posts: each by the file of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from html import escape
from typing import NamedTuple

from ..post import BODY, Post
from ..results.job import Request
from ..text.placeholder import Placeholder, find, replace, stands_in
from . import broken, directive, formula, inline, reference, row
from .page import Page
from .results import KINDS
from .site import Site

_ASKS: Mapping[str, Callable[[Placeholder, Post, Site], Iterator[Request]]] = {
    "directive": directive.asks,
    "formula": formula.asks,
}
_HTML: Mapping[str, Callable[[Placeholder, Page], str]] = {
    "broken": broken.html,
    "directive": directive.html,
    "reference": reference.html,
    "row": row.html,
}

Pages = dict[str, Page]
"""Of the texts of a post, by field."""


class Asked(NamedTuple):
    """What a post wants computed, and what in it says so: an item of a field."""

    request: Request
    item: Placeholder
    field: str


def asks(post: Post, site: Site) -> Iterator[Asked]:
    """All that a post wants computed."""
    for field, text in post.texts.items():
        for item in find(text):
            if ask := _ASKS.get(item.kind):
                yield from (Asked(request, item, field) for request in ask(item, post, site))


def begin(post: Post, site: Site) -> Pages:
    """The texts of a post with their formulas rendered; values in these have to be known."""
    pages = {field: Page(site, post, field, _fill) for field in post.texts}
    formula.render_all(list(pages.values()))
    return pages


def can_begin(post: Post, site: Site) -> bool:
    """Whether the formulas of a post want nothing computed."""
    items = (item for text in post.texts.values() for item in find(text))
    wanted = (formula.asks(item, post, site) for item in items if item.kind == "formula")
    return not any(any(True for _ in requests) for requests in wanted)


def fill(posts: Iterable[Post], site: Site, begun: dict[Post, Pages]) -> Iterator[Post]:
    """Fill the texts of posts; each comes out when it is whole, those that refer to others last.

    Pages, which hold all of their formulas, are kept for no longer.
    """
    referring = []
    for post in posts:
        pages = begun.pop(post, None) or begin(post, site)
        for field, page in pages.items():
            post.texts[field] = page.fill(post.texts[field])
        if BODY in pages:
            post.first_figure = pages[BODY].first_figure
        if any(map(stands_in, post.texts.values())):
            referring.append(post)
        else:
            yield post
    for post in referring:
        for field, text in post.texts.items():
            post.texts[field] = _resolved(text, Page(site, post, field, _fill))
        yield post


def for_readers(html: str) -> str:
    """HTML of a page with what feed readers can show."""
    html = formula.feed(html)
    for kind in KINDS.values():
        html = kind.feed(html)
    return html


def _fill(page: Page, html: str) -> str:
    return replace(html, partial(_element, page), partial(_word, page))


def _element(page: Page, item: Placeholder, punctuation: str) -> str:
    if item.kind == "formula":
        return formula.html(page.formulas[item], punctuation, block=item.block)
    return _HTML[item.kind](item, page) + punctuation


def _word(page: Page, item: Placeholder) -> str:
    return escape(inline.shown_value(item.text, item, 0, page))


def _resolved(text: str, page: Page) -> str:
    return replace(text, lambda item, rest: reference.resolve(item, page) + rest, lambda item: "")
