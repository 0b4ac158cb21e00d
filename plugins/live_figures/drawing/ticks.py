"""Ticks for less: most of what matplotlib does for a plain figure, it does for its ticks.

Each is made of three lines and two texts out of dozens of settings, only to become like the first;
and an axis makes out its ticks ten times in one drawing: for its bounds, its label, the title, the
spines. Here those beyond the second are copies, and while nothing moves the answer stands.

That reaches into matplotlib, so it is done only with versions for which the tests have seen that
every figure comes out the same, byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.cbook import CallbackRegistry
from matplotlib.dates import AutoDateFormatter
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

_KNOWN = {(3, 10), (3, 11)}
_MATPLOTLIBS = ("matplotlib.", "mpl_toolkits.")
_ASK_OTHERS = (FuncFormatter, AutoDateFormatter)
_PARTS = ("tick1line", "tick2line", "gridline", "label1", "label2")


@contextmanager
def copied(figure: Figure) -> Iterator[None]:
    """Meanwhile, ticks that an axis needs are copies of each other."""
    with _replaced(_plain_axes(figure), get_major_ticks=_copying, get_minor_ticks=_copying):
        yield


@contextmanager
def kept(figure: Figure) -> Iterator[None]:
    """Meanwhile, an axis makes out its ticks only where its place or its limits have changed."""
    alone = [axis for axis in _plain_axes(figure) if not _shares(axis)]
    alone = _steady(alone, figure) if alone else []
    with _replaced(
        alone, get_majorticklocs=_once, _update_ticks=_once, _get_ticklabel_bboxes=_once
    ):
        yield


def _plain_axes(figure: Figure) -> list[Any]:
    """The axes, x and y, of which we know how they work: not those of polar axes or of space."""
    if matplotlib.__version_info__[:2] not in _KNOWN:
        return []
    every = (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis))
    return [axis for axis in every if type(axis) in (XAxis, YAxis)]


def _steady(axes: Sequence[Any], figure: Figure) -> list[Any]:
    """Those whose ticks nobody changes between two questions in a drawing, and nobody counts.

    A formatter that several axes have knows the values of the last that asked; and functions and
    classes of the author's may do anything.
    """
    artists = list(_artists(figure))
    if "draw_event" in figure.canvas.callbacks.callbacks or not all(map(_is_plain, artists)):
        return []
    uses = Counter(
        id(each) for axis in artists if isinstance(axis, Axis) for each in _helpers(axis)
    )
    return [
        axis
        for axis in axes
        if all(_is_plain(each) and uses[id(each)] == 1 for each in _helpers(axis))
    ]


def _artists(artist: Artist) -> Iterator[Artist]:
    """It, and all below it but the parts of an axis, which would make out its ticks to tell."""
    yield artist
    if not isinstance(artist, Axis):
        for child in artist.get_children():
            yield from _artists(child)


def _helpers(axis: Any) -> Iterator[object]:
    for ticker in (axis.major, axis.minor):
        yield from (ticker.locator, ticker.formatter)


def _is_plain(thing: object) -> bool:
    """Whether it is matplotlib's, and answers the same each time."""
    return type(thing).__module__.startswith(_MATPLOTLIBS) and not isinstance(thing, _ASK_OTHERS)


def _shares(axis: Any) -> bool:
    """Whether other axes have the same limits, and with them the same locator and formatter."""
    return len(axis._get_shared_axes()) > 1


Method = Callable[..., Any]


@contextmanager
def _replaced(axes: Sequence[Any], **others: Callable[[Any, Method], Method]) -> Iterator[None]:
    axes = [axis for axis in axes if not vars(axis).keys() & others.keys()]  # the author's own
    for axis in axes:
        vars(axis).update(
            {name: other(axis, getattr(axis, name)) for name, other in others.items()}
        )
    try:
        yield
    finally:
        for axis in axes:
            for name in others:
                vars(axis).pop(name, None)


def _copying(axis: Any, get_ticks: Method) -> Method:
    is_major = get_ticks.__name__ == "get_major_ticks"

    def get(number: int | None = None) -> list[Any]:
        wanted = len(axis.get_ticklocs(minor=not is_major)) if number is None else number
        ticks = axis.majorTicks if is_major else axis.minorTicks
        if len(ticks) + 1 < wanted:
            like = get_ticks(len(ticks) + 1)[-1]
            ticks.extend(_copy(like) for _ in range(wanted - len(ticks)))
        found: list[Any] = get_ticks(wanted)
        return found

    return get


def _copy(tick: Any) -> Any:
    other = _of_its_own(tick)
    for name in _PARTS:
        setattr(other, name, _of_its_own(getattr(tick, name)))
    return other


def _of_its_own(artist: Any) -> Any:
    """A copy that shares nothing that can change in its place; ``copy`` takes far longer."""
    other = object.__new__(type(artist))
    vars(other).update(artist.__getstate__())
    other._callbacks = CallbackRegistry(signals=["pchanged"])
    if isinstance(other, Text):
        other.set_fontproperties(artist.get_fontproperties())
    return other


def _once(axis: Any, method: Method) -> Method:
    state: Any = None
    answer: Any = None

    def ask(*arguments: Any) -> Any:
        nonlocal state, answer
        axes = axis.axes
        # Of both limits: a spine that stands at a value of the other axis takes its labels along.
        now = (*axes.bbox.bounds, axes.figure.dpi, *axes.viewLim.extents)
        if now != state:
            answer, state = method(*arguments), now
        return answer

    return ask
