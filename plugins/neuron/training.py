"""The figure *training*: one moment of a run, with what makes the next step large or small."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .experiment import CostName, Output, Rate, Weight, initial_state, learn
from .labels import decimal, labels
from .model import sigmoid, slope

REACH = 6.0  # on the z axis: σ(±6) is within 0.0025 of its limits
TANGENT = 1.5  # half the length of the tangent's shadow on the z axis


def training(
    init: Output | None = None,
    w: Weight | None = None,
    b: Weight | None = None,
    eta: Rate = 0.15,
    epoch: Annotated[int, Ge(0), Le(100_000)] = 0,
    cost: CostName = "quadratic",
    lang: str = "en",
) -> tuple[Figure, str]:
    """Where a neuron stands on the sigmoid after so many updates, and what its gradient is made of.

    Args:
        init: The neuron's first output. Says as much as w and b together.
        w: The first weight; goes with b.
        b: The first bias; goes with w.
        eta: The learning rate.
        epoch: After how many updates.
        cost: What measures the mistake.

    Example:
        << training init=0.98 epoch=0..300/31 play=6s >>

    zh:
        若干次更新之后，神经元在 sigmoid 曲线上的位置，以及梯度由什么组成。

        init: 神经元的第一次输出，顶得上 w 和 b 两个。
        w: 最初的权重，和 b 一起给出。
        b: 最初的偏置，和 w 一起给出。
        eta: 学习率。
        epoch: 更新了多少次。
        cost: 错了多少由什么来量：quadratic 是二次代价，cross-entropy 是交叉熵。
    """
    weight, bias = initial_state(init, w, b)
    run = learn(weight, bias, eta, epoch, cost)
    now = float(run.weights[-1, 0]), float(run.bias[-1])
    return draw(*now, cost, lang), alt(*now, epoch, cost, lang)


def draw(w: float, b: float, cost: str, lang: str) -> Figure:
    """The dot on σ with its tangent; beside it bars of the error, the slope and the gradient."""
    z = w + b
    figure = Figure()
    figure.set_layout_engine("none")  # what is written here always fits these margins
    _curve(figure.add_axes((0.1, 0.17, 0.44, 0.71)), z, w, b)
    _bars(figure.add_axes((0.74, 0.17, 0.13, 0.71)), z, cost, lang)
    return figure


def _curve(axes: Axes, z: float, w: float, b: float) -> None:
    axes.set_yticks([0, 0.5, 1])
    axes.yaxis.set_major_formatter("{x:g}")
    line = np.linspace(-REACH, REACH, 121)
    axes.plot(line, sigmoid(line), gid="output")
    ends = np.array([-TANGENT, TANGENT])
    axes.plot(z + ends, sigmoid(z) + slope(z) * ends, color="C1", gid="tangent")
    dot = axes.scatter([z], sigmoid([z]), s=64, color="C1", edgecolor="white", zorder=4)
    dot.set_clip_on(False)
    axes.set(xlim=(-REACH, REACH), ylim=(0, 1.04))
    axes.set_title(r"$\hat y = \sigma(z)$", loc="left", y=1)
    axes.set_xlabel("$z = w + b$")
    axes.xaxis.set_gid("z")
    numbers = (_signed(w), _signed(b), decimal(sigmoid(z), 2))
    for row, (name, number) in enumerate(zip(("w", "b", r"\hat y"), numbers, strict=True)):
        height = 0.91 - 0.125 * row
        axes.text(-4, height, f"${name}$ =", ha="right", va="baseline")
        axes.text(-3.6, height, number, va="baseline")


def _bars(axes: Axes, z: float, cost: str, lang: str) -> None:
    text = labels(lang)
    error, steep, gradient = sizes(z, cost)
    names = [text["error"], r"$\sigma'$", text["gradient"]]
    heights = [error, steep, gradient]
    bars = axes.barh(names, heights, color=["C0", "C0", "C1"], height=0.5)
    axes.bar_label(bars, [decimal(each, 3) for each in heights], padding=5)
    axes.invert_yaxis()
    axes.set(xlim=(0, 1))
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)


def sizes(z: float, cost: str) -> tuple[float, float, float]:
    """The error ŷ − y for y = 0, the slope σ′, and the gradient ∂L/∂z that is made of them."""
    error, steep = float(sigmoid(z)), float(slope(z))
    return error, steep, error * steep if cost == "quadratic" else error


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def alt(w: float, b: float, epoch: int, cost: str, lang: str) -> str:
    """Where the neuron stands, in numbers."""
    text = labels(lang)
    error, steep, gradient = (decimal(each, 3) for each in sizes(w + b, cost))
    return text["training"].format(
        cost=text[cost],
        epoch=epoch,
        w=_signed(w),
        b=_signed(b),
        output=decimal(sigmoid(w + b), 2),
        error=error,
        slope=steep,
        gradient=gradient,
    )
