"""The figure *losscurve*: what one neuron's mistake costs, epoch by epoch, while it learns."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Gt, Le
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .experiment import CostName, Epochs, Output, Rate, Weight, initial_state, learn
from .labels import decimal, labels
from .model import History


def losscurve(
    init: Output | None = None,
    w: Weight | None = None,
    b: Weight | None = None,
    eta: Rate = 0.15,
    epochs: Epochs = 300,
    cost: CostName = "quadratic",
    top: Annotated[float, Gt(0), Le(1000)] | None = None,
    lang: str = "en",
) -> tuple[Figure, str]:
    """The cost of one sigmoid neuron against the epoch, as it learns that 1 should give 0.

    Args:
        init: The neuron's first output. Says as much as w and b together.
        w: The first weight; goes with b.
        b: The first bias; goes with w.
        eta: The learning rate.
        epochs: How many updates to make.
        cost: What measures the mistake.
        top: Where the axis of the cost ends; without it, just above the curve.

    Example:
        << losscurve init=0.98 cost=cross-entropy >>

    zh:
        一个 sigmoid 神经元学着对 1 答 0：代价随训练轮次的变化。

        init: 神经元的第一次输出，顶得上 w 和 b 两个。
        w: 最初的权重，和 b 一起给出。
        b: 最初的偏置，和 w 一起给出。
        eta: 学习率。
        epochs: 更新多少次。
        cost: 错了多少由什么来量：quadratic 是二次代价，cross-entropy 是交叉熵。
        top: 代价轴到哪里为止；不写，就到曲线稍上方。
    """
    weight, bias = initial_state(init, w, b)
    run = learn(weight, bias, eta, epochs, cost)
    return draw(run, top or 1.12 * run.cost.max(), lang), alt(run, cost, lang)


def draw(run: History, top: float, lang: str) -> Figure:
    """The cost curve up to a cost, with the neuron's output written at both ends."""
    text, last = labels(lang), len(run.cost) - 1
    figure = Figure()
    figure.set_layout_engine("none")  # what is written here always fits these margins
    axes = figure.add_axes((0.1, 0.17, 0.715, 0.71))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.plot(run.cost, gid="cost", clip_on=False)
    axes.set(xlim=(0, last), ylim=(0, top))
    axes.set_title(text["cost"], loc="left", y=1)
    axes.set_xlabel(text["epoch"])
    axes.xaxis.set_gid("epoch")
    ends = axes.scatter([0, last], run.cost[[0, last]], s=64, edgecolor="white", clip_on=False)
    ends.set_zorder(3)
    _say_output(axes, run, 0, (7, 7))
    _say_output(axes, run, last, (9, 2))
    return figure


def _say_output(axes: Axes, run: History, epoch: int, offset: tuple[float, float]) -> None:
    axes.annotate(
        rf"$\hat y$ = {decimal(run.output[epoch, 0], 2)}",
        (epoch, run.cost[epoch]),
        offset,
        textcoords="offset points",
        annotation_clip=False,
    )


def alt(run: History, cost: str, lang: str) -> str:
    """What the curve does, in words and numbers."""
    text, epochs = labels(lang), len(run.cost) - 1
    half = epochs // 2
    return text["losscurve"].format(
        cost=text[cost],
        epochs=epochs,
        half=half,
        first=decimal(run.cost[0], 4),
        middle=decimal(run.cost[half], 4),
        last=decimal(run.cost[-1], 4),
        output_first=decimal(run.output[0, 0], 2),
        output_last=decimal(run.output[-1, 0], 2),
    )
