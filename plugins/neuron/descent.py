"""The figure *descent*: gradient descent on a parabola."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le, Lt
from matplotlib.figure import Figure


def descent(
    eta: Annotated[float, Gt(0), Lt(1)] = 0.1,
    steps: Annotated[int, Ge(1), Le(50)] = 10,
) -> Figure:
    """Gradient descent on y = x², from x = 1.

    Args:
        eta: The learning rate.
        steps: How many steps to take.

    zh:
        在 y = x² 上从 x = 1 出发的梯度下降。

        eta: 学习率。
        steps: 走多少步。
    """
    valley = np.linspace(-1, 1, 101)
    path = walk(eta, steps)
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(valley, valley**2, label="y = x²")
    axes.plot(path, [x**2 for x in path], marker="o", label="steps")
    axes.set(xlabel="x", ylabel="y")
    return figure


def walk(eta: float, steps: int) -> list[float]:
    """Every x on the way: each step makes x into (1 - 2 eta) x."""
    return [(1 - 2 * eta) ** step for step in range(steps + 1)]
