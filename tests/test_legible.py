"""What is written in a figure can be read in places of any width, a phone's too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.figure import Figure
from pelican.plugins.live_figures.drawing.files import draw
from pelican.plugins.live_figures.drawing.style import style

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLACES = (320, 328, 400, 512, 640, 800, 1200)
# How large each text is on the screen, and where the point is by which it is fixed, if it has one.
SIZES = """() => [...document.querySelectorAll("text, g[font-size]:has(use)")].map(text => {
    const {a, b} = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
})"""


def plain(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.plot([0, 5], [0, 2], label="a line")
    axes.set(xlabel="across", ylabel=r"$\hat y$", title="what it shows")
    axes.legend(fontsize=8)
    axes.text(1, 1, "two\nlines")


def small_and_turned(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.bar(["Monday", "Tuesday", "Wednesday"], [1, 3, 2])
    axes.tick_params(axis="x", rotation=45, labelsize=7)
    axes.annotate("the most", (1, 3), (0, 3.2), fontsize=6, arrowprops={"arrowstyle": "->"})
    axes.minorticks_on()


def panels(figure: Figure) -> None:
    for axes in figure.subplots(2, 2).flat:
        axes.plot([1, 2], [1, 2])
        axes.set_title("one of\nfour", loc="left")


def solid(figure: Figure) -> None:
    axes = figure.add_subplot(projection="3d")
    axes.plot_surface(*np.meshgrid([0, 1], [0, 1]), np.eye(2))
    axes.set(xlabel="x", ylabel="y", zlabel="z")


@pytest.mark.parametrize("size", [(3, 2), (512 / 96, 320 / 96), (10, 6), (16, 8)], ids=str)
@pytest.mark.parametrize("fill", [plain, small_and_turned, panels, solid])
def test_type_is_never_small(
    browser: Browser, fill: Callable[[Figure], None], size: tuple[float, float]
) -> None:
    with style():
        figure = Figure(figsize=size)
        fill(figure)
    drawing = draw(figure, png=False)
    picture = drawing.svg.decode().replace(f'width="{drawing.width}"', 'width="100%"', 1)
    page = browser.new_page()
    page.set_content(f'<!doctype html><body style="margin:0">{picture}')
    for place in (place for place in PLACES if place <= drawing.width):
        page.set_viewport_size({"width": place, "height": 800})
        assert min(page.evaluate(SIZES)) >= 11.9
    page.close()


def test_type_has_its_own_size_where_there_is_room(browser: Browser) -> None:
    with style():
        figure = Figure()
        plain(figure)
    page = browser.new_page(viewport={"width": 512, "height": 400})
    page.set_content(
        f'<!doctype html><body style="margin:0">{draw(figure, png=False).svg.decode()}'
    )
    sizes = [round(size, 1) for size in page.evaluate(SIZES)]
    assert max(sizes) == 15.0  # 11.25 pt, the style's
    assert min(sizes) >= 12.0  # what is meant as 8 pt, 10.7 px, is less than can be read
    page.close()


def test_type_keeps_its_size_where_a_larger_one_leaves_no_room() -> None:
    with style():
        figure = Figure(figsize=(16, 4))
        panels(figure)
    assert b"min-width" not in draw(figure, png=False).svg
