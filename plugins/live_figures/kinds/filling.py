"""Fill the placeholders of posts: each by the file of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from types import ModuleType
from typing import NamedTuple

from ..post import BODY, Post
from ..results.job import Request
from ..text.placeholder import Placeholder, find, replace, stands_in
from . import broken, directive, formula, inline, reference, row
from .page import Page, Picture
from .results import KINDS as RESULT_KINDS
from .site import Site

KINDS: Mapping[str, ModuleType] = {
    "broken": broken,
    "directive": directive,
    "formula": formula,
    "reference": reference,
    "row": row,
}


class Filled(NamedTuple):
    """The texts of a post, by field, and the first figure of its body that has a PNG."""

    texts: dict[str, str]
    first_figure: Picture | None


def asks(post: Post, site: Site) -> Iterator[Request]:
    """All that a post wants computed."""
    for text in post.texts.values():
        for item in find(text):
            yield from KINDS[item.kind].asks(item, post, site)


def fill(posts: list[Post], site: Site) -> list[Filled]:
    """The posts' texts, filled: all first, and then what refers from one to another."""
    pages = [{field: Page(site, post, field, _fill) for field in post.texts} for post in posts]
    for each in pages:
        formula.render_all(list(each.values()))
    filled = [
        {field: page.fill(page.post.texts[field]) for field, page in each.items()} for each in pages
    ]
    return [
        Filled(
            {field: _resolved(text, each[field]) for field, text in texts.items()},
            each[BODY].first_figure if BODY in each else None,
        )
        for each, texts in zip(pages, filled, strict=True)
    ]


def for_readers(html: str) -> str:
    """HTML of a page with what feed readers can show."""
    html = formula.feed(html)
    for kind in RESULT_KINDS.values():
        html = kind.feed(html)
    return html


def _fill(page: Page, html: str) -> str:
    return replace(html, partial(_element, page), partial(_word, page))


def _element(page: Page, item: Placeholder, punctuation: str) -> str:
    if item.kind == "formula":
        return formula.html(page.formulas[item], punctuation, block=item.block)
    html: str = KINDS[item.kind].html(item, page)
    return html + punctuation


def _word(page: Page, item: Placeholder) -> str:
    return escape(inline.shown_value(item.text, item, 0, page))


def _resolved(text: str, page: Page) -> str:
    if not stands_in(text):
        return text
    return replace(text, lambda item, rest: reference.resolve(item, page) + rest, lambda item: "")
