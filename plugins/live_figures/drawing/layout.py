"""Margins around a single pair of axes, as wide as what is written there.

matplotlib's constrained layout finds them too; but it solves for any grid of axes, measures
everything twice, and so would take half of the time that a plain figure takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any, NamedTuple
from warnings import warn

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.layout_engine import (
    ConstrainedLayoutEngine,
    LayoutEngine,
    PlaceHolderLayoutEngine,
    TightLayoutEngine,
)
from matplotlib.legend import Legend
from matplotlib.spines import Spine

_HAIR = 1 / 96  # inches


class Margin(NamedTuple):
    """Beside the axes, in pixels."""

    left: float
    bottom: float
    right: float
    top: float


def is_automatic(figure: Figure) -> bool:
    """Whether a figure is laid out each time it is drawn, and not by its author."""
    engine = figure.get_layout_engine()
    return engine is not None and not isinstance(engine, PlaceHolderLayoutEngine)


def choose(figure: Figure) -> None:
    """Have a figure laid out by Margins, if constrained layout would come to the same."""
    engine = figure.get_layout_engine()
    if type(engine) is ConstrainedLayoutEngine and _is_plain(figure):
        params = engine.get()
        if params["rect"] == (0, 0, 1, 1):
            figure.set_layout_engine(Margins(params["w_pad"], params["h_pad"]))


def fit(figure: Figure) -> None:
    """Lay out anew what its author has laid out, if the type, larger now, leaves the picture."""
    if is_automatic(figure):
        return
    box, size = figure.get_tightbbox(), figure.get_size_inches()
    leaves = min(box.x0, box.y0, *(size - box.max)) < -_HAIR
    if leaves and all(axes.get_subplotspec() for axes in figure.axes):
        apart = [each for each in figure.axes if not each.get_in_layout()]
        places = [each.get_position(original=True) for each in apart]
        figure.tight_layout()
        for axes, place in zip(apart, places, strict=True):
            axes.set_position(place)


@contextmanager
def heeded() -> Iterator[None]:
    """Meanwhile, authors who lay figures out themselves can do so.

    Figures begin with a layout of ours, which knows nothing of ``subplots_adjust`` and fails when
    ``tight_layout`` follows a colour bar. It gives way to the one, and does the work of the other.
    """
    own = Figure.subplots_adjust, Figure.tight_layout

    def subplots_adjust(self: Figure, *args: Any, **kwargs: Any) -> None:
        if _has_ours(self) and _has_bars(self):
            warn("subplots_adjust would not move the colour bar: it does nothing", stacklevel=2)
            return
        if _has_ours(self):
            self.set_layout_engine(_author())
        own[0](self, *args, **kwargs)

    def tight_layout(self: Figure, *, rect: Any = None, **pads: Any) -> None:
        engine: Any = self.get_layout_engine()
        if not (_has_ours(self) or isinstance(engine, PlaceHolderLayoutEngine)):
            own[1](self, rect=rect, **pads)
        elif not _has_bars(self):
            self.set_layout_engine(_author())
            TightLayoutEngine(rect=rect or (0, 0, 1, 1), **pads).execute(self)
        elif rect and _has_ours(self):
            left, bottom, right, top = rect
            engine.set(rect=(left, bottom, right - left, top - bottom))

    Figure.subplots_adjust, Figure.tight_layout = subplots_adjust, tight_layout  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Figure.subplots_adjust, Figure.tight_layout = own  # type: ignore[method-assign]


def _author() -> LayoutEngine:
    return PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=False)


def _has_ours(figure: Figure) -> bool:
    return type(figure.get_layout_engine()) is ConstrainedLayoutEngine


def _has_bars(figure: Figure) -> bool:
    """Whether there are colour bars that have taken their place from axes."""
    return any(hasattr(axes, "_colorbar_info") for axes in figure.axes)


class Margins(LayoutEngine):
    """Lays out the only axes of a figure, with pads between them and its edges."""

    _adjust_compatible = True
    _colorbar_gridspec = False

    def __init__(self, w_pad: float, h_pad: float) -> None:
        """Pads in inches."""
        super().__init__()
        self._params = {"w_pad": w_pad, "h_pad": h_pad}

    def execute(self, fig: Figure) -> None:
        """Measure and set the margins; again only where the new size has brought other ticks."""
        (axes,) = fig.axes
        ticks, margins = _ticks(axes), self._margins(fig, axes)
        _set(fig, margins)
        if _ticks(axes) != ticks:
            ticks, others = _ticks(axes), self._margins(fig, axes)
            _set(fig, others)
            if _ticks(axes) != ticks:  # they come and go with the size: room for both
                _set(fig, Margin(*map(max, margins, others)))

    def _margins(self, figure: Figure, axes: Axes) -> Margin:
        wide, high = (self._params[pad] * figure.dpi for pad in ("w_pad", "h_pad"))
        inner = axes.get_window_extent()
        outer = axes.get_tightbbox(bbox_extra_artists=_others(axes), for_layout_only=True) or inner
        return Margin(
            left=inner.x0 - outer.x0 + wide,
            bottom=inner.y0 - outer.y0 + high,
            right=outer.x1 - inner.x1 + wide,
            top=outer.y1 - inner.y1 + high,
        )


def _set(figure: Figure, margin: Margin) -> None:
    """Set the margins, unless they leave no room for the axes."""
    width, height = figure.get_size_inches() * figure.dpi
    if margin.left + margin.right < width and margin.bottom + margin.top < height:
        figure.subplots_adjust(
            left=margin.left / width,
            bottom=margin.bottom / height,
            right=1 - margin.right / width,
            top=1 - margin.top / height,
        )


def _is_plain(figure: Figure) -> bool:
    """Whether all there is to lay out is one pair of axes that takes what is left."""
    return len(figure.axes) == 1 and (
        set(figure.get_children()) == {figure.patch, *figure.axes} and _fills_grid(figure.axes[0])
    )


def _fills_grid(axes: Axes) -> bool:
    """Whether the axes take all of a figure's grid, in any proportion."""
    place = axes.get_subplotspec()
    grid = place and place.get_gridspec()
    return (
        isinstance(grid, GridSpec)
        and grid.get_geometry() == (1, 1)
        and not grid.locally_modified_subplot_params()
        and axes.get_in_layout()
        and axes.get_aspect() == "auto"
        and "for_layout_only" in signature(axes.get_tightbbox).parameters  # not those of axes_grid1
    )


def _others(axes: Axes) -> list[Artist]:
    """What may reach beyond the axes, apart from their own ticks, labels and titles."""
    return [
        artist
        for artist in axes.get_default_bbox_extra_artists()
        if not isinstance(artist, Spine)
        and artist is not axes.patch
        and not (isinstance(artist, Legend) and artist.get_bbox_to_anchor() is axes.bbox)
    ]


def _ticks(axes: Axes) -> list[list[float]]:
    return [list(axis.get_majorticklocs()) for axis in (axes.xaxis, axes.yaxis)]
