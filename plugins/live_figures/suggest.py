"""Did you mean…? For names that are almost right."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that is closest, or ``""`` if none is as close as ``cutoff`` (0 to 1)."""
    return _nearest(word, tuple(known), cutoff)


@lru_cache  # the same mistake may be made a thousand times
def _nearest(word: str, known: tuple[str, ...], cutoff: float) -> str:
    from difflib import get_close_matches  # only errors need it

    words = {name: name for name in known}
    lower = {name.lower(): name for name in words}
    for written, names in ((word, words), (word.lower(), lower)):
        if close := get_close_matches(written, names, 1, cutoff):
            return names[close[0]]
    return ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word as the end of a message; nothing if none is near."""
    close = nearest(word, known)
    return f"; did you mean {close}?" if close else ""
