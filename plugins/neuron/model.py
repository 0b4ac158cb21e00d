"""One sigmoid neuron that learns by gradient descent.

    z = w·x + b,   ŷ = σ(z) = 1 / (1 + e^−z)

Everything is computed from z, never from ŷ: near ŷ = 1 a float has no digits left for 1 − ŷ.
Formulas after Michael Nielsen, *Neural Networks and Deep Learning*, chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def sigmoid(z: ArrayLike) -> Array:
    """σ(z), elementwise: exact to the last digits in both tails, and no overflow anywhere."""
    tail = np.exp(-np.abs(z))  # ≤ 1: the smaller of e^z and e^−z
    return np.where(np.greater_equal(z, 0), 1.0, tail) / (1.0 + tail)


def slope(z: ArrayLike) -> Array:
    """σ′(z) = σ(z)·σ(−z), elementwise."""
    return sigmoid(z) * sigmoid(np.negative(z))


def logit(output: ArrayLike) -> Array:
    """The z at which σ(z) is `output`, elementwise, for outputs strictly between 0 and 1."""
    p = np.asarray(output, dtype=np.float64)
    return np.asarray(np.log(p) - np.log1p(-p))


def _error(z: Array, y: Array) -> Array:
    """ŷ − y, written so that nothing cancels when both are near 1."""
    return (1.0 - y) * sigmoid(z) - y * sigmoid(-z)


@dataclass(frozen=True)
class Cost:
    """What one sample costs, L(z, y), and its derivative with respect to z."""

    value: Callable[[Array, Array], Array]
    gradient: Callable[[Array, Array], Array]


COSTS: Mapping[str, Cost] = {
    # L = (y − ŷ)² / 2
    "quadratic": Cost(
        value=lambda z, y: _error(z, y) ** 2 / 2,
        gradient=lambda z, y: _error(z, y) * slope(z),
    ),
    # L = −[y ln ŷ + (1 − y) ln(1 − ŷ)], where −ln σ(z) = ln(1 + e^−z); its σ′ cancels.
    "cross-entropy": Cost(
        value=lambda z, y: y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z),
        gradient=_error,
    ),
}


@dataclass(frozen=True)
class History:
    """A run, row by row: row k is what holds after k updates, so there are epochs + 1 rows.

    For initial states of shape `batch` (`()` for a single neuron), d inputs and n samples:

    weights: (epochs + 1, *batch, d)
    bias: (epochs + 1, *batch)
    output: (epochs + 1, *batch, n), ŷ of every sample
    cost: (epochs + 1, *batch), the mean over the samples
    """

    weights: Array
    bias: Array
    output: Array
    cost: Array


def train(
    inputs: ArrayLike,
    targets: ArrayLike,
    weights: ArrayLike,
    bias: ArrayLike,
    *,
    eta: float,
    epochs: int,
    cost: str = "quadratic",
) -> History:
    """Full-batch gradient descent, for one initial state or for many in one vectorised run.

    inputs: (n, d), one sample a row
    targets: (n,), each from 0 to 1
    weights: (*batch, d), the initial weights
    bias: (*batch,), the initial bias
    eta: the learning rate
    cost: a key of COSTS

    Raises ValueError when the shapes do not fit, KeyError for an unknown cost.
    """
    loss = COSTS[cost]
    x, y = np.asarray(inputs, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    w, b = np.asarray(weights, dtype=np.float64), np.asarray(bias, dtype=np.float64)
    _check_shapes(x, y, w, b)
    n = len(y)
    history = History(
        weights=np.empty((epochs + 1, *w.shape)),
        bias=np.empty((epochs + 1, *b.shape)),
        output=np.empty((epochs + 1, *b.shape, n)),
        cost=np.empty((epochs + 1, *b.shape)),
    )
    for epoch in range(epochs + 1):
        z = w @ x.T + b[..., np.newaxis]
        history.weights[epoch], history.bias[epoch] = w, b
        history.output[epoch] = sigmoid(z)
        history.cost[epoch] = loss.value(z, y).mean(axis=-1)
        step = eta / n * loss.gradient(z, y)
        w, b = w - step @ x, b - step.sum(axis=-1)
    return history


def _check_shapes(x: Array, y: Array, w: Array, b: Array) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1] or not len(y):
        raise ValueError(f"inputs (n, d) and targets (n,) do not fit: {x.shape} and {y.shape}")
    if w.shape != (*b.shape, x.shape[1]):
        raise ValueError(
            f"weights (*batch, {x.shape[1]}) and bias (*batch,) do not fit: {w.shape} and {b.shape}"
        )
