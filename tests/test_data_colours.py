"""Colours that are data stay as they are on a dark page, and what lies on them can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from pelican.plugins.live_figures.drawing.colour import contrast, on_dark
from pelican.plugins.live_figures.drawing.files import draw
from pelican.plugins.live_figures.drawing.style import PAGE, PALETTE, style

GREYS = np.arange(6).reshape(2, 3)


def svg(paint: Callable[[Axes], object]) -> str:
    """A figure's SVG without its style sheet."""
    with style():
        figure = Figure()
        paint(figure.add_subplot())
    return re.sub("<style>.*?</style>", "", draw(figure, png=False).svg.decode())


def repainted(image: str) -> set[str]:
    """The colours of the picture that its dark rules are about."""
    return {colour for colour in re.findall("#[0-9a-f]{6}", image) if on_dark(colour) != colour}


def text_fills(image: str) -> dict[str, str]:
    """The fill of each text, its own or that of a group; ink where none is said."""

    def walk(element: ElementTree.Element, fill: str) -> Iterator[tuple[str, str]]:
        fill = element.get("fill", fill)
        if element.tag.endswith("}text"):
            yield "".join(element.itertext()), fill
        for child in element:
            yield from walk(child, fill)

    return dict(walk(ElementTree.fromstring(image), "#000000"))


EMPTY = repainted(svg(lambda axes: axes.set_xlim(0, 3)))


@pytest.mark.parametrize(
    "paint",
    [
        lambda axes: axes.pcolormesh(GREYS, cmap="gray"),
        lambda axes: axes.pcolormesh(GREYS, cmap="RdBu"),
        lambda axes: axes.contourf(GREYS, cmap="gray"),
        lambda axes: axes.scatter([1, 2, 3], [1, 2, 3], c=[1, 2, 3], cmap="gray"),
        lambda axes: axes.hexbin([1, 2, 3], [1, 2, 3], gridsize=3, cmap="Greys"),
        lambda axes: axes.figure.colorbar(axes.pcolormesh(GREYS, cmap="gray")),
    ],
    ids=["mesh", "diverging", "contours", "points", "hexagons", "colour bar"],
)
def test_mapped_colours_are_never_repainted(paint: Callable[[Axes], object]) -> None:
    image = svg(paint)
    assert "rgb(" in image
    assert repainted(image) <= EMPTY | {"#22252b"}  # a colour bar's outline is ink


def test_text_stays_with_what_it_lies_on() -> None:
    def paint(axes: Axes) -> None:
        axes.pcolormesh(GREYS, cmap="Blues")
        axes.text(0.5, 0.5, "on pale", color="black")
        axes.text(2.5, 1.5, "on dark", color="white", ha="center")
        axes.text(1.5, 2.5, "above", color="black", clip_on=False)

    fills = text_fills(svg(paint))
    assert fills["on dark"] == "rgb(255,255,255)"
    assert fills["on pale"] == "rgb(0,0,0)"
    assert fills["above"] == "#000000"


@pytest.mark.parametrize("colour", ["#0000ff", "#000080", "#8b0000", "#800000", "#00008b"])
def test_dark_named_colours_can_be_seen_in_the_dark(colour: str) -> None:
    assert contrast(on_dark(colour), PAGE[1]) >= 3


@pytest.mark.parametrize("face", ["navy", "gold", "C0", "lightgray", "black", "white"])
@pytest.mark.parametrize("ink", ["white", "black"])
def test_a_label_on_a_bar_is_no_worse_in_the_dark(face: str, ink: str) -> None:
    def paint(axes: Axes) -> None:
        bars = axes.bar(["a"], [3], color=face)
        axes.bar_label(bars, ["label"], label_type="center", color=ink)

    fill = text_fills(svg(paint))["label"]
    shown = to_hex(ink) if fill.startswith("rgb") else on_dark(fill)
    before = contrast(to_hex(ink), to_hex(colour(face)))
    assert contrast(shown, on_dark(to_hex(colour(face)))) >= min(before, 4.5) - 0.01


def colour(face: str) -> str:
    """A face in our own look."""
    return PALETTE[0][0] if face == "C0" else face


def test_no_grid_lies_over_an_image_or_a_twin() -> None:
    def twins(axes: Axes) -> None:
        axes.plot([1, 2])
        axes.twinx().plot([20, 10])

    grid = 'stroke="#e3e5e9"'
    assert grid in svg(lambda axes: axes.plot([1, 2]))
    assert grid not in svg(lambda axes: axes.imshow(GREYS))
    assert svg(twins).count(grid) == svg(lambda axes: axes.plot([1, 2])).count(grid)
