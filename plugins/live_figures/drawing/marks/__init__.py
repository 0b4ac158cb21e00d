"""What is drawn in axes, by what it shows: one file for each family of marks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import bars, boxes, curves, grids, pies, points, space
from .curves import Curve
from .frame import Frame
from .mark import Mark
from .points import Points

# What has parts comes first, so that they are not read once more by themselves.
_READERS = (bars.read, pies.read, boxes.read, grids.read, curves.read, points.read)


def read(axes: Axes) -> tuple[Frame, list[Mark]]:
    """All marks of one pair of axes."""
    frame = Frame(axes)
    readers = (space.read,) if axes.name == "3d" else _READERS
    marks = [mark for reader in readers for mark in reader(frame)]
    curves = [mark for mark in marks if isinstance(mark, Curve)]
    return frame, [
        mark
        for mark in marks
        if np.isfinite(mark.values()).any()
        and not (isinstance(mark, Points) and any(map(mark.lie_on, curves)))
    ]


def all_axes(figure: Figure) -> Iterator[Axes]:
    """The axes that show data, with those within them, and without colour bars."""
    mapped = [a for axes in figure.axes for a in (*axes.images, *axes.collections)]
    bars = {bar.ax for artist in mapped if (bar := artist.colorbar)}
    for axes in figure.axes:
        for each in [axes, *axes.child_axes]:
            is_bar = each in bars or each.get_label() == "<colorbar>"
            if isinstance(each, Axes) and each.get_visible() and not is_bar:
                yield each
