"""What the readers of one pair of axes share: its scales, its names, and what is read already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ..mathtext import plain
from .scale import Scale

Way = Literal["x", "y"]
Array = np.ndarray[Any, Any]


@dataclass
class Frame:
    """One pair of axes while it is read."""

    axes: Axes
    taken: set[Artist] = field(default_factory=set)
    """What is read already: the caps of error bars are no lines of their own."""

    @cached_property
    def x(self) -> Scale:
        return Scale(self.axes.xaxis)

    @cached_property
    def y(self) -> Scale:
        return Scale(self.axes.yaxis)

    def column(self, way: Way) -> str:
        """What the values along an axis are called in CSV: the gid, the label, or "x" and "y"."""
        axis: Axis = getattr(self.axes, f"{way}axis")
        return axis.get_gid() or label_of(self.axes, way) or way

    def written(self, way: Way, values: Iterable[float]) -> tuple[str, list[str]]:
        """Values along an axis as a column of CSV."""
        scale: Scale = getattr(self, way)
        return self.column(way), scale.cells(values)

    def place(self, x: float, y: float) -> dict[str, str]:
        """A point as phrases name it, by ``x`` and ``y``."""
        return {"x": self.x.text(x), "y": self.y.text(y)}

    def rest(self, artists: Iterable[Any]) -> Iterator[Any]:
        """What can be seen, and is not read yet."""
        for artist in list(artists):
            if artist.get_visible() and artist not in self.taken:
                yield artist

    def lines(self) -> Iterator[Line2D]:
        """Lines that show data: not those that span the axes, as axhline's do, nor empty ones."""
        for line in self.rest(self.axes.lines):
            if line.get_transform() is self.axes.transData and np.size(line.get_xdata()):
                yield line

    def collections(self, kind: type[Collection] = Collection) -> Iterator[Any]:
        """Collections of one kind, drawn where data are."""
        for collection in self.rest(self.axes.collections):
            places = collection.get_transform(), collection.get_offset_transform()
            if isinstance(collection, kind) and self.axes.transData in places:
                yield collection

    def name(self, artist: Any, colour: Any = None) -> str:
        """What the reader sees it called, by itself or by the colour in the legend; or ""."""
        return label(artist) or ("" if colour is None else self._legend.get(to_rgba(colour), ""))

    @cached_property
    def legend(self) -> list[str]:
        """The names in the legend."""
        legend = self.axes.get_legend()
        return [plain(text.get_text()) for text in legend.get_texts()] if legend else []

    @cached_property
    def _legend(self) -> dict[Any, str]:
        """The names in the legend by colour, for those whom only a legend names."""
        legend = self.axes.get_legend()
        handles: list[Any] = list(legend.legend_handles) if legend else []
        return {
            to_rgba(
                handle.get_color() if isinstance(handle, Line2D) else handle.get_facecolor()
            ): name
            for handle, name in zip(handles, self.legend, strict=False)
            if isinstance(handle, Line2D | Patch)
        }


def label(artist: Any) -> str:
    """What the reader sees an artist called, or ""; "_child0" is matplotlib's own label."""
    text = str(artist.get_label())
    return "" if text.startswith("_") else plain(text)


def label_of(axes: Axes, way: Way) -> str:
    """The label along an axis, of these axes or of those that share it, as twins do."""
    shared = axes.get_shared_x_axes() if way == "x" else axes.get_shared_y_axes()
    for each in [axes, *shared.get_siblings(axes)]:
        if text := plain(getattr(each, f"get_{way}label")()):
            return text
    return ""


def points_of(line: Line2D) -> tuple[Array, Array]:
    """What a line connects: x and y, each of shape (n,)."""
    x, y = line.get_data(orig=False)
    return data(x), data(y)


def data(values: Any) -> Array:
    """Values as floats, with NaN for what is masked."""
    return np.ma.filled(np.ma.asarray(values, float), np.nan)
