"""Mends Pelican's feeds: valid ids, languages, and content that reads well away from its page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urljoin

from pelican import signals

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<link\b[^>]*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"""<(?:a|audio|iframe|img|source|video)\b(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ADDRESS = re.compile(r"""(?<=\s)(href|src|poster)=(["'])(.*?)\2""", re.DOTALL)
_ALLOWED = "%/:?#[]@!$&'()*+,;=~"  # in addresses, besides letters and digits


def mend(context: dict[str, Any], feed: Any) -> None:
    """Mend a feed that Pelican is about to write."""
    langs = _languages(context)
    feed.feed["id"] = feed.feed["feed_url"]  # Pelican gives the same to all
    for item in feed.items:
        item["unique_id_is_permalink"] = False  # it is a "tag:" and leads nowhere
        item["author_name"] = item["author_name"] or feed.feed["title"]
        item["lang"] = langs.get(unquote(item["link"]).removeprefix(f"{context['SITEURL']}/"))
        for name in ("content", "description"):
            if item.get(name):
                item[name] = for_readers(item[name], item["link"])
    _speak(feed)


def _languages(context: dict[str, Any]) -> dict[str, str]:
    """The languages of all articles, by their addresses."""
    originals = context["articles"]
    return {
        article.url: article.lang
        for original in originals
        for article in (original, *original.translations)
    }


def _speak(feed: Any) -> None:
    """Say which language a feed is in; where they are mixed, Atom can say it of each entry."""
    spoken = {item["lang"] for item in feed.items}
    if len(spoken) == 1:
        feed.feed["language"] = spoken.pop()
    elif "atom" in feed.content_type:
        feed.item_attributes = lambda item: {"xml:lang": item["lang"]} if item["lang"] else {}


def for_readers(html: str, link: str) -> str:
    """The HTML of the article at ``link``, without what readers drop, and with whole addresses."""
    return _TAG.sub(lambda tag: _with_whole_addresses(tag[0], link), _UNSEEN.sub("", html))


def _with_whole_addresses(tag: str, link: str) -> str:
    """``tag`` with addresses that lead from anywhere to where they lead from the article."""

    def whole(address: re.Match[str]) -> str:
        name, mark, value = address.groups()
        return f"{name}={mark}{quote(urljoin(link, value), safe=_ALLOWED)}{mark}"

    return _ADDRESS.sub(whole, tag)


def register() -> None:
    """Pelican calls this when it loads the plugin."""
    signals.feed_generated.connect(mend)
