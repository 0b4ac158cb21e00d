"""Type that can be read on a phone: laid out as large as there, drawn smaller where there is room.

An SVG in a page is as wide as its place, and so its type shrinks with it. But the media queries of
its style sheet are about that width too. So what is written is laid out in the size that the
narrowest place needs, where nothing collides, and a rule takes it back to its own size in places
wide enough for that.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from matplotlib import rcParams
from matplotlib.axis import Axis, XAxis
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from .artists import texts as texts_of

LEAST = 12.0  # CSS px
PHONE = 320.0  # the width of a figure's place on a phone that is 360 px wide
_STEP = 1.3  # from one place to the next wider, while the type is not its own yet
_HAIR = 0.001  # by which one raised size is told from the next

_Which = Literal["major", "minor"]
_TICKS: tuple[_Which, ...] = ("major", "minor")

Sizes = dict[float, float]
"""From sizes that have been raised to those that the author meant, in points."""


@contextmanager
def enlarged(figure: Figure) -> Iterator[Sizes]:
    """Meanwhile, all type of a figure is large enough for where it is as wide as a phone.

    Raises UserWarning, matplotlib's, when that leaves no room for the axes.
    """
    least, sizes = round(_least(figure, PHONE), 2), Sizes()
    labels = [(axis, which, _label_size(axis, which)) for axis in _axes(figure) for which in _TICKS]
    labels = [label for label in labels if label[2] < least]
    for axis, which, size in labels:
        axis.set_tick_params(which=which, labelsize=_raised(size, least, sizes))
    texts = [(text, float(text.get_fontsize())) for text in texts_of(figure)]
    texts = [(text, size) for text, size in texts if size < least and size not in sizes]
    for text, size in texts:
        # matplotlib places the lines of one text by their left ends: others are not to shrink.
        can_shrink = "\n" not in text.get_text() or text.get_horizontalalignment() == "left"
        text.set_fontsize(_raised(size, least, sizes) if can_shrink else least - _HAIR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", "constrained_layout not applied", UserWarning)
            yield sizes
    finally:
        for axis, which, size in labels:
            axis.set_tick_params(which=which, labelsize=size)
        for text, size in texts:
            text.set_fontsize(size)


def rules(figure: Figure, sizes: Sizes) -> str:
    """The style rules that take raised type back, as far as the place is wide enough."""
    return "".join(
        f"@media(min-width:{place:.0f}px){{{_rule(size, max(own, _least(figure, place)))}}}"
        for size, own in sizes.items()
        for place in _places(figure, own)
    )


def _raised(size: float, least: float, sizes: Sizes) -> float:
    known = {own: new for new, own in sizes.items()}
    new = known.get(size, round(least + _HAIR * len(sizes), 3))
    sizes[new] = size
    return new


def _rule(size: float, now: float) -> str:
    """For the groups that texts are drawn in: each shrinks towards the point where it is fixed."""
    return f'g[font-size="{size:g}px"]{{transform:scale({now / size:.4g})}}'


def _places(figure: Figure, own: float) -> Iterator[float]:
    """The widths, CSS px, from which on type may be smaller, down to its own size."""
    place = PHONE
    while _least(figure, place) > own:
        place = min(place * _STEP, PHONE * _least(figure, PHONE) / own)
        yield place


def _least(figure: Figure, place: float) -> float:
    """The smallest legible size in points where a figure is so wide, CSS px."""
    return LEAST * 72 * float(figure.get_figwidth()) / place


def _axes(figure: Figure) -> Iterator[Axis]:
    for axes in figure.axes:
        for name in ("xaxis", "yaxis", "zaxis"):
            if hasattr(axes, name):
                yield getattr(axes, name)


def _label_size(axis: Axis, which: _Which) -> float:
    default = rcParams["xtick.labelsize" if isinstance(axis, XAxis) else "ytick.labelsize"]
    size = axis.get_tick_params(which).get("labelsize", default)
    return FontProperties(size=size).get_size_in_points()
