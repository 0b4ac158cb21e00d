"""The figure *sigmoid*: σ, and how steep it is where a neuron's output stands."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le, Len
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from . import model
from .labels import decimal, labels

Output = Annotated[float, Ge(0.0001), Le(0.9999)]
REACH = 6.0  # σ(±6) is within 0.0025 of its limits
ROOM = 1.54  # how much further than a mark the axis goes, for what is written beside it
TANGENT = 1.1  # half the length of a tangent's shadow on the z axis


def sigmoid(
    mark: Annotated[list[Output], Len(0, 6)] | None = None, lang: str = "en"
) -> tuple[Figure, str]:
    """The sigmoid function, with its slope where the neuron's output is one of the marks.

    Args:
        mark: The outputs to mark.

    Example:
        << sigmoid mark=0.82,0.98 >>

    zh:
        sigmoid 函数，以及神经元的输出在哪里、那里有多陡。

        mark: 要标出的输出。
    """
    marks = model.logit(mark or [])
    reach = float(np.max(np.abs(marks) * ROOM, initial=REACH))
    return draw(marks, reach), alt(marks, reach, lang)


def draw(marks: model.Array, reach: float) -> Figure:
    """σ from −reach to reach, with a tangent, its slope and the output at every marked z."""
    figure = Figure()
    figure.set_layout_engine("none")  # what is written here always fits these margins
    axes = figure.add_axes((0.1, 0.17, 0.865, 0.71))
    axes.yaxis.set_major_formatter("{x:g}")
    z = np.linspace(-reach, reach, 241)
    axes.plot(z, model.sigmoid(z), gid="output")
    axes.set(xlim=(-reach, reach), ylim=(0, 1.04))
    axes.set_title(r"$\hat y = \sigma(z)$", loc="left", y=1)
    axes.set_xlabel("$z$")
    axes.xaxis.set_gid("z")
    axes.scatter(marks, model.sigmoid(marks), s=64, color="C1", edgecolor="white", zorder=4)
    for at in marks:
        _tangent(axes, float(at))
    return figure


def _tangent(axes: Axes, z: float) -> None:
    """A short tangent at z, with its slope written on the side where the curve is not."""
    output, slope = float(model.sigmoid(z)), float(model.slope(z))
    ends = np.array([-TANGENT, TANGENT])
    tangent = np.column_stack([z + ends, output + slope * ends])
    axes.add_collection(LineCollection([tangent], color="C1", zorder=3))
    right = z > 0
    axes.annotate(
        rf"$\hat y$ = {decimal(output, 2)}" "\n" rf"$\sigma'$ = {decimal(slope, 2)}",
        (z, output),
        (8, -8) if right else (-8, 8),
        textcoords="offset points",
        color="C1",
        ha="left" if right else "right",
        va="top" if right else "bottom",
        linespacing=1.4,
    )


def alt(marks: model.Array, reach: float, lang: str) -> str:
    """What the curve is, and how steep it is at each mark."""
    text = labels(lang)
    curve = text["sigmoid"].format(low=-reach, high=reach)
    for z in marks:
        output, slope = decimal(model.sigmoid(z), 2), decimal(model.slope(z), 2)
        curve += text["mark"].format(output=output, slope=slope)
    return curve
