"""How large text is, in points: looked up once in a process and in those that it forks.

matplotlib asks a dozen times for every text. Its fonts may change under their name: give copies.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextToPath

Math = bool | Literal["TeX"]

_text_to_path = TextToPath()


@cache
def extent(text: str, font: FontProperties, math: Math) -> tuple[float, float, float]:
    """Width, height and descent of one line of text."""
    return _text_to_path.get_text_width_height_descent(text, font, math)


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
