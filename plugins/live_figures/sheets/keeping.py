"""The site's font in the store: made again only when the formulas have other characters."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from ..results.store import Store, StoreError, make_entry
from ..results.trace import Checker, Input, Kind, dumps

log = logging.getLogger(__name__)

KEY = "math-font"
"""There is one: a site has one set of characters at a time."""

_INPUTS: tuple[tuple[Kind, str], ...] = (
    ("file", "plugin:sheets/font.py"),
    ("file", "plugin:sheets/stix-two-math.woff2"),
    ("distribution", "fonttools"),
    ("distribution", "brotli"),
)


def kept_subset(characters: Iterable[str], store: Store, checker: Checker) -> bytes:
    """``font.subset`` of the characters, from the store if that is proven."""
    text = wanted(characters)
    content = _find(text, store, checker)
    if content is None:
        from .font import subset  # not for a build that needs no new font

        content = subset(text)
        _keep(text, content, store, checker)
    return content


def wanted(characters: Iterable[str]) -> str:
    """Those of the characters that the font may have, in order: Han, for one, it has not."""
    return "".join(sorted(each for each in characters if not "\u2e80" <= each <= "\uffff"))


def _find(text: str, store: Store, checker: Checker) -> bytes | None:
    entry = store.get(KEY)
    if entry is None or entry.about["characters"] != text or not checker.holds(entry.trace):
        return None
    return store.read(KEY, "woff2", entry)


def _keep(text: str, content: bytes, store: Store, checker: Checker) -> None:
    trace = dumps(tuple(Input(kind, name, checker.digest(kind, name)) for kind, name in _INPUTS))
    files = {"woff2": content}
    try:
        store.put(KEY, make_entry({"characters": text}, files, trace), files)
    except StoreError as error:
        log.warning("Live figures: %s", error)
