"""Figures in Markdown, for posts, pages and a README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..languages import language
from .declaration import Declaration, Parameter

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "option": "Option",
        "takes": "Takes",
        "default": "Default",
        "meaning": "Meaning",
        "required": "must be given",
        "figure": "Figure",
        "shows": "What it shows",
        "example": "Example",
        "none": "It takes no options of its own.",
    },
    "zh": {
        "option": "选项",
        "takes": "可以是",
        "default": "默认",
        "meaning": "意思",
        "required": "必须给出",
        "figure": "图",
        "shows": "画的是什么",
        "example": "例子",
        "none": "它没有自己的选项。",
    },
}


def table(figure: Declaration, lang: str) -> str:
    """The figure's parameters."""
    words = _words(lang)
    if not figure.parameters:
        return words["none"] + "\n"
    heads = [words[name] for name in ("option", "takes", "default", "meaning")]
    return _table(heads, (_row(figure, parameter, lang) for parameter in figure.parameters))


def overview(figures: Iterable[Declaration], lang: str) -> str:
    """All figures, one a line."""
    words = _words(lang)
    rows = ([_code(one.name), one.summary(lang), _code(one.example)] for one in figures)
    return _table([words[name] for name in ("figure", "shows", "example")], rows)


def catalogue(figures: Iterable[Declaration], lang: str) -> str:
    """All figures, each with its example, live, and with its parameters."""
    return "\n".join(_entry(figure, lang) for figure in figures)


def _entry(figure: Declaration, lang: str) -> str:
    example = f"```text\n{figure.example}\n```\n\n{figure.example}\n"
    parts = [
        f"## {figure.name} {{ #{figure.name} }}\n",
        f"{figure.summary(lang)}\n",
        *([example] if figure.example else []),
        table(figure, lang),
    ]
    return "\n".join(parts)


def _words(lang: str) -> Mapping[str, str]:
    return _COLUMNS.get(language(lang), _COLUMNS["en"])


def _row(figure: Declaration, parameter: Parameter, lang: str) -> list[str]:
    default = _words(lang)["required"] if parameter.required else _code(parameter.default)
    meaning = figure.meaning(parameter, lang)
    return [_code(parameter.name), parameter.takes(lang), default, meaning]


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """A table without the columns in which nothing stands."""
    columns = zip(heads, *rows, strict=True)
    filled = [(head, ":--", *cells) for head, *cells in columns if any(cells)]
    lines = zip(*filled, strict=True)
    return "".join(f"| {' | '.join(map(_cell, cells))} |\n" for cells in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
