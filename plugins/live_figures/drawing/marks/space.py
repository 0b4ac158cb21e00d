"""What is drawn in space: matplotlib gives away the data of lines alone, and the ranges of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .frame import Array, Frame, data
from .mark import Column, Mark, Phrases
from .scale import Scale

_SORTS = {
    "Poly3DCollection": "surface",
    "Path3DCollection": "space.points",
    "Line3DCollection": "wires",
    "Line3D": "space.lines",
}


@dataclass(frozen=True, eq=False)
class Space(Mark):
    """Surfaces, points or lines over ranges of shape (3, 2); the lines each of shape (3, n)."""

    kind = "space"
    sorts: list[str]
    ranges: Array
    lines: list[tuple[str, Any]]

    def words(self, say: Phrases) -> str:
        sorts = say["comma"].join(say[sort] for sort in self.sorts)
        ranges = (
            say["range"].format(what=scale.label or way, low=scale.text(low), high=scale.text(high))
            for (way, scale), (low, high) in zip(self._scales(), self.ranges, strict=True)
        )
        return say["named"].format(name=sorts, what=say["comma"].join(ranges))

    def values(self) -> Array:
        return self.ranges

    def columns(self) -> Iterator[Column]:
        for name, line in self.lines:
            for (way, scale), values in zip(self._scales(), line, strict=True):
                yield f"{name} {way}".strip(), scale.cells(values)

    def _scales(self) -> list[tuple[str, Scale]]:
        axes: Any = self.frame.axes
        return [("x", self.frame.x), ("y", self.frame.y), ("z", Scale(axes.zaxis))]


def read(frame: Frame) -> Iterator[Mark]:
    """All that is drawn in one space, as one mark."""
    axes: Any = frame.axes
    artists = [*frame.rest(axes.collections), *frame.rest(axes.lines)]
    sorts = [sort for name, sort in _SORTS.items() if any(_is(a, name) for a in artists)]
    if sorts:
        ranges = [axes.xy_dataLim.intervalx, axes.xy_dataLim.intervaly, axes.zz_dataLim.intervalx]
        lines = [(frame.name(each), map(data, each.get_data_3d())) for each in axes.lines]
        yield Space(frame, "", sorts, np.array(ranges), [(name, [*ways]) for name, ways in lines])


def _is(artist: Any, name: str) -> bool:
    """Whether an artist is of a class by that name: to import them would take time."""
    return any(kind.__name__ == name for kind in type(artist).__mro__)
