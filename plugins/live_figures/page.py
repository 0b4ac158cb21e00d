"""The HTML of figures and of errors in pages."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .usage import Usage

# "Figure" in the languages that blogs of the field are written in; English for all others.
_WORDS = {
    "zh": "图",
    "ja": "図",
    "ko": "그림",
    "de": "Abbildung",
    "es": "Figura",
    "fr": "Figure",
    "it": "Figura",
    "pt": "Figura",
    "ru": "Рис.",
    "uk": "Рис.",
    "pl": "Rysunek",
    "nl": "Figuur",
}


def figure(usage: Usage, image: str, number: int, caption: str, lang: str, *, anchor: bool) -> str:
    """A figure in a block of its own; ``anchor`` gives it its id, once a page."""
    word = _WORDS.get(lang.partition("-")[0].lower(), "Figure")
    attributes = f' id="{escape(usage.id)}"' if usage.id and anchor else ""
    return (
        f'<figure class="live-figure"{attributes}>{image}'
        f'<figcaption><span class="figure-number">{word} {number}</span>'
        f"{' ' + caption if caption else ''}</figcaption></figure>\n"
    )


def image(usage: Usage, url: str, about: Mapping[str, Any], *, block: bool) -> str:
    """The figure's picture; sizes in CSS pixels, scaled to the width that the author wants.

    ``about`` gives its own size and alt text (see results.job.Result).
    """
    alt = usage.alt or about["alt"]
    width, height = about["width"], about["height"]
    if usage.width:
        width, height = usage.width, round(height * usage.width / width)
    kind = "" if block else ' class="live-figure-inline"'
    return (
        f'<img{kind} src="{escape(url)}" alt="{escape(alt)}" width="{width}" height="{height}"'
        ' loading="lazy" decoding="async">'
    )


def formula(mathml: str, punctuation: str, *, block: bool) -> str:
    """A formula; wide display math scrolls in its wrapper, which Firefox needs for that.

    Inline, it is bound to the punctuation behind it: browsers would break the line between them.
    """
    if block:
        return f'<span class="math-display">{mathml}</span>{punctuation}'
    if not punctuation:
        return mathml
    return f'<span class="math-bound">{mathml}{punctuation}</span>'


def error(message: str, *, block: bool) -> str:
    """A box that says what is wrong, where the figure or formula would stand."""
    tag = "div" if block else "span"
    return f'<{tag} class="live-figure-error" role="alert">{escape(message)}</{tag}>'
