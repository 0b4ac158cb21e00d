"""The figure *steps*: how large a step each cost asks for, wherever the output stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from annotated_types import Ge, Le, Len
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .labels import decimal, labels
from .model import COSTS, Array, logit, sigmoid

Logit = Annotated[float, Ge(-20), Le(20)]


def step(z: Logit) -> dict[str, float]:
    """How far a sigmoid neuron that should say 0 moves its z, for a learning rate of 1.

    `of` picks `quadratic` or `cross-entropy`, the step under that cost, or `output`.

    Args:
        z: Where the neuron stands.

    Example:
        << step z=4 of=quadratic format=.3f >>

    zh:
        应当答 0 的 sigmoid 神经元在某处走多大一步（学习率为 1）。

        z: 神经元所在的位置。
    """
    sizes = {cost: float(_step(cost, np.array(z))) for cost in COSTS}
    return {**sizes, "output": float(sigmoid(z))}


def steps(
    z: Annotated[list[Logit], Len(0, 4)] | None = None, lang: str = "en"
) -> tuple[Figure, str]:
    """The size of a step against the neuron's output, for both costs; right is 0.

    Args:
        z: Where to mark the curves.

    Example:
        << steps z=1.5,4 >>

    zh:
        一步的大小随神经元输出的变化，两种代价各一条曲线；正确值是 0。

        z: 在哪里标出曲线上的点。
    """
    marks = np.array(sorted(z or []), dtype=np.float64)
    return draw(marks, lang), alt(marks, lang)


def _step(cost: str, z: Array) -> Array:
    """|∂L/∂z| for y = 0: ŷ²(1 − ŷ) for the quadratic cost, ŷ for cross-entropy."""
    return np.abs(COSTS[cost].gradient(z, np.zeros_like(z)))


def draw(marks: Array, lang: str) -> Figure:
    """Both curves, with the size of the step at every marked z."""
    text = labels(lang)
    figure = Figure()
    figure.set_layout_engine("none")  # what is written here always fits these margins
    axes = figure.add_axes((0.1, 0.21, 0.76, 0.67))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")
    output = np.linspace(0, 1, 201)
    inner = logit(output[1:-1])
    for cost, at, offset in (("quadratic", 0.5, (0, 10)), ("cross-entropy", 0.45, (-9, 7))):
        height = np.concatenate([[0], _step(cost, inner), [float(cost == "cross-entropy")]])
        (line,) = axes.plot(output, height, gid=cost)
        here = (at, float(np.interp(at, output, height)))
        axes.annotate(
            text[cost],
            here,
            offset,
            textcoords="offset points",
            color=line.get_color(),
            ha="right" if cost == "cross-entropy" else "center",
        )
        _mark(axes, cost, marks, line.get_color())
    axes.set(xlim=(0, 1), ylim=(0, 1.04))
    axes.set_title(text["step"], loc="left", y=1)
    axes.set_xlabel(r"$\hat y$")
    axes.xaxis.set_gid("output")
    return figure


def _mark(axes: Axes, cost: str, marks: Sequence[float] | Array, color: object) -> None:
    """Dots on a curve with what they stand at: beside it, where the other curve is not."""
    heights = _step(cost, np.asarray(marks))
    dots = axes.scatter(sigmoid(marks), heights, s=64, color=color, edgecolor="white")
    dots.set(zorder=4, clip_on=False)
    for z, height in zip(marks, heights, strict=True):
        above = cost == "quadratic"
        axes.annotate(
            decimal(height, 3),
            (float(sigmoid(z)), height),
            (0, 9) if above else (9, -4),
            textcoords="offset points",
            color=color,
            ha="center" if above else "left",
            annotation_clip=False,
        )


def alt(marks: Array, lang: str) -> str:
    """What the curves do, and how large the steps are at each mark."""
    text = labels(lang)
    told = text["steps"]
    for z in marks:
        quadratic, entropy = (decimal(_step(cost, z), 3) for cost in ("quadratic", "cross-entropy"))
        told += text["steps mark"].format(
            output=decimal(sigmoid(z), 2), quadratic=quadratic, entropy=entropy
        )
    return told
