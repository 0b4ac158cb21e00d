"""Colours of formulas that can be read on dark pages too: the darkest are lighter there."""

from __future__ import annotations

import re
from functools import lru_cache

_COLOUR = re.compile(r'(?<=style=")color:#([0-9A-F]{6});(?=")')
# Contrast 4.5 against a ground of luminance 0.01 (WCAG 2).
_BRIGHT = 4.5 * (0.01 + 0.05) - 0.05
_STEPS = 32


def with_dark(mathml: str) -> str:
    """Give each colour that is too dark for a dark page another one, for there alone."""
    return _COLOUR.sub(_both, mathml) if 'style="color:#' in mathml else mathml


@lru_cache
def _lighter(digits: str) -> str:
    """A colour with as much white in it as it needs."""
    parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    mixed = ([part + (255 - part) * n // _STEPS for part in parts] for n in range(_STEPS + 1))
    bright = next(each for each in mixed if _luminance(each) >= _BRIGHT)
    return "".join(f"{part:02X}" for part in bright)


def _both(found: re.Match[str]) -> str:
    # Browsers that know no light-dark() keep the first.
    lighter = _lighter(found[1])
    is_bright = lighter == found[1]
    return found[0] if is_bright else f"{found[0]}color:light-dark(#{found[1]},#{lighter});"


def _luminance(parts: list[int]) -> float:
    linear = [
        part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
