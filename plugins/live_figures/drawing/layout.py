"""Margins around a single pair of axes, as wide as what is written there.

matplotlib's constrained layout finds them too. But it solves for any grid of axes, measures
everything twice, and so takes a third of the time of a plain figure.
"""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.layout_engine import ConstrainedLayoutEngine, LayoutEngine

PASSES = 3


class Margins(LayoutEngine):  # type: ignore[misc]
    """Lays out a figure for which ``suits`` holds, with the pads of its constrained layout."""

    _adjust_compatible = True
    _colorbar_gridspec = False

    def __init__(self, w_pad: float, h_pad: float) -> None:
        """Pads in inches."""
        super().__init__()
        self._params = {"w_pad": w_pad, "h_pad": h_pad}

    def execute(self, fig: Figure) -> None:
        """Measure and set the margins; again only where the new size has brought other ticks."""
        (axes,) = fig.axes
        for _ in range(PASSES):
            ticks = _ticks(axes)
            margins = self._margins(fig, axes)
            if margins["left"] >= margins["right"] or margins["bottom"] >= margins["top"]:
                return  # more is written than there is room for
            fig.subplots_adjust(**margins)
            if _ticks(axes) == ticks:
                return

    def _margins(self, figure: Figure, axes: Axes) -> dict[str, float]:
        """Where the axes have to end, as fractions of the figure."""
        width, height = figure.get_size_inches() * figure.dpi
        right, up = (self._params[pad] * figure.dpi for pad in ("w_pad", "h_pad"))
        inner = axes.get_window_extent()
        outer = axes.get_tightbbox(figure.canvas.get_renderer(), for_layout_only=True)
        return {
            "left": (inner.x0 - outer.x0 + right) / width,
            "right": 1 - (outer.x1 - inner.x1 + right) / width,
            "bottom": (inner.y0 - outer.y0 + up) / height,
            "top": 1 - (outer.y1 - inner.y1 + up) / height,
        }
