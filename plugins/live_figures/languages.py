"""What languages are called, by one rule, and how each writes numbers."""

from __future__ import annotations

import re

_MINUS = "\u2212"
_SCIENTIFIC = re.compile(r"(.*)e([+-]\d+)(.*)", re.DOTALL)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Before the decimals, and between groups of three digits: those of Unicode's CLDR.
_DOTTED, _NARROW = (",", "."), (",", "\u202f")
_SIGNS = {
    **dict.fromkeys(("de", "es", "it", "nl", "pt"), _DOTTED),
    **dict.fromkeys(("fr", "pl", "ru", "uk"), _NARROW),
}


def language(tag: str) -> str:
    """The primary language of a tag: ``zh`` of ``zh``, ``zh-Hans``, ``zh_CN`` and ``ZH``."""
    return tag.replace("_", "-").partition("-")[0].lower()


def same(one: str, other: str) -> bool:
    """Whether two tags mean the same: case and underscores do not count."""
    return one.replace("_", "-").lower() == other.replace("_", "-").lower()


def localised(text: str, lang: str) -> str:
    """A formatted number with the signs that the language uses: ``1,5×10⁻³`` in German."""
    if found := _SCIENTIFIC.fullmatch(text):
        mantissa, exponent, rest = found.groups()
        power = str(int(exponent)).translate(_SUPERSCRIPTS)
        return f"{localised(mantissa, lang)}×10{power}{rest}"
    decimal, group = _SIGNS.get(language(lang), (".", ","))
    return text.translate(str.maketrans(".,-", f"{decimal}{group}{_MINUS}"))
