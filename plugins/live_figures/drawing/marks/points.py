"""Points, with colours and sizes, hexagons, events and arrows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.collections import EventCollection, LineCollection, PathCollection, PolyCollection
from matplotlib.quiver import Barbs, Quiver

from ..mathtext import plain
from .curves import Curve
from .frame import Array, Frame, Way, data, points_of
from .mark import Column, Mark, Phrases
from .scale import Scale, number, numbers

_LISTED = 5
_TOLD = 0.5  # a weaker correlation is not seen either


class Tint:
    """What the colours of an artist stand for: values of any shape and their scale."""

    def __init__(self, artist: Any) -> None:
        self.values = data(artist.get_array())
        bar, norm = artist.colorbar, artist.norm
        axis = bar and bar.ax and (bar.ax.yaxis, bar.ax.xaxis)[bar.orientation == "horizontal"]
        self._scale = Scale(axis) if axis else None
        self._span = float(norm.vmax - norm.vmin) if norm.scaled() else 0.0
        self.name = (self._scale.label or plain(bar.ax.get_title())) if self._scale else ""

    def text(self, value: float) -> str:
        """A value as the colour bar has it."""
        return self._scale.text(value) if self._scale else number(value, self._span)


@dataclass(frozen=True, eq=False)
class Points(Mark):
    """Points x, y of shape (n,), with what their colours and sizes stand for, if they differ."""

    kind = "points"
    x: Array
    y: Array
    gid: str = ""
    tint: Tint | None = None
    sizes: Array | None = None

    def words(self, say: Phrases) -> str:
        """The points themselves, or how many there are, where they lie, and how they go along."""
        finite = np.isfinite(self.x) & np.isfinite(self.y)
        x, y = self.x[finite], self.y[finite]
        if not len(x):
            return ""
        if len(x) <= _LISTED:
            text = say["comma"].join(self._point(int(i), say) for i in np.flatnonzero(finite))
            text = say["named"].format(name=self.name or say["points.one"], what=text)
        else:
            ranges = say["comma"].join(self._range(way, say) for way in ("x", "y"))
            text = say["points"].format(
                name=self.name or say["points.one"], count=len(x), ranges=ranges
            )
            text += self._correlation(x, y, say)
        return text + (_tinted(self.tint, say) if self.tint else "")

    def lie_on(self, curve: Curve) -> bool:
        """Whether they only stress places of a curve, and are no data of their own."""
        if self.name or self.gid or self.tint or self.sizes is not None or curve.is_horizontal:
            return False
        if not np.isin(self.x, curve.x).all():
            return False  # seen at once, however many there are
        return set(zip(self.x, self.y, strict=True)) <= set(zip(curve.x, curve.y, strict=True))

    def values(self) -> Array:
        return self.y

    def columns(self) -> Iterator[Column]:
        yield self.frame.written("x", self.x)
        yield self.gid or self.name or self.frame.column("y"), self.frame.y.cells(self.y)
        if self.tint:
            yield self.tint.name or "colour", numbers(self.tint.values)
        if self.sizes is not None:
            yield "size", numbers(self.sizes)

    def _point(self, i: int, say: Phrases) -> str:
        return say["point"].format(**self.frame.place(self.x[i], self.y[i]))

    def _range(self, way: Way, say: Phrases) -> str:
        """Between what the points lie, or at what: points at one word are scattered around it."""
        values, scale = getattr(self, way), getattr(self.frame, way)
        ends = np.nanmin(values), np.nanmax(values)
        low, high = (scale.place(end) or scale.text(end) for end in ends)
        key = "range.one" if low == high else "range"
        return say[key].format(what=self.frame.column(way), low=low, high=high)

    def _correlation(self, x: Array, y: Array, say: Phrases) -> str:
        if not np.ptp(x) or not np.ptp(y) or self.frame.x.place(x[0]):
            return ""
        r = float(np.corrcoef(x, y)[0, 1])
        return say["correlation"].format(r=number(round(r, 2))) if abs(r) >= _TOLD else ""


@dataclass(frozen=True, eq=False)
class Strokes(Points):
    """Lines of a collection by their corners: stream lines, hlines; of little use as numbers."""

    kind = "strokes"
    count: int = 0

    def words(self, say: Phrases) -> str:
        ranges = say["comma"].join(self._range(way, say) for way in ("x", "y"))
        text = say["strokes"].format(count=self.count, ranges=ranges)
        return say["named"].format(name=self.name, what=text) if self.name else text

    def columns(self) -> Iterator[Column]:
        yield from ()


@dataclass(frozen=True, eq=False)
class Hexagons(Mark):
    """Hexagons around x, y, of shape (n,), with what their colours stand for."""

    kind = "hexagons"
    x: Array
    y: Array
    tint: Tint

    def words(self, say: Phrases) -> str:
        values = self.tint.values
        most = int(np.nan_to_num(values, nan=-np.inf).argmax())
        return say["hexagons"].format(
            count=len(values), what=self.tint.name or say["values"],
            low=self.tint.text(np.nanmin(values)), high=self.tint.text(values[most]),
            **self.frame.place(self.x[most], self.y[most]),
        )  # fmt: skip

    def values(self) -> Array:
        return self.tint.values

    def columns(self) -> Iterator[Column]:
        yield self.frame.written("x", self.x)
        yield self.frame.written("y", self.y)
        yield self.tint.name or "value", numbers(self.tint.values)


@dataclass(frozen=True, eq=False)
class Arrows(Mark):
    """Arrows u, v at x, y, all of shape (n,)."""

    kind = "arrows"
    x: Array
    y: Array
    u: Array
    v: Array

    def words(self, say: Phrases) -> str:
        lengths = self.values()
        most, span = int(np.nan_to_num(lengths).argmax()), float(np.nanmax(lengths))
        return say["arrows"].format(
            count=len(lengths), low=number(np.nanmin(lengths), span), high=number(span, span),
            **self.frame.place(self.x[most], self.y[most]),
        )  # fmt: skip

    def values(self) -> Array:
        return np.hypot(self.u, self.v)

    def columns(self) -> Iterator[Column]:
        yield self.frame.written("x", self.x)
        yield self.frame.written("y", self.y)
        yield "u", numbers(self.u)
        yield "v", numbers(self.v)


def read(frame: Frame) -> Iterator[Mark]:
    """Lines of markers alone, and collections that have places."""
    for line in frame.lines():
        frame.taken.add(line)
        name, gid = frame.name(line, line.get_color()), line.get_gid() or ""
        yield Points(frame, name, *points_of(line), gid)
    for points in frame.collections(PathCollection):
        frame.taken.add(points)
        yield _points(frame, points)
    for arrows in frame.collections(Quiver):
        frame.taken.add(arrows)
        x, y = data(arrows.XY).T
        yield Arrows(frame, "", x, y, data(arrows.U), data(arrows.V))
    for barbs in frame.collections(Barbs):
        frame.taken.add(barbs)
        x, y, u, v = (data(way) for way in (barbs.x, barbs.y, barbs.u, barbs.v))
        yield Arrows(frame, "", x, y, u, v)
    for events in frame.collections(EventCollection):
        frame.taken.add(events)
        yield _events(frame, events)
    for strokes in frame.collections(LineCollection):
        frame.taken.add(strokes)
        if lines := [line for line in strokes.get_segments() if len(line)]:
            x, y = data(np.concatenate(lines)).T
            yield Strokes(frame, frame.name(strokes), x, y, count=len(lines))
    for cells in frame.collections(PolyCollection):
        is_linear = not (frame.x.is_logarithmic or frame.y.is_logarithmic)
        if cells.get_array() is not None and len(cells.get_offsets()) > 1 and is_linear:
            frame.taken.add(cells)
            x, y = data(cells.get_offsets()).T
            yield Hexagons(frame, "", x, y, Tint(cells))


def _points(frame: Frame, points: Any) -> Points:
    x, y = data(points.get_offsets()).T
    colour = points.get_facecolor()[0] if len(points.get_facecolor()) == 1 else None
    found = Points(frame, frame.name(points, colour), x, y, points.get_gid() or "")
    if points.get_array() is not None:
        found = replace(found, tint=Tint(points))
    sizes = data(points.get_sizes())
    return replace(found, sizes=sizes) if len(set(sizes)) > 1 and len(sizes) == len(x) else found


def _events(frame: Frame, events: Any) -> Points:
    at, offset = data(events.get_positions()), events.get_lineoffset()
    pair = (at, np.full(len(at), offset))
    return Points(frame, frame.name(events), *(pair if events.is_horizontal() else pair[::-1]))


def _tinted(tint: Tint, say: Phrases) -> str:
    if not np.isfinite(tint.values).any():
        return ""
    low, high = (tint.text(edge(tint.values)) for edge in (np.nanmin, np.nanmax))
    return say["tint"].format(what=tint.name or say["values"], low=low, high=high)
