"""What people draw, as they draw it: figures for a site that is looked at with three engines.

Nothing here is done for the sake of dark pages or of small screens.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

RNG = np.random.default_rng(7)
HILLS = np.add.outer(np.sin(np.linspace(0, 3, 12)), np.cos(np.linspace(0, 5, 16)))
COUNTS = np.array([[52, 3, 1], [4, 38, 9], [0, 11, 47]])
KINDS = ["cat", "dog", "fox"]
DAYS = pd.date_range("2024-01-31", periods=200)


def imshow() -> Figure:
    """An image with its colour bar."""
    figure, axes = _axes()
    image = axes.imshow(HILLS)
    figure.colorbar(image, label="height")
    axes.set_title("Hills")
    return figure


def grey() -> Figure:
    """A mesh in greys, with words upon it."""
    figure, axes = _axes()
    mesh = axes.pcolormesh(HILLS, cmap="gray")
    figure.colorbar(mesh)
    axes.text(1.5, 10.5, "snow", color="black")
    axes.text(12, 1, "night", color="white", ha="center")
    return figure


def confusion() -> Figure:
    """A confusion matrix with its numbers."""
    figure, axes = _axes()
    axes.matshow(COUNTS, cmap="Blues")
    axes.set_xticks(range(3), KINDS)
    axes.set_yticks(range(3), KINDS)
    for (row, column), count in np.ndenumerate(COUNTS):
        ink = "white" if count > 26 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=ink)
    axes.set(xlabel="predicted", ylabel="true")
    return figure


def diverging() -> Figure:
    """A mesh whose middle is nearly white."""
    figure, axes = _axes()
    mesh = axes.pcolormesh(HILLS, cmap="RdBu", vmin=-2, vmax=2, shading="auto")
    figure.colorbar(mesh, label="warmer or colder, °C")
    axes.set(xlabel="east", ylabel="north")
    return figure


def contours() -> Figure:
    """Areas between contours, with labelled lines upon them."""
    figure, axes = _axes()
    areas = axes.contourf(HILLS, cmap="coolwarm", levels=7)
    lines = axes.contour(HILLS, colors="black", levels=5, linewidths=0.8)
    axes.clabel(lines)
    figure.colorbar(areas)
    return figure


def heatmap() -> Figure:
    """A heat map with numbers, by seaborn."""
    import seaborn as sns

    figure, axes = _axes()
    table = pd.DataFrame(HILLS[::2, ::3], columns=list("uvwxyz"))
    sns.heatmap(table, annot=True, fmt=".1f", ax=axes, cmap="magma")
    return figure


def scatter() -> Figure:
    """Points by colour and size, with a legend."""
    figure, axes = _axes()
    x, y = RNG.normal(size=(2, 120))
    points = axes.scatter(x, y, c=x + y, s=20 + 60 * RNG.random(120), cmap="viridis")
    axes.legend(*points.legend_elements(num=5), title="sum")
    axes.set(xlabel="x", ylabel="y")
    return figure


def surface() -> Figure:
    """A surface in space, with a colour bar."""
    figure = Figure()
    axes: Any = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(np.linspace(-2, 2, 25), np.linspace(-2, 2, 25))
    drawn = axes.plot_surface(x, y, np.exp(-(x**2) - y**2), cmap="viridis")
    figure.colorbar(drawn, shrink=0.6, pad=0.12)
    axes.set(xlabel="x", ylabel="y", zlabel="z")
    return figure


def cloud() -> Figure:
    """Points and a line in space."""
    figure = Figure()
    axes: Any = figure.add_subplot(projection="3d")
    t = np.linspace(0, 12, 80)
    axes.scatter(*RNG.normal(size=(3, 60)), c="navy", label="stars")
    axes.plot(np.cos(t), np.sin(t), t / 6 - 1, color="maroon", label="path")
    axes.legend()
    return figure


def polar() -> Figure:
    """A polar curve with labels around it."""
    figure = Figure()
    axes: Any = figure.add_subplot(projection="polar")
    angle = np.linspace(0, 2 * np.pi, 200)
    axes.plot(angle, 1 + np.cos(3 * angle))
    axes.set_title("Three leaves")
    return figure


def pie() -> Figure:
    """A pie with its shares."""
    figure, axes = _axes()
    axes.pie([45, 30, 15, 10], labels=["wind", "sun", "water", "coal"], autopct="%1.0f %%")
    return figure


def bars() -> Figure:
    """Bars with labels within and above."""
    figure, axes = _axes()
    low = axes.bar(KINDS, [12, 19, 7], label="2023")
    high = axes.bar(KINDS, [5, 8, 11], bottom=[12, 19, 7], label="2024", color="gold")
    axes.bar_label(low, label_type="center", color="white")
    axes.bar_label(high, label_type="center")
    axes.legend()
    return figure


def boxes() -> Figure:
    """Boxes of samples, one of them filled."""
    figure, axes = _axes()
    axes.boxplot([RNG.normal(k, 1, 60) for k in range(3)], tick_labels=KINDS, patch_artist=True)
    axes.set_ylabel("weight, kg")
    return figure


def violins() -> Figure:
    """Violins of samples."""
    figure, axes = _axes()
    axes.violinplot([RNG.normal(k, 1, 60) for k in range(3)], showmedians=True)
    axes.set_xticks([1, 2, 3], KINDS)
    return figure


def twins() -> Figure:
    """Two scales, their labels in the colours of their lines."""
    figure, axes = _axes()
    other = axes.twinx()
    axes.plot([1, 2, 3, 4], [20, 24, 27, 23], color="C0")
    other.plot([1, 2, 3, 4], [70, 40, 20, 55], color="C1")
    axes.set_xlabel("month")
    axes.set_ylabel("heat, °C", color="C0")
    other.set_ylabel("rain, mm", color="C1")
    axes.tick_params(axis="y", colors="C0")
    other.tick_params(axis="y", colors="C1")
    return figure


def dates() -> Figure:
    """A series over half a year."""
    figure, axes = _axes()
    axes.plot(DAYS, RNG.normal(size=200).cumsum())
    axes.set_ylabel("price")
    return figure


def arrows() -> Figure:
    """A field of arrows, coloured by their lengths."""
    figure, axes = _axes()
    x, y = np.meshgrid(np.linspace(-2, 2, 12), np.linspace(-2, 2, 12))
    axes.quiver(x, y, -y, x, np.hypot(x, y), cmap="plasma")
    axes.set_aspect("equal")
    return figure


def legend() -> Figure:
    """Lines that fill the picture, so that the legend has to lie on them."""
    figure, axes = _axes()
    x = np.linspace(0, 30, 400)
    for k in range(4):
        axes.plot(x, np.sin(x + k) * (1 + k / 5), label=f"phase {k}")
    axes.legend()
    return figure


def columns() -> Figure:
    """Ten columns of a table, by pandas."""
    figure, axes = _axes()
    walks = pd.DataFrame(RNG.normal(size=(200, 10)).cumsum(axis=0), DAYS, list("abcdefghij"))
    walks.plot(ax=axes)
    return figure


def facets() -> Figure:
    """Facets, by seaborn."""
    import seaborn as sns

    table = pd.DataFrame({"x": RNG.normal(size=90), "y": RNG.normal(size=90)})
    table["kind"], table["sex"] = np.tile(KINDS, 30), np.repeat(["female", "male"], 45)
    grid = sns.FacetGrid(table, col="kind", hue="sex", height=2.4)
    grid.map(sns.scatterplot, "x", "y")
    grid.add_legend()
    drawn: Figure = grid.figure
    return drawn


def many() -> Figure:
    """Twenty thousand points, as pixels."""
    figure, axes = _axes()
    x, y = RNG.normal(size=(2, 20_000))
    axes.scatter(x, y, s=3, c=np.hypot(x, y), alpha=0.5, rasterized=True)
    return figure


def notes() -> Figure:
    """Words in boxes, in colours by name, and a formula."""
    figure, axes = _axes()
    axes.plot([0, 1, 2], [0, 1, 4], "o-", color="navy", label=r"$\hat y = x^2$")
    axes.annotate("steep", (2, 4), (1, 3.4), arrowprops={"arrowstyle": "->"}, color="darkred")
    axes.text(0.1, 2.4, "a note", bbox={"facecolor": "lightyellow", "edgecolor": "olive"})
    axes.text(0.1, 1.4, "a warning", color="white", bbox={"facecolor": "maroon"})
    axes.legend()
    return figure


def _axes() -> tuple[Figure, Any]:
    figure = Figure()
    return figure, figure.add_subplot()
