"""Pelican's contents as posts, and filled posts back into contents."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from pelican.readers import HTMLReader, MarkdownReader
from pelican.urlwrappers import URLWrapper
from pelican.utils import (
    strip_toc_elements_from_html,
    truncate_html_paragraphs,
    truncate_html_words,
)

from ..post import BODY, SUMMARY, Post
from ..text.grammar import directives
from ..text.placeholder import stands_in
from ..text.plain import mark
from ..text.unread import shown

_OTHER_READERS = ("html", "rst")
"""Of Pelican's own, as contents tell them: their texts have no directives."""


def post_of(content: Any, words: Collection[str]) -> Post:
    """What the plugin needs to know of a content; ``words`` are the names of values."""
    texts = {BODY: content._content, **content.metadata}
    is_raw = content.metadata.get("reader") in _OTHER_READERS
    texts = {name: text for name, text in texts.items() if isinstance(text, str)}
    marked = {
        name: mark(text, words) if "<<" in text and (name != BODY or not is_raw) else text
        for name, text in texts.items()
    }
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


def summarised(post: Post, content: Any) -> Post:
    """The post, with the summary that Pelican would make of it, if it has figures to be cut.

    All other summaries are the business of Pelican and of other plugins.
    """
    if BODY in post.texts and SUMMARY not in content.metadata:
        summary = _summary(post.texts[BODY], content.settings)
        if stands_in(summary):
            post.texts[SUMMARY] = summary
    return post


def put(post: Post, content: Any) -> None:
    """Give a content its texts with all in its place."""
    content.first_figure = post.first_figure
    for name, text in post.texts.items():
        if name == BODY:
            content._content = text
        elif name == SUMMARY:
            _put_summary(text, content)
        else:
            content.metadata[name] = text
            setattr(content, name, text)


def texts_of(content: Any) -> Iterator[str]:
    """The texts of a content as templates get them, but for links."""
    kept = getattr(content, "_get_content", None)  # a hook for plugins
    texts = [kept() if kept else content._content, *content.metadata.values()]
    yield from (text for text in texts if isinstance(text, str))


def unread(content: Any, names: Collection[str], reader: type | None) -> Iterator[str]:
    """The directives that a text shows, since its reader is not that of Markdown: each once."""
    text = content._content or ""
    if reader and not issubclass(reader, MarkdownReader):
        is_meant = issubclass(reader, HTMLReader) and "&lt;&lt;" in text
        yield from () if is_meant else dict.fromkeys(shown(text, names))


def in_names(content: Any, names: Collection[str]) -> Iterator[str]:
    """The directives in what its category, its authors and its tags are called."""
    for value in content.metadata.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, URLWrapper) and "<<" in each.name:
                yield from (each.name[slice(*span)] for span in directives(each.name, names))


def _put_summary(text: str, content: Any) -> None:
    """Pelican resolves the links of a summary once, for the site's root: it would be wrong below.

    What was made of the text yields to what another plugin may make of it later.
    """
    written = SUMMARY in content.metadata
    if written:
        content.metadata[SUMMARY] = content._summary = text

    def get_summary(siteurl: str) -> str:
        given = None if written else content.metadata.get(SUMMARY)
        return str(given or content._update_content(text, siteurl))

    content.get_summary = get_summary


def _summary(text: str, settings: dict[str, Any]) -> str:
    """As Pelican cuts it, while no figure can be cut."""
    if (most := settings.get("SUMMARY_MAX_PARAGRAPHS")) is not None:
        text = truncate_html_paragraphs(text, most)
    if (most := settings["SUMMARY_MAX_LENGTH"]) is not None:
        text = truncate_html_words(text, most, settings["SUMMARY_END_SUFFIX"])
    return str(strip_toc_elements_from_html(text))
