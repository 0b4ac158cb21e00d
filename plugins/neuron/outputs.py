"""The figure *outputs*: what a neuron answers, epoch by epoch, under both costs."""

from __future__ import annotations

from matplotlib.figure import Figure

from .experiment import Epochs, Output, Rate, Weight, initial_state, learn
from .labels import decimal, labels
from .model import COSTS, Array


def outputs(
    init: Output | None = None,
    w: Weight | None = None,
    b: Weight | None = None,
    eta: Rate = 0.15,
    epochs: Epochs = 300,
    lang: str = "en",
) -> tuple[Figure, str]:
    """The output of one sigmoid neuron against the epoch, under both costs; right is 0.

    Args:
        init: The neuron's first output. Says as much as w and b together.
        w: The first weight; goes with b.
        b: The first bias; goes with w.
        eta: The learning rate.
        epochs: How many updates to make.

    Example:
        << outputs init=0.98 >>

    zh:
        一个 sigmoid 神经元的输出随训练轮次的变化，两种代价各一条；正确值是 0。

        init: 神经元的第一次输出，顶得上 w 和 b 两个。
        w: 最初的权重，和 b 一起给出。
        b: 最初的偏置，和 w 一起给出。
        eta: 学习率。
        epochs: 更新多少次。
    """
    weight, bias = initial_state(init, w, b)
    runs = {cost: learn(weight, bias, eta, epochs, cost).output[:, 0] for cost in COSTS}
    return draw(runs, lang), alt(runs, lang)


def draw(runs: dict[str, Array], lang: str) -> Figure:
    """Both curves, each with its name where it falls through a half, or else at its middle."""
    text = labels(lang)
    figure = Figure()
    figure.set_layout_engine("none")  # what is written here always fits these margins
    axes = figure.add_axes((0.1, 0.17, 0.83, 0.71))
    axes.yaxis.set_major_formatter("{x:g}")
    for cost, output in runs.items():
        last = len(output) - 1
        (line,) = axes.plot(output, gid=cost, clip_on=False)
        below = (output < 0.5).nonzero()[0]
        at = int(below[0]) if len(below) else last // 2
        left = at > last / 2
        axes.annotate(
            text[cost],
            (at, output[at]),
            (-8, -4) if left else (8, 4),
            textcoords="offset points",
            color=line.get_color(),
            ha="right" if left else "left",
        )
        axes.set_xlim(0, last)
    axes.set_ylim(0, 1.04)
    axes.set_title(r"$\hat y$", loc="left", y=1)
    axes.set_xlabel(text["epoch"])
    axes.xaxis.set_gid("epoch")
    return figure


def alt(runs: dict[str, Array], lang: str) -> str:
    """What both curves do, in words and numbers."""
    text = labels(lang)
    quadratic, entropy = (runs[cost] for cost in COSTS)
    half = (len(quadratic) - 1) // 2
    return text["outputs"].format(
        epochs=len(quadratic) - 1,
        half=half,
        first=decimal(quadratic[0], 2),
        quadratic_half=decimal(quadratic[half], 2),
        quadratic_last=decimal(quadratic[-1], 2),
        entropy_half=decimal(entropy[half], 2),
        entropy_last=decimal(entropy[-1], 2),
    )
