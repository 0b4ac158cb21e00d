"""A figure that nothing here is tuned for: one line, and what matplotlib does by itself."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure


def curve(rate: float = 1.0) -> Figure:
    """A wave."""
    figure = Figure()
    axes = figure.add_subplot()
    x = np.linspace(0, 10, 201)
    axes.plot(x, np.sin(rate * x))
    axes.set(xlabel="x", ylabel="y")
    return figure
