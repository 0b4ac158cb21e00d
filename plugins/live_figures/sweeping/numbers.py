"""How numbers stand in an SVG, and in which order frames are told."""

from __future__ import annotations

import re

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def hundredths(number: str) -> int:
    return round(float(number) * 100)


def short(number: float) -> str:
    """With two decimals at most, as drawing/svg.py writes them."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def told_order(count: int, first: int) -> list[int]:
    """The first frame, those after it, and those before it, nearest first."""
    return [first, *range(first + 1, count), *range(first - 1, -1, -1)]
