"""Draw one figure before the forks: what is made on first use, the children inherit.

That is matplotlib's parser of formulas, its fonts and the metrics of common text, and what
pydantic looks for when it makes its first model.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from matplotlib.figure import Figure

from ..declaring.registry import validate
from ..drawing.describe import describe
from ..drawing.files import draw as draw_files
from ..drawing.style import style

_FORMULA = (
    r"$\frac{a^2}{b_1} \sqrt[3]{x} \int_0^1 \sum_{k=1}^{n} \left(\frac{1}{2}\right) \mathbf{w}"
    r" \bar{x} \overline{ab} \binom{n}{k} \text{of} \sin x \leq 10^{-3} \dots$"
)


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
    _draw(example(**arguments), png=False)


@cache
def draw_more(*, png: bool) -> None:
    """Draw what many figures use beside: none of those that share a process is to be the first."""
    with style():
        figure = Figure()
        bars, boxes, dates, logarithms = figure.subplots(2, 2).flat
        bars.bar(["a", "b"], [1, 2], color="#123456")
        bars.twinx().quiver([1, 2], [1, 2], [1, 2], [1, 1])
        boxes.boxplot([[1, 2, 3], [2, 3, 4]])
        dates.plot([date(2020, 1, 1), date(2021, 1, 1)], [1, 2])
        logarithms.loglog([1, 10, 100], [1, 10, 100])
        logarithms.set_title(_FORMULA)
    _draw(figure, png=png)


def _draw(figure: Figure, *, png: bool) -> None:
    draw_files(figure, png=png)
    describe(figure, "en")
