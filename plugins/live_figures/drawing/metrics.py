"""How large text is, in points: looked up once in a process and in those that it forks.

matplotlib asks a dozen times for every text. It lets a FontProperties change: give copies.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Literal

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import TextToPath

from .style import FONT_FILE

Math = bool | Literal["TeX"]

_SIZE = TextToPath.FONT_SCALE  # large, since what is measured is rounded
_text_to_path = TextToPath()


@cache
def extent(text: str, font: FontProperties, math: Math) -> tuple[float, float, float]:
    """Width, height and descent of one line of text."""
    ours, characters = _ours()
    if math or findfont(font) != str(FONT_FILE) or not characters.issuperset(map(ord, text)):
        return _text_to_path.get_text_width_height_descent(text, font, math)
    ours.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    scale = font.get_size_in_points() / _SIZE / 64
    width, height = ours.get_width_height()
    return width * scale, height * scale, ours.get_descent() * scale


@cache
def _ours() -> tuple[FT2Font, frozenset[int]]:
    """Our font and its characters, held in memory.

    matplotlib opens its fonts again in each fork, which must not share their files' positions.
    """
    font = FT2Font(io.BytesIO(FONT_FILE.read_bytes()))
    font.set_size(_SIZE, 72)
    return font, frozenset(font.get_charmap())


@cache
def line(font: FontProperties) -> tuple[float, float, float] | tuple[None, None, None]:
    """Ascent, descent and gap of any line, as the font's designer set them, if it says so."""
    tables = get_font(findfont(font))
    head, typographic = tables.get_sfnt_table("head"), tables.get_sfnt_table("OS/2")
    if head is None or typographic is None:
        return None, None, None
    scale = font.get_size_in_points() / head["unitsPerEm"]
    return (
        typographic["sTypoAscender"] * scale,
        -typographic["sTypoDescender"] * scale,
        typographic["sTypoLineGap"] * scale,
    )
