"""The experiment of the articles, one neuron that learns that 1 should give 0."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Gt, Le, Lt
from pelican.plugins.live_figures import vectorized

from .model import History, logit, train

CostName = Literal["quadratic", "cross-entropy"]
Epochs = Annotated[int, Ge(1), Le(100_000)]
Output = Annotated[float, Gt(0), Lt(1)]
Rate = Annotated[float, Gt(0), Le(1000)]
Weight = Annotated[float, Ge(-1000), Le(1000)]


def initial_state(init: float | None, w: float | None, b: float | None) -> tuple[float, float]:
    """The first weight and bias, from either the first output or from themselves.

    With the one input x = 1 only z = w + b matters: it is shared between the two.
    """
    if init is not None and w is None and b is None:
        half = float(logit(init)) / 2
        return half, half
    if init is None and w is not None and b is not None:
        return w, b
    raise ValueError(
        "say where the neuron starts: either its first output, as in init=0.98,"
        " or its weight and bias, as in w=2 b=2"
    )


@vectorized("weight", "bias", "epochs")
def learn(
    weight: list[float], bias: list[float], eta: float, epochs: list[int], cost: str
) -> list[History]:
    """Runs from first weights and biases, with one input and one sample, each up to its end."""
    start = np.array(weight)[:, np.newaxis]
    runs = train([[1.0]], [0.0], start, bias, eta=eta, epochs=max(epochs), cost=cost)
    return [
        History(*(path[: last + 1, run] for path in vars(runs).values()))
        for run, last in enumerate(epochs)
    ]
