"""What a figure shows, in words, for readers who cannot see it and for figures that do not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .table import data_lines

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "figure": "Figure",
        "chart": "Chart: {what}",
        "against": "{y} against {x}",
        "line": "{name} goes from {first:.4g} at {start:.4g} to {last:.4g} at {end:.4g}",
        "low": ", lowest {low:.4g} at {at:.4g}",
        "high": ", highest {high:.4g} at {at:.4g}",
        "one": "the line",
        "stop": ".",
        "join": "; ",
    },
    "zh": {
        "figure": "图",
        "chart": "图表:{what}",
        "against": "{y}随{x}的变化",
        "line": "{name}从 {start:.4g} 处的 {first:.4g} 到 {end:.4g} 处的 {last:.4g}",
        "low": ",最低 {low:.4g}(在 {at:.4g} 处)",
        "high": ",最高 {high:.4g}(在 {at:.4g} 处)",
        "one": "曲线",
        "stop": "。",
        "join": ";",
    },
}


def describe(figure: Figure, lang: str) -> str:
    """An alt text from the figure itself: what is drawn against what, and how each line runs."""
    say = PHRASES["zh" if lang.lower().startswith("zh") else "en"]
    parts = [part for axes in figure.axes for part in _axes(axes, say)]
    return say["join"].join(parts) + say["stop"] if parts else say["figure"] + say["stop"]


def _axes(axes: Axes, say: Mapping[str, str]) -> Iterator[str]:
    against = ""
    if axes.get_xlabel() and axes.get_ylabel():
        against = say["against"].format(x=axes.get_xlabel(), y=axes.get_ylabel())
    title = next(filter(None, (axes.get_title(loc) for loc in ("left", "center", "right"))), "")
    what = ", ".join(filter(None, (title, against)))
    if what:
        yield say["chart"].format(what=what)
    for line in data_lines(axes):
        yield from _line(line, say)


def _line(line: Line2D, say: Mapping[str, str]) -> Iterator[str]:
    """Where the line starts and ends, and its extremes where they are not its ends."""
    x, y = np.asarray(line.get_data(orig=False), dtype=np.float64)
    x, y = (values[np.isfinite(x) & np.isfinite(y)] for values in (x, y))
    if not len(x):
        return
    label = str(line.get_label())
    text = say["line"].format(
        name=say["one"] if label.startswith("_") else label,
        first=y[0], last=y[-1], start=x[0], end=x[-1],
    )  # fmt: skip
    if (low := int(y.argmin())) and y[low] < y[-1]:
        text += say["low"].format(low=y[low], at=x[low])
    if (high := int(y.argmax())) and y[high] > y[-1]:
        text += say["high"].format(high=y[high], at=x[high])
    yield text
