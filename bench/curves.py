"""The benchmark's own figure: a plain line figure of the kind that people write.

Every tool gets a copy of this file, and draws with it.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure


def curve(rate: float = 1.0) -> Figure:
    """A damped oscillation between its envelopes."""
    figure = Figure()
    draw(figure, rate)
    return figure


def draw(figure: Figure, rate: float) -> None:
    """Draw into a figure that may come from pyplot, which some tools insist on."""
    t = np.linspace(0, 10, 201)
    envelope = np.exp(-t / 4)
    axes = figure.add_subplot()
    axes.plot(t, envelope * np.cos(2 * rate * t), label=f"rate {rate:g}")
    axes.plot(t, envelope, "--", label="envelope")
    axes.set(xlabel="time (s)", ylabel="amplitude", title="A damped oscillation")
    axes.legend()
