"""The font of the formulas, cut down to the characters of a site."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2FlavorData

SOURCE = Path(__file__).with_name("stix-two-math.woff2")

# Browsers draw the single letter of an <mi> as its italic twin, which has a code point of its own:
# Latin, h (Planck's constant, which Unicode had before), and Greek.
_ITALICS = (*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C))
_TWINS = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in _ITALICS}
# They choose between the two forms of some signs.
_SELECTORS = "\ufe00\ufe01"


def subset(characters: str) -> bytes:
    """The font with all that ``characters`` need, larger sizes included, as WOFF2.

    Characters that it does not have are left to other fonts. The same characters give the same
    bytes, with the same versions of fontTools and brotli.
    """
    font = TTFont(SOURCE, recalcTimestamp=False)
    twins = "".join(_TWINS.get(each, "") for each in characters)
    options = Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=characters + twins + _SELECTORS)
    subsetter.subset(font)
    # The source's own are not, which makes it larger, and read in a fifth of the time.
    font.flavorData = WOFF2FlavorData(transformedTables={"glyf", "loca"})
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
