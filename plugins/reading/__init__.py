"""What a theme wants of a text: filters for templates, over HTML that has all figures and formulas.

``contents`` lists its sections, ``excerpt`` makes it fit to stand among others in a list, and
``boxed`` gives what may be wider than the page a box to scroll in.
"""

from __future__ import annotations

import re
from typing import Any

from markdown.extensions.toc import nest_toc_tokens
from pelican import Pelican, signals

_HEADING = re.compile(r'<h([23])\b[^>]*? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_NOTE = re.compile(r'<sup id="fnref.*?</sup>', re.DOTALL)
_NO_TITLE = re.compile(rf'{_NOTE.pattern}|</?a\b[^>]*>|(?<=\S) id="[^"]*"', re.DOTALL)
_ANCHOR = re.compile(r'(<(?:h[1-6]|sup)\b[^>]*?) id="[^"]*"')
_LOCAL = re.compile(r'href="#([^"]*)"')


def contents(html: str, least: int = 4) -> list[Any]:
    """The sections of a text, and theirs as ``children``, with ``id`` and ``name``.

    A text that has less than ``least`` of them, or a table of contents of its own, needs none.
    """
    found = _HEADING.findall(html)
    if len(found) < least or 'class="toc"' in html:
        return []
    return nest_toc_tokens(
        [
            {"level": int(level), "id": anchor, "name": _NO_TITLE.sub("", title)}
            for level, anchor, title in found
        ]
    )


def excerpt(html: str, url: str) -> str:
    """A summary without the ids that others may have too; its notes are read in the whole text."""
    text = _ANCHOR.sub(r"\1", html)

    def lead(link: re.Match[str]) -> str:
        return link[0] if f'id="{link[1]}"' in text else f'href="{url}#{link[1]}"'

    return _LOCAL.sub(lead, text)


def boxed(html: str) -> str:
    """A text whose tables and code scroll in boxes of their own, which the keyboard can reach."""
    html = re.sub(r"<pre(?=[\s>])", '<pre tabindex="0"', html)
    html = re.sub(r"<table(?=[\s>])", '<div class="table" tabindex="0"><table', html)
    return html.replace("</table>", "</table></div>")


def _offer(pelican: Pelican) -> None:
    filters = {"contents": contents, "excerpt": excerpt, "boxed": boxed}
    pelican.settings["JINJA_FILTERS"] = {**pelican.settings["JINJA_FILTERS"], **filters}


def register() -> None:
    """Pelican calls this when it loads the plugin."""
    signals.initialized.connect(_offer)
