"""Feeds as their readers can show them, and as the standards want them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urljoin

from .build import FOLDER
from .latex.linear import linear

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<link\b[^>]*>", re.DOTALL | re.IGNORECASE)
_BLOCK = r"(?:p|li|dd|td|div|blockquote|figcaption)"
_DISPLAY = re.compile(
    rf'(<{_BLOCK}\b[^>]*>\s*)?<span class="math-display">(<math\b.*?</math>)</span>'
    rf"([^\s<]*)(\s*</{_BLOCK}>)?",
    re.DOTALL,
)
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_FIGURE = re.compile(rf'(<img[^>]* src="[^"]*{FOLDER}/[^"/]+)\.svg"')
_TAG = re.compile(r"""<(?:a|audio|iframe|img|source|video)\b(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ADDRESS = re.compile(r"""(?<=\s)(href|src|poster)=(["'])(.*?)\2""", re.DOTALL)
_ALLOWED = "%/:?#[]@!$&'()*+,;=~"  # in addresses, besides letters and digits
_INDENT = "\u2003\u2003"


def prepare(feed: Any, site: str, langs: Mapping[str, str]) -> None:
    """Mend a feed of Pelican's; ``langs`` tells the languages of articles by their addresses."""
    feed.feed["id"] = feed.feed["feed_url"]  # Pelican gives the same to all
    for item in feed.items:
        item["unique_id_is_permalink"] = False  # it is a "tag:" and leads nowhere
        item["author_name"] = item["author_name"] or feed.feed["title"]
        item["lang"] = langs.get(unquote(item["link"]).removeprefix(f"{site}/"))
        for name in ("content", "description"):
            if item.get(name):
                item[name] = for_readers(item[name], item["link"])
    spoken = {item["lang"] for item in feed.items}
    if len(spoken) == 1:
        feed.feed["language"] = spoken.pop()
    elif "atom" in feed.content_type:
        feed.item_attributes = lambda item: {"xml:lang": item["lang"]} if item["lang"] else {}


def for_readers(html: str, link: str) -> str:
    """The HTML of the article at ``link``, without what feed readers drop or cannot show."""
    html = _UNSEEN.sub("", html)
    html = _DISPLAY.sub(_on_lines_of_its_own, html)
    html = _FORMULA.sub(lambda formula: linear(formula[0]), html)
    html = _FIGURE.sub(r'\1.png"', html)  # readers rarely show SVG
    return _TAG.sub(lambda tag: _with_whole_addresses(tag[0], link), html)


def _on_lines_of_its_own(formula: re.Match[str]) -> str:
    """A display formula, which may stand within a paragraph."""
    before, mathml, punctuation, behind = formula.groups()
    lines = linear(mathml).replace("<br>", f"<br>{_INDENT}")
    return f"{before or '<br>'}{_INDENT}{lines}{punctuation}{behind or '<br>'}"


def _with_whole_addresses(tag: str, link: str) -> str:
    """``tag`` with addresses that lead from anywhere to where they lead from the article."""

    def whole(address: re.Match[str]) -> str:
        name, mark, value = address.groups()
        return f"{name}={mark}{quote(urljoin(link, value), safe=_ALLOWED)}{mark}"

    return _ADDRESS.sub(whole, tag)
