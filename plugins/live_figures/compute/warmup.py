"""Draw one figure before the forks: what matplotlib makes on first use, its children inherit.

That is the parser of formulas, the fonts, and the metrics of common text.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from ..drawing.files import draw as draw_files
from ..drawing.style import style


def draw() -> None:
    """Draw and forget a figure that uses what most figures use."""
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        axes.plot([0, 1, 2], [0.0, 0.5, 1.0], label="0123456789")
        axes.set(xlabel="epoch", ylabel="cost 损失", title=r"$\hat y = \sigma(z)$")
        axes.annotate(r"$w_0$ = 0.60", (1, 0.5), (5, 5), textcoords="offset points")
    draw_files(figure, png=False)
