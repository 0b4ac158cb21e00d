"""Make the frames of a sweep one figure that changes: the same limits, the same places."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from matplotlib.figure import Figure
from matplotlib.quiver import Quiver
from matplotlib.transforms import Bbox

from ..drawing.files import lay_out, share_legends
from .colours import bar_of, share_colours
from .frames import FrameError, at_frame, require_alike
from .limits import share_limits


def join(figures: Sequence[Figure]) -> None:
    """Give figures in common what is to be the same when each is drawn.

    Each is what it would be alone, but for the limits of its axes and of its colours, and the scale
    of its arrows, which hold what all of them show; the place of its axes, which leaves room for
    what is written in any of them; and that of a legend that matplotlib may place. Raises
    FrameError.
    """
    every = [_with_insets(figure) for figure in figures]
    require_alike(list(map(len, every)), "frames with different axes")
    share_limits(list(zip(*every, strict=True)))
    share_colours(figures, every)
    _lay_out(figures)
    if share_legends(figures):
        _lay_out(figures)
    _share_places(figures)
    _share_arrows(figures)


def _with_insets(figure: Figure) -> list[Any]:
    return [each for axes in figure.axes for each in (axes, *axes.child_axes)]


def _lay_out(figures: Sequence[Figure]) -> None:
    for number, figure in enumerate(figures):
        with at_frame(number):
            lay_out(figure)


def _share_places(figures: Sequence[Figure]) -> None:
    """Give axes that are laid out in several places the one that all have room for."""
    for alike in zip(*(figure.axes for figure in figures), strict=True):
        places = [axes.get_position(original=True) for axes in alike]
        if len({place.bounds for place in places}) > 1:
            common = _moved(places, alike[0]) if bar_of(alike[0]) else _common(places)
            for axes in alike:
                axes.set_position(common)
    for figure in figures:
        figure.set_layout_engine("none")


def _common(places: Sequence[Bbox]) -> Bbox:
    x0, y0 = max(place.x0 for place in places), max(place.y0 for place in places)
    x1, y1 = min(place.x1 for place in places), min(place.y1 for place in places)
    if x1 <= x0 or y1 <= y0:
        raise FrameError("frames whose axes have no place in common")
    return Bbox.from_extents(x0, y0, x1, y1)


def _moved(places: Sequence[Bbox], bar: Any) -> Bbox:
    """A colour bar is too narrow for a place in common: it moves to where all have room."""
    side = getattr(bar, "_colorbar_info", {}).get("location", "right")
    across, along = "xy" if side in ("left", "right") else "yx"
    innermost = min if side in ("right", "top") else max
    moved = Bbox(innermost(places, key=attrgetter(f"{across}0")).get_points())
    low = max(map(attrgetter(f"{along}0"), places))
    setattr(moved, f"interval{along}", (low, min(map(attrgetter(f"{along}1"), places))))
    return moved


def _share_arrows(figures: Sequence[Figure]) -> None:
    """Have arrows of the same length mean the same."""
    every = zip(*map(_arrows, figures), strict=False)
    found = [alike for alike in every if all(each.scale is None for each in alike)]
    for figure in figures if found else ():
        figure.draw_without_rendering()  # finds the scales
    for alike in found:
        scale = max(each.scale for each in alike)
        for each in alike:
            each.scale = scale


def _arrows(figure: Figure) -> list[Any]:
    found = (each for axes in figure.axes for each in axes.collections)
    return [each for each in found if isinstance(each, Quiver)]
