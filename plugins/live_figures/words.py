"""Languages: one rule for language tags, and the words that readers see, in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_MINUS = "\u2212"
_SCIENTIFIC = re.compile(r"(.*)e([+-]\d+)(.*)", re.DOTALL)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def language(tag: str) -> str:
    """The primary language of a tag: ``zh`` of ``zh``, ``zh-Hans``, ``zh_CN`` and ``ZH``."""
    return tag.replace("_", "-").partition("-")[0].lower()


def same(one: str, other: str) -> bool:
    """Whether two tags mean the same: case and underscores do not count."""
    return one.replace("_", "-").lower() == other.replace("_", "-").lower()


class Words(NamedTuple):
    """What a language calls what stands in pages, and how it writes numbers."""

    figure: str
    table: str
    evidence: str
    """The heading of what a result comes from."""
    data: str
    code: str
    range: str
    """What a sweep goes through: from, to, and how many."""
    play: str
    pause: str
    speed: str
    decimal: str = "."
    group: str = ","


_NARROW = {"decimal": ",", "group": "\u202f"}
_DOTTED = {"decimal": ",", "group": "."}
_ENGLISH = Words(
    *("Figure", "Table", "How it was computed", "data", "code"),
    *("{} to {}, {} values", "Play", "Pause", "Speed"),
)
# The languages that blogs of the field are written in; the signs are those of Unicode's CLDR.
_WORDS: Mapping[str, Words] = {
    "en": _ENGLISH,
    "zh": Words(
        *("图", "表", "怎么算出来的", "数据", "代码"),
        *("{} 到 {}，{} 个值", "播放", "暂停", "速度"),
    ),
    "ja": Words(
        *("図", "表", "計算の根拠", "データ", "コード"),
        *("{} から {} まで、{} 個の値", "再生", "一時停止", "速さ"),
    ),
    "ko": Words(
        *("그림", "표", "계산 근거", "데이터", "코드"),
        *("{}부터 {}까지, 값 {}개", "재생", "일시정지", "속도"),
    ),
    "de": Words(
        *("Abbildung", "Tabelle", "Wie es berechnet ist", "Daten", "Code"),
        *("{} bis {}, {} Werte", "Abspielen", "Anhalten", "Tempo"),
        **_DOTTED,
    ),
    "es": Words(
        *("Figura", "Tabla", "Cómo se calculó", "datos", "código"),
        *("{} a {}, {} valores", "Reproducir", "Pausar", "Velocidad"),
        **_DOTTED,
    ),
    "fr": Words(
        *("Figure", "Tableau", "Comment c’est calculé", "données", "code"),
        *("de {} à {}, {} valeurs", "Lecture", "Pause", "Vitesse"),
        **_NARROW,
    ),
    "it": Words(
        *("Figura", "Tabella", "Come è calcolato", "dati", "codice"),
        *("da {} a {}, {} valori", "Riproduci", "Pausa", "Velocità"),
        **_DOTTED,
    ),
    "pt": Words(
        *("Figura", "Tabela", "Como foi calculado", "dados", "código"),
        *("{} a {}, {} valores", "Reproduzir", "Pausar", "Velocidade"),
        **_DOTTED,
    ),
    "ru": Words(
        *("Рис.", "Таблица", "Как это вычислено", "данные", "код"),
        *("от {} до {}, значений: {}", "Пуск", "Пауза", "Скорость"),
        **_NARROW,
    ),
    "uk": Words(
        *("Рис.", "Таблиця", "Як це обчислено", "дані", "код"),
        *("від {} до {}, значень: {}", "Пуск", "Пауза", "Швидкість"),
        **_NARROW,
    ),
    "pl": Words(
        *("Rysunek", "Tabela", "Jak to obliczono", "dane", "kod"),
        *("od {} do {}, wartości: {}", "Odtwórz", "Wstrzymaj", "Prędkość"),
        **_NARROW,
    ),
    "nl": Words(
        *("Figuur", "Tabel", "Hoe het berekend is", "gegevens", "code"),
        *("{} tot {}, {} waarden", "Afspelen", "Pauzeren", "Snelheid"),
        **_DOTTED,
    ),
}


def words(tag: str) -> Words:
    """The words of a language; those of English for a language that is not here."""
    return _WORDS.get(language(tag), _ENGLISH)


def localised(text: str, lang: str) -> str:
    """A formatted number with the signs that the language uses: ``1,5×10⁻³`` in German."""
    told = words(lang)
    signs = str.maketrans({".": told.decimal, ",": told.group, "-": _MINUS})
    if found := _SCIENTIFIC.fullmatch(text):
        mantissa, exponent, rest = found.groups()
        power = str(int(exponent)).translate(_SUPERSCRIPTS)
        return f"{localised(mantissa, lang)}×10{power}{rest}"
    return text.translate(signs)
