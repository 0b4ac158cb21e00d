"""Make the frames of a sweep one figure that changes: the same limits, the same places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from ..drawing.files import clear_places, lay_out
from ..drawing.legends import share_place
from .frames import FrameError, at_frame, require_alike


def join(figures: Sequence[Figure]) -> None:
    """Give figures in common what is to be the same when each is drawn.

    Each is what it would be alone, but for the limits of its axes and of its colours, which hold
    what all of them show, the place of its axes, which leaves room for what is written in any of
    them, and the corner of a legend that matplotlib may place. Raises FrameError.
    """
    counts = [(len(_with_insets(figure)), len(_mapped(figure))) for figure in figures]
    require_alike(counts, "frames with different axes")
    for alike in zip(*map(_with_insets, figures), strict=True):
        _share_limits(alike)
    for mapped in zip(*map(_mapped, figures), strict=True):
        _share_colours(mapped)
    for number, figure in enumerate(figures):
        with at_frame(number):
            lay_out(figure)
    _share_places(figures)
    _share_legends(figures)


def _share_limits(alike: Sequence[Axes]) -> None:
    for name in ("x", "y", "z"):
        if not hasattr(alike[0], f"get_{name}lim"):
            continue
        scales = [getattr(axes, f"get_{name}scale")() for axes in alike]
        for scale in dict.fromkeys(scales):  # what is linear may reach below 0
            _share_limit(
                name, [axes for axes, own in zip(alike, scales, strict=True) if own == scale]
            )
    if any(axes.get_adjustable() == "datalim" for axes in alike):  # widened by what it shows
        shown = Bbox.union([axes.dataLim for axes in alike])
        for axes in alike:
            axes.dataLim.set(shown)


def _share_limit(name: str, alike: Sequence[Axes]) -> None:
    limits = [getattr(axes, f"get_{name}lim")() for axes in alike]
    if len(set(limits)) == 1:
        return
    low, high = min(map(min, limits)), max(map(max, limits))
    for axes, (first, last) in zip(alike, limits, strict=True):
        shared = (low, high) if first <= last else (high, low)
        getattr(axes, f"set_{name}lim")(*shared)


def _with_insets(figure: Figure) -> list[Any]:
    return [each for axes in figure.axes for each in (axes, *axes.child_axes)]


def _mapped(figure: Figure) -> list[Any]:
    """What is coloured by a colour map, in the order of its making."""
    found: Iterator[Any] = (each for axes in _with_insets(figure) for each in axes.get_children())
    return [
        each for each in found if isinstance(each, ScalarMappable) and each.get_array() is not None
    ]


def _share_colours(mapped: Sequence[Any]) -> None:
    limits = [each.get_clim() for each in mapped]
    if len(set(limits)) > 1 and all(None not in pair for pair in limits):
        low = min(low for low, _ in limits)
        high = max(high for _, high in limits)
        for each in mapped:
            each.set_clim(low, high)


def _share_places(figures: Sequence[Figure]) -> None:
    """Give axes that are laid out in several places the one that all have room for."""
    for alike in zip(*(figure.axes for figure in figures), strict=True):
        places = [axes.get_position(original=True) for axes in alike]
        if len({place.bounds for place in places}) > 1:
            common = _common(places)
            for axes in alike:
                axes.set_position(common)
    for figure in figures:
        figure.set_layout_engine("none")


def _share_legends(figures: Sequence[Figure]) -> None:
    """Keep legends from leaping about, as they would where each frame takes its own best place."""
    axes = zip(*(figure.axes for figure in figures), strict=True)
    for alike, clear in zip(axes, zip(*map(clear_places, figures), strict=True), strict=True):
        share_place(alike, clear)


def _common(places: Sequence[Bbox]) -> Bbox:
    x0, y0 = max(place.x0 for place in places), max(place.y0 for place in places)
    x1, y1 = min(place.x1 for place in places), min(place.y1 for place in places)
    if x1 <= x0 or y1 <= y0:
        raise FrameError("frames whose axes have no place in common")
    return Bbox.from_extents(x0, y0, x1, y1)
