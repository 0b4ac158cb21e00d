"""Common limits for the axes of a sweep's frames, which hold what all of them show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.transforms import Bbox

from .colours import bar_of

_FAR = 0.15
"""Of what is shown: matplotlib's own limits are not farther from it."""

Alike = Sequence[Any]
"""The same axes in all frames."""


def share_limits(same: Sequence[Alike]) -> None:
    """Give them the same limits, unless the author has set some that differ from frame to frame."""
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
    """By scales, since what is linear may reach below 0, and by numbers, dates and names."""
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    for axes in alike:
        axis = getattr(axes, f"{name}axis")
        groups[axis.get_scale(), type(axis.get_converter())].append(axes)
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
