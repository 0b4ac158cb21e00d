"""Integrals with a lower limit alone, for the style sheet to close the gap behind them."""

from __future__ import annotations

import re

_LOWER = re.compile("<msub>(?=<mo[^>]*>[∫∬∭⨌∮∯∰]</mo>)")


def with_lower(mathml: str) -> str:
    """Name those integrals.

    The sign of a displayed one leans over its lower limit, and Chromium and Firefox take the limit
    to begin where the sign ends.
    """
    return _LOWER.sub('<msub class="math-lower">', mathml) if "<msub><mo" in mathml else mathml
