"""Common limits for what colour maps colour in a sweep's frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from ..drawing.data import keys
from .frames import require_alike


def share_colours(figures: Sequence[Figure], axes: Sequence[Sequence[Any]]) -> None:
    """Give what is coloured the same limits, unless a legend tells of its colours: that stays.

    ``axes`` are those of each of the figures. A colour bar that belongs to nothing drawn stays too:
    colours have been chosen by it. Raises FrameError.
    """
    every = list(map(_mapped, axes))
    require_alike(list(map(len, every)), "frames with different colours")
    if any(any(keys(figure)) for figure in figures):
        return
    for mapped in zip(*every, strict=True):
        _share(mapped)


def bar_of(axes: Any) -> Any:
    """The colour bar that axes are made for, or None."""
    return getattr(axes, "_colorbar", None)


def _mapped(every: Sequence[Any]) -> list[Any]:
    """What is coloured by a colour map, in the order of its making."""
    found = (each for axes in every if not bar_of(axes) for each in axes.get_children())
    return [
        each for each in found if isinstance(each, ScalarMappable) and each.get_array() is not None
    ]


def _share(mapped: Sequence[Any]) -> None:
    limits = [each.get_clim() for each in mapped]
    if len(set(limits)) > 1 and all(None not in pair for pair in limits):
        low = min(low for low, _ in limits)
        high = max(high for _, high in limits)
        for each in mapped:
            with _ticks_kept(getattr(each, "colorbar", None)):
                each.set_clim(low, high)


@contextmanager
def _ticks_kept(bar: Any) -> Iterator[None]:
    """A colour bar whose limits change makes out its ticks anew, not those of its author."""
    if bar is None:
        yield
        return
    axis = bar.long_axis
    locator, formatter = axis.get_major_locator(), axis.get_major_formatter()
    yield
    if axis.get_major_locator() is not locator:
        axis.set_major_locator(locator)
    if axis.get_major_formatter() is not formatter:
        axis.set_major_formatter(formatter)
