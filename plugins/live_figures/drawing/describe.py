"""What a figure shows, in words, for readers who cannot see it and for figures that do not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..words import language
from .table import data_lines, label, plain

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "figure": "Figure",
        "chart": "Chart: {what}",
        "against": "{y} against {x}",
        "line": "{name} goes from {first} at {start} to {last} at {end}",
        "low": ", lowest {low} at {at}",
        "high": ", highest {high} at {at}",
        "one": "the line",
        "stop": ".",
        "join": "; ",
    },
    "zh": {
        "figure": "图",
        "chart": "图表:{what}",
        "against": "{y}随{x}的变化",
        "line": "{name}从 {start} 处的 {first} 到 {end} 处的 {last}",
        "low": ",最低 {low}(在 {at} 处)",
        "high": ",最高 {high}(在 {at} 处)",
        "one": "曲线",
        "stop": "。",
        "join": ";",
    },
}


def describe(figure: Figure, lang: str) -> str:
    """An alt text from the figure itself: what is drawn against what, and how each line runs."""
    say = PHRASES.get(language(lang), PHRASES["en"])
    parts = [part for axes in figure.axes for part in _axes(axes, say)]
    return say["join"].join(parts) + say["stop"] if parts else say["figure"] + say["stop"]


def _axes(axes: Axes, say: Mapping[str, str]) -> Iterator[str]:
    title = next(filter(None, (axes.get_title(loc) for loc in ("left", "center", "right"))), "")
    x, y = axes.get_xlabel(), axes.get_ylabel()
    against = say["against"].format(x=x, y=y) if x and y else ""
    if title or against:
        yield say["chart"].format(what=plain(", ".join(filter(None, (title, against)))))
    for line in data_lines(axes):
        yield from _line(line, say)


def _line(line: Line2D, say: Mapping[str, str]) -> Iterator[str]:
    """Where the line starts and ends, and its extremes where they are not its ends."""
    x, y = np.asarray(line.get_xdata(orig=True)), np.asarray(line.get_ydata(orig=False))
    finite = np.flatnonzero(np.isfinite(y))
    if not len(finite):
        return
    first, last = finite[0], finite[-1]
    low, high = finite[y[finite].argmin()], finite[y[finite].argmax()]
    text = say["line"].format(
        name=label(line) or say["one"],
        start=_value(x[first]), first=_value(y[first]), end=_value(x[last]), last=_value(y[last]),
    )  # fmt: skip
    if y[low] < min(y[first], y[last]):
        text += say["low"].format(low=_value(y[low]), at=_value(x[low]))
    if y[high] > max(y[first], y[last]):
        text += say["high"].format(high=_value(y[high]), at=_value(x[high]))
    yield text


def _value(value: object) -> str:
    """Numbers to four digits; dates and categories as they print."""
    return f"{value:.4g}" if isinstance(value, int | float | np.number) else str(value)
