"""Legends that do not lie on data.

matplotlib looks for the best place within the axes, and where all are taken it takes one all the
same. Then a legend stands beside the axes, if that leaves them room enough; or else it gets a
ground of its own, as does one whose place is the author's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.transforms import Bbox

from .style import PAGE

_BEST = 0
_PLACES = range(1, 11)  # as matplotlib numbers them, and in the order that it prefers them
_WIDEST = 0.4  # of a figure, beside the axes
_COLUMNS = 3  # at most
_OPAQUE = 0.9
_GAP = 0.02  # of a figure's width


def cleared(figure: Figure) -> bool:
    """Take legends off the data that they lie on in a figure that has been drawn; if any do."""
    found = [_clear_axes(figure, axes) for axes in figure.axes]
    return any([*found, *(_clear_figure(figure, legend) for legend in figure.legends)])


def have_free(figure: Figure) -> bool:
    """Whether a figure has a legend whose place is matplotlib's choice."""
    return any((legend := axes.get_legend()) and _is_free(legend) for axes in figure.axes)


def share(figures: Sequence[Figure], beside: bool) -> bool:
    """Put legends that are free in the same place in all figures; whether some stand beside axes.

    That is off the data of all: within the axes, or else beside them, if they may stand there and
    there is room; or else it is off the data of most.
    """
    every = zip(*(figure.axes for figure in figures), strict=True)
    shared = [_share_place(figures, alike, beside) for alike in every]
    return any(shared)


def _share_place(figures: Sequence[Figure], alike: Sequence[Axes], beside: bool) -> bool:
    free = [
        (figure, axes, legend)
        for figure, axes in zip(figures, alike, strict=True)
        if (legend := axes.get_legend()) and _is_free(legend)
    ]
    if not free:
        return False
    clear = {place: sum(_is_clear(*each, place) for each in free) for place in _PLACES}
    best = max(_PLACES, key=lambda place: clear[place])
    if beside and clear[best] < len(free) and all(_may_stand_beside(*each[:2]) for each in free):
        stand = [_put_beside(axes, legend) for _, axes, legend in free]
        if all(stand):
            return True
    for _, axes, _ in free:
        legend = axes.get_legend()
        legend.set_bbox_to_anchor(None)  # type: ignore[union-attr]
        legend.set_loc(best)  # type: ignore[union-attr]
    return False


def give_grounds(figure: Figure) -> None:
    """Have all legends lie on a ground: they keep their form where others would differ in it."""
    for axes in figure.axes:
        if legend := axes.get_legend():
            _give_ground(legend)


def _clear_axes(figure: Figure, axes: Axes) -> bool:
    legend, near = axes.get_legend(), _same_place(figure, axes)
    if not legend or not any(_lies_on(legend.get_window_extent(), each) for each in near):
        return False
    if _is_free(legend) and _may_stand_beside(figure, axes):
        return _put_beside(axes, legend) or _give_ground(legend)
    return _give_ground(legend)


def _clear_figure(figure: Figure, legend: Legend) -> bool:
    """Make room for a legend beside all axes, which has grown since the author made it."""
    box = legend.get_window_extent()
    right = max(axes.get_window_extent().x1 for axes in figure.axes) if figure.axes else 0
    if not box.x0 < right < box.x1:
        return False
    if (engine := figure.get_layout_engine()) and not engine.adjust_compatible:
        return _give_ground(legend)
    figure.subplots_adjust(right=box.x0 / figure.bbox.width - _GAP)
    return True


def _is_clear(figure: Figure, axes: Axes, legend: Any, place: int) -> bool:
    legend.set_loc(place)
    box = legend.get_window_extent()
    legend.set_loc(_BEST)
    return not any(_lies_on(box, each) for each in _same_place(figure, axes))


def _is_free(legend: Any) -> bool:
    """Whether its place is matplotlib's choice."""
    return bool(legend._loc == _BEST)


def _same_place(figure: Figure, axes: Axes) -> list[Axes]:
    """The axes, and their twins."""
    bounds = axes.get_position().bounds
    return [each for each in figure.axes if np.allclose(each.get_position().bounds, bounds)]


def _may_stand_beside(figure: Figure, axes: Axes) -> bool:
    return axes.name == "rectilinear" and len(_same_place(figure, axes)) == 1


def _put_beside(axes: Axes, legend: Legend) -> bool:
    """Put a legend there in as few columns as are not taller than the axes, if these leave room."""
    height = axes.get_window_extent().height
    for columns in range(1, _COLUMNS + 1):
        shown = legend if columns == 1 else _in_columns(axes, legend, columns)
        box = shown.get_window_extent()
        if box.height > height:
            continue
        if box.width <= _WIDEST * axes.get_figure(root=True).bbox.width:  # type: ignore[union-attr]
            shown.set_loc("upper left")
            shown.set_bbox_to_anchor((1, 1), transform=axes.transAxes)
            return True
        break
    axes.legend_ = legend
    return False


def _in_columns(axes: Axes, legend: Legend, columns: int) -> Legend:
    """A legend like another, which matplotlib cannot set anew."""
    texts = legend.get_texts()
    return axes.legend(
        [handle for handle in legend.legend_handles if handle],
        [text.get_text() for text in texts],
        title=legend.get_title().get_text() or None,
        fontsize=texts[0].get_fontsize(),
        ncols=columns,
    )


def _give_ground(legend: Legend) -> bool:
    """Give a legend a ground; False if it has one."""
    if legend.get_frame_on():
        return False
    legend.set_frame_on(True)
    legend.get_frame().set(facecolor=PAGE[0], edgecolor="none", alpha=_OPAQUE)
    return True


def _lies_on(box: Bbox, axes: Axes) -> bool:
    """Whether something that shows data reaches into a box."""
    images = (image for image in axes.images if image.get_visible())
    patches = (patch for patch in axes.patches if patch.get_visible())
    if any(artist.get_window_extent().overlaps(box) for artist in (*images, *patches)):
        return True
    for line in axes.lines:
        path = line.get_transform().transform_path(line.get_path())
        if line.get_visible() and (path.intersects_bbox(box, False) or _holds(box, path.vertices)):
            return True
    return any(_is_reached(box, each) for each in axes.collections if each.get_visible())


def _is_reached(box: Bbox, collection: Any) -> bool:
    offsets, paths = collection.get_offsets(), collection.get_paths()
    if len(offsets) > 1 or np.any(offsets):  # markers
        return _holds(box, collection.get_offset_transform().transform(offsets))
    transform = collection.get_transform()
    return any(transform.transform_path(path).intersects_bbox(box) for path in paths)


def _holds(box: Bbox, points: Any) -> bool:
    points = np.ma.filled(np.ma.asarray(points, float), np.nan)
    return bool(box.count_contains(points[np.isfinite(points).all(axis=1)]))
