"""Common limits for the axes of a sweep's frames, which hold what all of them show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox

from .colours import bar_of

_FAR = 0.15
"""Of what is shown: matplotlib's own limits are not farther from it."""

Alike = Sequence[Any]
"""The same axes in all frames."""


def share_limits(same: Sequence[Alike]) -> None:
    """Give them the same limits, unless the author has set some that differ from frame to frame.

    Where an axis is labelled with numbers of another scale, all keep their own: only its author
    knows to which of them it belongs, as pandas' ``scatter_matrix`` does.
    """
    if any(_tells_of_another(axis) for axis in _axis_of_all(same)):
        return
    for name in ("x", "y", "z"):
        known = [alike for alike in same if hasattr(alike[0], f"{name}axis")]
        # The scales of twins tell of each other.
        apart = {_place(alike) for alike in known if _are_set_apart(name, alike)}
        for alike in known:
            if _place(alike) not in apart and not any(map(bar_of, alike)):
                for group in _comparable(name, alike):
                    _share(name, group)
    for alike in same:
        if any(axes.get_adjustable() == "datalim" for axes in alike):  # widened by what it shows
            shown = Bbox.union([axes.dataLim for axes in alike])
            for axes in alike:
                axes.dataLim.set(shown)


def _axis_of_all(same: Sequence[Alike]) -> Iterator[Sequence[Any]]:
    """Each axis, x or y, in all frames."""
    for alike in same:
        for name in ("xaxis", "yaxis"):
            yield [getattr(axes, name) for axes in alike]


def _tells_of_another(alike: Sequence[Any]) -> bool:
    """Whether numbers are written at places that are others, and not the same in all frames."""
    fixed = [axis for axis in alike if isinstance(axis.get_major_locator(), FixedLocator)]
    for places in {tuple(axis.get_majorticklocs()) for axis in fixed}:
        written = {tuple(axis.get_major_formatter().format_ticks(places)) for axis in alike}
        if len(written) > 1 and any(_are_others(places, texts) for texts in written):
            return True
    return False


def _are_others(places: Any, texts: Sequence[str]) -> bool:
    """Whether numbers are not those of their places; places 0, 1, 2, … have names."""
    try:
        numbers = [float(str(text).replace("\u2212", "-")) for text in texts]
    except ValueError:
        return False
    return not (np.allclose(np.mod(places, 1), 0) or np.allclose(numbers, places, rtol=0.01))


def _place(alike: Alike) -> Hashable:
    return tuple(tuple(axes.get_position(original=True).bounds) for axes in alike)


def _are_set_apart(name: str, alike: Alike) -> bool:
    """Whether the author has set an end that differs, and is not that of what is shown."""
    axes = [getattr(each, f"{name}axis") for each in alike]
    ends = list(zip(*(sorted(axis.get_view_interval()) for axis in axes), strict=True))
    is_set = [not _is_automatic(name, each) for each in alike]
    return any(
        len({*end}) > 1
        and any(own and _is_far(axis, at) for own, axis in zip(is_set, axes, strict=True))
        for at, end in enumerate(ends)
    )


def _is_far(axis: Any, at: int) -> bool:
    """Whether an end of an axis, 0 or 1, is not where matplotlib would put it for what is shown."""
    with np.errstate(all="ignore"):
        view, data = (
            np.sort(axis.get_transform().transform(np.array(each, float)))
            for each in (axis.get_view_interval(), axis.get_data_interval())
        )
    if not np.isfinite([view, data]).all():
        return True
    span = (data[1] - data[0]) or (view[1] - view[0])
    return bool(abs(view[at] - data[at]) > _FAR * span)


def _comparable(name: str, alike: Alike) -> Iterable[list[Any]]:
    """By scales, since what is linear may reach below 0, and by numbers, dates and names.

    pandas counts the days of one series from 1970, and the months of another.
    """
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    for axes in alike:
        axis = getattr(axes, f"{name}axis")
        periods = str(getattr(axis, "freq", ""))
        groups[axis.get_scale(), type(axis.get_converter()), periods].append(axes)
    return groups.values()


def _share(name: str, alike: list[Any]) -> None:
    limits = [getattr(axes, f"get_{name}lim")() for axes in alike]
    if len(set(limits)) == 1:
        return
    if all(axes.name == "rectilinear" and _is_automatic(name, axes) for axes in alike):
        _autoscale(name, alike)  # margins are parts of what is shown
        limits = [getattr(axes, f"get_{name}lim")() for axes in alike]
    low, high = min(map(min, limits)), max(map(max, limits))
    for axes, (first, last) in zip(alike, limits, strict=True):
        shared = (low, high) if first <= last else (high, low)
        getattr(axes, f"set_{name}lim")(*shared)


def _is_automatic(name: str, axes: Any) -> bool:
    return bool(getattr(axes, f"get_autoscale{name}_on")())


def _autoscale(name: str, alike: Alike) -> None:
    """As matplotlib would with what all of them show."""
    ends = [getattr(axes, f"{name}axis").get_data_interval() for axes in alike]
    shown = min(low for low, _ in ends), max(high for _, high in ends)
    for axes in alike:
        setattr(axes.dataLim, f"interval{name}", shown)
        axes.autoscale_view(scalex=name == "x", scaley=name == "y")
