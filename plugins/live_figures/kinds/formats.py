"""Python's formats, as far as they are exact and mean the same on all machines."""

from __future__ import annotations

import re
from decimal import Decimal

_MOST_DIGITS = re.compile(r"\d{3}")
_EXACT = 2**53
"""Up to here a float has each whole number."""


def formatted(value: int | float | str, spec: str) -> str:
    """The value in a format such as ``.2f``. Raises ValueError."""
    if _MOST_DIGITS.search(spec):
        raise ValueError("a width or places of more than two digits")
    if not isinstance(value, str) and spec.endswith(("n", "c")):
        wrong = {"n": "n depends on the machine; for groups write ,", "c": "c makes a character"}
        raise ValueError(wrong[spec[-1]])
    if isinstance(value, int) and abs(value) > _EXACT and spec.endswith(tuple("eEfFgG%")):
        return format(Decimal(value), spec)  # Python would make a float of it
    return format(value, spec)
