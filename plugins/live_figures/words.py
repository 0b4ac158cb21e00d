"""Languages: one rule for language tags, and the words that readers see, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


def language(tag: str) -> str:
    """The primary language of a tag: ``zh`` of ``zh``, ``zh-Hans``, ``zh_CN`` and ``ZH``."""
    return tag.replace("_", "-").partition("-")[0].lower()


def same(one: str, other: str) -> bool:
    """Whether two tags mean the same: case and underscores do not count."""
    return one.replace("_", "-").lower() == other.replace("_", "-").lower()


class Words(NamedTuple):
    """What a language calls the things that are numbered, and how it writes numbers."""

    figure: str
    table: str
    decimal: str = "."
    group: str = ","


_THIN = "\u202f"
_NARROW = {"decimal": ",", "group": _THIN}
_DOTTED = {"decimal": ",", "group": "."}
_ENGLISH = Words("Figure", "Table")
# The languages that blogs of the field are written in; the signs are those of Unicode's CLDR.
_WORDS: Mapping[str, Words] = {
    "en": _ENGLISH,
    "zh": Words("图", "表"),
    "ja": Words("図", "表"),
    "ko": Words("그림", "표"),
    "de": Words("Abbildung", "Tabelle", **_DOTTED),
    "es": Words("Figura", "Tabla", **_DOTTED),
    "fr": Words("Figure", "Tableau", **_NARROW),
    "it": Words("Figura", "Tabella", **_DOTTED),
    "pt": Words("Figura", "Tabela", **_DOTTED),
    "ru": Words("Рис.", "Таблица", **_NARROW),
    "uk": Words("Рис.", "Таблиця", **_NARROW),
    "pl": Words("Rysunek", "Tabela", **_NARROW),
    "nl": Words("Figuur", "Tabel", **_DOTTED),
}


def words(tag: str) -> Words:
    """The words of a language; those of English for a language that is not here."""
    return _WORDS.get(language(tag), _ENGLISH)
