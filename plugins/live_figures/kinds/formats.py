"""Python's formats, as far as they are exact and mean the same on all machines."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Context, Decimal

_WIDE = re.compile(r"[1-9]\d\d")
_OF_FLOATS = re.compile(r"(?P<before>.*?)(?:\.(?P<places>\d+))?(?P<kind>[eEfFgG%])", re.DOTALL)
_PLACES = 6  # where a format has none
_DIGITS = 15
"""A float tells as many apart."""


def formatted(value: int | float | str, spec: str) -> str:
    """The value in a format such as ``.2f``. Raises ValueError."""
    if _WIDE.search(spec):
        raise ValueError("a width or places of more than two digits")
    if not isinstance(value, str) and spec.endswith(("n", "c")):
        wrong = {"n": "n depends on the machine; for groups write ,", "c": "c makes a character"}
        raise ValueError(wrong[spec[-1]])
    if isinstance(value, int) and not _is_float(value) and (found := _OF_FLOATS.fullmatch(spec)):
        return _exactly(value, found["before"], int(found["places"] or _PLACES), found["kind"])
    return format(value, spec)


def _is_float(value: int) -> bool:
    """Whether a float has this value: Python makes one of it to format it."""
    with suppress(OverflowError):
        return float(value) == value
    return False


def _exactly(value: int, before: str, places: int, kind: str) -> str:
    """A whole number that no float has, in a format for floats."""
    if kind not in "gG":
        return format(Decimal(value), f"{before}.{places}{kind}")
    rounded = float(Context(prec=max(places, 1)).create_decimal(value))
    if places > _DIGITS or rounded in (float("inf"), float("-inf")):
        raise ValueError("more digits than a float has; write f or e")
    return format(rounded, f"{before}.{places}{kind}")
