"""What the frames of a sweep have in common, and what each keeps because it means something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from pelican.plugins.live_figures.drawing.files import draw
from pelican.plugins.live_figures.drawing.style import style
from pelican.plugins.live_figures.sweeping.together import join

X = np.linspace(-10, 10, 200)
GRID = np.arange(9.0).reshape(3, 3)


def joined(make: Callable[[Figure, Any, int], Any], count: int = 3) -> list[Figure]:
    """Frames 1, 2, … of what is made with axes, drawn."""
    with style(whole=True):
        figures = [Figure(figsize=(5, 3)) for _ in range(count)]
        for number, figure in enumerate(figures, 1):
            make(figure, figure.add_subplot(), number)
        join(figures)
        for figure in figures:
            draw(figure, png=False, whole=True)
    return figures


def limits(figures: list[Figure], name: str, axes: int = 0) -> list[tuple[float, float]]:
    found = [getattr(figure.axes[axes], f"get_{name}lim")() for figure in figures]
    return [(round(float(low), 3), round(float(high), 3)) for low, high in found]


def test_limits_that_the_author_sets_for_each_frame_are_its_own() -> None:
    def zoom(figure: Figure, axes: Any, k: int) -> None:
        axes.plot(X, k * np.sin(X))
        axes.set_xlim(-10 / k, 10 / k)

    figures = joined(zoom)
    assert limits(figures, "x") == [(-10, 10), (-5, 5), (-3.333, 3.333)]
    assert len(set(limits(figures, "y"))) == 1


@pytest.mark.parametrize("setting", [{"bottom": 0}, {"top": 4, "bottom": 0}, {}], ids=str)
def test_limits_that_are_set_to_what_shows_are_common(setting: dict[str, float]) -> None:
    def heights(figure: Figure, axes: Any, k: int) -> None:
        axes.plot([0, 1], [0, k])
        axes.set_ylim(**setting)

    assert len(set(limits(joined(heights), "y"))) == 1


def test_a_scale_that_is_made_from_another_still_fits_it() -> None:
    def percent(figure: Figure, axes: Any, k: int) -> None:
        axes.bar(range(3), [k, 2 * k, k * k])
        axes.twinx().set_ylim(0, axes.get_ylim()[1] / (4 * k + k * k) * 100)

    figures = joined(percent)
    for k, (own, parts) in enumerate(
        zip(limits(figures, "y"), limits(figures, "y", 1), strict=True), 1
    ):
        assert parts[1] == pytest.approx(own[1] / (4 * k + k * k) * 100, abs=0.01)
    assert len(set(limits(figures, "x"))) == 1


def test_numbers_and_names_have_nothing_in_common() -> None:
    def kinds(figure: Figure, axes: Any, k: int) -> None:
        axes.plot([[0, 1000], ["a", "b"], [0, 500]][k - 1], [1, 2])

    assert limits(joined(kinds), "x") == [(-50, 1050), (-0.05, 1.05), (-50, 1050)]


def test_margins_are_parts_of_what_all_frames_show() -> None:
    def points(figure: Figure, axes: Any, k: int) -> None:
        axes.scatter([0, 1], [0, 1] if k == 1 else [1, 100])

    assert limits(joined(points), "y") == [(-5, 105)] * 3


def test_colours_are_common() -> None:
    def image(figure: Figure, axes: Any, k: int) -> None:
        bar = figure.colorbar(axes.imshow(GRID * k), ticks=[0, 8 * k])
        bar.ax.set_yticklabels(["low", "high"])

    for figure in joined(image):
        assert figure.axes[0].images[0].get_clim() == (0, 24)
        assert figure.axes[1].get_ylim() == (0, 24)
        # What the author has written beside the bar stays.
        assert [text.get_text() for text in figure.axes[1].get_yticklabels()] == ["low", "high"]


def test_a_colour_bar_of_nothing_drawn_tells_of_the_colours_that_were_chosen_by_it() -> None:
    def lines(figure: Figure, axes: Any, k: int) -> None:
        mapped = ScalarMappable(Normalize(0, 10 * k))
        for end in (0, 5 * k, 10 * k):
            axes.plot([0, 1], [0, end], color=mapped.to_rgba(end))
        figure.colorbar(mapped, ax=axes)

    figures = joined(lines)
    assert limits(figures, "y", 1) == [(0, 10), (0, 20), (0, 30)]
    assert len(set(limits(figures, "y"))) == 1


def test_a_legend_of_colours_stays_true() -> None:
    def points(figure: Figure, axes: Any, k: int) -> None:
        shown = axes.scatter(range(5), range(5), c=k * np.arange(5))
        axes.legend(*shown.legend_elements())

    found = [figure.axes[0].collections[0].get_clim() for figure in joined(points)]
    assert found == [(0, 4), (0, 8), (0, 12)]


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_colour_bar_stands_where_the_longest_text_of_any_frame_has_room(side: str) -> None:
    def image(figure: Figure, axes: Any, k: int) -> None:
        bar = figure.colorbar(axes.imshow(GRID), location=side, label="height")  # type: ignore[call-arg]
        bar.long_axis.set_major_formatter(lambda value, at: f"{value:.{4 * (k % 3)}f}")

    places = set()
    for figure in joined(image):
        drawn, size = figure.get_tightbbox(), figure.get_size_inches()
        assert drawn.x0 >= 0 <= drawn.y0
        assert drawn.x1 <= size[0]
        assert drawn.y1 <= size[1]
        bar = figure.axes[1].get_position().bounds
        assert min(bar[2:]) > 0.01
        places.add(bar)
    assert len(places) == 1


def test_arrows_have_one_scale() -> None:
    def field(figure: Figure, axes: Any, k: int) -> None:
        axes.quiver([0, 1], [0, 0], [k, k], [k, k])

    scales = [figure.axes[0].collections[0].scale for figure in joined(field)]  # type: ignore[attr-defined]
    with style(whole=True):
        alone = Figure(figsize=(5, 3))
        field(alone, alone.add_subplot(), 3)
        draw(alone, png=False, whole=True)
    assert scales == [pytest.approx(alone.axes[0].collections[0].scale, rel=0.01)] * 3  # type: ignore[attr-defined]


def test_several_fields_of_arrows_have_a_scale_each() -> None:
    def fields(figure: Figure, axes: Any, k: int) -> None:
        axes.quiver([0, 1], [0, 0], [k, k], [k, k])
        axes.quiver([0, 1], [1, 1], [k / 10, k / 10], [0, 0])

    for arrows in range(2):
        found = [figure.axes[0].collections[arrows].scale for figure in joined(fields)]  # type: ignore[attr-defined]
        assert len(set(found)) == 1


def test_a_legend_without_room_in_some_frame_stands_beside_the_axes_in_all() -> None:
    def dense(figure: Figure, axes: Any, k: int) -> None:
        rng = np.random.default_rng(1)
        axes.scatter(*rng.random((2, 400 if k == 2 else 2)), label="points")
        axes.legend()

    boxes = [
        (figure.axes[0].get_legend().get_window_extent(), figure.axes[0].get_window_extent())  # type: ignore[union-attr]
        for figure in joined(dense)
    ]
    assert all(legend.x0 >= axes.x1 for legend, axes in boxes)
    assert len({legend.x0 for legend, _ in boxes}) == 1


def test_axes_that_are_labelled_with_another_scale_keep_their_own() -> None:
    def matrix(figure: Figure, axes: Any, k: int) -> None:
        figure.delaxes(axes)
        rng = np.random.default_rng(1)
        table = pd.DataFrame({"x": k * rng.random(40), "y": 50 * k * rng.random(40)})
        pd.plotting.scatter_matrix(table, ax=figure.subplots(2, 2), diagonal="hist")

    figures = joined(matrix)
    for axes, name in [(0, "x"), (1, "x"), (1, "y"), (2, "x"), (2, "y"), (3, "x")]:
        assert len(set(limits(figures, name, axes))) == 3


@pytest.mark.parametrize("names", [["2019", "2020", "2021"], ["0.5", "1.0", "1.5"]], ids=str)
def test_numbers_that_are_names_of_places_do_not_keep_frames_apart(names: list[str]) -> None:
    def bars(figure: Figure, axes: Any, k: int) -> None:
        axes.bar(range(k), range(1, k + 1))
        axes.set_xticks(range(k), names[-k:])

    assert len(set(limits(joined(bars), "x"))) == 1


def test_labels_that_are_the_same_in_all_frames_do_not_keep_them_apart() -> None:
    def logs(figure: Figure, axes: Any, k: int) -> None:
        axes.plot([0, k], [0, k])
        axes.set_yticks([0.3, 0.7], ["2", "5"])

    assert len(set(limits(joined(logs), "y"))) == 1


def test_days_and_months_of_pandas_have_nothing_in_common() -> None:
    def series(figure: Figure, axes: Any, k: int) -> None:
        days = pd.date_range("2024-01-01", periods=12, freq=["D", "MS", "D"][k - 1])
        pd.Series(np.arange(12.0) * k, days).plot(ax=axes)

    figures = joined(series)
    (first, second, third) = limits(figures, "x")
    assert first == third != second
    assert len(set(limits(figures, "y"))) == 1
