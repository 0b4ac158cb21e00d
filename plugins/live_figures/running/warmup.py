"""Draw one figure before the forks: what is made on first use, the children inherit.

That is matplotlib's parser of formulas, its fonts and the metrics of common text, and what
pydantic looks for when it makes its first model.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from ..declaring.registry import validate
from ..drawing.describe import describe
from ..drawing.files import draw as draw_files
from ..drawing.style import style


def example(number: float = 1.0, lang: str = "en") -> Figure:
    """A figure that uses what most figures use."""
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        axes.plot([0, 1, number], [0.0, 0.5, 1.0], label="one")
        axes.plot([0, number], [0, 1.0], "o--", label="other")
        axes.set(xlabel="epoch", ylabel="cost 损失", title=r"$\hat y = \sigma(z)$")
        axes.annotate(r"$w_0$ = 0.60", (1, 0.5), (5, 5), textcoords="offset points")
        axes.legend()
    return figure


def draw() -> None:
    """Check the example's options, draw it, and forget it."""
    arguments, _ = validate(example, {"number": 2.0}, ())
    figure = example(**arguments)
    draw_files(figure, png=False)
    describe(figure, "en")
