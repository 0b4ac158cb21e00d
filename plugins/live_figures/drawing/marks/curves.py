"""Lines and steps, with or without error bars, areas and bands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.container import ErrorbarContainer
from matplotlib.lines import Line2D

from .frame import Array, Frame, label, points_of
from .mark import Column, Mark, Phrases
from .scale import numbers

_STROKES = 8  # of an error bar with caps


@dataclass(frozen=True, eq=False)
class Curve(Mark):
    """Values ``y`` at places ``x``, both of shape (n,); a lying one has its places along y.

    Errors: how far it reaches below and above, each (n,).
    """

    kind = "line"
    x: Array
    y: Array
    gid: str = ""
    error: tuple[Array, Array] | None = None
    chart_kind: str = "line"

    @property
    def chart(self) -> str:
        return self.chart_kind

    def words(self, say: Phrases) -> str:
        """Where it starts and ends, and its extremes where they are not its ends."""
        finite = np.flatnonzero(np.isfinite(self.y) & np.isfinite(self.x))
        if not len(finite):
            return ""
        x, y = self.along.text, self.scale.text
        first, last = finite[0], finite[-1]
        low, high = finite[self.y[finite].argmin()], finite[self.y[finite].argmax()]
        is_flat = len(finite) > 1 and self.y[low] == self.y[high]
        text = say["flat" if is_flat else "line"].format(
            name=self.name or say[self.chart_kind + ".one"],
            start=x(self.x[first]), first=y(self.y[first]),
            end=x(self.x[last]), last=y(self.y[last]),
        )  # fmt: skip
        if self.y[low] < min(self.y[first], self.y[last]):
            text += say["low"].format(low=y(self.y[low]), at=x(self.x[low]))
        if self.y[high] > max(self.y[first], self.y[last]):
            text += say["high"].format(high=y(self.y[high]), at=x(self.x[high]))
        return text + give_or_take(self, say)

    def values(self) -> Array:
        return self.y

    def columns(self) -> Iterator[Column]:
        places, values = self.ways
        name = self.gid or self.name or self.frame.column(values)
        yield self.frame.written(places, self.x)
        yield name, self.scale.cells(self.y)
        if self.error:
            yield from error_columns(name, self.error)


@dataclass(frozen=True, eq=False)
class Band(Mark):
    """What lies between low and high over x, or over y where it lies, all of shape (n,)."""

    kind = "band"
    x: Array
    low: Array
    high: Array

    def words(self, say: Phrases) -> str:
        x, y = self.along.text, self.scale.text
        first, last = (
            say["from"].format(low=y(self.low[i]), high=y(self.high[i]), at=x(self.x[i]))
            for i in (0, -1)
        )
        return say["band"].format(name=self.name or say["band.one"], first=first, last=last)

    def values(self) -> Array:
        return np.array([self.low, self.high])

    def columns(self) -> Iterator[Column]:
        places, values = self.ways
        name = self.name or self.frame.column(values)
        yield self.frame.written(places, self.x)
        yield f"{name} low", self.scale.cells(self.low)
        yield f"{name} high", self.scale.cells(self.high)


def give_or_take(mark: Any, say: Phrases) -> str:
    """The size of error bars: ", ± 0.1 to 0.2"."""
    sizes = np.concatenate(mark.error) if mark.error else np.array([])
    sizes = sizes[np.isfinite(sizes)]
    if not len(sizes):
        return ""
    low, high = mark.scale.size(sizes.min()), mark.scale.size(sizes.max())
    return say["error" if low == high else "errors"].format(low=low, high=high)


def error_columns(name: str, error: tuple[Array, Array]) -> Iterator[Column]:
    """One column where errors are the same both ways, else one for each way."""
    if np.array_equal(*error, equal_nan=True):
        yield f"{name} error", numbers(error[0])
    else:
        yield f"{name} error below", numbers(error[0])
        yield f"{name} error above", numbers(error[1])


def errors(bars: ErrorbarContainer, values: Array, along: int) -> tuple[Array, Array] | None:
    """How far error bars reach below and above values; along x (0) or y (1)."""
    *_, collections = bars.lines
    if not (bars.has_yerr if along else bars.has_xerr):
        return None
    segments = collections[-along].get_segments()  # those along x come first
    if len(segments) != len(values) or any(len(each) != 2 for each in segments):
        return None  # some have none
    ends = np.array(segments, float)
    below, above = values - ends[:, 0, along], ends[:, 1, along] - values
    return np.round(below, 12), np.round(above, 12)  # what the difference has lost


def read(frame: Frame) -> Iterator[Mark]:
    """Error bars, lines, areas and bands."""
    ways = 2 if frame.taken else 1  # bars may lie; without any, a level line is data
    for bars in [each for each in frame.axes.containers if isinstance(each, ErrorbarContainer)]:
        line = bars.lines[0]
        if line is None:
            continue  # bars alone are strokes
        if line not in frame.taken:
            yield _curve(frame, line, label(bars), bars)
        frame.taken.update(bars.get_children())
    lines = list(frame.lines())
    strokes = [line for line in lines if _is_whisker(line, ways)]
    if frame.taken or len(strokes) < len(lines):
        frame.taken.update(strokes)
    fills = list(_fills(frame))
    for line in frame.lines():
        if line.get_linestyle() != "None":
            frame.taken.add(line)
            yield _curve(frame, line, frame.name(line, line.get_color()))
    yield from fills


def _curve(frame: Frame, line: Line2D, name: str, bars: ErrorbarContainer | None = None) -> Curve:
    x, y = points_of(line)
    return Curve(frame, name, x, y, line.get_gid() or "", errors(bars, y, 1) if bars else None)


def _is_whisker(line: Line2D, ways: int) -> bool:
    """Whether a line is a stroke without a name along y, or x: an error bar of seaborn's."""
    return (
        not label(line)
        and not line.get_gid()
        and line.get_linestyle() != "None"
        and np.size(line.get_xdata()) <= _STROKES
        and any(
            len(set(way)) < len(way) - 1 or len(set(way)) == 1 for way in points_of(line)[:ways]
        )
    )


def _fills(frame: Frame) -> Iterator[Mark]:
    """Areas on the axis, areas upon the one before, and bands."""
    below: dict[int, Array] = {}
    for fill in frame.collections(FillBetweenPolyCollection):
        if not fill.get_paths():
            continue
        frame.taken.add(fill)
        along = 0 if fill.t_direction == "x" else 1
        x, low, high = edges(fill, along)
        if not low.any() or np.array_equal(low, below.get(along, [])):
            ends = (x, high) if along == 0 else (high, x)
            edge = [
                line for line in frame.lines() if all(map(np.array_equal, points_of(line), ends))
            ]
            frame.taken.update(edge)
            name = next(filter(None, map(frame.name, [fill, *edge])), "")
            yield Curve(frame, name, x, high - low, chart_kind="area", is_horizontal=along == 1)
            below[along] = high
        else:
            yield Band(frame, frame.name(fill), x, low, high, is_horizontal=along == 1)
            below.pop(along, None)


def edges(fill: Any, along: int) -> tuple[Array, Array, Array]:
    """What a fill runs along, and its lowest and highest value at each place, of shape (n,)."""
    corners = np.concatenate([path.vertices for path in fill.get_paths()])
    at, place = np.unique(corners[:, along], return_inverse=True)
    low, high = np.full(len(at), np.inf), np.full(len(at), -np.inf)
    np.minimum.at(low, place, corners[:, 1 - along])
    np.maximum.at(high, place, corners[:, 1 - along])
    return at, low, high
