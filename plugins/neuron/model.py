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
    return np.asarray(np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z))))


def slope(z: ArrayLike) -> Array:
    """σ′(z) = σ(z)·σ(−z), elementwise."""
    return sigmoid(z) * sigmoid(np.negative(z))


def logit(output: ArrayLike) -> Array:
    """The z at which σ(z) is `output`, elementwise, for outputs strictly between 0 and 1."""
    p = np.asarray(output, dtype=np.float64)
    return np.asarray(np.log(p) - np.log1p(-p))


def _quadratic(z: Array, y: Array) -> Array:
    """L = (ŷ − y)² / 2"""
    return _error(sigmoid(z), sigmoid(-z), y) ** 2 / 2


def _quadratic_gradient(z: Array, y: Array) -> Array:
    """∂L/∂z = (ŷ − y) σ′(z)"""
    on, off = sigmoid(z), sigmoid(-z)
    return _error(on, off, y) * on * off


def _cross_entropy(z: Array, y: Array) -> Array:
    """L = −[y ln ŷ + (1 − y) ln(1 − ŷ)], with −ln σ(z) = ln(1 + e^−z)"""
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


def _cross_entropy_gradient(z: Array, y: Array) -> Array:
    """∂L/∂z = ŷ − y: the σ′ cancels."""
    return _error(sigmoid(z), sigmoid(-z), y)


def _error(on: Array, off: Array, y: Array) -> Array:
    """ŷ − y from ŷ = σ(z) and 1 − ŷ = σ(−z), so that nothing cancels when both are near 1."""
    return (1 - y) * on - y * off


@dataclass(frozen=True)
class Cost:
    """What one sample costs, L(z, y), and the derivative ∂L/∂z."""

    value: Callable[[Array, Array], Array]
    gradient: Callable[[Array, Array], Array]


COSTS: Mapping[str, Cost] = {
    "quadratic": Cost(_quadratic, _quadratic_gradient),
    "cross-entropy": Cost(_cross_entropy, _cross_entropy_gradient),
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
    path = np.empty((epochs + 1, *w.shape)), np.empty((epochs + 1, *b.shape))
    for epoch in range(epochs + 1):
        path[0][epoch], path[1][epoch] = w, b
        step = eta / len(y) * loss.gradient(_weigh(x, w, b), y)
        w, b = w - step @ x, b - step.sum(axis=-1)
    z = _weigh(x, *path)
    return History(*path, output=sigmoid(z), cost=loss.value(z, y).mean(axis=-1))


def _weigh(x: Array, w: Array, b: Array) -> Array:
    """z of every state and sample, (*batch, n)."""
    return np.asarray(w @ x.T + b[..., np.newaxis])


def _check_shapes(x: Array, y: Array, w: Array, b: Array) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1] or not len(y):
        raise ValueError(f"inputs (n, d) and targets (n,) do not fit: {x.shape} and {y.shape}")
    if w.shape != (*b.shape, x.shape[1]):
        raise ValueError(
            f"weights (*batch, {x.shape[1]}) and bias (*batch,) do not fit: {w.shape} and {b.shape}"
        )
