"""Pelican's contents as posts, and filled posts back into contents."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from ..kinds.filling import Filled
from ..post import BODY, Post
from ..text.placeholder import stands_in
from ..text.plain import mark


def post_of(content: Any, words: Collection[str]) -> Post:
    """What the plugin needs to know of a content; ``words`` are the names of values."""
    texts = {BODY: content._content, **content.metadata}
    texts = {name: text for name, text in texts.items() if isinstance(text, str)}
    marked = {name: mark(text, words) if "<<" in text else text for name, text in texts.items()}
    return Post(
        path=Path(content.source_path).resolve(),
        lang=content.lang,
        slug=content.slug,
        texts={name: text for name, text in marked.items() if stands_in(text)},
        formulas=_formulas(content.metadata.get("formulas")),
    )


def _formulas(value: object) -> str:
    """YAML reads ``off`` as false."""
    return "off" if value is False else str(value or "").strip().lower()


def put(filled: Filled, content: Any) -> None:
    """Give a content its texts with all in its place."""
    content.first_figure = filled.first_figure
    for name, text in filled.texts.items():
        if name == BODY:
            content._content = text
            continue
        content.metadata[name] = text
        if name == "summary":
            # Pelican resolves the links of a summary once, for the site's root: it would be
            # wrong in a page further down.
            content.get_summary = lambda siteurl, text=text: content._update_content(text, siteurl)
        else:
            setattr(content, name, text)
