"""The neuron: the numbers of its article, its gradients, its extremes, and its figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.text import Text
from mpmath import mp
from neuron.labels import LABELS, decimal, labels
from neuron.losscurve import losscurve
from neuron.model import COSTS, History, logit, sigmoid, slope, train
from neuron.sigmoid import sigmoid as sigmoid_figure
from pydantic import ValidationError, validate_call

COST_NAMES = st.sampled_from(sorted(COSTS))
WEIGHTS = st.floats(-5, 5)
LOGITS = st.floats(-1e6, 1e6)


def run(w: float, b: float, eta: float, cost: str) -> History:
    return train([[1.0]], [0.0], [w], b, eta=eta, epochs=300, cost=cost)


@pytest.mark.parametrize(
    ("cost", "w", "b", "eta", "first", "last"),
    [
        ("quadratic", 0.6, 0.9, 0.15, 0.8176, 0.0940),
        ("quadratic", 2, 2, 0.15, 0.9820, 0.2028),
        ("cross-entropy", 0.6, 0.9, 0.15, 0.8176, 0.0116),
        ("cross-entropy", 2, 2, 0.15, 0.9820, 0.0120),
        ("cross-entropy", 0.6, 0.9, 0.005, 0.8176, 0.4177),
        ("cross-entropy", 2, 2, 0.005, 0.9820, 0.7796),
    ],
)
def test_outputs_of_the_article(
    cost: str, w: float, b: float, eta: float, first: float, last: float
) -> None:
    output = run(w, b, eta, cost).output
    assert output.shape == (301, 1)
    assert [round(float(output[k, 0]), 4) for k in (0, 300)] == [first, last]


@pytest.mark.parametrize(
    ("start", "costs"), [((0.6, 0.9), [0.3342, 0.0117, 0.0044]), ((2, 2), [0.4822, 0.4356, 0.0206])]
)
def test_costs_of_the_article(start: tuple[float, float], costs: list[float]) -> None:
    history = run(*start, 0.15, "quadratic")
    assert [round(float(history.cost[k]), 4) for k in (0, 150, 300)] == costs


# The oracle: the textbook's formulas in ŷ rather than z, one number at a time. They lose digits
# where ŷ is near 1, so they get 60; on complex numbers, Im L(w + ih) / h is the derivative.
DIGITS = 60
TEXTBOOK: dict[str, Callable[[Any, float], Any]] = {
    "quadratic": lambda a, y: (a - y) ** 2 / 2,
    "cross-entropy": lambda a, y: -(y * mp.log(a) + (1 - y) * mp.log(1 - a)),
}


def textbook_cost(cost: str, x: Any, y: Any, w: Any, b: Any) -> Any:
    sums = (sum(weight * mp.mpf(value) for weight, value in zip(w, row, strict=True)) for row in x)
    outputs = [1 / (1 + mp.exp(-(each + b))) for each in sums]
    return sum(TEXTBOOK[cost](a, t) for a, t in zip(outputs, y, strict=True)) / len(y)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Any, Any, Any, float]:
    """Inputs (n, d), targets (n,), weights (d,) and a bias."""
    n, d = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    row = st.lists(st.floats(-2, 2), min_size=d, max_size=d)
    x = draw(st.lists(row, min_size=n, max_size=n))
    y = draw(st.lists(st.floats(0, 1), min_size=n, max_size=n))
    return x, y, draw(st.lists(st.floats(-2, 2), min_size=d, max_size=d)), draw(WEIGHTS)


@example(([[0.0, 2.0, 2.0]], [0.0], [0.0, 2.0, 2.0], 1.0), "cross-entropy")
@given(problems(), COST_NAMES)
def test_one_update_follows_the_gradient(problem: tuple[Any, Any, Any, float], cost: str) -> None:
    x, y, w, b = problem
    history = train(x, y, w, b, eta=1.0, epochs=1, cost=cost)
    start = [*w, b]  # the step is read off a difference of states: it has no more digits than they
    steps = [*(history.weights[0] - history.weights[1]), history.bias[0] - history.bias[1]]
    with mp.workdps(DIGITS):
        h = mp.mpf(10) ** -DIGITS
        for i, step in enumerate(steps):
            nudged = [mp.mpc(value, h * (i == k)) for k, value in enumerate(start)]
            gradient = float(textbook_cost(cost, x, y, nudged[:-1], nudged[-1]).imag / h)
            assert step == pytest.approx(gradient, rel=1e-12, abs=1e-13)
        total = float(textbook_cost(cost, x, y, w, b).real)
    assert history.cost[0] == pytest.approx(total, rel=1e-12, abs=1e-15)


@given(st.floats(-20, 20), st.floats(0, 1), COST_NAMES)
def test_gradients_are_the_slopes_of_the_costs(z: float, y: float, cost: str) -> None:
    h, target = 1e-5, np.array(y)
    value = COSTS[cost].value
    difference = (value(np.array(z + h), target) - value(np.array(z - h), target)) / (2 * h)
    assert COSTS[cost].gradient(np.array(z), target) == pytest.approx(difference, abs=1e-8)


@given(LOGITS, st.sampled_from([0.0, 1.0]), COST_NAMES)
def test_extreme_states_stay_finite(z: float, y: float, cost: str) -> None:
    with np.errstate(all="raise", under="ignore"):
        history = train([[1.0]], [y], [z], 0.0, eta=1.0, epochs=2, cost=cost)
    for values in (history.weights, history.bias, history.output, history.cost):
        assert np.isfinite(values).all()


@pytest.mark.parametrize("z", [40.0, 300.0, 700.0])
def test_tails_keep_their_digits(z: float) -> None:
    tail = math.exp(-z)
    assert sigmoid(-z) == pytest.approx(tail, rel=1e-14, abs=0)
    assert slope(z) == pytest.approx(tail, rel=1e-14, abs=0)
    gradient = COSTS["cross-entropy"].gradient
    assert gradient(np.array(z), np.array(1.0)) == pytest.approx(-tail, rel=1e-14, abs=0)
    cost = COSTS["cross-entropy"].value
    assert cost(np.array(z), np.array(0.0)) == pytest.approx(z)  # −ln(1 − ŷ) with ŷ = 1 − 4e−18
    assert cost(np.array(z), np.array(1.0)) == pytest.approx(tail, rel=1e-12, abs=0)


@given(LOGITS)
def test_sigmoid_is_symmetric(z: float) -> None:
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)


@given(st.floats(1e-300, 1, exclude_max=True))
def test_logit_undoes_sigmoid(output: float) -> None:
    assert sigmoid(logit(output)) == pytest.approx(output, rel=1e-12, abs=0)


@given(st.lists(st.tuples(WEIGHTS, WEIGHTS), min_size=1, max_size=5), COST_NAMES)
def test_a_batch_is_its_neurons_side_by_side(starts: list[tuple[float, float]], cost: str) -> None:
    w, b = np.array(starts).T
    together = train([[1.0]], [0.0], w[:, np.newaxis], b, eta=0.15, epochs=5, cost=cost)
    assert together.weights.shape == (6, len(starts), 1)
    for k, (weight, bias) in enumerate(starts):
        alone = train([[1.0]], [0.0], [weight], bias, eta=0.15, epochs=5, cost=cost)
        np.testing.assert_allclose(together.cost[:, k], alone.cost, rtol=1e-12)
        np.testing.assert_allclose(together.weights[:, k], alone.weights, rtol=1e-12)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"inputs .* targets"):
        train([[1.0], [2.0]], [0.0], [1.0], 0.0, eta=1, epochs=1)
    with pytest.raises(ValueError, match="weights"):
        train([[1.0, 2.0]], [0.0], [1.0], 0.0, eta=1, epochs=1)


# The figures


@given(st.floats(0.001, 0.999))
def test_init_is_the_first_output_exactly(init: float) -> None:
    figure, _ = losscurve(init=init, epochs=1)
    cost = figure.axes[0].lines[0].get_ydata()
    assert np.asarray(cost)[0] == pytest.approx(init**2 / 2, rel=1e-12)


@pytest.mark.parametrize(
    "options", [{}, {"w": 1}, {"init": 0.5, "w": 1, "b": 1}, {"init": 0.5, "b": 1}]
)
def test_a_start_that_says_too_little_or_too_much_teaches(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"init=0\.98.*or.*w=2 b=2"):
        losscurve(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [{"init": 1}, {"init": 0}, {"init": 0.5, "eta": 0}, {"init": 0.5, "epochs": 0},
     {"init": 0.5, "epochs": 100_001}, {"init": 0.5, "cost": "cubic"}],
)  # fmt: skip
def test_parameters_have_their_bounds(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validate_call(losscurve)(**options)


def test_marks_have_their_bounds() -> None:
    with pytest.raises(ValidationError):
        validate_call(sigmoid_figure)(mark=[1.0])
    validate_call(sigmoid_figure)(mark=[0.0001, 0.9999])


def test_alternative_text_has_the_numbers_of_the_run() -> None:
    _, alt = losscurve(w=2, b=2)
    for number in ("0.4822", "150", "0.4356", "300", "0.0206", "0.98", "0.20"):
        assert number in alt
    _, alt = sigmoid_figure(mark=[0.82, 0.98])
    assert "0.82" in alt
    assert "0.15" in alt


def test_figures_speak_the_language_of_the_post() -> None:
    def says(lang: str) -> set[str]:
        figure, _ = losscurve(init=0.9, lang=lang)
        return {text.get_text() for text in figure.findobj(Text)}

    assert {"代价", "训练轮次"} <= says("zh-Hans")
    assert {"cost", "epoch"} <= says("en")
    assert labels("fr") is LABELS["en"]


def test_languages_say_the_same_things() -> None:
    assert len({frozenset(texts) for texts in LABELS.values()}) == 1


@pytest.mark.parametrize(
    ("value", "text"), [(0.9820, "0.98"), (0.9995, "0.9995"), (0.004, "0.004"), (1e-9, "0.00")]
)
def test_decimals_do_not_claim_0_or_1(value: float, text: str) -> None:
    assert decimal(value, 2) == text
