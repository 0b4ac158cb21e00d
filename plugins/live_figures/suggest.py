"""Did you mean…? For names that are almost right."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that is closest, or ``""`` if none is as close as ``cutoff`` (0 to 1)."""
    from difflib import get_close_matches  # only errors need it

    return next(iter(get_close_matches(word, list(known), 1, cutoff)), "")
