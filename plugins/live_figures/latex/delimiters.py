r"""Delimiters of a size of their own, ``\big(`` to ``\Bigg(``, around the axis of the formula."""

from __future__ import annotations

import re

_SIZED = re.compile(r'<mo[^>]* minsize="([\d.]+)em" maxsize="\1em"[^>]*>[^<]*</mo>')
_AXIS = 0.258  # em above the baseline, in the font of the formulas


def centred(mathml: str) -> str:
    """Put each beside a strut of its own height, to which it stretches.

    Without one, WebKit enlarges what it would have stretched to, up to the top of a letter, by
    growing upwards alone; and Chromium hangs up the first that has a script too low.
    """
    return _SIZED.sub(_beside_strut, mathml) if "minsize" in mathml else mathml


def _beside_strut(found: re.Match[str]) -> str:
    half = float(found[1]) / 2
    strut = f'<mspace height="{half + _AXIS:.3g}em" depth="{half - _AXIS:.3g}em"/>'
    return f"<mrow>{found[0]}{strut}</mrow>"
