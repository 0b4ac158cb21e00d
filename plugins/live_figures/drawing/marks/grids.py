"""Images, meshes and contours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.collections import PolyQuadMesh, QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage

from .frame import Array, Frame, data
from .mark import Column, Mark, Phrases
from .points import Tint
from .scale import numbers

_SPELT = 16
_WRITTEN = 100_000  # cells; what has more is a photograph to a reader, and megabytes


@dataclass(frozen=True, eq=False)
class Grid(Mark):
    """Values z of shape (m, n), at x of shape (n,) and y of shape (m,)."""

    kind = "grid"
    x: Array
    y: Array
    tint: Tint

    def words(self, say: Phrases) -> str:
        """All values of a small one, else the lowest and the highest with their places."""
        z = self.tint.values
        has_words = self.frame.x.place(self.x[0]) and self.frame.y.place(self.y[0])
        if z.size <= _SPELT and has_words:
            return say["join"].join(self._row(i, say) for i in range(len(z)))
        low, high = (np.unravel_index(find(z), z.shape) for find in (np.nanargmin, np.nanargmax))
        return say["grid"].format(
            rows=z.shape[0], columns=z.shape[1], what=self.tint.name or say["values"],
            low=self.tint.text(z[low]), low_at=self._at(low, say),
            high=self.tint.text(z[high]), high_at=self._at(high, say),
        )  # fmt: skip

    def values(self) -> Array:
        return self.tint.values

    def columns(self) -> Iterator[Column]:
        """A row for each y and a column for each x."""
        z = self.tint.values
        if z.size > _WRITTEN:
            return
        yield self.frame.written("y", self.y)
        for name, column in zip(self.frame.x.cells(self.x), z.T, strict=True):
            yield name, numbers(column)

    def _at(self, place: Any, say: Phrases) -> str:
        row, column = place
        return say["point"].format(**self.frame.place(self.x[column], self.y[row]))

    def _row(self, i: int, say: Phrases) -> str:
        items = (
            say["cell"].format(at=self.frame.x.text(x), value=self.tint.text(z))
            for x, z in zip(self.x, self.tint.values[i], strict=True)
        )
        return say["named"].format(name=self.frame.y.text(self.y[i]), what=say["comma"].join(items))


@dataclass(frozen=True, eq=False)
class Photograph(Mark):
    """An image whose colours stand for nothing but themselves; its shape in pixels."""

    kind = "photograph"
    shape: tuple[int, ...]

    def words(self, say: Phrases) -> str:
        return say["photograph"].format(height=self.shape[0], width=self.shape[1])

    def values(self) -> Array:
        return np.array(self.shape)


@dataclass(frozen=True, eq=False)
class Contours(Mark):
    """Levels of shape (n,), and the lines or areas at each, of shape (k, 2)."""

    kind = "contours"
    levels: Array
    lines: list[Array]
    tint: Tint

    def words(self, say: Phrases) -> str:
        """From which level to which, and about where the highest and the lowest are."""
        drawn = [line for line in self.lines if len(line)]
        low, high = self.tint.text(self.levels[0]), self.tint.text(self.levels[-1])
        text = say["contours"].format(what=self.tint.name or say["values"], low=low, high=high)
        ends = {"hollow": drawn[:1], "hill": drawn[1:][-1:]}
        return text + "".join(
            say[key].format(at=at)
            for key, lines in ends.items()
            for line in lines
            if (at := self._about(line, say))
        )

    def values(self) -> Array:
        return self.levels

    def columns(self) -> Iterator[Column]:
        pairs = list(zip(self.levels, self.lines, strict=False))
        yield self.tint.name or "level", numbers(v for v, line in pairs for _ in line)
        yield self.frame.written("x", (x for _, line in pairs for x in line[:, 0]))
        yield self.frame.written("y", (y for _, line in pairs for y in line[:, 1]))

    def _about(self, line: Array, say: Phrases) -> str:
        """The middle of what a line goes around, unless it goes around half of the picture."""
        (low, high), axes = (line.min(axis=0), line.max(axis=0)), self.frame.axes
        view = np.abs([np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())])
        if np.any(high - low > view / 2):
            return ""
        return say["point"].format(**self.frame.place(*(low + high) / 2))


def read(frame: Frame) -> Iterator[Mark]:
    """Images, meshes and contours of one pair of axes."""
    for image in frame.rest(frame.axes.images):
        frame.taken.add(image)
        if type(image) is AxesImage and image.get_array() is not None:  # others have no equal cells
            yield _image(frame, image)
    for mesh in [*frame.collections(QuadMesh), *frame.collections(PolyQuadMesh)]:
        frame.taken.add(mesh)
        yield _mesh(frame, mesh)
    contours = list(frame.collections(ContourSet))
    frame.taken.update(contours)
    if contours:  # lines upon areas show the same
        best = contours[0]
        lines = [path.vertices for path in best.get_paths()]
        yield Contours(frame, "", data(best.levels), lines, Tint(best))


def _image(frame: Frame, image: AxesImage) -> Mark:
    array = image.get_array()
    if array is None or array.ndim == 3:
        return Photograph(frame, "", array.shape if array is not None else (0, 0))
    rows, columns = array.shape
    left, right, bottom, top = image.get_extent()
    x, y = _centres(left, right, columns), _centres(bottom, top, rows)
    return Grid(frame, "", x, y if image.origin == "lower" else y[::-1], Tint(image))


def _centres(start: float, end: float, count: int) -> Array:
    """The middles of equal cells between two edges."""
    return start + (np.arange(count) + 0.5) * (end - start) / count


def _mesh(frame: Frame, mesh: Any) -> Mark:
    """A mesh by the middles of its first row and column; of one that is bent these are near."""
    if mesh.get_array().ndim == 3:
        return Photograph(frame, "", mesh.get_array().shape)
    corners = data(mesh.get_coordinates())
    middles = (corners[:-1, :-1] + corners[1:, 1:]) / 2
    tint = Tint(mesh)
    if tint.values.shape != middles.shape[:2]:  # gouraud shading has values at the corners
        middles = corners
    tint.values = tint.values.reshape(middles.shape[:2])
    return Grid(frame, "", middles[0, :, 0], middles[:, 0, 1], tint)
