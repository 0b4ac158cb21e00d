"""Boxes with whiskers, and violins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.collections import FillBetweenPolyCollection, LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch

from .curves import edges
from .frame import Array, Frame, points_of
from .mark import Column, Mark, Phrases
from .scale import numbers


@dataclass(frozen=True, eq=False)
class Spread(Mark):
    """What shows how values are spread, at one place: a box or a violin."""

    few = 4
    at: float

    @property
    def place(self) -> str:
        return self.along.place(self.at) or self.along.text(self.at)


@dataclass(frozen=True, eq=False)
class Box(Spread):
    """Whisker, quartile, median, quartile, whisker, of shape (5,), and outliers, (n,)."""

    kind = "boxes"
    five: Array
    outliers: Array

    def words(self, say: Phrases) -> str:
        low, first, median, third, high = map(self.scale.text, self.five)
        text = say["box"].format(
            at=self.place, median=median, first=first, third=third, low=low, high=high
        )
        many = len(self.outliers)
        return text + (
            say["outliers" if many > 1 else "outlier"].format(count=many) if many else ""
        )

    def values(self) -> Array:
        return self.five[2:3]

    def columns(self) -> Iterator[Column]:
        """Its numbers under each other; statistics are the same for all of them."""
        yield "", ["whisker", "quartile", "median", "quartile", "whisker"]
        yield self.place, self.scale.cells(self.five)
        if len(self.outliers):
            yield f"{self.place} outliers", self.scale.cells(self.outliers)


@dataclass(frozen=True, eq=False)
class Violin(Spread):
    """How dense values lie, widths over y, both of shape (n,)."""

    kind = "violins"
    y: Array
    widths: Array

    @property
    def place(self) -> str:
        return f"{super().place} {self.name}".rstrip()

    def words(self, say: Phrases) -> str:
        low, high, most = self.y[0], self.y[-1], self.y[self.widths.argmax()]
        text = self.scale.text
        return say["violin"].format(at=self.place, low=text(low), high=text(high), most=text(most))

    def values(self) -> Array:
        return self.y

    def columns(self) -> Iterator[Column]:
        yield self.place, self.scale.cells(self.y)
        yield f"{self.place} width", numbers(self.widths)


def read(frame: Frame) -> Iterator[Mark]:
    """Boxes, which are lines or patches with lines around them, and violins."""
    outlines = [*frame.rest(frame.axes.patches), *frame.lines()]
    for outline in [each for each in outlines if _is_box(each)]:
        if outline not in frame.taken and (box := _box(frame, outline)):
            yield box
    for fill in frame.collections(FillBetweenPolyCollection):
        if violin := _violin(frame, fill):
            frame.taken.update([fill, *frame.collections(LineCollection)])  # its axis and ends
            yield violin


def _violin(frame: Frame, fill: FillBetweenPolyCollection) -> Violin | None:
    """A fill around an axis of its own, or at one side of it, where that has a name."""
    along = 0 if fill.t_direction == "x" else 1  # type: ignore[attr-defined]
    if not fill.get_paths():
        return None
    y, low, high = edges(fill, along)
    widths = high - low
    for axis, is_half in (((low + high) / 2, False), (low, True), (high, True)):
        if np.ptp(axis) <= 1e-6 * np.ptp(widths) and np.ptp(widths) > 0:
            name = frame.name(fill, fill.get_facecolor()[0])
            violin = Violin(frame, name, float(axis.mean()), y, widths, is_horizontal=along == 0)
            return violin if violin.along.is_of_names or not is_half else None
    return None


def _corners(outline: Any) -> Array:
    """The corners of a line or a patch where data are, of shape (n, 2)."""
    if isinstance(outline, Line2D):
        return np.column_stack(points_of(outline))
    vertices: Array = outline.get_path().vertices
    return vertices


def _is_box(outline: Any) -> bool:
    """Whether it is closed, with the corners of a box, or of one with a notch."""
    if not isinstance(outline, Line2D | PathPatch):
        return False
    corners = _corners(outline)
    corners = corners[: 5 if len(corners) < 11 else 11]
    return len(corners) in (5, 11) and np.array_equal(corners[0], corners[-1])


def _box(frame: Frame, outline: Any) -> Box | None:
    """The box and the lines that were drawn with it: whiskers, caps, median, outliers."""
    corners = _corners(outline)
    for is_horizontal in (False, True):
        across, along = (1, 0) if is_horizontal else (0, 1)
        middle = (corners[:, across].min() + corners[:, across].max()) / 2
        parts = [line for line in frame.lines() if _is_centred(line, across, middle)]
        whiskers = [_corners(line)[:, along] for line in parts if _is_still(line, across)]
        rungs = [line for line in parts if _is_still(line, along)]
        if not whiskers or not rungs:
            continue
        first, third = corners[:, along].min(), corners[:, along].max()
        inner = [line for line in rungs if first <= _corners(line)[0, along] <= third]
        if not inner:
            continue
        outliers = [line for line in parts if line.get_linestyle() == "None"]
        frame.taken.update([*parts, outline])
        ends = np.concatenate(whiskers)
        five = [ends.min(), first, _corners(inner[-1])[0, along], third, ends.max()]
        beyond = [v for line in outliers for v in _corners(line)[:, along]]
        far = np.array([v for v in beyond if not five[0] <= v <= five[-1]])
        at = float(middle)
        return Box(frame, "", at, np.array(five), far, is_horizontal=is_horizontal)
    return None


def _is_centred(line: Line2D, across: int, middle: float) -> bool:
    """Whether it lies around the middle of a box."""
    places = _corners(line)[:, across]
    return bool(len(places)) and np.isclose((places.min() + places.max()) / 2, middle)


def _is_still(line: Line2D, way: int) -> bool:
    """Whether it is a stroke that does not move along x (0) or y (1)."""
    places = _corners(line)[:, way]
    return len(places) == 2 and places[0] == places[1]
