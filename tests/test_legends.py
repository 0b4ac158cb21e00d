"""Legends and other texts in figures lie where they can be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure
from pelican.plugins.live_figures.drawing.colour import contrast, on_dark
from pelican.plugins.live_figures.drawing.files import draw
from pelican.plugins.live_figures.drawing.style import INK, PAGE, PALETTE, style

X = np.linspace(0, 30, 200)
Paint = Callable[[Any], object]


def drawn(paint: Paint, *, whole: bool = False) -> tuple[Figure, str]:
    with style():
        figure = Figure()
        paint(figure.add_subplot())
    svg = draw(figure, png=False, whole=whole).svg.decode()
    return figure, svg


def waves(axes: Any, names: str = "ab", **legend: Any) -> None:
    for k, name in enumerate(names):
        axes.plot(X, np.sin(X + k), label=name)
    axes.legend(**legend)


def covers(figure: Figure) -> bool:
    """Whether the legend lies in the axes."""
    axes = figure.axes[0]
    return bool(axes.get_legend().get_window_extent().overlaps(axes.get_window_extent()))  # type: ignore[union-attr]


def has_ground(figure: Figure) -> bool:
    return bool(figure.axes[0].get_legend().get_frame_on())  # type: ignore[union-attr]


def test_a_legend_with_room_among_the_data_stays_there() -> None:
    def paint(axes: Any) -> None:
        axes.plot([0, 1], [0, 1], label="up")
        axes.legend()

    figure, _ = drawn(paint)
    assert covers(figure)
    assert not has_ground(figure)


@pytest.mark.parametrize("names", ["ab", "abcdefghij"])
def test_a_legend_without_room_stands_beside_the_data(names: str) -> None:
    figure, svg = drawn(lambda axes: waves(axes, names))
    assert not covers(figure)
    box = figure.axes[0].get_legend().get_window_extent()  # type: ignore[union-attr]
    assert figure.bbox.x1 >= box.x1
    assert box.y0 >= figure.bbox.y0
    assert all(f">{name}</text>" in svg for name in names)


@pytest.mark.parametrize(
    "paint",
    [
        lambda axes: waves(axes, loc="center"),
        lambda axes: waves(axes, ["a long name of a line that leaves no room for the axes"]),
        lambda axes: (waves(axes), axes.twinx().plot(X, X)),
    ],
    ids=["the author's place", "wide", "twins"],
)
def test_else_it_has_a_ground_that_is_the_pages(paint: Paint) -> None:
    figure, svg = drawn(paint)
    assert covers(figure)
    assert has_ground(figure)
    assert 'opacity="0.9" fill="#ffffff"' in svg or 'fill="#ffffff" opacity="0.9"' in svg
    assert f'[fill="#ffffff"]{{fill:{PAGE[1]}}}' in svg


def test_the_frames_of_a_sweep_have_legends_of_one_form() -> None:
    busy, _ = drawn(waves, whole=True)
    idle, _ = drawn(lambda axes: (axes.plot([0, 1], label="a"), axes.legend()), whole=True)
    assert has_ground(busy)
    assert has_ground(idle)
    assert covers(busy)


def test_room_is_made_for_a_legend_beside_all_axes() -> None:
    with style():
        figure = Figure(figsize=(8, 2.4), layout="none")
        for axes in figure.subplots(1, 3):
            axes.plot([1, 2], label="a line")
        figure.subplots_adjust(right=0.9)
        figure.legend(handles=figure.axes[0].lines, loc="center right")
    draw(figure, png=False)
    legend = figure.legends[0].get_window_extent()
    assert not any(legend.overlaps(axes.get_window_extent()) for axes in figure.axes)


def text_fill(svg: str, text: str) -> str:
    found = re.search(rf'<text[^>]*fill="([^"]*)"[^>]*>{text}</text>', svg)
    return found[1] if found else "#000000"


@pytest.mark.parametrize("colour", ["black", "white", INK[0]])
@pytest.mark.parametrize("value", [0.1, 0.4, 0.6, 0.9])
def test_ink_that_cannot_be_read_on_a_mesh_is_the_other_ink(value: float, colour: str) -> None:
    def paint(axes: Any) -> None:
        meshes.append(axes.pcolormesh([[0, value, 1]], cmap="magma"))
        axes.text(1.5, 0.5, "here", ha="center", va="center", color=colour)

    meshes: list[Any] = []
    _, svg = drawn(paint)
    red, green, blue = map(int, re.findall(r"\d+", text_fill(svg, "here"))[:3])
    ground = to_hex(meshes[0].to_rgba([value])[0])
    assert contrast(f"#{red:02x}{green:02x}{blue:02x}", ground) >= 4.5


def test_shares_of_a_pie_can_be_read_and_colours_are_the_authors() -> None:
    def paint(axes: Any) -> None:
        axes.pie([1, 1], autopct="%1.0f")
        axes.text(0, 0.5, "own", color="red")

    figure, svg = drawn(paint)
    assert text_fill(svg, "own") == "#ff0000"
    share = text_fill(svg, "50")
    light, dark = (share, on_dark(share)) if share.startswith("#") else (INK[0], INK[0])
    assert contrast(light, PALETTE[0][0]) >= 4.5
    assert contrast(dark, PALETTE[0][1]) >= 4.5
    assert {to_hex(text.get_color()) for text in figure.axes[0].texts} <= {INK[0], "#ff0000"}


def test_a_dark_text_is_lighter_in_the_dark_than_a_dark_line() -> None:
    def paint(axes: Any) -> None:
        axes.plot([1, 2], color="darkred")
        axes.text(0, 1, "words", color="darkred")

    _, svg = drawn(paint)
    rule = re.search(r'text\[fill="#8b0000"\]\{fill:(#\w+)\}', svg)
    assert rule
    assert contrast(rule[1], PAGE[1]) >= 4.5


def test_a_legend_of_mapped_colours_shows_them_as_they_are() -> None:
    def paint(axes: Any) -> None:
        points = axes.scatter(range(9), range(9), c=range(9))
        axes.legend(*points.legend_elements(num=4))

    _, svg = drawn(paint)
    assert "#440154" not in svg
    assert "rgb(68,1,84)" in svg


def test_ten_lines_have_ten_colours_and_dates_are_brief() -> None:
    def paint(axes: Any) -> None:
        for k in range(10):
            axes.plot(np.array(["2024-01-01", "2024-08-01"], "datetime64[D]"), [k, k + 1])

    figure, _ = drawn(paint)
    axes = figure.axes[0]
    assert len({line.get_color() for line in axes.lines}) == 10
    assert isinstance(axes.xaxis.get_major_formatter(), ConciseDateFormatter)


def test_larger_type_stays_in_a_picture_that_its_author_has_laid_out() -> None:
    with style():
        figure = Figure(figsize=(8, 2.4), layout="none")
        for axes in figure.subplots(1, 3):
            axes.plot([1, 2])
            axes.set_xlabel("below")
        figure.tight_layout()
    before = figure.subplotpars.bottom
    draw(figure, png=False)
    assert figure.subplotpars.bottom > before
