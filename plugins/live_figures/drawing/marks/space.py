"""What is drawn in space: points, lines, and the corners of surfaces.

matplotlib gives away the data of lines alone. Those of all else lie in attributes of its own: where
another version calls them otherwise, ranges are all there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .frame import Array, Frame, data
from .mark import Column, Mark, Phrases
from .points import Tint
from .scale import Scale, numbers

_SORTS = {
    "Poly3DCollection": "surface",
    "Path3DCollection": "space.points",
    "Line3DCollection": "wires",
    "Line3D": "space.lines",
    "ContourSet": "space.contours",
    "Patch3D": "space.bars",
}


@dataclass(frozen=True, eq=False)
class Part:
    """Places of shape (3, n) with a name of their own or "", and what their colours stand for."""

    name: str
    places: Array
    tint: Tint | None = None


@dataclass(frozen=True, eq=False)
class Space(Mark):
    """Surfaces, points or lines over ranges of shape (3, 2)."""

    kind = "space"
    sorts: list[str]
    ranges: Array
    parts: list[Part]

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
        for part in self.parts:
            for (way, scale), values in zip(self._scales(), part.places, strict=True):
                yield f"{part.name} {way}".strip(), scale.cells(values)
            if part.tint:
                yield part.tint.name or "colour", numbers(part.tint.values)

    def _scales(self) -> list[tuple[str, Scale]]:
        axes: Any = self.frame.axes
        return [("x", self.frame.x), ("y", self.frame.y), ("z", Scale(axes.zaxis))]


def read(frame: Frame) -> Iterator[Mark]:
    """All that is drawn in one space, as one mark."""
    axes: Any = frame.axes
    artists = [*frame.rest(axes.lines), *frame.rest(axes.collections), *frame.rest(axes.patches)]
    sorts = [sort for name, sort in _SORTS.items() if any(_is(a, name) for a in artists)]
    if sorts:
        ranges = [axes.xy_dataLim.intervalx, axes.xy_dataLim.intervaly, axes.zz_dataLim.intervalx]
        parts = [part for each in artists if (part := _part(frame, each)).places.size]
        yield Space(frame, "", sorts, np.array(ranges), parts)


def _part(frame: Frame, artist: Any) -> Part:
    name = frame.name(artist)
    if _is(artist, "Line3D"):
        return Part(name, np.array([data(way) for way in artist.get_data_3d()]))
    if (offsets := getattr(artist, "_offsets3d", None)) is not None:
        tint = Tint(artist) if artist.get_array() is not None else None
        return Part(name, np.array([data(way) for way in offsets]), tint)
    return Part(name, _corners(artist).T)


def _corners(artist: Any) -> Array:
    """The corners of faces and lines, of shape (n, 3), each once."""
    if (faces := getattr(artist, "_faces", None)) is not None:
        found = faces[~np.broadcast_to(artist._invalid_vertices, faces.shape[:2])]
    else:
        segments = [
            *getattr(artist, "_segments3d", ()),
            *(corners for corners, _ in getattr(artist, "_3dverts_codes", ())),
            getattr(artist, "_segment3d", ()),  # of a patch
        ]
        found = np.concatenate([data(each).reshape(-1, 3) for each in segments])
    if not found.size:
        return np.empty((0, 3))
    _, firsts = np.unique(found, axis=0, return_index=True)
    return data(found)[np.sort(firsts)]


def _is(artist: Any, name: str) -> bool:
    """Whether an artist is of a class by that name: to import them would take time."""
    return any(kind.__name__ == name for kind in type(artist).__mro__)
