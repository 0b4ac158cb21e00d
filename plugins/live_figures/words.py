"""The words that readers see, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .languages import language


class Words(NamedTuple):
    """What a language calls what stands in pages."""

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


_ENGLISH = Words(
    *("Figure", "Table", "How it was computed", "data", "code"),
    *("{} to {}, {} values", "Play", "Pause", "Speed"),
)
# The languages that blogs of the field are written in.
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
    ),
    "es": Words(
        *("Figura", "Tabla", "Cómo se calculó", "datos", "código"),
        *("{} a {}, {} valores", "Reproducir", "Pausar", "Velocidad"),
    ),
    "fr": Words(
        *("Figure", "Tableau", "Comment c’est calculé", "données", "code"),
        *("de {} à {}, {} valeurs", "Lecture", "Pause", "Vitesse"),
    ),
    "it": Words(
        *("Figura", "Tabella", "Come è calcolato", "dati", "codice"),
        *("da {} a {}, {} valori", "Riproduci", "Pausa", "Velocità"),
    ),
    "pt": Words(
        *("Figura", "Tabela", "Como foi calculado", "dados", "código"),
        *("{} a {}, {} valores", "Reproduzir", "Pausar", "Velocidade"),
    ),
    "ru": Words(
        *("Рис.", "Таблица", "Как это вычислено", "данные", "код"),
        *("от {} до {}, значений: {}", "Пуск", "Пауза", "Скорость"),
    ),
    "uk": Words(
        *("Рис.", "Таблиця", "Як це обчислено", "дані", "код"),
        *("від {} до {}, значень: {}", "Пуск", "Пауза", "Швидкість"),
    ),
    "pl": Words(
        *("Rysunek", "Tabela", "Jak to obliczono", "dane", "kod"),
        *("od {} do {}, wartości: {}", "Odtwórz", "Wstrzymaj", "Prędkość"),
    ),
    "nl": Words(
        *("Figuur", "Tabel", "Hoe het berekend is", "gegevens", "code"),
        *("{} tot {}, {} waarden", "Afspelen", "Pauzeren", "Snelheid"),
    ),
}


def words(tag: str) -> Words:
    """The words of a language; those of English for a language that is not here."""
    return _WORDS.get(language(tag), _ENGLISH)
